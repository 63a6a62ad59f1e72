"""Sign-in and sessions over HTTP; see docs/protocol.md section 1."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.brands.store import Brand, Brands
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.kit.text import storable
from fairlead.people import store
from fairlead.people.door import COOKIE, AnyRequest, Door
from fairlead.people.identify import Identify
from fairlead.people.models import AgentRow
from fairlead.people.rules import CONTEXT_NAMES, PRESENCES
from fairlead.people.schemas import LoginRequest, PresenceRequest, SessionRequest
from fairlead.people.sessions import Sessions
from fairlead.people.sign_in import SignIn
from fairlead.shield.limits import Limiter
from fairlead.shield.secrets import clean

CONTEXT_BYTES = 2048


def checked_context(context: dict[str, Any]) -> dict[str, Any]:
    """Where in the exchange the customer was: known names, flat values; a hint, never proof of anything. Raises
    Invalid("invalid_field")."""
    fine = all(
        name in CONTEXT_NAMES and isinstance(value, str | int | float | bool | None) for name, value in context.items()
    )
    if not fine or len(msgspec.json.encode(context)) > CONTEXT_BYTES:
        raise Invalid("invalid_field", field="context")
    return {
        name: clean(storable(value)[:200]).text if isinstance(value, str) else value for name, value in context.items()
    }


def customer_routes(
    *, brands: Brands, identify: Identify, sessions: Sessions, door: Door, limiter: Limiter
) -> list[HTTPRouteHandler]:
    @post("/api/w/{brand_key:str}/session")
    async def start_session(
        brand_key: FromPath[str], data: JSONBody[SessionRequest], request: AnyRequest
    ) -> dict[str, Any]:
        brand = await brands.require(brand_key)
        context = checked_context(data.context)
        if data.token is None:
            limiter.take(door.network(request))
            made = await identify.visitor(brand, locale=data.locale, context=context)
        else:
            before = await door.customer_if_any(request)
            made = await identify.account(brand, data.token, locale=data.locale, context=context, before=before)
            if before is not None and not before.verified:
                sessions.on_end(before.session)
        customer = made.customer
        return {
            "session": made.session.token,
            "expires_at": iso(made.session.expires_at),
            "customer": {
                "id": customer.id,
                "verified": customer.verified,
                "name": customer.name,
                "tier": customer.tier,
                "locale": customer.locale,
            },
        }

    @delete("/api/w/session")
    async def end_session(customer: NamedDependency[Actor]) -> None:
        await sessions.end(customer.session)

    return [start_session, end_session]


def brand_wire(brand: Brand) -> dict[str, Any]:
    """A brand's look, as the desk shows it."""
    return {
        "key": brand.key,
        "name": brand.name,
        "accent": brand.accent,
        "accent_dark": brand.accent_dark,
        "logo": brand.logo,
        "locales": list(brand.locales),
    }


def agent_routes(
    *,
    database: Database,
    brands: Brands,
    sessions: Sessions,
    sign_in: SignIn,
    door: Door,
    secure_cookie: bool,
    presence_changed: Callable[[], None],
) -> list[HTTPRouteHandler]:
    async def me_wire(agent: Actor) -> dict[str, Any]:
        async with database.read() as session:
            row = await session.get(AgentRow, agent.id)
            teams = await store.team_names(session, set(agent.teams))
        if row is None:
            raise NotFound
        return {
            "id": agent.id,
            "name": agent.name,
            "email": row.email,
            "role": agent.role,
            "presence": row.presence,
            "brands": [brand_wire(brand) for brand in await brands.all() if brand.id in agent.brands],
            "teams": [{"id": team_id, "name": name} for team_id, name in sorted(teams.items())],
        }

    @post("/api/desk/login", status_code=200)
    async def login(data: JSONBody[LoginRequest], request: AnyRequest) -> Response[dict[str, Any]]:
        actor, made = await sign_in.password(data.email, data.password, address=door.address(request))
        cookie = Cookie(key=COOKIE, value=made.token, path="/", httponly=True, samesite="strict", secure=secure_cookie)
        presence_changed()
        return Response({"agent": await me_wire(actor)}, cookies=[cookie])

    @post("/api/desk/logout", status_code=204)
    async def logout(agent: NamedDependency[Actor]) -> Response[None]:
        await sessions.end(agent.session)
        gone = Cookie(key=COOKIE, value="", path="/", httponly=True, samesite="strict", max_age=0)
        return Response(None, cookies=[gone])

    @post("/api/desk/ticket")
    async def ticket(agent: NamedDependency[Actor]) -> dict[str, Any]:
        made, expires = await sessions.ticket(agent)
        return {"ticket": made, "expires_at": iso(expires)}

    @get("/api/desk/me")
    async def me(agent: NamedDependency[Actor]) -> dict[str, Any]:
        return await me_wire(agent)

    @put("/api/desk/presence")
    async def presence(agent: NamedDependency[Actor], data: JSONBody[PresenceRequest]) -> dict[str, str]:
        if data.presence not in PRESENCES:
            raise Invalid("invalid_field", field="presence")
        async with database.write() as session:
            await store.set_presence(session, agent.id, data.presence)
        presence_changed()
        return {"presence": data.presence}

    @get("/api/desk/people")
    async def people(agent: NamedDependency[Actor]) -> dict[str, Any]:
        async with database.read() as session:
            agents, teams = await store.colleagues(session, agent.brands)
            shared = await store.shared_brands(session, {row.id for row in agents}, agent.brands)
        keys = {brand.id: brand.key for brand in await brands.all()}
        return {
            "agents": [
                {
                    "id": row.id,
                    "name": row.name,
                    "role": row.role,
                    "presence": store.presence_now(row),
                    "brands": sorted(keys[brand_id] for brand_id in shared[row.id] if brand_id in keys),
                }
                for row in agents
            ],
            "teams": [{"id": row.id, "name": row.name, "brand": keys.get(row.brand_id, "")} for row in teams],
        }

    return [login, logout, ticket, me, presence, people]


async def customer_for(
    database: Database, sealer: Sealer, authorize: Authorize, agent: Actor, customer_id: str
) -> store.Customer:
    """A customer an agent may see. Raises NotFound."""
    async with database.read() as session:
        row = await store.customer(session, customer_id) if is_id(customer_id) else None
    if row is None:
        raise NotFound
    authorize(agent, "customer.read", row)
    return store.customer_from(row, sealer)
