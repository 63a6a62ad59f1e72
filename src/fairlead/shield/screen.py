"""The door every text passes before its first write: what it must be, and without what must never be kept."""

from typing import Any, NamedTuple

from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank, storable
from fairlead.shield.rules import TEXT_BYTES, TEXT_CHARS
from fairlead.shield.secrets import clean


class Screened(NamedTuple):
    """Text that may be kept, and the kinds of secrets (`secrets.KINDS`) that stood in it."""

    text: str
    removed: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """What an entry's data says of it."""
        return {"removed": list(self.removed)} if self.removed else {}


def readable(text: str, *, may_be_empty: bool = False) -> str:
    """The text as any database takes it; what it may not keep is still in it.

    Raises Invalid: `message_too_long` (over 10,000 code points or 40,000 bytes of UTF-8), `empty_message` (nothing a reader
    would see; allowed when files come with it).
    """
    text = storable(text)
    if len(text) > TEXT_CHARS or (len(text) * 4 > TEXT_BYTES and len(text.encode()) > TEXT_BYTES):
        raise Invalid("message_too_long", chars=TEXT_CHARS, bytes=TEXT_BYTES)
    if not may_be_empty and is_blank(text):
        raise Invalid("empty_message")
    return text


def without_secrets(text: str, *, as_is: bool = False, around: str = "") -> Screened:
    """`as_is`: its writer has said that what might be a secret is none; `around`: what was said just before.

    Raises Invalid: `maybe_private_key` and `maybe_seed_phrase` (only its writer can tell).
    """
    kept, removed, asks = clean(text, around=around)
    if asks and not as_is:
        raise Invalid(f"maybe_{asks[0]}")
    return Screened(kept, removed)


def screen(text: str, *, may_be_empty: bool = False, as_is: bool = False) -> Screened:
    """The text as it may be kept. Raises what `readable` and `without_secrets` raise."""
    return without_secrets(readable(text, may_be_empty=may_be_empty), as_is=as_is)
