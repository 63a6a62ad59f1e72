"""Considers each message of a customer: answers from the help center, says that it does not know, or hands over."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.recall import Memory
from fairlead.bot.rules import Candidate, Choice, choose, kind_of, language
from fairlead.bot.security_harm import is_security_harm
from fairlead.brands.store import Brand, Brands
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.read import Reader, View
from fairlead.conversations.rules import BOT, Draft
from fairlead.conversations.store import Entry
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.search import Hit
from fairlead.infra.feed import Event
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict
from fairlead.kit.text import one_line
from fairlead.kit.texts import Texts
from fairlead.shield.secrets import MARKS

REMEMBERED = 50
PASSAGE_CHARS = 900
CANDIDATES = 5
TOPIC_CHARS = 80
# What to advise after which kinds of secrets (`shield.secrets.KINDS`) were removed; the gravest first.
_ADVICE = {
    "wallet": {"seed_phrase", "private_key"},
    "account": {"password", "code", "two_factor_key"},
    "api": {"api_secret"},
    "card": {"card_number"},
}
ACTOR = Actor(kind="bot", id="bot", name="Bot")


class About(Protocol):
    """What the bot speaks to: an event, or an entry."""

    @property
    def id(self) -> object: ...
    @property
    def conversation_id(self) -> str: ...
    @property
    def seq(self) -> int: ...


class Search(Protocol):
    """The help center's search, see `HelpCenter.search`."""

    async def search(self, brand_id: str, locale: str, query: str, *, then: str, limit: int) -> list[Hit]: ...


class Bot:
    def __init__(
        self, *, brands: Brands, reader: Reader, gather: Gather, changes: Changes, help_center: Search, texts: Texts
    ) -> None:
        self._brands = brands
        self._reader = reader
        self._gather = gather
        self._changes = changes
        self._help_center = help_center
        self._texts = texts

    async def consider(self, event: Event) -> None:
        """The reaction to `MessageReceived`. Idempotent: what it writes is named after the event."""
        if event.handler != BOT:
            return
        view = await self._reader.view(ACTOR, event.conversation_id)
        brand = await self._brands.by_id(event.brand_id)
        if brand is None or not view.row.bot_active:
            return
        memory = await self._memory(view)
        entry = memory.message(event.seq)
        if entry is None or memory.person_spoke():
            return
        turn = _Turn(self, event, brand, memory, language(MARKS.sub("", entry.text), view.row.locale))
        try:
            await turn.take(entry.text, has_files=bool(entry.files), leaked=entry.data.get("removed", ()))
        except Conflict:
            # A person was faster, or this was written before with what was known then: both are fine.
            return

    async def leaked(self, view: View, entry: Entry) -> None:
        """A recovery phrase that came in pieces was taken back: what to do now, and a person. Nothing while a person is there.

        Raises Conflict when one was faster.
        """
        brand = await self._brands.by_id(view.row.brand_id)
        if brand is None or not view.row.bot_active:
            return
        memory = await self._memory(view)
        turn = _Turn(self, entry, brand, memory, language("", view.row.locale))
        await turn.take("", has_files=False, leaked=("seed_phrase",))

    async def summary(self, view: View) -> dict[str, Any]:
        """For a handover that the customer asked for by the button."""
        return (await self._memory(view)).summary(view.row.locale)

    async def _memory(self, view: View) -> Memory:
        entries, _ = await self._reader.page_of(ACTOR, view, before=2**62, limit=REMEMBERED)
        return Memory(entries, view.subject)

    async def find(self, brand: Brand, locale: str, question: str) -> list[Hit]:
        return await self._help_center.search(brand.id, locale, question, then=brand.default_locale, limit=CANDIDATES)

    async def topic(self, conversation_id: str) -> str:
        """What the page the customer came from is about, in the exchange's words; a hint and no more."""
        said = (await self._reader.context(ACTOR, conversation_id)).get("topic")
        return one_line(said, TOPIC_CHARS) if isinstance(said, str) else ""

    async def greet(self, event: About, text: str) -> None:
        """Once in a conversation, also when two messages are considered at the same time."""
        with contextlib.suppress(Conflict):
            await self._write(event, f"{event.conversation_id}:greeting", text, {"greeting": True})

    async def say(self, event: About, part: str, text: str, data: dict[str, Any]) -> None:
        await self._write(event, f"{event.id}:{part}", text, data)

    async def _write(self, event: About, client_id: str, text: str, data: dict[str, Any]) -> None:
        where = event.conversation_id
        draft = Draft(ACTOR, "message", client_id, conversation_id=where, text=text, data=data)
        await self._gather.write(draft)

    async def hand_over(self, event: About, reason: str, summary: dict[str, Any]) -> None:
        client_id = f"{event.id}:handover"
        await self._changes.hand_over(ACTOR, client_id, event.conversation_id, reason=reason, summary=summary)

    def text(self, key: str, locale: str, **values: str) -> str:
        return self._texts(f"bot.{key}", self._texts.choose(locale), **values)


