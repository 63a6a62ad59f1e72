"""What may be said of how long people wait for a person. Pure: waits in, a figure out."""

from collections.abc import Sequence

from msgspec import Struct

from fairlead.kit.clock import MINUTE, SECOND

# Fewer people do not make a figure.
ENOUGH = 3
# "More than a few seconds" would be true of everybody who has just begun to wait.
WORTH_SAYING = 2 * MINUTE


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
