"""What this room asks of a translator, whoever it is.

NotTranslated
├── Unreachable    no answer, not in time, or busy: try again later
├── OwnerMustAct   every text would fail until the operator acts: key, address, model, quota
└── Garbled        an answer, but not a translation: do not show it
"""

from typing import NamedTuple, Protocol


class NotTranslated(Exception):
    """Nothing to show."""


class Unreachable(NotTranslated):
    pass


class OwnerMustAct(NotTranslated):
    pass


class Garbled(NotTranslated):
    pass


class Said(NamedTuple):
    """What the machine says a text means, and the language it took it for."""

    text: str
    source: str


class Translator(Protocol):
    async def translate(self, text: str, *, source: str | None, target: str) -> Said:
        """`source` None: the machine finds out. Locales as tags. Raises NotTranslated."""