class _Turn:
    """One message and what the bot makes of it."""

    def __init__(self, bot: Bot, event: About, brand: Brand, memory: Memory, locale: str) -> None:
        self._bot = bot
        self._event = event
        self._brand = brand
        self._memory = memory
        self._locale = locale

    async def take(self, text: str, *, has_files: bool, leaked: Sequence[str]) -> None:
        urgent = bool(leaked) or is_security_harm(text)
        if not urgent and not wants_person(text) and self._memory.has_newer(self._event.seq):
            return
        first = not self._memory.has_spoken(self._event.seq)
        if first:
            await self._bot.greet(self._event, self._text("greeting", brand=self._brand.name))
        if leaked:
            await self._advise(leaked)
        elif urgent:
            await self._protect(text)
        elif wants_person(text):
            await self._hand_over("asked")
        else:
            await self._reply(text, first=first, has_files=has_files)

    async def _reply(self, text: str, *, first: bool, has_files: bool) -> None:
        kind = kind_of(text)
        if kind == "yes" and self._memory.last_was_unknown(self._event.seq):
            await self._hand_over("unknown")
        elif kind == "question":
            await self._answer(self._memory.unanswered(self._event.seq))
        elif kind == "nothing":
            if has_files:
                await self._say("answer", self._text("files"), {"unknown": True})
            elif not first:
                await self._unknown()
        elif kind in ("thanks", "yes", "no"):
            await self._say("answer", self._text("welcome"), {})
        elif not first:
            await self._say("answer", self._text("again"), {})

    async def _answer(self, question: str) -> None:
        hits = await self._bot.find(self._brand, self._locale, question)
        choice = _choice(hits)
        if choice.best is None and (topic := await self._bot.topic(self._event.conversation_id)):
            # "It is not there" says little by itself; on the page about deposits it says enough for a try.
            hits = await self._bot.find(self._brand, self._locale, f"{topic} {question}")
            choice = _choice(hits)
            choice = replace(choice, confident=False)
        if choice.best is None:
            await self._unknown()
            return
        best = hits[choice.best]
        passage = _passage(best)
        text = passage if _same_language(best.head.locale, self._locale) else self._text("other_locale")
        data = self._data(best, [hits[index] for index in choice.more], confident=choice.confident)
        await self._say("answer", text, data)

    async def _unknown(self) -> None:
        """Says so; the second time in a row it offers a person in so many words."""
        again = self._memory.unknowns(self._event.seq) > 0
        await self._say("answer", self._text("unknown_again" if again else "unknown"), {"unknown": True})

    async def _protect(self, text: str) -> None:
        """Harm is being done: how to stop it now, and a person at once."""
        hits = await self._bot.find(self._brand, self._locale, self._text("security_question"))
        best = next((hit for hit in hits[:1] if hit.coverage > 0.5), None)
        data = self._data(best, [], confident=True) if best else {}
        await self._say("answer", self._text("security"), data)
        await self._hand_over("security")

    async def _advise(self, leaked: Sequence[str]) -> None:
        """A secret was in the message: what to do now, and a person at once unless that is all there is to do."""
        advice = next((name for name, kinds in _ADVICE.items() if not kinds.isdisjoint(leaked)), "account")
        await self._say("answer", self._text(f"leaked.{advice}"), {})
        if advice != "card":
            await self._hand_over("security")

    async def _hand_over(self, reason: str) -> None:
        if reason != "security":
            await self._say("answer", self._text("handover"), {})
        await self._bot.hand_over(self._event, reason, self._memory.summary(self._locale))

    def _data(self, best: Hit, more: Sequence[Hit], *, confident: bool) -> dict[str, Any]:
        answer = {
            "article": self._article(best),
            "passage": _passage(best),
            "more": [self._article(hit) for hit in more],
            "confident": confident,
        }
        return {"answer": answer}

    def _article(self, hit: Hit) -> dict[str, Any]:
        head = hit.head
        return {
            "id": head.translation_id,
            "title": head.title,
            "url": article_path(self._brand.key, head.locale, head.slug, hit.answer.anchor),
            "version": head.version,
            "locale": head.locale,
        }

    async def _say(self, part: str, text: str, data: dict[str, Any]) -> None:
        await self._bot.say(self._event, part, text, data)

    def _text(self, key: str, **values: str) -> str:
        return self._bot.text(key, self._locale, **values)


def _choice(hits: Sequence[Hit]) -> Choice:
    return choose([Candidate(hit.head.translation_id, hit.score, hit.coverage, hit.likeness) for hit in hits])


def _passage(hit: Hit) -> str:
    text = hit.answer.text or hit.head.summary
    return text if len(text) <= PASSAGE_CHARS else one_line(text, PASSAGE_CHARS)


def _same_language(one: str, other: str) -> bool:
    return one.split("-", maxsplit=1)[0] == other.split("-", maxsplit=1)[0]
