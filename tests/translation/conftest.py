"""An installation whose translator is the stand-in, behind a real socket, and stand-ins that fail as machines do."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fairlead.fakes.translator import StandIn, serving
from fairlead.settings import SETTINGS, Settings
from tests.harness import Client, Installation, installation, message

QUESTION = "¿Dónde está mi retiro de 0.5 BTC?"


class Machine(StandIn):
    """Keeps what it was asked; `twist` changes what it says, `status` what it answers with."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.twist: Callable[[str], str] = str
        self.status = 200
        # Said instead of what the protocol wants.
        self.body: dict[str, Any] | None = None

    def said(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        return self.twist(super().said(text, source, target))

    def answer(self, path: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.requests.append(asked)
        status, body = super().answer(path, asked)
        if self.status != 200:
            return self.status, {"error": "no"}
        return status, body if self.body is None else self.body


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def address(machine: Machine) -> Iterator[str]:
    with ExitStack() as stack:
        yield stack.enter_context(serving(machine))


@pytest.fixture
async def site(settings: Settings, address: str) -> AsyncIterator[Installation]:
    wanted = {"translation_kind": "libretranslate", "translation_url": address, "translation_model": "stand-in"}
    values = {setting.name: getattr(settings, setting.name) for setting in SETTINGS}
    async with installation(Settings(**(values | wanted)), bot_first=False) as running:
        yield running


async def begun(site: Installation, text: str = QUESTION) -> tuple[str, str]:
    """A conversation and the id of its first entry."""
    phone = await (await site.customer()).open()
    ack = await phone.ask(message(text))
    return str(ack["conversation"]), str(ack["entry"])


async def meaning(agent: Client, conversation: str, entry: str, to: str = "en") -> Any:
    return await agent.http.post(f"/api/desk/conversations/{conversation}/entries/{entry}/translation", json={"to": to})
