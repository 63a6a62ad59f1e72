"""What may be said of how long people wait for a person, and when it is best to ask. Pure: waits in, figures out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from msgspec import Struct

from fairlead.kit.clock import MINUTE, SECOND

# Fewer people do not make a figure.
ENOUGH = 3
# "More than a few seconds" would be true of everybody who has just begun to wait.
WORTH_SAYING = 2 * MINUTE
# Every zone's clocks are a whole number of these from every other's.
SLOT = 15 * MINUTE
# Fewer cases say nothing of an hour, fewer hours not which is best; and where all are answered as soon, none is.
CASES = 5
HOURS = 6
SOON = 2 * 60
STRETCHES = 3


class Hour(Struct, frozen=True):
    """`weekday` from 1, Monday; half of those who ask in it are answered within `usual` seconds."""

    weekday: int
    hour: int
    usual: int


class Stretch(Struct, frozen=True):
    """Hours of a day that follow each other; `until` is not part of it any more, and 24 at the day's end."""

    weekday: int
    begin: int
    until: int
    usual: int


class Reply(Struct, frozen=True):
    """Whole seconds. Half of those who wait are answered within `p50`, nine of ten within `p90` if that is known yet.

    `at_least`: most still wait; that half of them have waited longer than `p50` is all that can be said.
    """

    p50: int
    p90: int | None
    at_least: bool = False


def typical(answered: Sequence[int], waiting: Sequence[int]) -> Reply | None:
    """From waits that ended and waits that go on, in microseconds; None when too few know.

    Who still waits is neither left out, which would make a desk that leaves people waiting look quick, nor taken for
    answered: he counts as one who waits at least so long (the estimator of Kaplan and Meier).
    """
    if len(answered) + len(waiting) < ENOUGH:
        return None
    median, slow = _within(answered, waiting, 0.5), _within(answered, waiting, 0.9)
    if median is not None:
        return Reply(_seconds(median), None if slow is None else _seconds(slow))
    everybody = sorted([*answered, *waiting])
    least = everybody[(len(everybody) - 1) // 2]
    return Reply(_seconds(least), None, at_least=True) if least >= WORTH_SAYING else None


def _within(answered: Sequence[int], waiting: Sequence[int], share: float) -> int | None:
    """The shortest time within which this share is answered; None when nobody can know yet."""
    people = sorted([(lasted, True) for lasted in answered] + [(lasted, False) for lasted in waiting], reverse=True)
    unanswered = 1.0
    while people:
        at_risk, lasted = len(people), people[-1][0]
        ended = 0
        while people and people[-1][0] == lasted:
            ended += people.pop()[1]
        unanswered *= 1 - ended / at_risk
        # A hair of tolerance: a half made of thirds and quarters is still a half.
        if 1 - unanswered >= share - 1e-9:
            return lasted
    return None


def _seconds(microseconds: int) -> int:
    return round(microseconds / SECOND)


def by_hour(slots: Mapping[int, Sequence[int]], zone: ZoneInfo) -> list[Hour]:
    """`slots`: quarter of an hour since 1970 → how long those waited, in microseconds, who began in it. In the order of the week;
    only hours of which enough know."""
    found: dict[tuple[int, int], list[int]] = {}
    for slot, waits in slots.items():
        there = datetime.fromtimestamp(slot * SLOT // SECOND, zone)
        found.setdefault((there.isoweekday(), there.hour), []).extend(waits)
    return [
        Hour(weekday, hour, _seconds(round(median(waits))))
        for (weekday, hour), waits in sorted(found.items())
        if len(waits) >= CASES
    ]


def best_of(hours: Sequence[Hour]) -> list[Stretch]:
    """The quickest hours, those beside each other as one, in the order of the week."""
    if len(hours) < HOURS or max(hour.usual for hour in hours) <= SOON:
        return []
    quickest = min(hour.usual for hour in hours)
    good = [hour for hour in hours if hour.usual <= max(60, 1.5 * quickest)]
    stretches: list[list[Hour]] = []
    for hour in good:
        last = stretches[-1][-1] if stretches else None
        if last is not None and (last.weekday, last.hour + 1) == (hour.weekday, hour.hour):
            stretches[-1].append(hour)
        else:
            stretches.append([hour])
    longest = sorted(stretches, key=lambda row: (-len(row), sum(hour.usual for hour in row) / len(row)))[:STRETCHES]
    return [
        Stretch(row[0].weekday, row[0].hour, row[-1].hour + 1, round(median(hour.usual for hour in row)))
        for row in sorted(longest, key=lambda row: (row[0].weekday, row[0].hour))
    ]
