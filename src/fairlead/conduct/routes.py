"""Sanctions, appeals and breaks over HTTP; see docs/protocol.md section 3.2.7."""

from typing import Any

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.conduct import rules, store
from fairlead.conduct.answer_appeal import AnswerAppeal
from fairlead.conduct.models import SanctionRow
from fairlead.conduct.sanction_customer import SanctionCustomer, head_for
from fairlead.conduct.schemas import Appeal, Break, Decision, Lifting, NewSanction, sanction_wire
from fairlead.conduct.take_break import TakeBreak
from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Problem
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness
from fairlead.tickets.rules import is_protected


class ConductCounter:
    """What the routes of both sides, and the portal's pages, share."""

    def __init__(self, sanction: SanctionCustomer) -> None:
        self.sanction, self.writer = sanction, sanction.writer
        self.appeals, self.breaks = AnswerAppeal(sanction), TakeBreak(sanction)

    async def own(self, customer: Actor) -> list[dict[str, Any]]:
        """A customer's, the newest first."""
        async with self.writer.database.read() as session:
            return self.wires(await store.of_customer(session, customer.id))

    def wires(self, rows: list[SanctionRow], agent: Actor | None = None) -> list[dict[str, Any]]:
        return [self.wire(row, agent) for row in rows]

    def wire(self, row: SanctionRow, agent: Actor | None = None) -> dict[str, Any]:
        return sanction_wire(row, store.open_inside(row, self.writer.sealer), moment=clock.now(), agent=agent)

    def sees(self, agent: Actor, head: ConversationRow) -> bool:
        try:
            self.writer.authorize(agent, "conversation.read", head)
        except Problem:
            return False
        return True

    async def of_conversation(self, agent: Actor, conversation_id: str) -> dict[str, Any]:
        moment = clock.now()
        async with self.writer.database.read() as session:
            head = await head_for(session, self.writer, agent, conversation_id)
            rows = await store.of_customer(session, head.customer_id)
            counted = await store.reputation(session, head.customer_id)
            pause = await store.break_of(session, agent.id, conversation_id)
            weight = await store.ticket_weight(session, conversation_id)
        points = rules.decayed(counted.points, counted.counted_at, moment) if counted is not None else 0
        on_break = pause is not None and pause.until > moment
        return {
            "sanctions": self.wires(rows, agent),
            "points": round(points / rules.POINT, 2),
            "warned": rules.was_warned([store.standing_of(row) for row in rows], moment),
            "protected": not head.calm
            or (weight is not None and is_protected(case_type=weight[0], priority=weight[1])),
            "break": {"until": iso(pause.until)} if pause is not None and on_break else None,
            "hours": {kind: most[rules.is_lead(agent)] for kind, most in rules.HOURS.items()},
            "reasons": list(rules.REASONS),
        }


def customer_routes(counter: ConductCounter, *, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    c = counter

    @get("/api/sanctions")
    async def own_sanctions(customer: NamedDependency[Actor]) -> dict[str, Any]:
        return {"sanctions": await c.own(customer)}

    @post("/api/sanctions/{sanction_id:str}/appeal", status_code=200)
    async def appeal_sanction(
        customer: NamedDependency[Actor], sanction_id: FromPath[str], data: JSONBody[Appeal], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return c.wire(await c.appeals.appeal(customer, sanction_id, data.text, as_is=data.as_is))

    return [own_sanctions, appeal_sanction]


def desk_routes(counter: ConductCounter) -> list[HTTPRouteHandler]:
    c = counter

    @get("/api/desk/conversations/{conversation_id:str}/conduct")
    async def conduct_of_customer(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        return await c.of_conversation(agent, conversation_id)

    @post("/api/desk/conversations/{conversation_id:str}/sanctions")
    async def sanction_customer(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[NewSanction], request: AnyRequest
    ) -> dict[str, Any]:
        client_id = checked_client_id(idempotency_key(request))
        row = await c.sanction(
            agent, client_id, conversation_id, kind=data.kind, reason=data.reason, words=data.words, hours=data.hours
        )
        return c.wire(row, agent)

    @put("/api/desk/conversations/{conversation_id:str}/break")
    async def take_break(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[Break]
    ) -> dict[str, str]:
        return {"until": iso(await c.breaks.take(agent, conversation_id, data.minutes))}

    @delete("/api/desk/conversations/{conversation_id:str}/break")
    async def end_break(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> None:
        await c.breaks.end(agent, conversation_id)

    @get("/api/desk/breaks")
    async def own_breaks(agent: NamedDependency[Actor]) -> dict[str, Any]:
        async with c.writer.database.read() as session:
            found = await store.breaks_of(session, agent.id, clock.now())
        return {"breaks": [{"conversation": row.conversation_id, "until": iso(row.until)} for row in found]}

    @get("/api/desk/appeals")
    async def list_appeals(agent: NamedDependency[Actor]) -> dict[str, Any]:
        """Those this agent may decide on."""
        async with c.writer.database.read() as session:
            found = await store.appeals(session, agent.brands)
        mine = [row for row, head in found if rules.may_decide(agent, row.set_by) and c.sees(agent, head)]
        return {"appeals": c.wires(mine, agent)}

    @post("/api/desk/sanctions/{sanction_id:str}/decision", status_code=200)
    async def decide_appeal(
        agent: NamedDependency[Actor], sanction_id: FromPath[str], data: JSONBody[Decision]
    ) -> dict[str, Any]:
        return c.wire(await c.appeals.decide(agent, sanction_id, data.outcome, data.text), agent)

    @post("/api/desk/sanctions/{sanction_id:str}/lift", status_code=200)
    async def lift_sanction(
        agent: NamedDependency[Actor], sanction_id: FromPath[str], data: JSONBody[Lifting]
    ) -> dict[str, Any]:
        return c.wire(await c.appeals.lift(agent, sanction_id, data.text), agent)

    breaks = [take_break, end_break, own_breaks]
    return [conduct_of_customer, sanction_customer, *breaks, list_appeals, decide_appeal, lift_sanction]
