"""Rules over HTTP: docs/protocol.md, section 3.2.11."""

from typing import Any

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.automation.check_together import RuleContent, content_of
from fairlead.automation.keep_rules import KeepRules
from fairlead.automation.models import RuleRow, RunRow
from fairlead.automation.preview_rule import MOST, Meeting, Preview, PreviewRule
from fairlead.brands.store import Brands
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid


class NewRule(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    rule: RuleContent


class ChangedRule(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    rule: RuleContent


class Tried(msgspec.Struct, forbid_unknown_fields=True):
    """`most`: over how many of the last matters."""

    brand: str
    rule: RuleContent
    most: int = MOST


class Order(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    rules: list[str]


def _wire(row: RuleRow, counts: dict[tuple[str, str], int] | None = None) -> dict[str, Any]:
    content = msgspec.to_builtins(content_of(row))
    wire = {"id": row.id, "revision": row.revision, "changed_at": iso(row.changed_at), "rule": content}
    if counts is not None:
        wire["week"] = {state: counts.get((row.id, state), 0) for state in ("done", "failed", "stopped")}
    return wire


def _trouble(row: RunRow) -> dict[str, Any]:
    return {
        "rule": row.actor_id,
        "conversation": row.conversation_id,
        "state": row.state,
        "code": row.code,
        "at": iso(row.at),
    }


def _meeting(one: Meeting) -> dict[str, Any]:
    head, ticket = one.matter.head, one.matter.ticket
    return {
        "conversation": head.id,
        "subject": one.subject,
        "ticket": {"id": ticket.id, "number": ticket.number, "status": ticket.status} if ticket is not None else None,
        "times": one.times,
        "last": iso(one.last),
        "lacks": list(one.lacks),
    }


def _preview(found: Preview) -> dict[str, Any]:
    return {
        "looked": found.looked,
        "met": found.met,
        "times": found.times,
        "does": list(found.does),
        "matters": [_meeting(one) for one in found.shown],
    }


def rule_routes(*, rules: KeepRules, preview: PreviewRule, brands: Brands) -> list[HTTPRouteHandler]:
    @get("/api/desk/rules")
    async def list_rules(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        brand_id = (await brands.require(brand)).id
        rows, counts = await rules.of_brand(agent, brand_id)
        troubles = await rules.troubles(agent, brand_id)
        return {"rules": [_wire(row, counts) for row in rows], "troubles": [_trouble(row) for row in troubles]}

    @post("/api/desk/rules")
    async def add_rule(agent: NamedDependency[Actor], data: JSONBody[NewRule]) -> dict[str, Any]:
        return _wire(await rules.add(agent, (await brands.require(data.brand)).id, data.rule))

    @put("/api/desk/rules/{rule_id:str}")
    async def change_rule(
        agent: NamedDependency[Actor], rule_id: FromPath[str], data: JSONBody[ChangedRule]
    ) -> dict[str, Any]:
        await brands.all()
        return _wire(await rules.change(agent, rule_id, data.rule, revision=data.revision))

    @delete("/api/desk/rules/{rule_id:str}")
    async def remove_rule(agent: NamedDependency[Actor], rule_id: FromPath[str]) -> None:
        await rules.remove(agent, rule_id)

    @put("/api/desk/rules/order")
    async def order_rules(agent: NamedDependency[Actor], data: JSONBody[Order]) -> None:
        await rules.order(agent, (await brands.require(data.brand)).id, data.rules)

    @post("/api/desk/rules/preview", status_code=200)
    async def preview_rule(agent: NamedDependency[Actor], data: JSONBody[Tried]) -> dict[str, Any]:
        if not 1 <= data.most <= MOST:
            raise Invalid("invalid_field", field="most")
        brand_id = (await brands.require(data.brand)).id
        return _preview(await preview(agent, brand_id, data.rule, most=data.most))

    return [list_rules, add_rule, change_rule, remove_rule, order_rules, preview_rule]
