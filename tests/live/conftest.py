"""Everything the protocol promises holds over both doors (row W30): the socket, and requests where no socket comes through.

No door knows which database lies behind it: the socket is tried with both, requests with SQLite, and in `make prove` with
PostgreSQL too.
"""

import os
from pathlib import Path

import pytest

from tests.harness import Client


@pytest.fixture(params=["socket", "poll"], autouse=True)
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the clients of this test are connected."""
    monkeypatch.setattr(Client, "transport", request.param)
    return str(request.param)


# Before `make prove` chooses what is marked.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("FAIRLEAD_PROVE") == "1":
        for item in filter(_is_for_proof, items):
            item.add_marker(pytest.mark.prove)
    else:
        items[:] = [item for item in items if not _is_for_proof(item)]


def _is_for_proof(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or Path(__file__).parent not in item.path.parents:
        return False
    made_of = getattr(item, "callspec", None)
    return made_of is not None and {"transport": "poll", "engine": "postgresql"}.items() <= made_of.params.items()
