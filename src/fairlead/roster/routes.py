"""The roster over HTTP: who works when, and what goes from one shift to the next."""

from datetime import date
from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest
from fairlead.roster.hand_over import HandOver
from fairlead.roster.keep_shifts import Shifts
from fairlead.roster.schemas import (
    NewHandover,
    ShiftsChange,
    ShiftsReset,
    given,
    handover_wire,
    member_wire,
    week_wire,
)


def _monday(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid_field", field="week") from None
    if not 2000 <= day.year < 2200:
        raise Invalid("invalid_field", field="week")
    return day


def routes(*, shifts: Shifts, hand_over: HandOver, brands: Brands) -> list[HTTPRouteHandler]:
    @get("/api/desk/roster")
    async def read_roster(
        agent: NamedDependency[Actor], brand: FromQuery[str], week: FromQuery[str | None] = None
    ) -> dict[str, Any]:
        found = await shifts.week(agent, await brands.require(brand), _monday(week))
        return week_wire(found, agent)

    @put("/api/desk/roster/{agent_id:str}")
    async def put_shifts(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[ShiftsChange]
    ) -> dict[str, Any]:
        return member_wire(await shifts.put(agent, agent_id, given(data), revision=data.revision), agent)

    @post("/api/desk/roster/{agent_id:str}/clear", status_code=204)
    async def clear_shifts(agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[ShiftsReset]) -> None:
        await shifts.clear(agent, agent_id, revision=data.revision)

    @get("/api/desk/handovers")
    async def list_handovers(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await hand_over.lately(agent, await brands.require(brand))
        return {"handovers": [handover_wire(one) for one in found]}

    @post("/api/desk/handovers")
    async def write_handover(
        agent: NamedDependency[Actor], data: JSONBody[NewHandover], request: AnyRequest
    ) -> dict[str, Any]:
        key, brand = idempotency_key(request), await brands.require(data.brand)
        return handover_wire(await hand_over.write(agent, brand, key, data.text, conversation=data.conversation))

    return [read_roster, put_shifts, clear_shifts, list_handovers, write_handover]
