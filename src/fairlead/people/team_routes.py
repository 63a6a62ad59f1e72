"""Admins over teams, over HTTP; see docs/protocol.md section 3.2."""

from typing import Any

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.people.oversee_teams import TeamContent, TeamDesk, TeamSeen


class TeamChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    public_name: str = ""
    code: str = ""
    closed: bool = False
    members: list[str] = []

    def content(self) -> TeamContent:
        return TeamContent(self.name, self.public_name, self.code, self.closed, tuple(self.members))


class NewTeam(TeamChange):
    """`brand` is a key."""

    brand: str = ""


class Retirement(msgspec.Struct, forbid_unknown_fields=True):
    retired: bool


def team_routes(*, teams: TeamDesk, brands: Brands) -> list[HTTPRouteHandler]:
    @get("/api/desk/teams")
    async def list_teams(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await teams.of(agent, (await brands.require(brand)).id)
        return {"teams": [team_wire(one) for one in found]}

    @post("/api/desk/teams")
    async def add_team(agent: NamedDependency[Actor], data: JSONBody[NewTeam]) -> dict[str, Any]:
        return team_wire(await teams.add(agent, (await brands.require(data.brand)).id, data.content()))

    @put("/api/desk/teams/{team_id:str}")
    async def change_team(
        agent: NamedDependency[Actor], team_id: FromPath[str], data: JSONBody[TeamChange]
    ) -> dict[str, Any]:
        return team_wire(await teams.change(agent, team_id, data.content()))

    @put("/api/desk/teams/{team_id:str}/retired")
    async def retire_team(
        agent: NamedDependency[Actor], team_id: FromPath[str], data: JSONBody[Retirement]
    ) -> dict[str, Any]:
        return team_wire(await teams.retire(agent, team_id, retired=data.retired))

    return [list_teams, add_team, change_team, retire_team]


def team_wire(seen: TeamSeen) -> dict[str, Any]:
    row = seen.row
    return {
        "id": row.id,
        "name": row.name,
        "public_name": row.public_name,
        "code": row.code,
        "closed": row.closed,
        "retired_at": iso(row.retired_at) if row.retired_at is not None else None,
        "members": [{"id": agent_id, "name": name} for agent_id, name in seen.members],
    }
