"""Considers each message of a customer: answers from the help center, says that it does not know, or hands over."""

import contextlib
from collections.abc import Sequence
from typing import Any, Protocol

from fairlead.bot.about_account import asks_about_own_account, misses_deposit
from fairlead.bot.ask_back import ENDS, ask_person, ask_topic, ask_which, without_offer
from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.converse import Converse
from fairlead.bot.find_answer import FindAnswer
from fairlead.bot.ports import Freely, Paused, Source
from fairlead.bot.recall import Memory
from fairlead.bot.rules import Choice, kind_of, same_language
from fairlead.bot.security_harm import is_security_harm
from fairlead.bot.small_matters import asks_whether_bot, is_vague
from fairlead.brands.store import Brand, Brands
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.read import Reader, View
from fairlead.conversations.rules import BOT, Draft
from fairlead.conversations.store import Entry
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.search import Hit
from fairlead.infra.feed import Event
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict
from fairlead.kit.text import one_line
from fairlead.kit.texts import Texts
from fairlead.tickets.taxonomy import Taxonomy

REMEMBERED = 50
PASSAGE_CHARS = 900
CANDIDATES = 5
LOOKED_AT = 8
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


class Needs(Protocol):
    """What a brand's matters need, see `Taxonomies.of_brand`."""

    async def of_brand(self, brand_id: str) -> Taxonomy: ...


class Bot:
    def __init__(
        self,
        *,
        brands: Brands,
        reader: Reader,
        gather: Gather,
        changes: Changes,
        help_center: Search,
        texts: Texts,
        needs: Needs,
    ) -> None:
        # Who words answers more freely, if anybody does; see `speak_freely.py`.
        self.freely: Freely | None = None
        # Whom people do not talk with for a while, if that is kept account of.
        self.paused: Paused | None = None
        self._brands = brands
        self._reader = reader
        self._gather = gather
        self._changes = changes
        self._help_center = help_center
        self._texts = texts
        self._needs = needs

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
        turn = _Turn(self, event, brand, memory, view)
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
        turn = _Turn(self, entry, brand, memory, view)
        await turn.take("", has_files=False, leaked=("seed_phrase",))

    async def summary(self, view: View) -> dict[str, Any]:
        """For a handover that the customer asked for by the button."""
        memory = await self._memory(view)
        return memory.summary(memory.language(2**62, view.row.locale), await self.needs(view.row.brand_id))

    async def needs(self, brand_id: str) -> Taxonomy:
        return await self._needs.of_brand(brand_id)

    async def _memory(self, view: View) -> Memory:
        entries, _ = await self._reader.page_of(ACTOR, view, before=2**62, limit=REMEMBERED)
        return Memory(entries, view.subject)

    async def find(self, brand: Brand, locale: str, question: str) -> list[Hit]:
        """Published for customers, and not of a campaign that is over: what held then is no answer now."""
        hits = await self._help_center.search(brand.id, locale, question, then=brand.default_locale, limit=LOOKED_AT)
        moment = clock.now()
        return [hit for hit in hits if not hit.head.has_ended(moment)][:CANDIDATES]

    async def topic(self, conversation_id: str) -> str:
        """What the page the customer came from is about, in the exchange's words; a hint and no more."""
        said = (await self._reader.context(ACTOR, conversation_id)).get("topic")
        return one_line(said, TOPIC_CHARS) if isinstance(said, str) else ""

    async def greet(self, event: About, text: str, *, after: Entry | None) -> None:
        """Once in a conversation and once after each closing, also when two messages are considered at the same time."""
        name = f"{event.conversation_id}:greeting" + (f":{after.id}" if after else "")
        with contextlib.suppress(Conflict):
            await self._write(event, name, text, {"greeting": True})

    async def say(self, event: About, part: str, text: str, data: dict[str, Any]) -> None:
        await self._write(event, f"{event.id}:{part}", text, data)

    async def _write(self, event: About, client_id: str, text: str, data: dict[str, Any]) -> None:
        where = event.conversation_id
        draft = Draft(ACTOR, "message", client_id, conversation_id=where, text=text, data=data)
        await self._gather.write(draft)

    async def hand_over(self, event: About, reason: str, summary: dict[str, Any]) -> None:
        client_id = f"{event.id}:handover"
        await self._changes.hand_over(ACTOR, client_id, event.conversation_id, reason=reason, summary=summary)

    def words(self, key: str, locale: str, **values: str) -> str:
        """By its key in this room, or `ticket.…` for what tickets call something."""
        name = key if key.startswith("ticket.") else f"bot.{key}"
        return self._texts(name, self._texts.choose(locale), **values)


