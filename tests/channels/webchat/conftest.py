"""What the tests of the form without JavaScript share."""

from typing import Any

import pytest

from tests.channels.webchat.plain import Browser
from tests.harness import Installation


@pytest.fixture
async def browser(quiet_site: Installation) -> Any:
    made = Browser(quiet_site)
    yield made
    await made.http.aclose()
