"""What a deposit at an exchange needs beside the address: a tag, an id or a few words."""

import re
from collections.abc import Callable

MAX_UINT32, MAX_UINT64 = (1 << 32) - 1, (1 << 64) - 1
# Exchanges give numbers or short words; longer ones are cut by wallets on their way.
MAX_TEXT = 256


def _tag(text: str) -> str | None:
    """XRP's: a number of 32 bits. Leading zeros are a number written otherwise, not another tag."""
    return str(int(text)) if re.fullmatch(r"[0-9]{1,16}", text) and int(text) <= MAX_UINT32 else None


def _stellar(text: str) -> str | None:
    """An id of 64 bits, 28 bytes of text or a hash of 32 bytes."""
    if re.fullmatch(r"[0-9]{1,20}", text):
        return text if int(text) <= MAX_UINT64 else None
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return text.lower()
    return text if text and len(text.encode()) <= 28 else None


def _text(text: str) -> str | None:
    return text if text and len(text.encode()) <= MAX_TEXT and text.isprintable() else None


FORMATS: dict[str, Callable[[str], str | None]] = {"tag": _tag, "stellar": _stellar, "text": _text}
