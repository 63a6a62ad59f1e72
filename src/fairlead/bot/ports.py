"""What the bot asks of others where it answers with a language model; `app.py` hands in who answers.

NotSaid    no answer worth showing: not in time, refused, or not in the language of the protocol
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol


class NotSaid(Exception):
    """The reason, for the log; it names nothing of what was asked."""


class Source(NamedTuple):
    """An approved passage as readers see it: all that a model may answer from."""

    title: str
    text: str


class Model(Protocol):
    def say(self, task: str, asked: str) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The answer in pieces of any size. Raises NotSaid, also while it comes."""


class Tell(Protocol):
    def __call__(self, conversation_id: str, author: dict[str, str], text: str | None) -> None:
        """Shows those who watch the conversation what is being written; None: it is written, or given up."""


class Paused(Protocol):
    async def __call__(self, customer_id: str) -> bool:
        """Whether this customer's words go to the bot and to his matters only, for the time being."""
        ...


class Meaning(Protocol):
    async def nearness(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """For each passage from 0 to 1, 1 for the same meaning; empty where nothing can be said. Raises nothing."""
        ...


class Freely(Protocol):
    async def answer(
        self, question: str, sources: Sequence[Source], *, brand_id: str, locale: str, conversation_id: str
    ) -> str | None:
        """An answer in free words that the passages cover, at most `SECONDS` later; None where the built-in one has to do."""
