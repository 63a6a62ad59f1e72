"""What the help center has for a question: by its words, by those before it that it goes on with, by the page it is asked on, or
by the case it tells of."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from fairlead.bot.name_case import DEPOSIT, WITHDRAWAL, case_of, names_withdrawal
from fairlead.bot.recall import Memory
from fairlead.bot.rules import MORE, Candidate, Choice, choose, in_other_languages, same_language
from fairlead.bot.small_matters import goes_on
from fairlead.helpcenter.search import Hit

# By locale and question: at most so many as an answer is chosen from.
Look = Callable[[str, str], Awaitable[list[Hit]]]

# How much of a question that goes on with another an article has to have, by the weight of its words.
ENOUGH = 0.6


class Found(NamedTuple):
    """`locale`: of the sentence that found something, which is then answered in its language."""

    hits: list[Hit]
    choice: Choice
    locale: str


class FindAnswer:
    """For the entry with this number. `topic`: what the page the customer came from is about, or nothing."""

    def __init__(self, look: Look, topic: Callable[[], Awaitable[str]], memory: Memory, seq: int) -> None:
        self._look, self._topic, self._memory, self._seq = look, topic, memory, seq

    async def find(self, question: str, locale: str, words: Callable[[str], str]) -> Found:
        """`words`: the bot's own, by their key in this room."""
        found = await self._by_words(question, locale)
        code = case_of(question)
        if code == DEPOSIT and not found.choice.confident:
            # There are many ways to miss a deposit, and as many articles that have one of their words.
            return await self._alone(words("deposit_question"), locale)
        if code in WITHDRAWAL and not _all_name_withdrawal(found):
            # That something has not arrived is what more is written of than of withdrawals.
            return await self._alone(words("withdrawal_question"), locale)
        return found

    async def _alone(self, question: str, locale: str) -> Found:
        hits = await self._look(locale, question)
        return Found(hits, chosen_of(hits), locale)

    async def _by_words(self, question: str, locale: str) -> Found:
        found = await self._alone(question, locale)
        before = self._memory.question_before(self._seq)
        if not found.choice.confident and before and goes_on(question):
            both = await self._both(before, question, found)
            if both:
                return Found(both, Choice(0, tuple(range(1, len(both)))[:MORE]), locale)
        # "It is not there" says little by itself; on the page about deposits it says enough for a try.
        if not found.choice.shows and (topic := await self._topic()):
            found = await self._alone(f"{topic} {question}", locale)
            found = found._replace(choice=replace(found.choice, confident=False))
        return found if found.choice.shows else await self._in_parts(question, found)

    async def _in_parts(self, question: str, found: Found) -> Found:
        """What a sentence in another language finds, where the whole finds nothing."""
        for spoken, sentence in in_other_languages(question, found.locale):
            alone = await self._alone(sentence, spoken)
            best = alone.choice.best
            if best is not None and same_language(alone.hits[best].head.locale, spoken):
                return alone
        return found

    async def _both(self, before: str, question: str, alone: Found) -> list[Hit]:
        """What has most of what is asked now, in the order in which it fits what was asked before besides."""
        new = [hit for hit in alone.hits if hit.coverage >= ENOUGH]
        known = {hit.head.translation_id for hit in new}
        together = await self._look(alone.locale, f"{before}\n{question}")
        return [hit for hit in together if hit.head.translation_id in known] or new[:1]


def _all_name_withdrawal(found: Found) -> bool:
    choice = found.choice
    shown = choice.which if choice.best is None else (choice.best,)
    return bool(shown) and all(names_withdrawal(found.hits[index].head.title) for index in shown)


def chosen_of(hits: Sequence[Hit]) -> Choice:
    return choose(
        [Candidate(hit.head.translation_id, hit.score, hit.coverage, hit.likeness, hit.meant) for hit in hits]
    )
