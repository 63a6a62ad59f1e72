"""How long somebody at a place of the line waits: from how long matters took of late, and how many are worked at once. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil, sqrt

from msgspec import Struct

from fairlead.kit.clock import HOUR, MINUTE, SECOND, Instant
from fairlead.routing.line import Line
from fairlead.routing.rules import Agent, Channel, Matter, may_take, rank

# Fewer matters do not make a figure.
ENOUGH = 5
# One that nobody ended holds no slot for longer.
LONGEST = 2 * HOUR
# The point of the normal distribution that nine of ten lie below.
_NINE_OF_TEN = 1.2816
# Up to so long it is told to the minute, then to five, beyond to fifteen: what changes every few seconds is no news.
_STEPS = ((10 * MINUTE, MINUTE), (HOUR, 5 * MINUTE))
_COARSE = 15 * MINUTE

Queue = tuple[str, str, str]
# Channel, language, skill, team, brand: who may serve one may serve each.
Need = tuple[Channel, str, str, str, str]


class Wait(Struct, frozen=True):
    """Whole seconds: half of those who stand there wait no longer than `usual`, nine of ten no longer than `most`."""

    usual: int
    most: int


class Place(Struct, frozen=True):
    """`position` from 1, among those of the same brand, team and language. `wait`: None where nobody knows. `able`: agents who
    are here and may take it, whatever they have to do. `kept`: false once it was let go."""

    position: int
    wait: Wait | None
    able: int
    kept: bool
    brand: str
    team: str


def queue_of(matter: Matter) -> Queue:
    return (matter.brand, matter.team, matter.language)


def places(line: Iterable[Matter], queues: Iterable[Queue], moment: Instant) -> dict[str, tuple[int, int]]:
    """Of all who wait in these queues: (position, position among those of the same channel), both from 1, by the rule's order."""
    wanted = set(queues)
    found: dict[str, tuple[int, int]] = {}
    waiting: dict[Queue, list[Matter]] = {}
    for matter in line:
        if (queue := queue_of(matter)) in wanted:
            waiting.setdefault(queue, []).append(matter)
    for matters in waiting.values():
        matters.sort(key=lambda matter: rank(matter, moment))
        same: dict[str, int] = {}
        for position, matter in enumerate(matters, 1):
            same[matter.channel] = same.get(matter.channel, 0) + 1
            found[matter.id] = (position, same[matter.channel])
    return found


def needs(line: Line) -> dict[Need, int]:
    """What those who wait need → how many of them there are."""
    found: dict[Need, int] = {}
    for matter, number in line.kinds():
        found[need_of(matter)] = found.get(need_of(matter), 0) + number
    return found


def need_of(matter: Matter) -> Need:
    return (matter.channel, matter.language, matter.skill, matter.team, matter.brand)


def served(demand: Mapping[Need, int], agents: Sequence[Agent], moment: Instant) -> dict[Need, tuple[int, float]]:
    """What is waited for → (how many of these agents may serve it, how many of its queue are worked at once). Who serves several
    queues serves each in proportion to how many wait there. The agents' loads do not count."""
    found = dict.fromkeys(demand, (0, 0.0))
    like = {need: _like(need, moment) for need in demand}
    for agent in agents:
        takes = [need for need, matter in like.items() if may_take(agent, matter, moment)]
        of_channel: dict[str, int] = {}
        of_queue: dict[tuple[str, Queue], int] = {}
        for need in takes:
            of_channel[need[0]] = of_channel.get(need[0], 0) + demand[need]
            of_queue[need[0], _queue(need)] = of_queue.get((need[0], _queue(need)), 0) + demand[need]
        for need in takes:
            able, at_once = found[need]
            share = of_queue[need[0], _queue(need)] / of_channel[need[0]]
            found[need] = (able + 1, at_once + agent.capacity[need[0]] * share)
    return found


def _queue(need: Need) -> Queue:
    _, language, _, team, brand = need
    return (brand, team, language)


def _like(need: Need, moment: Instant) -> Matter:
    channel, language, skill, team, brand = need
    return Matter("", moment, channel=channel, language=language, skill=skill, team=team, brand=brand)


def lasted(begun: Instant, ended: Instant) -> int:
    return min(LONGEST, max(0, ended - begun))


def mean(spans: Sequence[int]) -> int | None:
    """How long one matter takes, in microseconds; None when too few know."""
    return sum(spans) // len(spans) if len(spans) >= ENOUGH else None


def expect(position: int, service: int | None, at_once: float) -> Wait | None:
    """Whoever stands there is served when as many have ended as stand before him, and one more. Matters that are worked side by
    side end one after the other as in a Poisson process (Palm and Khinchin), so that the sum of the gaps is Erlang distributed;
    its quantiles by Wilson and Hilferty, The distribution of chi-square, PNAS 17 (1931)."""
    if service is None or at_once <= 0 or position < 1:
        return None
    gap = service / at_once

    def within(normal: float) -> float:
        return gap * position * (1 - 1 / (9 * position) + normal / (3 * sqrt(position))) ** 3

    usual, most = within(0.0), within(_NINE_OF_TEN)
    # The first is as often too short as too long; of the second it is better to say too much.
    return Wait(_steps(usual, round), _steps(most, ceil))


def _steps(microseconds: float, rounded: Callable[[float], int]) -> int:
    """In seconds."""
    step = next((step for most, step in _STEPS if microseconds <= most), _COARSE)
    return max(1, rounded(microseconds / step)) * step // SECOND
