"""The button, what rings on the desk, the freeze, and who is on call; see docs/protocol.md sections 3.1 and 3.2.13."""

from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.brands.store import Brands
from fairlead.emergency import store
from fairlead.emergency.begin import Begin
from fairlead.emergency.freeze import Freezing
from fairlead.emergency.keep_on_call import CallDevices, Device, OnCall
from fairlead.emergency.press import Press, PressButton
from fairlead.emergency.schemas import OnCallChange, PressRequest, emergency_wire, freeze_wire, ringing_wire
from fairlead.emergency.take import Take
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Refused
from fairlead.kit.texts import Texts
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.notices.schemas import PushRequest
from fairlead.notices.sign import Vapid
from fairlead.people import store as people
from fairlead.people.door import AnyRequest, Door
from fairlead.people.routes import checked_context


def customer_routes(*, brands: Brands, begin: Begin, press: PressButton, door: Door) -> list[HTTPRouteHandler]:
    @post("/api/w/{brand_key:str}/emergency")
    async def press_button(
        brand_key: FromPath[str], data: JSONBody[PressRequest], request: AnyRequest
    ) -> Response[dict[str, Any]]:
        brand = await brands.require(brand_key)
        key = checked_client_id(idempotency_key(request))
        locale = data.locale if data.locale in brand.locales else ""
        context, network = checked_context(data.context), door.network(request)
        customer, token = await door.customer_if_any(request), ""
        if customer is None or brand.id not in customer.brands:
            customer, token = await begin(brand, data.session, locale=locale, network=network, context=context)
        wanted = Press(key, data.source, locale, conversation=data.conversation, context=context)
        pressed = await press(customer, brand, wanted, network=network)
        row = pressed.emergency
        wire = {
            "emergency": row.id,
            "conversation": row.conversation_id,
            "session": token or None,
            "known": customer.verified,
            "freezing": pressed.freezing,
        }
        return Response(wire, status_code=200 if pressed.again else 201)

    return [press_button]


def desk_routes(
    *, database: Database, sealer: Sealer, brands: Brands, take: Take, freezing: Freezing
) -> list[HTTPRouteHandler]:
    @get("/api/desk/emergencies")
    async def ringing(agent: NamedDependency[Actor]) -> dict[str, Any]:
        found = await take.ringing(agent)
        async with database.read() as session:
            customers = await people.customers(session, {one.head.customer_id for one in found}, sealer)
            freezes = await store.freezes_of(session, [one.head.id for one in found])
            people_called = await store.count_calls(session, [one.row.id for one in found])
        keys = {brand.id: brand.key for brand in await brands.all()}
        return {
            "emergencies": [
                ringing_wire(
                    one,
                    brand=keys.get(one.row.brand_id, ""),
                    name=customers[one.head.customer_id].name,
                    verified=customers[one.head.customer_id].verified,
                    freeze=freezes.get(one.head.id),
                    people=people_called.get(one.row.id, 0),
                )
                for one in found
                if one.head.customer_id in customers
            ]
        }

    @post("/api/desk/emergencies/{emergency_id:str}/take", status_code=200)
    async def take_it(agent: NamedDependency[Actor], emergency_id: FromPath[str]) -> dict[str, Any]:
        return emergency_wire(await take(agent, emergency_id))

    @get("/api/desk/conversations/{conversation_id:str}/freeze")
    async def frozen(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        possible, newest = await freezing.standing(agent, conversation_id)
        return {"possible": possible, "freeze": freeze_wire(newest)}

    @post("/api/desk/conversations/{conversation_id:str}/freeze")
    async def freeze(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        return {"freeze": freeze_wire(await freezing.by_agent(agent, conversation_id))}

    return [ringing, take_it, frozen, freeze]


def call_routes(
    *, brands: Brands, on_call: OnCall, devices: CallDevices, vapid: Vapid, texts: Texts
) -> list[HTTPRouteHandler]:
    def device_wire(device: Device) -> dict[str, Any]:
        return {"id": device.id, "name": device.name, "created_at": iso(device.created_at)}

    @get("/api/desk/on-call/{brand:str}")
    async def list_on_call(agent: NamedDependency[Actor], brand: FromPath[str]) -> dict[str, Any]:
        return {"agents": await on_call.of(agent, await brands.require(brand))}

    @put("/api/desk/on-call/{brand:str}")
    async def put_on_call(
        agent: NamedDependency[Actor], brand: FromPath[str], data: JSONBody[OnCallChange]
    ) -> dict[str, Any]:
        return {"agents": await on_call.put(agent, await brands.require(brand), data.agents)}

    @get("/api/desk/calls")
    async def allowed(agent: NamedDependency[Actor]) -> dict[str, Any]:
        key = vapid.public if devices.services else None
        return {"key": key, "devices": [device_wire(one) for one in await devices.of(agent)]}

    @put("/api/desk/calls")
    async def allow(agent: NamedDependency[Actor], data: JSONBody[PushRequest], request: AnyRequest) -> dict[str, Any]:
        if not devices.services:
            raise Refused("push_off")
        device = await devices.allow(
            agent,
            endpoint=data.endpoint,
            p256dh=data.keys.p256dh,
            auth=data.keys.auth,
            locale=texts.choose(data.locale),
            user_agent=request.headers.get("user-agent", ""),
        )
        return device_wire(device)

    @delete("/api/desk/calls/{device_id:str}")
    async def remove(agent: NamedDependency[Actor], device_id: FromPath[str]) -> None:
        await devices.remove(agent, device_id)

    return [list_on_call, put_on_call, allowed, allow, remove]
