"""The bot's side of a conversation beyond one answer: takes what the customer says to a question of the bot's, and asks for what
is missing of his case."""

from typing import Any, Protocol

from fairlead.bot.ask_back import (
    CHOSEN,
    OTHERWISE,
    QUESTIONS,
    Asked,
    ask_for,
    ask_person,
    asked_for_case,
    named,
    question_for,
)
from fairlead.bot.name_case import case_of
from fairlead.bot.read_facts import WHEN_CHARS, reason_of
from fairlead.bot.recall import Memory
from fairlead.bot.rules import kind_of
from fairlead.bot.small_matters import has_not, wonders
from fairlead.bot.take_answer import FEW_WORDS, answer_to, asks, is_a_time
from fairlead.chains.explain import NotOne
from fairlead.kit.text import one_line
from fairlead.tickets.taxonomy import Taxonomy, in_locale

LABEL_CHARS = 80
# What is called otherwise here than in the taxonomy, whose names are those of a form.
_SHORT = frozenset({"network", "asset", "when"})
# Longer words that something cannot be found may stand on a screen.
_QUOTED = 25


class Speaker(Protocol):
    """One turn of the bot, see `consider`."""

    async def say(self, part: str, text: str, data: dict[str, Any]) -> None: ...
    async def answer(self, question: str, *, asks: bool = True) -> None: ...
    async def show(self, article: dict[str, Any], question: str) -> None: ...
    async def hand_over(self, reason: str) -> None: ...
    def words(self, key: str, **values: str) -> str: ...
    async def taxonomy(self) -> Taxonomy: ...


class Converse:
    """What is said in answer to the entry with this number, in a locale."""

    def __init__(self, speaker: Speaker, memory: Memory, seq: int, *, locale: str) -> None:
        self._speaker = speaker
        self._memory = memory
        self._seq = seq
        self._locale = locale

    async def take(self, text: str) -> bool:
        """Whether the message answers what the bot asked last; then it has been dealt with."""
        asked = self._memory.asked(self._seq)
        if asked is None:
            return False
        picked = asked.picked(text)
        if asked.is_fact:
            return await self._take_fact(asked, text, picked)
        if asked.about == "person":
            return await self._take_offer(text, picked)
        if picked is None:
            return False
        if asked.about == "topic":
            await self._speaker.answer(asked.choices[picked], asks=False)
        elif picked < len(asked.articles):
            question = self._memory.question_before(self._seq)
            await self._speaker.show(asked.articles[picked], question)
        else:
            await self._speaker.say("answer", self._speaker.words("neither"), {"unknown": True})
        return True

    async def _take_offer(self, text: str, picked: int | None) -> bool:
        kind = kind_of(text)
        if picked == 0 or kind == "yes":
            await self._speaker.hand_over("asked")
        elif picked == 1 or kind == "no":
            await self._speaker.say("answer", self._speaker.words("welcome"), {})
        else:
            return False
        return True

    async def _take_fact(self, asked: Asked, text: str, picked: int | None) -> bool:
        if picked == len(asked.choices) - 1 or (picked is None and has_not(text) and not _may_quote(asked, text)):
            await self.ask_missing()
            return True
        if picked is None and asks(text):
            return False
        try:
            said = answer_to(asked, text, self._memory.facts(self._seq - 1))
        except NotOne as problem:
            await self.ask_missing(before=self._speaker.words(f"txid.{reason_of(problem)}"), again=asked.about)
            return True
        # "I also hold ETH" names a coin and may be about anything.
        if asked.about not in said.answers and (len(text) > WHEN_CHARS or not said.says_anything()):
            return False
        await self.ask_missing()
        return True

    async def ask_again(self, text: str) -> bool:
        """Whether what the bot asked for is asked for once more: a few words that are neither that nor a question nor a matter of
        their own are an answer that was not understood."""
        asked = self._memory.asked(self._seq)
        if asked is None or not asked.is_fact or case_of(text):
            return False
        if not is_a_time(text) and (len(text) > FEW_WORDS or wonders(text)):
            return False
        await self.ask_missing(again=asked.about, still=True)
        return True

    async def tells(self, question: str) -> bool:
        """Whether a question tells of a case of which anything can be asked."""
        code = case_of(question)
        if not code:
            return False
        taxonomy = await self._speaker.taxonomy()
        category = taxonomy.categories.get(code)
        return category is not None and category.active and bool(asked_for_case(category, taxonomy))

    async def ask_missing(self, *, before: str = "", again: str = "", still: bool = False) -> None:
        """The next question for the case, or what was noted of it and the offer of a person. `before`: what is said first.
        `again`: the field that is asked for once more; `still`: and that it is."""
        speaker, taxonomy = self._speaker, await self._speaker.taxonomy()
        known, case = self._memory.facts(self._seq), self._memory.case(taxonomy, self._seq)
        asked = [about for about in self._memory.asked_for(self._seq) if about not in OTHERWISE]
        wanted = asked_for_case(case, taxonomy) if case is not None else ()
        missing = [
            one for one in wanted if not known.of(one.key, one.kind) and (one.key == again or one.key not in asked)
        ]
        missing.sort(key=lambda one: one.key != again)
        if missing and len(asked) < QUESTIONS:
            text = question_for(missing[0], self._locale, speaker.words)
            before = speaker.words("ask.still") if still else before
            data = ask_for(missing[0], speaker.words, asset=known.asset)
        else:
            told = self._memory.told(taxonomy, self._seq)
            noted = "; ".join(
                f"{self._name(key, taxonomy)}: {self._value(key, value, taxonomy)}" for key, value in told.items()
            )
            text, data = speaker.words("noted" if told else "noted_nothing", facts=noted), ask_person(speaker.words)
        # Chinese and Japanese marks bring their own room.
        between = "" if before.endswith(("。", "：")) else " "
        await speaker.say("ask", f"{before}{between}{text}".strip(), {"ask": data})

    def _name(self, key: str, taxonomy: Taxonomy) -> str:
        """A transaction's id is called the same everywhere."""
        if key == "txid":
            return "TxID"
        if key in _SHORT or key not in taxonomy.fields:
            return self._speaker.words(f"fact.{key if key in _SHORT else 'when'}")
        return one_line(in_locale(taxonomy.fields[key].labels, self._locale), LABEL_CHARS)

    def _value(self, key: str, value: str, taxonomy: Taxonomy) -> str:
        field = taxonomy.fields.get(key)
        return named(field, value, self._speaker.words) if field is not None and field.kind in CHOSEN else value


def _may_quote(asked: Asked, text: str) -> bool:
    return asked.kind == "text" and len(text) > _QUOTED
