"""Promises over HTTP: what a brand promises, what its leads change, and the clocks of what agents have before them."""

from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import is_id
from fairlead.promises.manage_policy import ManagePolicy
from fairlead.promises.schemas import PolicyChange, PolicyReset, clock_wire, policy_wire

# What a list shows at once.
MOST = 100


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

    @get("/api/desk/clocks")
    async def read_clocks(agent: NamedDependency[Actor], conversations: FromQuery[str]) -> dict[str, Any]:
        """Of those he may see; of others nothing is said."""
        asked = [one for one in dict.fromkeys(conversations.split(",")) if one]
        if len(asked) > MOST:
            raise Invalid("invalid_field", field="conversations")
        found = await reader.seen(agent, [one for one in asked if is_id(one)])
        moment = clock.now()
        clocks: dict[str, list[dict[str, Any]]] = {}
        async with database.read() as session:
            for row in await policies.running(session, found):
                clocks.setdefault(row.conversation_id, []).append(clock_wire(row, moment))
        return {"clocks": clocks}

    return [read_promises, put_promises, reset_promises, read_clocks]