class _Turn:
    """One message and what the bot makes of it."""

    def __init__(self, bot: Bot, event: About, brand: Brand, memory: Memory, view: View) -> None:
        self._bot = bot
        self._event = event
        self._brand = brand
        self._memory = memory
        self._locale, self._customer_id = memory.language(event.seq, view.row.locale), view.row.customer_id
        # A matter that came back after closing has somebody already, or a place in the queue: nobody is offered anew.
        self._waits = view.row.handler != BOT
        self._converse = Converse(self, memory, event.seq, locale=self._locale)
        self._find = FindAnswer(
            lambda locale, question: bot.find(brand, locale, question),
            lambda: bot.topic(event.conversation_id),
            memory,
            event.seq,
        )

    async def take(self, text: str, *, has_files: bool, leaked: Sequence[str]) -> None:
        urgent = bool(leaked) or is_security_harm(text)
        # Who is in danger is advised and who asks for a person gets one, whatever a rule has said.
        seen_to = self._memory.has_newer(self._event.seq) or self._memory.answered_by_rule(self._event.seq)
        if not urgent and not wants_person(text) and seen_to:
            return
        first = not self._memory.has_spoken(self._event.seq)
        if first:
            closing = self._memory.last_closing()
            hello = self.words("greeting_back" if closing else "greeting", brand=self._brand.name)
            await self._bot.greet(self._event, hello, after=closing)
        if leaked:
            await self._advise(leaked)
        elif urgent:
            await self._protect(text)
        elif wants_person(text):
            await self.hand_over("asked")
        else:
            await self._reply(text, first=first, has_files=has_files)

    async def _reply(self, text: str, *, first: bool, has_files: bool) -> None:
        seq = self._event.seq
        if await self._converse.take(text):
            return
        kind = kind_of(text)
        question = self._memory.unanswered(seq)
        if asks_whether_bot(text):
            await self.say("answer", self.words("a_bot", brand=self._brand.name), {"ask": ask_person(self.words)})
        elif kind == "yes" and self._memory.last_was_unknown(seq) and not self._waits:
            await self.hand_over("unknown")
        elif is_vague(question) and await self._help_to_say():
            return
        elif kind == "question":
            await self.answer(question)
        elif kind == "nothing":
            if has_files:
                await self.say("answer", self.words("files"), {"unknown": True})
            elif not first:
                await self._unknown()
        elif kind in ("thanks", "yes", "no"):
            await self.say("answer", self.words("welcome"), {})
        elif not first:
            await self.say("answer", self.words("again"), {})

    async def _help_to_say(self) -> bool:
        """Asks what it is about, once; the page the customer came from may say it already."""
        if "topic" in self._memory.asked_for(self._event.seq) or await self._bot.topic(self._event.conversation_id):
            return False
        await self.say("answer", self.words("vague"), {"ask": ask_topic(self.words)})
        return True

    async def answer(self, question: str, *, asks: bool = True) -> None:
        """`asks`: may ask which of two, which who has just chosen is not asked."""
        misses = misses_deposit(question)
        hits, choice, self._locale = await self._find.find(question, self._locale, self.words)
        if choice.which and not asks:
            choice = Choice(0, choice.which[1:])
        own = misses or asks_about_own_account(question)
        if choice.best is not None:
            more = [hits[index] for index in choice.more]
            await self._show(question, hits[choice.best], more, confident=choice.confident, own=own)
        elif choice.which:
            articles = [self._article(hits[index]) for index in choice.which]
            await self.say("answer", self.words("which"), {"ask": ask_which(articles, self.words)})
            return
        elif own and not misses:
            tells = await self._converse.tells(question)
            ask = {} if tells else {"ask": ask_person(self.words)}
            await self.say("answer", self.words("account"), {"unknown": True} | ask)
        elif not misses:
            if await self._converse.ask_again(question):
                return
            await self._unknown()
        if misses or await self._converse.tells(question):
            await self._converse.ask_missing()

    async def show(self, article: dict[str, Any], question: str) -> None:
        """The article that the customer chose; it may be gone since it was offered."""
        locale = article["locale"]
        words = (question, article["title"])
        hits = [hit for each in words for hit in await self._bot.find(self._brand, locale, each)]
        hit = next((hit for hit in hits if hit.head.translation_id == article["id"]), None)
        if hit is None:
            await self._unknown()
            return
        misses = misses_deposit(question)
        await self._show(question, hit, [], confident=True, own=misses or asks_about_own_account(question))
        if misses or await self._converse.tells(question):
            await self._converse.ask_missing()

    async def _show(self, question: str, best: Hit, more: Sequence[Hit], *, confident: bool, own: bool) -> None:
        """`own`: it is asked about the customer's own account, of which no article says anything."""
        text, data = self.words("general") if own else _passage(best), self._data(best, more, confident=confident)
        if not same_language(best.head.locale, self._locale):
            text = f"{text}\n\n{self.words('other_locale')}" if own else self.words("other_locale")
        elif not own and (free := await self._freely(question, [best, *more])):
            text, data["answer"]["written"] = free, self.words("written")
        await self.say("answer", text, data)

    async def _freely(self, question: str, hits: Sequence[Hit]) -> str | None:
        """The same in the words of a language model, as far as the passages cover them."""
        if self._bot.freely is None:
            return None
        near = [hit for hit in hits if same_language(hit.head.locale, self._locale)]
        return await self._bot.freely.answer(
            question,
            [Source(hit.head.title, _passage(hit)) for hit in near],
            brand_id=self._brand.id,
            locale=self._locale,
            conversation_id=self._event.conversation_id,
        )

    async def _unknown(self) -> None:
        """Says so; the second time in a row it offers a person in so many words."""
        again = self._memory.unknowns(self._event.seq) > 0
        await self.say("answer", self.words("unknown_again" if again else "unknown"), {"unknown": True})

    async def _protect(self, text: str) -> None:
        """Harm is being done: how to stop it now, and a person at once."""
        hits = await self._bot.find(self._brand, self._locale, self.words("security_question"))
        best = next((hit for hit in hits[:1] if hit.coverage > 0.5), None)
        data = self._data(best, [], confident=True) if best else {}
        await self.say("answer", self.words("security"), data)
        await self.hand_over("security")

    async def _advise(self, leaked: Sequence[str]) -> None:
        """A secret was in the message: what to do now, and a person at once unless that is all there is to do."""
        advice = next((name for name, kinds in _ADVICE.items() if not kinds.isdisjoint(leaked)), "account")
        await self.say("answer", self.words(f"leaked.{advice}"), {})
        if advice != "card":
            await self.hand_over("security")

    async def hand_over(self, reason: str) -> None:
        if reason != "security":
            if self._bot.paused is not None and await self._bot.paused(self._customer_id):
                await self.say("answer", self.words("paused"), {})
                return
            await self.say("answer", self.words("handover"), {})
        summary = self._memory.summary(self._locale, await self.taxonomy())
        await self._bot.hand_over(self._event, reason, summary)

    async def taxonomy(self) -> Taxonomy:
        return await self._bot.needs(self._brand.id)

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

    async def say(self, part: str, text: str, data: dict[str, Any]) -> None:
        asks = without_offer(data) if self._waits else data
        await self._bot.say(self._event, part, text, asks)

    def words(self, key: str, **values: str) -> str:
        ends = {end: self._bot.words("waiting" if self._waits else f"end.{end}", self._locale) for end in ENDS}
        return self._bot.words(key, self._locale, **ends, **values)


def _passage(hit: Hit) -> str:
    text = hit.answer.text or hit.head.summary
    return text if len(text) <= PASSAGE_CHARS else one_line(text, PASSAGE_CHARS)
