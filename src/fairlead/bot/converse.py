"""The bot's side of a conversation beyond one answer: takes what the customer says to a question of the bot's, and asks for what
is missing of a deposit."""

from typing import Any, Protocol

from fairlead.bot.ask_back import QUESTIONS, ask_for, ask_person, chosen
from fairlead.bot.read_facts import SLOTS, WHEN_CHARS, Facts, Slot, answer_to, reason_of
from fairlead.bot.recall import Memory
from fairlead.bot.rules import kind_of
from fairlead.bot.small_matters import has_not
from fairlead.chains.explain import NotOne

# What ends so is a question of the customer's, whatever it names.
_ASKS = ("?", "？", "؟")


class Speaker(Protocol):
    """One turn of the bot, see `consider`."""

    async def say(self, part: str, text: str, data: dict[str, Any]) -> None: ...
    async def answer(self, question: str, *, asks: bool = True) -> None: ...
    async def show(self, article: dict[str, Any], question: str) -> None: ...
    async def hand_over(self, reason: str) -> None: ...
    def words(self, key: str, **values: str) -> str: ...


class Converse:
    """What is said in answer to the entry with this number."""

    def __init__(self, speaker: Speaker, memory: Memory, seq: int) -> None:
        self._speaker = speaker
        self._memory = memory
        self._seq = seq

    async def take(self, text: str) -> bool:
        """Whether the message answers what the bot asked last; then it has been dealt with."""
        asked = self._memory.asked(self._seq)
        if asked is None:
            return False
        about, choices = asked["about"], asked["choices"]
        picked = chosen(text, choices)
        if about in SLOTS:
            return await self._take_fact(about, text, skips=picked == len(choices) - 1, named=_named(choices, picked))
        if about == "person":
            return await self._take_offer(text, picked)
        if picked is None:
            return False
        if about == "topic":
            await self._speaker.answer(choices[picked], asks=False)
        elif picked < len(asked["articles"]):
            question = self._memory.question_before(self._seq)
            await self._speaker.show(asked["articles"][picked], question)
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

    async def _take_fact(self, slot: Slot, text: str, *, skips: bool, named: str) -> bool:
        if skips or has_not(text):
            await self.ask_missing()
            return True
        if not named and text.rstrip().endswith(_ASKS):
            return False
        try:
            said = answer_to(slot, named or text, self._memory.facts(self._seq - 1))
        except NotOne as problem:
            await self.ask_missing(before=self._speaker.words(f"txid.{reason_of(problem)}"), again=slot)
            return True
        # "I also hold ETH" names a coin and may be about anything.
        if not getattr(said, slot) and (len(text) > WHEN_CHARS or said == Facts()):
            return False
        await self.ask_missing()
        return True

    async def ask_missing(self, *, before: str = "", again: Slot | None = None) -> None:
        """The next question for the deposit, or what was noted of it and the offer of a person. `before`: what is said first.
        `again`: what is asked for once more."""
        speaker, known = self._speaker, self._memory.facts(self._seq)
        asked = [about for about in self._memory.asked_for(self._seq) if about in SLOTS]
        missing = [slot for slot in known.missing() if slot == again or slot not in asked]
        missing.sort(key=lambda slot: slot != again)
        if missing and len(asked) < QUESTIONS:
            text, data = speaker.words(f"ask.{missing[0]}"), ask_for(missing[0], known, speaker.words)
        else:
            told = "; ".join(f"{self._name(slot)}: {value}" for slot, value in known.told().items())
            text, data = speaker.words("noted" if told else "noted_nothing", facts=told), ask_person(speaker.words)
        await speaker.say("ask", f"{before} {text}".strip(), {"ask": data})

    def _name(self, slot: str) -> str:
        """A transaction's id is called the same everywhere."""
        return "TxID" if slot == "txid" else self._speaker.words(f"fact.{slot}")


def _named(choices: list[str], picked: int | None) -> str:
    """The words of the choice that was taken by its number."""
    return choices[picked] if picked is not None else ""
