"""Everything the protocol promises holds over both doors (row W30): the socket, and requests where no socket comes through.

No door knows which database lies behind it: in `make test` each test meets both doors and both databases in two pairs, in
`make prove` in all four.
"""

import functools
import os
from pathlib import Path

import pytest

from tests.harness import Client

FOR_PROOF = {("poll", "postgresql"), ("socket", "sqlite")}


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
    if not isinstance(item, pytest.Function) or not _lies_here(item.path):
        return False
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return (params.get("transport"), params.get("engine")) in FOR_PROOF


@functools.cache
def _lies_here(path: Path) -> bool:
    return path.is_relative_to(Path(__file__).parent)
