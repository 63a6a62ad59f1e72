"""A customer's browsers that are told about replies; see docs/protocol.md section 3.1."""

from typing import Any

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso, iso_or_none, read_instant
from fairlead.kit.errors import Invalid, Refused
from fairlead.kit.texts import Texts
from fairlead.notices.allow import Device
from fairlead.notices.choose import LATEST
from fairlead.notices.push import Push
from fairlead.notices.rules import WHAT, Choices, checked_choices, written
from fairlead.notices.schemas import NoticeChoices, PushRequest
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness


def device_wire(device: Device) -> dict[str, Any]:
    return {"id": device.id, "name": device.name, "this": device.this, "created_at": iso(device.created_at)}


def choices_wire(choices: Choices) -> dict[str, Any]:
    quiet = choices.quiet
    return {
        "off": [what for what in WHAT if what in choices.off],
        "quiet": {"begin": written(quiet.begin), "end": written(quiet.end), "zone": quiet.zone} if quiet else None,
    }


def customer_routes(
    *, push: Push, brands: Brands, texts: Texts, limiter: Fairness, door: Door
) -> list[HTTPRouteHandler]:
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

    @get("/api/notices")
    async def notices(customer: NamedDependency[Actor], before: FromQuery[str | None] = None) -> dict[str, Any]:
        last = read_instant(before) if before is not None else LATEST
        if last is None:
            raise Invalid("invalid_field", field="before")
        brand = await brands.by_id(next(iter(customer.brands)))
        sent, then = await push.choosing.sent(customer, brand.name if brand else "", before=last)
        return {
            "choices": choices_wire(await push.choosing.of(customer)),
            "sent": [
                {"at": iso(one.at), "body": one.body, "locale": one.locale, "device": one.device,
                 "conversation": one.conversation}
                for one in sent
            ],
            "before": iso_or_none(then),
        }  # fmt: skip

    @put("/api/notices/choices")
    async def choose_notices(
        customer: NamedDependency[Actor], data: JSONBody[NoticeChoices], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        quiet = data.quiet
        choices = checked_choices(data.off, (quiet.begin, quiet.end, quiet.zone) if quiet is not None else None)
        await push.choosing.choose(customer, choices)
        return choices_wire(choices)

    return [allowed, allow, remove, notices, choose_notices]
