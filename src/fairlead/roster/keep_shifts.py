"""Leads say when each agent works; whoever gives matters out asks here who is given something now.

Every process keeps what it read for some seconds, and for each agent until when its answer holds.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.keep_hours import ServiceHours
from fairlead.brands.working_time import Calendar
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import DAY, Instant
from fairlead.kit.errors import Conflict, NotFound
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.roster import rules, store
from fairlead.roster.models import ShiftsRow
from fairlead.roster.rules import OnShift, Pattern, Stretch
from fairlead.routing import store as routing
from fairlead.routing.manage_work import HasId
from fairlead.routing.store import Person

KEPT_SECONDS = 2.0
# So far back the end of a shift matters for what lies since.
BACK = 14 * DAY


class Member(NamedTuple):
    """An agent in a week: his shifts as they were entered (None: he has none), and when he works."""

    person: Person
    pattern: Pattern | None
    revision: int
    shifts: list[Stretch]


@dataclass(frozen=True, slots=True)
class Week:
    """`gaps`: when the brand is open and nobody who has shifts works; `unplanned`: how many have none."""

    begins: Instant
    ends: Instant
    zone: str
    members: list[Member]
    gaps: list[Stretch]
    unplanned: int


class Shifts:
    """`wind_down`: for so long before the end of a shift nothing new is given, in microseconds."""

    def __init__(self, database: Database, authorize: Authorize, hours: ServiceHours, *, wind_down: int) -> None:
        self._database, self._authorize, self._hours, self._wind_down = database, authorize, hours, wind_down
        self._patterns: dict[str, Pattern] = {}
        self._read_at = float("-inf")
        self._turns: dict[str, tuple[Pattern, bool, Instant, Instant]] = {}

    async def resting(self, moment: Instant) -> set[str]:
        """Agents who have shifts and are given nothing new now: off shift, or about to be."""
        return {agent for agent, pattern in (await self.patterns()).items() if not self._takes(agent, pattern, moment)}

    async def patterns(self) -> Mapping[str, Pattern]:
        """By agent who has shifts, at most some seconds old."""
        if time.monotonic() - self._read_at > KEPT_SECONDS:
            async with self._database.read() as session:
                found = await store.patterns(session)
            self._patterns = {
                agent: known if (known := self._patterns.get(agent)) == pattern else pattern
                for agent, pattern in found.items()
            }
            self._read_at = time.monotonic()
        return self._patterns

    async def standing(self, agent_id: str, moment: Instant) -> OnShift | None:
        """None for one who has no shifts."""
        pattern = (await self.patterns()).get(agent_id)
        return None if pattern is None else rules.standing(pattern, moment, back=BACK)

    async def end(self, agent_id: str, brand_id: str, moment: Instant) -> Instant | None:
        """When the shift ends that an agent works at a moment, for whichever of his brands; None for who has none, or is off."""
        standing = await self.standing(agent_id, moment)
        return standing.now.ends if standing is not None and standing.now is not None else None

    async def week(self, by: Actor, brand: HasId, monday: date | None) -> Week:
        """In the zone of the brand's hours; `monday` None: this week. Leads see all who work for the brand, others themselves.
        Raises NotFound."""
        self._authorize(by, "roster.read", brand)
        calendar = await self._hours.calendar(brand.id)
        begins, ends = _bounds(calendar, monday)
        async with self._database.read() as session:
            people_ = [one for one in await routing.everyone(session) if brand.id in one.brands]
            rows = await store.shifts_of(session, [one.id for one in people_])
        members = [_member(one, rows.get(one.id), begins, ends) for one in people_]
        planned = [one for one in members if one.pattern is not None]
        leads = by.role in ("lead", "admin")
        gaps = rules.uncovered(_open(calendar, begins, ends), [two for one in planned for two in one.shifts])
        return Week(
            begins,
            ends,
            calendar.hours.zone,
            members if leads else [one for one in members if one.person.id == by.id],
            gaps if leads and planned else [],
            len(members) - len(planned) if leads else 0,
        )

    async def put(self, by: Actor, agent_id: str, given: Pattern, *, revision: int) -> Member:
        """In place of what stood at `revision`. Raises NotFound, Refused, Conflict("edited_meanwhile") with `theirs` and `yours`,
        and as `rules.checked`."""
        person = await self._person(by, agent_id)
        wanted = rules.checked(given)
        content = msgspec.to_builtins(wanted)
        async with self._database.write() as session:
            row = await self._row(session, agent_id, revision, content)
            if row is None:
                # As the clock has it: after a reset no revision comes twice.
                row = ShiftsRow(agent_id=agent_id, revision=clock.now() // clock.SECOND)
                session.add(row)
            else:
                row.revision += 1
            row.content, row.changed_by, row.changed_at = content, by.id, clock.now()
            kept = row.revision
        self._read_at = float("-inf")
        return Member(person, wanted, kept, [])

    async def clear(self, by: Actor, agent_id: str, *, revision: int) -> None:
        """He has none from now on. Raises as `put`."""
        await self._person(by, agent_id)
        async with self._database.write() as session:
            row = await self._row(session, agent_id, revision, None)
            if row is not None:
                await session.delete(row)
        self._read_at = float("-inf")

    async def _row(
        self, session: AsyncSession, agent_id: str, revision: int, yours: dict[str, object] | None
    ) -> ShiftsRow | None:
        # Two who change the same agent's shifts do it one after the other.
        if await people.agent_for_change(session, agent_id) is None:
            raise NotFound
        row = await session.get(ShiftsRow, agent_id)
        stands = 0 if row is None else row.revision
        if stands != revision:
            theirs = None if row is None else {**row.content, "revision": row.revision}
            raise Conflict("edited_meanwhile", edition=stands, theirs=theirs, yours=yours)
        return row

    async def _person(self, by: Actor, agent_id: str) -> Person:
        self._authorize(by, "shifts.manage", None)
        async with self._database.read() as session:
            found = await routing.everyone(session, agent_id=agent_id) if is_id(agent_id) else []
        if not found:
            raise NotFound
        self._authorize(by, "shift.manage", found[0])
        return found[0]

    def _takes(self, agent_id: str, pattern: Pattern, moment: Instant) -> bool:
        known = self._turns.get(agent_id)
        if known is None or known[0] is not pattern or not known[2] <= moment < known[3]:
            takes, until = rules.next_turn(pattern, moment, wind_down=self._wind_down)
            known = self._turns[agent_id] = (pattern, takes, moment, until)
        return known[1]


def _member(person: Person, row: ShiftsRow | None, begins: Instant, ends: Instant) -> Member:
    if row is None:
        return Member(person, None, 0, [])
    pattern = msgspec.convert(row.content, Pattern)
    return Member(person, pattern, row.revision, rules.stretches(pattern, begins, ends))


def _bounds(calendar: Calendar, monday: date | None) -> tuple[Instant, Instant]:
    day = monday or rules.day_of(calendar.zone, clock.now())
    day -= timedelta(days=day.weekday())
    return rules.instant_of(calendar.zone, day, 0), rules.instant_of(calendar.zone, day + timedelta(days=7), 0)


def _open(calendar: Calendar, begins: Instant, ends: Instant) -> Sequence[Stretch]:
    """The stretches within which it is open."""
    found, at = [], begins
    while at < ends and (opens := calendar.next_open(at)) < ends:
        closes = calendar.next_close(opens)
        found.append(Stretch(opens, min(ends, closes or ends)))
        at = closes or ends
    return found
