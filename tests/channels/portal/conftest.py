"""What the tests of the portal share."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.portal.portal import PortalBrowser
from tests.harness import Installation


@pytest.fixture
async def browser(quiet_site: Installation) -> AsyncIterator[PortalBrowser]:
    made = PortalBrowser(quiet_site)
    yield made
    await made.http.aclose()
