"""Sign-in and sessions over HTTP; see docs/protocol.md section 1."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.exc import IntegrityError

from fairlead.brands.store import Brand, Brands
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.kit.text import storable
from fairlead.people import store
from fairlead.people.admit import Starts
from fairlead.people.door import AnyRequest, Door
from fairlead.people.identify import Identify
from fairlead.people.manage_agents import Person, Staff
from fairlead.people.manage_own import Own
from fairlead.people.models import AgentRow
from fairlead.people.rules import CONTEXT_NAMES, PRESENCES, device_name, may_publish, may_write
from fairlead.people.schemas import (
    ActiveChange,
    BrandsChange,
    LoginRequest,
    NameChange,
    NewAgent,
    NewPassword,
    PasswordChange,
    PresenceRequest,
    RoleChange,
    SessionRequest,
)
from fairlead.people.sessions import Sessions
from fairlead.people.sign_in import SignIn
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
    *, brands: Brands, identify: Identify, sessions: Sessions, door: Door, starts: Starts
) -> list[HTTPRouteHandler]:
    @post("/api/w/{brand_key:str}/session")
    async def start_session(
        brand_key: FromPath[str], data: JSONBody[SessionRequest], request: AnyRequest
    ) -> dict[str, Any]:
        brand = await brands.require(brand_key)
        context = checked_context(data.context)
        if data.token is None:
            solved = starts.admit(brand.key, door.network(request), proof=data.proof, urgent=data.urgent)
            try:
                made = await identify.visitor(brand, locale=data.locale, context=context, solved=solved)
            except IntegrityError:
                raise starts.again(brand.key) from None
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


def article_rights(agent: Actor) -> dict[str, bool]:
    """What the desk may offer; the gate decides again."""
    return {"write": may_write(agent), "publish": may_publish(agent)}


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
            "brands": [brand_wire(brand) for brand in await brands.all() if brand.id in agent.articles],
            "articles": article_rights(agent),
            "teams": [{"id": team_id, "name": name} for team_id, name in sorted(teams.items())],
        }

    @post("/api/desk/login", status_code=200)
    async def login(data: JSONBody[LoginRequest], request: AnyRequest) -> Response[dict[str, Any]]:
        before = await door.agent_if_any(request)
        actor, made = await sign_in.password(
            data.email, data.password, address=door.address(request), device=device_of(request)
        )
        if before is not None:
            # The browser holds the new one in its place: nobody could end the old one from here any more.
            await sessions.end(before.session)
        presence_changed()
        return Response({"agent": await me_wire(actor)}, cookies=[door.cookie(made.token)])

    @post("/api/desk/logout", status_code=204)
    async def logout(agent: NamedDependency[Actor]) -> Response[None]:
        await sessions.end(agent.session)
        return Response(None, cookies=[door.cookie("")])

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
            "teams": [
                {
                    "id": row.id,
                    "name": row.name,
                    "brand": keys.get(row.brand_id, ""),
                    "closed": row.closed,
                    "code": row.code,
                }
                for row in teams
            ],
        }

    return [login, logout, ticket, me, presence, people]


def device_of(request: AnyRequest) -> str:
    return device_name(request.headers.get("user-agent", ""))


def own_routes(*, own: Own, door: Door) -> list[HTTPRouteHandler]:
    """An agent's own account."""

    @put("/api/desk/password", status_code=204)
    async def change_password(
        agent: NamedDependency[Actor], data: JSONBody[PasswordChange], request: AnyRequest
    ) -> Response[None]:
        made = await own.change_password(agent, current=data.current, new=data.password, device=device_of(request))
        return Response(None, cookies=[door.cookie(made.token)])

    @get("/api/desk/sessions")
    async def list_sessions(agent: NamedDependency[Actor]) -> dict[str, Any]:
        return {
            "sessions": [
                {
                    "id": row.id,
                    "device": row.device,
                    "created_at": iso(row.created_at),
                    "expires_at": iso(row.expires_at),
                    "current": row.id == agent.session,
                }
                for row in await own.sessions(agent)
            ]
        }

    @delete("/api/desk/sessions/{session_id:str}")
    async def end_session(agent: NamedDependency[Actor], session_id: FromPath[str]) -> None:
        await own.end_session(agent, session_id)

    @delete("/api/desk/sessions")
    async def end_sessions(agent: NamedDependency[Actor], keep_this: FromQuery[bool] = False) -> Response[None]:
        await own.end_sessions(agent, keep_this=keep_this)
        return Response(None, cookies=[] if keep_this else [door.cookie("")])

    return [change_password, list_sessions, end_session, end_sessions]


