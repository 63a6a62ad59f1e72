"""Notices what the bot could not answer, what did not help, and what an agent said that was thanked for; for editors, masked.
What it answered, and how that went, is counted on the way (`measure_answers.py`).

Reactions of their own, beside `consider.py`: whatever way the bot comes to "I do not know", it stands in the timeline. What may
propose itself of agents' words: docs/decisions/0049 and 0085.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.consider import ACTOR, REMEMBERED
from fairlead.bot.mask_person import without_person
from fairlead.bot.measure_answers import Measuring
from fairlead.bot.recall import Memory
from fairlead.bot.rules import kind_of, language
from fairlead.bot.take_answer import asks
from fairlead.conversations import events
from fairlead.conversations.read import Reader, View
from fairlead.conversations.store import Entry
from fairlead.infra.feed import Event
from fairlead.infra.reactions import ReactionTable

# What an agent says in fewer characters answers nothing.
LEAST_REPLY = 40

# Whether the customer says that the end with this number, of this conversation, went well; see `feedback.rate.Ratings`.
WentWell = Callable[[str, int], Awaitable[bool]]


class Gathers(Protocol):
    """See `helpcenter.learn.Gathering`."""

    async def missed(
        self, brand_id: str, locale: str, question: str, *, name: str, asker: str, reason: str, reply: str = ""
    ) -> None: ...


class Noticing:
    def __init__(self, reader: Reader, gathering: Gathers, measuring: Measuring, went_well: WentWell) -> None:
        self._reader = reader
        self._gathering = gathering
        self._measuring = measuring
        self._went_well = went_well

    def reactions(self) -> ReactionTable:
        return {
            events.BOT_ANSWERED: {"bot.unknown": self.answered},
            events.ANSWER_RATED: {"bot.rated": self.rated},
            events.HANDED_OVER: {"bot.handed_over": self._measuring.came_to_person},
            events.TICKET_CHANGED: {"bot.ticket": self.ticket_told},
            events.CLOSED: {"bot.ended": self.ended},
            events.MATTER_RATED: {"bot.matter_rated": self.matter_rated},
        }

    async def answered(self, event: Event) -> None:
        """The reaction to `BotAnswered`."""
        view, entries = await self._read(event)
        answer = _at(entries, event.seq)
        if answer is None:
            return
        shown = answer.data.get("answer")
        if answer.data.get("unknown"):
            await self._missed(view, entries, event, answer.seq, "unknown")
        if (shown or answer.data.get("unknown")) and (question := _question(entries, answer.seq)):
            await self._measuring.answered(
                event,
                answer.id,
                customer_id=view.row.customer_id,
                locale=_locale(language(question, view.row.locale)),
                question=question,
                translation_id=shown["article"]["id"] if shown else "",
            )

    async def rated(self, event: Event) -> None:
        """The reaction to `AnswerRated`."""
        view, entries = await self._read(event)
        rating = next((entry for entry in entries if entry.seq == event.seq and entry.kind == "rated"), None)
        if rating is None:
            return
        helpful = rating.data.get("helpful") is not False
        await self._measuring.rated(str(rating.data.get("entry")), helpful=helpful)
        if helpful:
            return
        answer = next((entry for entry in entries if entry.id == rating.data.get("entry")), None)
        if answer is not None:
            await self._missed(view, entries, event, answer.seq, "unhelpful")

    async def ticket_told(self, event: Event) -> None:
        """The reaction to `TicketChanged`: who opens a ticket after an answer comes to a person. What else happens to tickets
        says nothing, and is not looked at where nobody was answered."""
        if not await self._measuring.waits(event):
            return
        _, entries = await self._read(event)
        if any(one.seq == event.seq and one.kind == "ticket" and one.data.get("opened") for one in entries):
            await self._measuring.came_to_person(event)

    async def ended(self, event: Event) -> None:
        """The reaction to `ConversationClosed`: what an agent answered where the bot did not, if the customer's next words are
        thanks. At the end, since to look at every word while people talk would cost them more than it is worth."""
        await self._propose(event, content=False)

    async def matter_rated(self, event: Event) -> None:
        """The reaction to `MatterRated`: the same where nobody said thanks and the customer rates it well."""
        if await self._went_well(event.conversation_id, event.seq):
            await self._propose(event, content=True)

    async def _propose(self, event: Event, *, content: bool) -> None:
        """`content`: the customer is, with how the matter went."""
        view, entries = await self._read(event)
        said = [entry for entry in _matter(entries, event.seq) if entry.kind == "message" and not entry.redacted]
        missed = _missed_by(entries)
        for answer in said:
            reply = _replied_to(said, answer.seq, missed, content=content) if answer.id in missed else None
            if reply is not None:
                await self._missed(view, entries, event, answer.seq, "replied", reply=without_person(reply.text))

    async def _read(self, event: Event) -> tuple[View, Sequence[Entry]]:
        view = await self._reader.view(ACTOR, event.conversation_id)
        entries, _ = await self._reader.page_of(ACTOR, view, before=event.seq + 1, limit=REMEMBERED)
        return view, entries

    async def _missed(
        self, view: View, entries: Sequence[Entry], event: Event, before: int, reason: str, *, reply: str = ""
    ) -> None:
        """The customer's question before this entry."""
        text = _question(entries, before)
        question = without_person(text)
        if not question or kind_of(text) != "question" or wants_person(text):
            return
        await self._gathering.missed(
            event.brand_id,
            _locale(language(text, view.row.locale)),
            question,
            # Rated anew, or thanked for twice, it is still one.
            name=f"{event.conversation_id}:{before}:{reason}",
            asker=view.row.customer_id,
            reason=reason,
            reply=reply,
        )


