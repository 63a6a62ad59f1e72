"""Where a customer stands in the line, in the words of a page that tells it once, when it is loaded. Pure."""

from collections.abc import Callable
from datetime import UTC, datetime

from fairlead.kit.clock import HOUR, MINUTE, SECOND, Instant
from fairlead.routing.expect_wait import Place

Say = Callable[..., str]


def place_lines(place: Place, back: Instant | None, say: Say) -> list[str]:
    """`say` knows `form.place.…`, `portal.unit.m` and `.h`. `back`: when people are back, outside of service hours."""
    first = say("form.place.next") if place.position == 1 else say("form.place.at", position=place.position)
    return [first, _wait(place, back, say), say("form.place.kept" if place.kept else "form.place.let_go")]


def _wait(place: Place, back: Instant | None, say: Say) -> str:
    if back is not None:
        # Without JavaScript nobody knows the reader's time zone.
        return say("form.place.back", time=f"{datetime.fromtimestamp(back // SECOND, UTC):%Y-%m-%d %H:%M} UTC")
    if not place.able:
        return say("form.place.nobody")
    if place.wait is None:
        return say("form.place.unknown")
    return say("form.place.wait", time=_span(place.wait.usual, say), most=_span(place.wait.most, say))


def _span(seconds: int, say: Say) -> str:
    size = seconds * SECOND
    if size < 2 * MINUTE:
        return say("form.place.minute")
    unit, length = ("h", HOUR) if size >= 2 * HOUR else ("m", MINUTE)
    return say(f"portal.unit.{unit}", count=round(size / length))
