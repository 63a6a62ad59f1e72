"""The lead's board over HTTP: what it shows, the line in its order, who is moved and lent where, and the rush switch."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.schemas import conversation_wire
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import ack_body, idempotency_key
from fairlead.people.door import AnyRequest
from fairlead.routing.board_schemas import (
    Loan,
    LoanEnd,
    Move,
    SurgeWish,
    lent_wire,
    look_wire,
    standing_wire,
    surge_wire,
)
from fairlead.routing.lend_agent import LendAgent
from fairlead.routing.move_matter import MoveMatter
from fairlead.routing.oversee import PAGE, Oversee
from fairlead.routing.run_surge import RunSurge, Wish
from fairlead.routing.sum_up import Asked


def board_routes(
    *, board: Oversee, moves: MoveMatter, loans: LendAgent, surges: RunSurge, brands: Brands
) -> list[HTTPRouteHandler]:
    @get("/api/desk/board/{brand:str}")
    async def look(agent: NamedDependency[Actor], brand: FromPath[str], team: FromQuery[str] = "") -> dict[str, Any]:
        found = await brands.require(brand)
        shown = look_wire(await board.look(agent, found, team=team))
        past, names = await surges.of_brand(agent, found)
        moment = clock.now()
        return shown | {"surges": [surge_wire(one, names, moment) for one in past]}

    @get("/api/desk/board/{brand:str}/line")
    async def line(
        agent: NamedDependency[Actor],
        brand: FromPath[str],
        *,
        team: FromQuery[str] = "",
        language: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        start: FromQuery[int] = 0,
    ) -> dict[str, Any]:
        found = await brands.require(brand)
        asked = Asked(found.id, team, language, channel)
        total, part = await board.line(agent, found, asked, start=start)
        more = start + PAGE if start + PAGE < total else None
        return {"total": total, "next": more, "line": [standing_wire(one, found) for one in part]}

    @get("/api/desk/board/{brand:str}/agents/{agent_id:str}")
    async def of_agent(agent: NamedDependency[Actor], brand: FromPath[str], agent_id: FromPath[str]) -> dict[str, Any]:
        found = await brands.require(brand)
        views = await board.of_agent(agent, found, agent_id)
        return {"conversations": [conversation_wire(view, found, public=False) for view in views]}

    @post("/api/desk/board/moves", status_code=200)
    async def move(agent: NamedDependency[Actor], data: JSONBody[Move], request: AnyRequest) -> dict[str, Any]:
        key = idempotency_key(request)
        client_id = checked_client_id(key)
        receipt = await moves.move(agent, client_id, data.conversation, held=data.held, to=data, note=data.note)
        board.forget()
        return ack_body(receipt, key, public=False)

    @post("/api/desk/board/{brand:str}/loans", status_code=200)
    async def lend(agent: NamedDependency[Actor], brand: FromPath[str], data: JSONBody[Loan]) -> dict[str, Any]:
        found, (kind, name) = await brands.require(brand), _what(data)
        lent = await loans.lend(agent, found, data.agent, kind=kind, name=name, hours=data.hours)
        board.forget()
        return lent_wire(lent)

    @post("/api/desk/board/{brand:str}/loans/end", status_code=204)
    async def give_back(agent: NamedDependency[Actor], brand: FromPath[str], data: JSONBody[LoanEnd]) -> None:
        found, (kind, name) = await brands.require(brand), _what(data)
        await loans.give_back(agent, found, data.agent, kind=kind, name=name)
        board.forget()

    @post("/api/desk/board/{brand:str}/surges", status_code=201)
    async def begin(agent: NamedDependency[Actor], brand: FromPath[str], data: JSONBody[SurgeWish]) -> dict[str, Any]:
        found = await brands.require(brand)
        wish = Wish(data.team, data.capacity, data.bot_first, data.banner, data.words, data.minutes)
        surge = await surges.begin(agent, found, wish)
        board.forget()
        return surge_wire(surge, {agent.id: agent.name}, clock.now())

    @post("/api/desk/board/{brand:str}/surges/{surge_id:str}/end", status_code=200)
    async def end(agent: NamedDependency[Actor], brand: FromPath[str], surge_id: FromPath[str]) -> dict[str, Any]:
        found = await brands.require(brand)
        surge = await surges.end(agent, found, surge_id)
        board.forget()
        _, names = await surges.of_brand(agent, found)
        return surge_wire(surge, names, clock.now())

    return [look, line, of_agent, move, lend, give_back, begin, end]


def _what(asked: Loan | LoanEnd) -> tuple[str, str]:
    """Raises Invalid("invalid_field") unless it is one of the two."""
    if (asked.team is None) == (asked.language is None):
        raise Invalid("invalid_field", field="team")
    return ("team", asked.team) if asked.team is not None else ("language", asked.language or "")
