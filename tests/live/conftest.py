"""Everything the protocol promises holds over both doors (row W30): the socket, and requests where no socket comes through."""

import pytest

from tests.harness import Client


@pytest.fixture(params=["socket", "poll"], autouse=True)
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the clients of this test are connected."""
    monkeypatch.setattr(Client, "transport", request.param)
    return str(request.param)
