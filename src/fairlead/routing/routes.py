"""The queue over HTTP: what agents take, whose matters are given out, and why a matter stands where it does."""

from typing import Any

from litestar import get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.read import Reader
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.routing import manage_work
from fairlead.routing.board_schemas import reason_wire
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.manage_work import USUAL_REACT, ManageWork
from fairlead.routing.rules import ACCESS, explain
from fairlead.routing.schemas import Ability, QueueChange, WorkChange, person_wire
from fairlead.routing.store import Person


def _plain(abilities: list[Ability]) -> list[manage_work.Ability]:
    return [manage_work.Ability(one.name, one.level, one.until) for one in abilities]


def work_routes(*, work: ManageWork, brands: Brands) -> list[HTTPRouteHandler]:
    async def wire(agent: Actor, person: Person) -> dict[str, Any]:
        shared = sorted(brand.key for brand in await brands.all() if brand.id in person.brands & agent.brands)
        return person_wire(person, brands=shared, manageable=ACCESS["work.manage"](agent, person))

    async def queues(agent: Actor) -> list[dict[str, Any]]:
        switched = await work.switched()
        return [
            {
                "brand": brand.key,
                "on": brand.id in switched,
                "react_seconds": switched.get(brand.id, USUAL_REACT),
            }
            for brand in await brands.all()
            if brand.id in agent.brands
        ]

    @get("/api/desk/work")
    async def list_work(agent: NamedDependency[Actor]) -> dict[str, Any]:
        people = await work.all(agent)
        return {"agents": [await wire(agent, person) for person in people], "queues": await queues(agent)}

    @put("/api/desk/work/{agent_id:str}")
    async def put_work(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[WorkChange]
    ) -> dict[str, Any]:
        capacity = {"chat": data.chat, "callback": data.callback, "mail": data.mail}
        person = await work.put(
            agent, agent_id, capacity=capacity, skills=_plain(data.skills), languages=_plain(data.languages)
        )
        return await wire(agent, person)

    @put("/api/desk/queues/{brand:str}")
    async def put_queue(
        agent: NamedDependency[Actor], brand: FromPath[str], data: JSONBody[QueueChange]
    ) -> dict[str, Any]:
        found = await brands.require(brand)
        await work.switch(agent, found, on=data.on, react_seconds=data.react_seconds)
        return next(queue for queue in await queues(agent) if queue["brand"] == found.key)

    return [list_work, put_work, put_queue]


def order_routes(*, reader: Reader, kept: KeptLine) -> list[HTTPRouteHandler]:
    @get("/api/desk/conversations/{conversation_id:str}/place")
    async def place(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        """Among those of its brand, team and language; null for one that waits for nobody. Raises NotFound."""
        await reader.view(agent, conversation_id)
        line = await kept.refresh()
        matter = line.get(conversation_id)
        if matter is None:
            return {"reason": None}
        queue = (matter.brand, matter.team, matter.language)
        others = [one for one in line if (one.brand, one.team, one.language) == queue]
        return {"reason": reason_wire(explain(matter, others, clock.now()))}

    return [place]
