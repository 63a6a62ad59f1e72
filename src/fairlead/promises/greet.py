"""Whether words are nothing but a greeting, in the languages of the house: then the customer still waits for one that helps."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

# Besides greetings a name or two may stand there.
NAMES, NAME_LETTERS = 2, 6
_SPACELESS = ("zh", "ja")


def is_greeting(text: str, locale: str = "") -> bool:
    """Greetings of the locale's language and English ones, with names; an empty text is none."""
    plain = _plain(text)
    if not plain:
        return False
    language = locale.replace("_", "-").partition("-")[0].lower()
    found = False
    for one in dict.fromkeys((language, "en")):
        for phrase in _phrases(one):
            rest = _without(plain, phrase, spaceless=one in _SPACELESS)
            found, plain = found or rest != plain, rest
    # What is left may be whom he greets, and who he is.
    letters = [word for word in plain.split() if word]
    if any(not word.isascii() and _spaceless(word) for word in letters):
        return found and len("".join(letters)) <= NAME_LETTERS
    return found and len(letters) <= NAMES and not any(any(c.isdigit() for c in word) for word in letters)


def _without(plain: str, phrase: str, *, spaceless: bool) -> str:
    if spaceless:
        return " ".join(plain.replace(phrase, " ").split())
    return " ".join(f" {plain} ".replace(f" {phrase} ", "  ").split())


def _spaceless(word: str) -> bool:
    return any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in word)


def _plain(text: str) -> str:
    """Small letters without accents, one blank between words, nothing else."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    # Japanese voicing marks are letters' own, and stay.
    kept = unicodedata.normalize("NFC", "".join(c for c in folded if not _is_accent(c)))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def _is_accent(c: str) -> bool:
    return unicodedata.combining(c) != 0 and c not in "\u3099\u309a"


@lru_cache
def _all() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(Path(__file__).with_name("greetings.json").read_text("utf-8"))
    return found


@lru_cache
def _phrases(language: str) -> tuple[str, ...]:
    """The longest first, so that none leaves a piece of another."""
    return tuple(sorted({_plain(one) for one in _all().get(language, [])}, key=lambda one: (-len(one), one)))
