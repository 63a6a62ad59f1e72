"""The door every text passes before its first write: what it must be, and without what must never be kept."""

from dataclasses import dataclass
from typing import Any

from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank, storable
from fairlead.shield.rules import TEXT_BYTES, TEXT_CHARS
from fairlead.shield.secrets import clean


@dataclass(frozen=True, slots=True)
class Screened:
    """Text that may be kept, and the kinds of secrets (`secrets.KINDS`) that stood in it."""

    text: str
    removed: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """What an entry's data says of it."""
        return {"removed": list(self.removed)} if self.removed else {}


def screen(text: str, *, may_be_empty: bool = False, as_is: bool = False) -> Screened:
    """The text as it may be kept. `as_is`: its writer has said that what might be a secret is none.

    Raises Invalid: `message_too_long` (over 10,000 code points or 40,000 bytes of UTF-8), `empty_message` (nothing a reader
    would see; allowed when files come with it), `maybe_private_key` and `maybe_seed_phrase` (only its writer can tell).
    """
    text = storable(text)
    if len(text) > TEXT_CHARS or (len(text) * 4 > TEXT_BYTES and len(text.encode()) > TEXT_BYTES):
        raise Invalid("message_too_long", chars=TEXT_CHARS, bytes=TEXT_BYTES)
    if not may_be_empty and is_blank(text):
        raise Invalid("empty_message")
    cleaned = clean(text)
    if cleaned.asks and not as_is:
        raise Invalid(f"maybe_{cleaned.asks[0]}")
    return Screened(cleaned.text, cleaned.removed)
