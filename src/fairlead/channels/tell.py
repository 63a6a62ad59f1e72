"""What pages without JavaScript say of a conversation's entries and of refusals, whichever channel shows them. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from fairlead.conversations.name_author import seen_author
from fairlead.conversations.store import Entry
from fairlead.kit.clock import Instant, read_instant
from fairlead.kit.errors import Problem
from fairlead.kit.texts import Texts

# Templates that the channels share.
TEMPLATES = Path(__file__).parent / "templates"
_REASONS = frozenset({"asked", "security"})
# What is said beside the field that holds the words; all else is said above the form.
_OF_THE_TEXT = frozenset({"empty_message", "message_too_long"})
_MAYBE_SECRET = frozenset({"maybe_private_key", "maybe_seed_phrase"})
# As in web/shared/cited.ts.
_CITED = re.compile(r"(?<![A-Za-z0-9_#&/])#([1-9][0-9]{0,2})(?![A-Za-z0-9_]|[.,][0-9])")
_ENDING = re.compile(r"[A-Za-z0-9]{2,4}")
# A form's key that is used up, or never was one.
STALE = frozenset({"client_id_invalid", "idempotency_mismatch"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not taken: as a whole, or for its words."""

    whole: str = ""
    text: str = ""
    # Its writer is asked whether what looks like a secret is one.
    asks: bool = False
    # He is asked whether he wants to say it like this.
    unkind: bool = False

    @property
    def any(self) -> bool:
        return bool(self.whole or self.text)


def refusal_of(
    problem: Problem | None, texts: Texts, say: Callable[..., str], *, own: tuple[str, ...] = ("form.error",)
) -> Refusal:
    """`own`: where a page has words of its own for a code, the first that does."""
    if problem is None:
        return Refusal()
    keys = [f"{room}.{problem.code}" for room in own]
    key = next((one for one in keys if texts.has(one)), f"error.{problem.code}")
    said, then = say(key, **problem.told), f"next.{problem.code}"
    if problem.code in _OF_THE_TEXT:
        return Refusal(text=said)
    if problem.code == "unkind_words":
        return Refusal(text=f"{said} {say(then)}", unkind=True)
    if problem.code in _MAYBE_SECRET:
        return Refusal(text=f"{said} {say(then)}", asks=True)
    if key not in keys and texts.has(then):
        said = f"{said} {say(then, **problem.told)}"
    return Refusal(whole=said)


def cited(text: str, entries: Sequence[Entry]) -> Markup:
    """Safe as HTML, with a link for each file of these entries that it cites as `#2`. What is longer is an order's number."""
    numbers = {file["number"] for entry in entries for file in entry.files if "number" in file and not entry.redacted}
    parts, last = [], 0
    for found in _CITED.finditer(text):
        if int(found[1]) in numbers:
            link = Markup('<a href="#file-{0}">#{0}</a>').format(found[1])
            parts += [escape(text[last : found.start()]), link]
            last = found.end()
    return Markup().join([*parts, escape(text[last:])])


def event_words(entry: Entry, say: Callable[..., str], when: Callable[[Instant], str]) -> str:
    """What a line of a conversation tells that is no message; empty for what customers are not told. `when`: a time as they
    read it."""
    match entry.kind:
        case "handover":
            reason = entry.data.get("reason")
            return say(f"form.event.{reason if reason in _REASONS else 'unknown'}")
        case "joined":
            return say("form.event.joined", name=entry.data["agent"]["name"])
        case "closed":
            by = seen_author(*(entry.data["by"][one] for one in ("kind", "id", "name")), says=False)
            return say(f"form.event.{'closed_you' if by['kind'] == 'customer' else 'closed'}", name=by["name"])
        case "reopened":
            return say("form.event.reopened")
        case "promise":
            anew = read_instant(entry.data["promise"].get("by", ""))
            return f"{entry.text} {when(anew)}" if anew is not None else ""
        case _:
            return ""


def file_words(file: Mapping[str, Any], say: Callable[..., str]) -> list[str]:
    """What is known of a file (`conversations.files.meta`) before it is opened: `["PDF", "pages: 3", "1.2 MB"]`."""
    ending = file["name"].rpartition(".")[2]
    kind = "PDF" if file["type"] == "application/pdf" else ending.upper() if _ENDING.fullmatch(ending) else ""
    pages = say("form.pages", count=file["pages"]) if file.get("pages") else ""
    return [part for part in (kind, pages, size_words(file["size"])) if part]


def size_words(count: int) -> str:
    """Of a file, `1.2 MB` or `34 kB`."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"
