"""A customer's browsers that are told about replies; see docs/protocol.md section 3.1."""

from typing import Any

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Refused
from fairlead.kit.texts import Texts
from fairlead.notices.allow import Device
from fairlead.notices.push import Push
from fairlead.notices.schemas import PushRequest
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness


def device_wire(device: Device) -> dict[str, Any]:
    return {"id": device.id, "name": device.name, "this": device.this, "created_at": iso(device.created_at)}


def customer_routes(*, push: Push, texts: Texts, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    @get("/api/push")
    async def allowed(customer: NamedDependency[Actor]) -> dict[str, Any]:
        return {
            "key": push.vapid.public if push.services and customer.verified else None,
            "devices": [device_wire(device) for device in await push.devices.of(customer)],
        }

    @put("/api/push")
    async def allow(
        customer: NamedDependency[Actor], data: JSONBody[PushRequest], request: AnyRequest
    ) -> dict[str, Any]:
        if not push.services:
            raise Refused("push_off")
        limiter.take(customer, door.network(request))
        device = await push.devices.allow(
            customer,
            endpoint=data.endpoint,
            p256dh=data.keys.p256dh,
            auth=data.keys.auth,
            locale=texts.choose(data.locale),
            user_agent=request.headers.get("user-agent", ""),
        )
        return device_wire(device)

    @delete("/api/push/{device_id:str}")
    async def remove(device_id: FromPath[str], customer: NamedDependency[Actor]) -> None:
        await push.devices.remove(customer, device_id)

    return [allowed, allow, remove]
