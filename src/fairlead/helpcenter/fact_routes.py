"""For editors over HTTP: what changed at the exchange. docs/protocol.md, section 3.2.5."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import Strict
from fairlead.helpcenter.watch_facts import FactChanges
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso_or_none, read_instant
from fairlead.kit.errors import Invalid
from fairlead.kit.text import storable


class LookedThrough(Strict):
    brand: str
    kind: str
    name: str
    at: str


def fact_routes(counter: Counter) -> list[HTTPRouteHandler]:
    changed = FactChanges(counter.editing.finder)

    @get("/api/desk/help/changes", name="help_edit_changes")
    async def changes(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        rows, count = await changed.waiting(agent, await counter.brand_id(agent, brand))
        told = [
            {
                "kind": row.kind,
                "name": row.name,
                "before": row.before,
                "value": row.value,
                "mentions": row.mentions,
                "at": iso_or_none(row.changed_at),
            }
            for row in rows
        ]
        return {"changes": told, "count": count}

    @post("/api/desk/help/changes/done", name="help_edit_change_done", status_code=204)
    async def done(agent: NamedDependency[Actor], data: JSONBody[LookedThrough]) -> None:
        brand_id = await counter.brand_id(agent, data.brand)
        at = read_instant(data.at)
        if at is None:
            raise Invalid("invalid_field", field="at")
        await changed.looked_through(agent, brand_id, kind=data.kind, name=storable(data.name), at=at)

    return [changes, done]
