"""Service hours over HTTP: what stands, what admins change, what it would be, and holidays out of a file."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from fairlead.brands.check_hours import checked, hours_of, zones
from fairlead.brands.keep_hours import Kept, Of, ServiceHours, standing_of, standing_wire
from fairlead.brands.ports import TeamNames
from fairlead.brands.read_holidays import read_holidays
from fairlead.brands.rules import CHANNELS, Scope
from fairlead.brands.schemas import (
    HolidayFile,
    HoursChange,
    HoursReset,
    HoursTried,
    given,
    hours_wire,
    left_out_wire,
)
from fairlead.brands.store import Brand, Brands
from fairlead.brands.working_time import ALWAYS, Calendar
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import NotFound

# Holidays are taken from a month ago to the end of the third year: files repeat them for ever.
BACK, YEARS = timedelta(days=31), 3


def routes(
    *, brands: Brands, hours: ServiceHours, authorize: Authorize, team_names: TeamNames
) -> list[HTTPRouteHandler]:
    async def scope_of(actor: Actor, brand: Brand, asked: HoursChange | HoursReset) -> Scope:
        """Raises NotFound for a team, a channel or a language the brand does not have."""
        known = {"brand": ("",), "channel": CHANNELS, "region": brand.locales}
        keys = set(known[asked.kind]) if asked.kind in known else set(await team_names(brand.id)) - actor.shut
        if asked.key not in keys:
            raise NotFound
        return Scope(asked.kind, asked.key)

    def wire(kept: Kept) -> dict[str, Any]:
        try:
            calendar = Calendar(hours_of(kept.given))
        except ZoneInfoNotFoundError:
            calendar = Calendar(ALWAYS)
        return hours_wire(kept, calendar, moment=clock.now())

    @get("/api/desk/service-hours")
    async def read_hours(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await brands.require(brand)
        kept = await hours.all(agent, found.id)
        teams = {key: name for key, name in (await team_names(found.id)).items() if key not in agent.shut}
        shown = [one for one in kept if one.scope.kind != "team" or one.scope.key in teams]
        return {
            "hours": [wire(one) for one in shown],
            "teams": [{"id": key, "name": name} for key, name in sorted(teams.items(), key=lambda item: item[1])],
            "channels": list(CHANNELS),
            "regions": list(found.locales),
            "zones": list(zones()),
        }

    @put("/api/desk/service-hours")
    async def put_hours(agent: NamedDependency[Actor], data: JSONBody[HoursChange]) -> dict[str, Any]:
        brand = await brands.require(data.brand)
        authorize(agent, "hours.write", Of(brand.id))
        scope = await scope_of(agent, brand, data)
        return wire(await hours.put(agent, brand.id, scope, given(data), revision=data.revision))

    @post("/api/desk/service-hours/reset", status_code=204)
    async def reset_hours(agent: NamedDependency[Actor], data: JSONBody[HoursReset]) -> None:
        brand = await brands.require(data.brand)
        authorize(agent, "hours.write", Of(brand.id))
        await hours.reset(agent, brand.id, await scope_of(agent, brand, data), revision=data.revision)

    @post("/api/desk/service-hours/preview", status_code=200)
    async def preview_hours(agent: NamedDependency[Actor], data: JSONBody[HoursTried]) -> dict[str, Any]:
        authorize(agent, "hours.write", Of((await brands.require(data.brand)).id))
        calendar = Calendar(hours_of(checked(given(data))))
        return standing_wire(standing_of(calendar, clock.now()))

    @post("/api/desk/service-hours/holidays", status_code=200)
    async def import_holidays(agent: NamedDependency[Actor], data: JSONBody[HolidayFile]) -> dict[str, Any]:
        authorize(agent, "hours.write", Of((await brands.require(data.brand)).id))
        today = datetime.fromtimestamp(clock.now() // clock.SECOND, UTC).date()
        first, last = today - BACK, today.replace(year=today.year + YEARS - 1, month=12, day=31)
        found, left = await asyncio.to_thread(read_holidays, data.calendar, first=first, last=last)
        return {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "holidays": [{"date": day.isoformat(), "name": name} for day, name in found.items()],
            "left_out": [left_out_wire(one) for one in left],
        }

    return [read_hours, put_hours, reset_hours, preview_hours, import_holidays]
