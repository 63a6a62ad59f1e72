"""Service hours as they are kept: a brand's, and what a team, a channel or a region of it has in their place.

Every process keeps what it read for some seconds, so that everybody is told the same within a minute of a change.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands import store
from fairlead.brands.check_hours import HOUSE, Given, checked, hours_of, plain
from fairlead.brands.models import ServiceHoursRow
from fairlead.brands.rules import Scope
from fairlead.brands.working_time import ALWAYS, Calendar
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import Instant, iso, iso_or_none
from fairlead.kit.errors import Conflict

log = structlog.get_logger()

KEPT_SECONDS = 10.0
_ALWAYS = Calendar(ALWAYS)

Changed = Callable[[AsyncSession, str], Awaitable[None]]


class Of:
    """The brand it is about, for the gate."""

    def __init__(self, brand_id: str) -> None:
        self.brand_id = brand_id


@dataclass(frozen=True, slots=True)
class Kept:
    """Hours as they stand for one scope; `revision` 0 and the house's hours while nobody has set any."""

    scope: Scope
    given: Given
    revision: int
    changed_by: str = ""
    changed_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether it is open, when it opens next (now, while it is) and when it closes; None: never."""

    open: bool
    opens_at: Instant
    closes_at: Instant | None


class ServiceHours:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database = database
        self._authorize = authorize
        self._kept: dict[str, tuple[float, dict[Scope, Calendar]]] = {}
        self._asking: set[str] = set()
        # Told of each change in its own transaction, by the brand's id.
        self.on_change: list[Changed] = []

    def forget(self, brand_id: str) -> None:
        """What was kept of the brand is read anew."""
        self._kept.pop(brand_id, None)

    async def calendar(
        self, brand_id: str, *, team: str | None = None, channel: str = "", region: str = ""
    ) -> Calendar:
        """The nearest there is: the team's, the channel's, the region's, the brand's; around the clock when nobody set any."""
        calendars = await self._calendars(brand_id)
        for scope in (Scope("team", team or ""), Scope("channel", channel), Scope("region", region), Scope("brand")):
            if (found := calendars.get(scope)) is not None:
                return found
        return _ALWAYS

    async def standing(self, brand_id: str, *, channel: str = "", region: str = "") -> Standing:
        return standing_of(await self.calendar(brand_id, channel=channel, region=region), clock.now())

    async def all(self, actor: Actor, brand_id: str) -> list[Kept]:
        """The brand's own first; it is there in any case. Raises NotFound, Refused."""
        self._authorize(actor, "hours.read", Of(brand_id))
        async with self._database.read() as session:
            rows = await store.hours_of_brand(session, brand_id)
        found = {Scope(row.kind, row.key): _kept(row) for row in rows}
        own = found.pop(Scope("brand"), Kept(Scope("brand"), HOUSE, 0))
        return [own, *sorted(found.values(), key=lambda kept: (kept.scope.kind, kept.scope.key))]

    async def put(self, actor: Actor, brand_id: str, scope: Scope, given: Given, *, revision: int) -> Kept:
        """In place of what stood at `revision`. Raises Invalid, see `check_hours.checked`, NotFound, Refused, and
        Conflict("edited_meanwhile") with `theirs` and `yours`."""
        self._authorize(actor, "hours.write", Of(brand_id))
        wanted = checked(given)
        Calendar(hours_of(wanted))
        moment = clock.now()
        async with self._database.write() as session:
            row = await store.hours_for_change(session, self._database.dialect, brand_id, scope.kind, scope.key)
            self._check(row, scope, revision, plain(wanted))
            if row is None:
                # As the clock has it: after a reset no revision comes twice.
                row = ServiceHoursRow(
                    brand_id=brand_id, kind=scope.kind, key=scope.key, revision=moment // clock.SECOND
                )
                session.add(row)
            else:
                row.revision += 1
            row.content, row.changed_by, row.changed_at = plain(wanted), actor.id, moment
            kept = _kept(row)
            for told in self.on_change:
                await told(session, brand_id)
        self.forget(brand_id)
        return kept

    async def reset(self, actor: Actor, brand_id: str, scope: Scope, *, revision: int) -> None:
        """What is wider holds again. Raises as `put`."""
        self._authorize(actor, "hours.write", Of(brand_id))
        async with self._database.write() as session:
            row = await store.hours_for_change(session, self._database.dialect, brand_id, scope.kind, scope.key)
            if row is not None:
                self._check(row, scope, revision, None)
                await session.delete(row)
                for told in self.on_change:
                    await told(session, brand_id)
        self.forget(brand_id)

    def _check(self, row: ServiceHoursRow | None, scope: Scope, revision: int, yours: Any) -> None:
        stands = _kept(row) if row is not None else Kept(scope, HOUSE, 0)
        if stands.revision != revision:
            raise Conflict(
                "edited_meanwhile",
                edition=stands.revision,
                by=stands.changed_by,
                at=iso_or_none(stands.changed_at) or "",
                theirs=plain(stands.given) | {"revision": stands.revision},
                yours=None if yours is None else yours | {"revision": revision},
            )

    async def _calendars(self, brand_id: str) -> Mapping[Scope, Calendar]:
        moment = time.monotonic()
        since, kept = self._kept.get(brand_id, (float("-inf"), {}))
        # Whoever comes while one reads takes what is there, once something is.
        if moment - since < KEPT_SECONDS or (since > float("-inf") and brand_id in self._asking):
            return kept
        self._asking.add(brand_id)
        try:
            async with self._database.read() as session:
                rows = await store.hours_of_brand(session, brand_id)
        finally:
            self._asking.discard(brand_id)
        # A calendar keeps the years it has laid out for as long as nobody changes it.
        before = {scope: (calendar.hours, calendar) for scope, calendar in kept.items()}
        found: dict[Scope, Calendar] = {}
        for row in rows:
            scope, hours = Scope(row.kind, row.key), hours_of(msgspec.convert(row.content, Given))
            known = before.get(scope)
            if known is not None and known[0] == hours:
                found[scope] = known[1]
                continue
            try:
                found[scope] = Calendar(hours)
            except ZoneInfoNotFoundError:
                # A zone that was abolished since: the wider hours hold until somebody chooses another.
                log.warning("hours.zone_gone", brand=brand_id, scope=f"{row.kind}:{row.key}", zone=hours.zone)
        self._kept[brand_id] = (moment, found)
        return found


def standing_of(calendar: Calendar, moment: Instant) -> Standing:
    open_now = calendar.is_open(moment)
    opens_at = moment if open_now else calendar.next_open(moment)
    return Standing(open_now, opens_at, calendar.next_close(opens_at))


def standing_wire(standing: Standing) -> dict[str, Any]:
    return {
        "open": standing.open,
        "opens_at": None if standing.open else iso(standing.opens_at),
        "closes_at": iso_or_none(standing.closes_at),
    }


def _kept(row: ServiceHoursRow) -> Kept:
    return Kept(
        Scope(row.kind, row.key), msgspec.convert(row.content, Given), row.revision, row.changed_by, row.changed_at
    )
