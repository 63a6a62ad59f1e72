"""What a customer who waits asks for over HTTP; see docs/protocol.md section 3.1."""

from typing import Any

from litestar import get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.kit.access import Actor
from fairlead.people.door import AnyRequest, Door
from fairlead.routing.tell_turn import TellTurn
from fairlead.routing.turn_schemas import TurnWish
from fairlead.shield.limits import Fairness


def turn_routes(*, turns: TellTurn, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    @get("/api/conversations/{conversation_id:str}/turn")
    async def turn(customer: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        return {"tell": await turns.is_wanted(customer, conversation_id)}

    @put("/api/conversations/{conversation_id:str}/turn")
    async def want_turn(
        customer: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[TurnWish], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return {"tell": await turns.want(customer, conversation_id, tell=data.tell)}

    return [turn, want_turn]
