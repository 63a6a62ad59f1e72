"""Numbers of tickets, `CS-YYMMDD-XXXXX-C`: the day in UTC, five random letters of Crockford's base 32 and his check character.

The check is that of https://www.crockford.com/base32.html, modulo 37 over date and letters: one wrong character and two that
changed places are found. Numbers whose check would be one of his five further symbols are not given out.
"""

import re
import secrets
from datetime import UTC, datetime

from fairlead.kit.clock import SECOND, Instant

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_NUMBER = re.compile(r"CS-?([0-9OIL]{6})-?([0-9A-TV-Z]{5})-?([0-9A-TV-Z])")


def new_number(moment: Instant) -> str:
    day = datetime.fromtimestamp(moment // SECOND, UTC).strftime("%y%m%d")
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(5))
        check = _check(day + letters)
        if check < len(ALPHABET):
            return f"CS-{day}-{letters}-{ALPHABET[check]}"


def read_number(text: str) -> str | None:
    """The number as it is written, for one in small letters, without its strokes or with O for 0, I or L for 1; None when it is
    none of ours: somebody made it up or mistyped it."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        return None
    day, letters, check = (part.translate(_READ_AS) for part in found.groups())
    if _check(day + letters) != ALPHABET.find(check):
        return None
    return f"CS-{day}-{letters}-{check}"


def _check(text: str) -> int:
    value = 0
    for letter in text:
        value = (value * 32 + ALPHABET.index(letter)) % 37
    return value