def staff_routes(*, database: Database, brands: Brands, staff: Staff) -> list[HTTPRouteHandler]:
    """Admins over agents."""

    async def ids_of(agent: Actor, keys: list[str]) -> list[str]:
        known = {brand.key: brand.id for brand in await brands.all() if brand.id in agent.brands}
        if not set(keys) <= known.keys():
            raise Invalid("brand_unknown")
        return [known[key] for key in keys]

    async def wire(agent: Actor, people: list[Person]) -> list[dict[str, Any]]:
        keys = {brand.id: brand.key for brand in await brands.all() if brand.id in agent.brands}
        async with database.read() as session:
            names = await store.team_names(session, {team for person in people for team in person.teams})
        return [
            {
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "role": person.role,
                "active": person.active,
                "presence": person.presence,
                "created_at": iso(person.created_at),
                "brands": sorted(keys[brand_id] for brand_id in person.brands if brand_id in keys),
                "teams": [{"id": team, "name": names[team]} for team in sorted(person.teams) if team in names],
                "manageable": person.brands <= agent.brands,
            }
            for person in people
        ]

    async def one(agent: Actor, agent_id: str) -> dict[str, Any]:
        found = [person for person in await staff.all(agent) if person.id == agent_id]
        if not found:
            raise NotFound
        return (await wire(agent, found))[0]

    @get("/api/desk/agents")
    async def list_agents(agent: NamedDependency[Actor]) -> dict[str, Any]:
        return {"agents": await wire(agent, await staff.all(agent))}

    @post("/api/desk/agents")
    async def create(agent: NamedDependency[Actor], data: JSONBody[NewAgent]) -> dict[str, Any]:
        person = await staff.create(
            agent,
            email=data.email,
            name=data.name,
            password=data.password,
            role=data.role,
            brands=await ids_of(agent, data.brands),
            teams=data.teams,
        )
        return (await wire(agent, [person]))[0]

    @put("/api/desk/agents/{agent_id:str}/password", status_code=204)
    async def set_password(agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[NewPassword]) -> None:
        await staff.set_password(agent, agent_id, data.password)

    @put("/api/desk/agents/{agent_id:str}/name")
    async def set_name(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[NameChange]
    ) -> dict[str, Any]:
        await staff.set_name(agent, agent_id, data.name)
        return await one(agent, agent_id)

    @put("/api/desk/agents/{agent_id:str}/role")
    async def set_role(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[RoleChange]
    ) -> dict[str, Any]:
        await staff.set_role(agent, agent_id, data.role)
        return await one(agent, agent_id)

    @put("/api/desk/agents/{agent_id:str}/active")
    async def set_active(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[ActiveChange]
    ) -> dict[str, Any]:
        await staff.set_active(agent, agent_id, active=data.active)
        return await one(agent, agent_id)

    @put("/api/desk/agents/{agent_id:str}/brands")
    async def set_brands(
        agent: NamedDependency[Actor], agent_id: FromPath[str], data: JSONBody[BrandsChange]
    ) -> dict[str, Any]:
        await staff.set_brands(agent, agent_id, brands=await ids_of(agent, data.brands), teams=data.teams)
        return await one(agent, agent_id)

    @delete("/api/desk/agents/{agent_id:str}/sessions")
    async def end_sessions_of(agent: NamedDependency[Actor], agent_id: FromPath[str]) -> None:
        await staff.end_sessions(agent, agent_id)

    return [list_agents, create, set_password, set_name, set_role, set_active, set_brands, end_sessions_of]


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