def _question(entries: Sequence[Entry], before: int) -> str:
    """What the customer had asked when the entry with this number was written; empty where he had said nothing."""
    then = [entry for entry in entries if entry.seq < before]
    asked = [
        entry.seq
        for entry in then
        if entry.kind == "message" and entry.author_kind == "customer" and not entry.redacted
    ]
    return Memory(then, "").unanswered(asked[-1]) if asked else ""


def _matter(entries: Sequence[Entry], end: int) -> Sequence[Entry]:
    """What was said from one end to the next, which has this number."""
    ends = [entry.seq for entry in entries if entry.kind == "closed" and entry.seq < end]
    return [entry for entry in entries if max(ends, default=0) < entry.seq <= end]


def _missed_by(entries: Sequence[Entry]) -> frozenset[str]:
    """The bot's words that were no answer: it did not know, or the customer says that it did not help."""
    rated = {entry.data.get("entry"): entry.data.get("helpful") for entry in entries if entry.kind == "rated"}
    return frozenset(entry.id for entry in entries if entry.data.get("unknown") or rated.get(entry.id) is False)


def _replied_to(said: Sequence[Entry], after: int, missed: frozenset[str], *, content: bool) -> Entry | None:
    """An agent's first words of some length after this entry, where the bot knew it no better: if what comes next is thanks, or
    if the customer is content in the end, and they were no question to him."""
    since = [entry for entry in said if entry.seq > after]
    replies = (at for at, one in enumerate(since) if one.author_kind == "agent" and len(one.text) >= LEAST_REPLY)
    at = next(replies, None)
    if at is None or any(one.id in missed for one in since[:at]):
        return None
    answer = next((one for one in since[at + 1 :] if one.author_kind == "customer"), None)
    thanked = answer is not None and kind_of(answer.text) == "thanks"
    return since[at] if thanked or (content and not asks(since[at].text)) else None


def _locale(tag: str) -> str:
    """Articles are written in languages; only of Chinese there are two."""
    return tag if tag.startswith("zh") else tag.partition("-")[0]


def _at(entries: Sequence[Entry], seq: int) -> Entry | None:
    return next(
        (entry for entry in entries if entry.seq == seq and entry.kind == "message" and not entry.redacted), None
    )
