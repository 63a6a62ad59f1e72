"""What a lead sees of a brand's queue at a moment: who waits by priority, language and channel, how many come and how many are
served, and the line in its order. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from fairlead.kit.clock import SECOND, Instant
from fairlead.routing.rules import Matter, Reason, explain_at, is_p1, ordered

SPANS = (5, 15, 60)
HOUR_MINUTES = 60
# More come than are served if it was so in both halves of ten minutes, by so much.
LOOK_MINUTES = 10
LEAST_SURPLUS, SURPLUS = 3, 1.2


class Cell(Struct, frozen=True):
    """Those who wait of one kind; `longest` in whole seconds."""

    priority: int
    language: str
    channel: str
    count: int
    longest: int


class Flow(Struct, frozen=True):
    """By minute, the oldest first, how many began to wait for a person and how many had a person's first word. The last minute
    is the one that runs."""

    minutes: tuple[tuple[int, int], ...]

    def within(self, minutes: int) -> tuple[int, int]:
        part = self.minutes[-minutes:]
        return sum(come for come, _ in part), sum(served for _, served in part)

    @property
    def outrun(self) -> bool:
        """More have come than were served for ten minutes."""
        half = LOOK_MINUTES // 2
        come, served = self.within(LOOK_MINUTES)
        late = self.within(half)
        early = (come - late[0], served - late[1])
        steadily = late[0] > late[1] and early[0] > early[1]
        return steadily and come - served >= LEAST_SURPLUS and come >= SURPLUS * served


class Asked(Struct, frozen=True):
    """Of which matters; everything where empty."""

    brand_id: str
    team: str = ""
    language: str = ""
    channel: str = ""

    def fits(self, matter: Matter) -> bool:
        return (
            matter.brand == self.brand_id
            and (not self.team or matter.team == self.team)
            and (not self.language or matter.language == self.language)
            and (not self.channel or matter.channel == self.channel)
        )


def cells(matters: Iterable[Matter], moment: Instant) -> list[Cell]:
    """The most pressing first, then by name."""
    found: dict[tuple[int, str, str], tuple[int, Instant]] = {}
    for matter in matters:
        key = (1 if is_p1(matter) else matter.priority, matter.language, matter.channel)
        count, since = found.get(key, (0, matter.since))
        found[key] = (count + 1, min(since, matter.since))
    return [Cell(*key, count, max(0, moment - since) // SECOND) for key, (count, since) in sorted(found.items())]


def in_order(matters: Iterable[Matter], asked: Asked, moment: Instant) -> list[Matter]:
    return ordered((one for one in matters if asked.fits(one)), moment)


def reasons(line: Sequence[Matter], everybody: Iterable[Matter], moment: Instant) -> Iterator[tuple[Matter, Reason]]:
    """Each of the line's with why it stands where it does among all of its brand, team and language."""
    wanted = {_queue(matter) for matter in line}
    queues: dict[tuple[str, str, str], list[Matter]] = {}
    for matter in ordered((one for one in everybody if _queue(one) in wanted), moment):
        queues.setdefault(_queue(matter), []).append(matter)
    places = {one.id: index for queue in queues.values() for index, one in enumerate(queue)}
    for matter in line:
        yield matter, explain_at(queues[_queue(matter)], places[matter.id], moment)


def _queue(matter: Matter) -> tuple[str, str, str]:
    return matter.brand, matter.team, matter.language
