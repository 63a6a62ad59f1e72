"""Webhooks over HTTP, for admins."""

from typing import Annotated, Any

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from fairlead.brands.store import Brands
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import read_instant
from fairlead.kit.errors import Invalid
from fairlead.webhooks.deliver import PAGE, Deliveries
from fairlead.webhooks.keep_endpoints import Endpoint, Endpoints
from fairlead.webhooks.note_event import Outbox
from fairlead.webhooks.rules import KINDS
from fairlead.webhooks.schemas import (
    ChangedWebhook,
    NewWebhook,
    ReplaySince,
    change_wire,
    delivery_wire,
    given,
    off_wire,
    webhook_wire,
)
from fairlead.webhooks.tell_changes import Changes


def endpoint_routes(
    *, endpoints: Endpoints, changes: Changes, outbox: Outbox, brands: Brands
) -> list[HTTPRouteHandler]:
    def changed(endpoint: Endpoint) -> dict[str, Any]:
        outbox.forget(endpoint.row.brand_id)
        return webhook_wire(endpoint)

    @get("/api/desk/webhooks")
    async def list_webhooks(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await endpoints.all(agent, (await brands.require(brand)).id)
        return {"webhooks": [webhook_wire(one) for one in found], "kinds": list(KINDS)}

    @get("/api/desk/webhooks/off")
    async def webhooks_off(agent: NamedDependency[Actor]) -> dict[str, Any]:
        rows = await endpoints.off(agent)
        names = {brand.id: brand.key for brand in await brands.all()}
        return {"off": [off_wire(row, names.get(row.brand_id, "")) for row in rows]}

    @get("/api/desk/webhooks/changes")
    async def webhook_changes(agent: NamedDependency[Actor]) -> dict[str, Any]:
        found = await changes.lately(agent)
        names = {brand.id: brand.key for brand in await brands.all()}
        return {"changes": [change_wire(one, names.get(one.row.brand_id, "")) for one in found]}

    @post("/api/desk/webhooks/changes/{change_id:str}/seen", status_code=204)
    async def see_change(agent: NamedDependency[Actor], change_id: FromPath[str]) -> None:
        await changes.see(agent, change_id)

    @post("/api/desk/webhooks")
    async def add_webhook(agent: NamedDependency[Actor], data: JSONBody[NewWebhook]) -> dict[str, Any]:
        endpoint, secret = await endpoints.add(agent, (await brands.require(data.brand)).id, given(data))
        return changed(endpoint) | {"secret": secret}

    @put("/api/desk/webhooks/{webhook_id:str}")
    async def change_webhook(
        agent: NamedDependency[Actor], webhook_id: FromPath[str], data: JSONBody[ChangedWebhook]
    ) -> dict[str, Any]:
        return changed(await endpoints.change(agent, webhook_id, given(data), revision=data.revision))

    @delete("/api/desk/webhooks/{webhook_id:str}")
    async def remove_webhook(agent: NamedDependency[Actor], webhook_id: FromPath[str]) -> None:
        await endpoints.remove(agent, webhook_id)

    @post("/api/desk/webhooks/{webhook_id:str}/secret", status_code=200)
    async def rotate_secret(agent: NamedDependency[Actor], webhook_id: FromPath[str]) -> dict[str, Any]:
        endpoint, secret = await endpoints.rotate(agent, webhook_id)
        return changed(endpoint) | {"secret": secret}

    looked_at = [list_webhooks, webhooks_off, webhook_changes, see_change]
    return [*looked_at, add_webhook, change_webhook, remove_webhook, rotate_secret]


def delivery_routes(*, deliveries: Deliveries, sealer: Sealer) -> list[HTTPRouteHandler]:
    @post("/api/desk/webhooks/{webhook_id:str}/test", status_code=200)
    async def test_webhook(agent: NamedDependency[Actor], webhook_id: FromPath[str]) -> dict[str, Any]:
        return delivery_wire(await deliveries.test(agent, webhook_id), sealer)

    @get("/api/desk/webhooks/{webhook_id:str}/deliveries")
    async def list_deliveries(
        agent: NamedDependency[Actor],
        webhook_id: FromPath[str],
        wanted: Annotated[str | None, QueryParameter(name="state")] = None,
        before: FromQuery[str | None] = None,
    ) -> dict[str, Any]:
        rows = await deliveries.log(agent, webhook_id, state=wanted, before=before)
        following = rows[-1].id if len(rows) == PAGE else None
        return {"deliveries": [delivery_wire(row, sealer) for row in rows], "before": following}

    @post("/api/desk/webhooks/{webhook_id:str}/deliveries/{delivery_id:str}/replay", status_code=200)
    async def replay_one(
        agent: NamedDependency[Actor], webhook_id: FromPath[str], delivery_id: FromPath[str]
    ) -> dict[str, Any]:
        return delivery_wire(await deliveries.replay(agent, webhook_id, delivery_id), sealer)

    @post("/api/desk/webhooks/{webhook_id:str}/replay", status_code=200)
    async def replay_failed(
        agent: NamedDependency[Actor], webhook_id: FromPath[str], data: JSONBody[ReplaySince]
    ) -> dict[str, Any]:
        since = read_instant(data.since)
        if since is None:
            raise Invalid("invalid_field", field="since")
        return {"replayed": await deliveries.replay_failed(agent, webhook_id, since)}

    return [test_webhook, list_deliveries, replay_one, replay_failed]
