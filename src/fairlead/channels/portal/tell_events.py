"""What happened, in the order in which it happened: lines with a time each, and all a customer wrote as one message."""

import re
from collections.abc import Callable
from typing import NamedTuple

from fairlead.channels.portal.read_posted import Typed
from fairlead.kit.clock import Instant
from fairlead.kit.text import is_blank, one_line
from fairlead.tickets.read_time import NotTime, read_time

MOST_EVENTS = 50
EVENT_CHARS = 500
_TIMED = re.compile(
    r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?"
    r"(?: ?(?:[Zz](?![A-Za-z])|[+-][0-9]{2}:?[0-9]{2}(?![0-9])))?)[\s,;|:–—-]+(.*)"
)
_OFFSET = re.compile(r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})$")

Say = Callable[..., str]


class NotEvents(ValueError):
    """`line`: which one, from 1. `code`: of `read_time.NotTime`, `events_line` where no time and words stand, `too_long` or
    `events_many`."""

    def __init__(self, line: int, code: str, either: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.line, self.code, self.either = line, code, either


class Event(NamedTuple):
    """`utc`: ISO 8601 with `Z`."""

    utc: str
    what: str


def in_order(text: str, zone: str, *, now: Instant) -> list[Event]:
    """`2026-11-22 14:05 I sent it` on each line, with an offset of its own or in the zone, earliest first; equal times stay as
    they were told. Raises NotEvents."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if not is_blank(line)]
    if len(lines) > MOST_EVENTS:
        raise NotEvents(lines[MOST_EVENTS][0], "events_many")
    found = []
    for at, line in lines:
        timed = _TIMED.fullmatch(line)
        if timed is None or is_blank(timed[2]):
            raise NotEvents(at, "events_line")
        if len(timed[2]) > EVENT_CHARS:
            raise NotEvents(at, "too_long")
        try:
            told = read_time(timed[1], zone_for(timed[1], zone), now=now)
        except NotTime as error:
            raise NotEvents(at, error.code, error.either) from None
        found.append(Event(told.utc, one_line(timed[2], EVENT_CHARS)))
    return sorted(found, key=lambda event: event.utc)


def zone_for(time: str, zone: str) -> str:
    """The form's time zone, unless the time says its own."""
    return "" if _OFFSET.search(time.strip()[10:]) else zone.strip()


def message_of(typed: Typed, events: list[Event], say: Say) -> str:
    """All he wrote, as one message in his language."""
    parts = [typed.text.strip()]
    if not is_blank(typed.expected):
        parts.append(f"{say('ticket.said.expected')}\n{typed.expected.strip()}")
    if events:
        listed = "\n".join(f"{one.utc[:16].replace('T', ' ')} UTC  {one.what}" for one in events)
        parts.append(f"{say('ticket.said.events')}\n{listed}")
    if not is_blank(typed.diagnostics):
        parts.append(f"{say('ticket.said.diagnostics')}\n{typed.diagnostics.strip()}")
    return "\n\n".join(part for part in parts if part)
