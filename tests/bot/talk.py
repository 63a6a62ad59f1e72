"""One customer's conversation with the bot in a whole system on both databases, and a few of the demo's articles."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from fairlead.app import System
from fairlead.bot.consider import ACTOR
from fairlead.conversations.rules import Draft, Opening
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra import feed
from fairlead.infra.feed import START, Event
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from tests.helpcenter.conftest import DEMO

ARTICLES = ("deposit-not-credited", "account-hacked-freeze-now", "withdrawal-pending", "lost-authenticator")


@dataclass
class Chat:
    """One customer's conversation, the bot reacting after each message."""

    system: System
    brand_id: str
    locale: str = "en"
    customer: Actor = field(default_factory=lambda: Actor(kind="customer", id=new_id()))
    id: str | None = None

    async def write(
        self, text: str, *, actor: Actor | None = None, kind: str = "message", data: dict[str, Any] | None = None
    ) -> None:
        opening = Opening(self.brand_id, self.customer.id, "webchat", self.locale, bot_first=True)
        draft = Draft(
            actor=actor or self.customer,
            kind=kind,
            client_id=str(uuid4()),
            conversation_id=self.id,
            opening=None if self.id else opening,
            text=text,
            data=data or {},
        )
        self.id = (await self.system.gather.write(draft)).conversation_id

    async def events(self) -> list[Event]:
        async with self.system.database.read() as session:
            found = await feed.read(session, self.system.database.dialect, START, limit=500)
        return [event for event in found if event.conversation_id == self.id and event.kind == "MessageReceived"]

    async def react(self) -> None:
        for event in await self.events():
            await self.system.bot.consider(event)

    async def say(self, text: str, *, data: dict[str, Any] | None = None) -> list:
        """Writes, lets the bot react; what it added."""
        before = len(await self.entries())
        await self.write(text, data=data)
        await self.react()
        return [entry for entry in (await self.entries())[before:] if entry.author_kind == "bot"]

    async def entries(self) -> list:
        if self.id is None:
            return []
        return (await self.system.reader.page(ACTOR, self.id, before=2**62, limit=100))[0]


def answer_in(entries: list) -> dict[str, Any] | None:
    """The article the bot answered with among what it said."""
    return next((entry.data["answer"] for entry in entries if "answer" in entry.data), None)


def few_articles(target: Path) -> Path:
    """A few of the demo's articles, in English and Chinese."""
    for path in DEMO.rglob("*.md"):
        if path.stem in ARTICLES and path.parent.name in ("en", "zh-CN"):
            copy = target / path.relative_to(DEMO)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return target


async def open_chat(system: System, articles: Path) -> Chat:
    brand = (await system.brands.all())[0]
    await import_folder(system.database, brand.id, articles, default_locale="en")
    return Chat(system, brand.id)
