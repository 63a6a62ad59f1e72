"""Promises over HTTP: what a brand promises, what its leads change, and the clocks of what agents have before them."""

from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.promises import store
from fairlead.promises.manage_policy import ManagePolicy
from fairlead.promises.schemas import PolicyChange, PolicyReset, clock_wire, policy_wire


def routes(*, database: Database, policies: ManagePolicy, brands: Brands, reader: Reader) -> list[HTTPRouteHandler]:
    @get("/api/desk/promises")
    async def read_promises(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        return policy_wire(await policies.read(agent, (await brands.require(brand)).id))

    @put("/api/desk/promises")
    async def put_promises(agent: NamedDependency[Actor], data: JSONBody[PolicyChange]) -> dict[str, Any]:
        found = await brands.require(data.brand)
        return policy_wire(await policies.put(agent, found.id, data.policy, revision=data.revision))

    @post("/api/desk/promises/reset", status_code=200)
    async def reset_promises(agent: NamedDependency[Actor], data: JSONBody[PolicyReset]) -> dict[str, Any]:
        found = await brands.require(data.brand)
        return policy_wire(await policies.put(agent, found.id, None, revision=data.revision))

    @get("/api/desk/conversations/{conversation_id:str}/clocks")
    async def read_clocks(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        view = await reader.view(agent, conversation_id)
        async with database.read() as session:
            found = await store.running(session, [view.row.id])
        moment = clock.now()
        return {"clocks": [clock_wire(row, moment) for row in found if row.due_at is not None]}

    @get("/api/desk/clocks")
    async def read_risks(agent: NamedDependency[Actor]) -> dict[str, Any]:
        """Of the conversations he may see those whose promises are near their end or broken."""
        async with database.read() as session:
            rows = await store.at_risk(session, agent.brands)
        seen = set(await reader.seen(agent, {row.conversation_id for row in rows}))
        moment = clock.now()
        clocks: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            if row.conversation_id in seen:
                clocks.setdefault(row.conversation_id, []).append(clock_wire(row, moment))
        return {"clocks": clocks, "more": len(rows) == store.MOST_RISKS}

    return [read_promises, put_promises, reset_promises, read_clocks, read_risks]
