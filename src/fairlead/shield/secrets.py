"""What a text holds that must never be kept, and the text without it."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from fairlead.shield.find_codes import find_codes, lower
from fairlead.shield.find_keys import find_keys
from fairlead.shield.find_phrases import find_phrases, is_unspaced_phrase

SEED_PHRASE = "seed_phrase"
PRIVATE_KEY = "private_key"
# What stands in the text instead; the faces say it in their reader's language.
KINDS = {
    SEED_PHRASE: "seed phrase",
    PRIVATE_KEY: "private key",
    "api_secret": "API secret",
    "two_factor_key": "two-factor key",
    "code": "one-time code",
    "password": "password",
    "card_number": "card number",
}


class Secret(NamedTuple):
    """`text[start:end]`. `sure` is False where only the writer can tell: 64 hexadecimal digits, a dozen Chinese characters."""

    start: int
    end: int
    kind: str
    sure: bool = True


class Cleaned(NamedTuple):
    """A text without its secrets, and of what kinds they were, in the order in which they stood; `asks`: kinds that only its
    writer can tell from something harmless, and that still stand in the text."""

    text: str
    removed: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def mark(kind: str) -> str:
    return f"[removed: {KINDS[kind]}]"


def find_secrets(text: str, *, around: str = "") -> list[Secret]:
    """Every secret, in order, none inside another. `around`: what was said just before in the same conversation."""
    low = lower(text)
    found = [Secret(*span, SEED_PHRASE) for span in find_phrases(text)]
    found += [Secret(*key) for key in find_keys(text, low, around=around)]
    found += [Secret(*code) for code in find_codes(text, low)]
    if is_unspaced_phrase(text):
        found.append(Secret(0, len(text), SEED_PHRASE, sure=False))
    if found and "[removed: " in text:
        found = list(_beside_marks(text, found))
    return _apart(found) if found else []


def clean(text: str, *, around: str = "") -> Cleaned:
    """The same text where there is nothing to hide."""
    found = find_secrets(text, around=around)
    if not found:
        return Cleaned(text)
    parts, last = [], 0
    for secret in found:
        if secret.sure:
            parts += [text[last : secret.start], mark(secret.kind)]
            last = secret.end
    removed = tuple(dict.fromkeys(secret.kind for secret in found if secret.sure))
    asks = tuple(dict.fromkeys(secret.kind for secret in found if not secret.sure))
    return Cleaned("".join([*parts, text[last:]]), removed, asks)


def _beside_marks(text: str, found: list[Secret]) -> Iterator[Secret]:
    """A mark is no secret, though "my password is [removed: password]" reads like one: a text that is cleaned again stays."""
    marks = [mark.span() for mark in MARKS.finditer(text)]
    for secret in found:
        kept = secret
        for start, end in marks:
            if kept.start < start < kept.end < end:
                kept = kept._replace(end=start)
            elif start <= kept.start < end:
                break
        else:
            yield kept


def _apart(found: list[Secret]) -> list[Secret]:
    """The wider of two that overlap; two of one kind that touch or overlap are one."""
    kept: list[Secret] = []
    for secret in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and secret.start < kept[-1].end:
            if secret.end > kept[-1].end or (secret.sure and not kept[-1].sure):
                last = kept[-1]
                kept[-1] = Secret(last.start, max(secret.end, last.end), last.kind, last.sure or secret.sure)
            continue
        kept.append(secret)
    return kept


# What `mark` leaves.
MARKS = re.compile(r"\[removed: (" + "|".join(map(re.escape, KINDS.values())) + r")\]")
_KIND_OF = {said: kind for kind, said in KINDS.items()}


def say_marks(text: str, say: Callable[[str], str]) -> str:
    """The text with its marks in the reader's language; `say` knows the texts `secret.<kind>`."""
    if "[removed: " not in text:
        return text
    return MARKS.sub(lambda found: f"[{say(f'secret.{_KIND_OF[found[1]]}')}]", text)
