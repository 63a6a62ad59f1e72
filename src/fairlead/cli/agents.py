"""Agents from the command line: `fairlead admin create` and `fairlead agent …`, also while servers run. What is taken
from an agent here closes his sockets on every node within two seconds."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import click

from fairlead.cli.common import fail, open_system, run

ROLES = click.Choice(["agent", "lead", "admin", "editor", "reviewer"])


@dataclass(frozen=True)
class Opened:
    """The system, and everybody who has an account."""

    system: Any
    people: list[Any]

    def find(self, email: str) -> Any:
        from fairlead.people.rules import folded_email

        found = next((person for person in self.people if person.email == folded_email(email)), None)
        if found is None:
            fail(f"There is no agent called {email}; `fairlead agent list` shows them.")
        return found


@asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    from fairlead.kit.access import SYSTEM

    system = await open_system()
    try:
        yield Opened(system, await system.staff.all(SYSTEM))
    finally:
        await system.database.close()


def change(email: str, work: Callable[[Opened, Any], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with opened() as here:
            await work(here, here.find(email))

    run(whole())


def brand_ids(known: list[Any], keys: tuple[str, ...]) -> list[str]:
    """Ids of the brands with these keys; of every brand when none is named."""
    if missing := set(keys) - {brand.key for brand in known}:
        fail(f"There is no brand called {', '.join(sorted(missing))}.")
    return [brand.id for brand in known if not keys or brand.key in keys]


@click.group()
def admin() -> None:
    """Agents and their rights."""


@admin.command("create")
@click.option("--email", prompt=True, help="The address to sign in with.")
@click.option("--name", prompt=True, help="The name customers and colleagues see.")
@click.option("--role", type=ROLES, default="admin", show_default=True)
@click.option("--brand", "brands", multiple=True, help="Key of a brand to work for; default: every brand.")
@click.option("--password", envvar="FAIRLEAD_NEW_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(email: str, name: str, role: str, brands: tuple[str, ...], password: str) -> None:
    """Make an agent; works while the server runs."""
    from fairlead.people.manage_agents import create_agent

    async def work() -> None:
        system = await open_system()
        wanted = brand_ids(await system.brands.all(), brands)
        await create_agent(
            system.database, email=email, name=name, password=password, role=role, brands=wanted, teams=[]
        )
        await system.database.close()

    run(work())
    click.echo(f"{email} can sign in now.")


@click.group()
def agent() -> None:
    """Who works here: passwords, roles, brands."""


@agent.command("list")
def list_agents() -> None:
    """List agents with role and brands."""

    async def work() -> None:
        async with opened() as here:
            keys = {brand.id: brand.key for brand in await here.system.brands.all()}
            for person in here.people:
                brands = ", ".join(sorted(keys.get(brand_id, "?") for brand_id in person.brands)) or "no brand"
                state = "" if person.active else "  deactivated"
                click.echo(f"{person.email}  {person.name}  {person.role}  {brands}{state}")

    run(work())


@agent.command("password")
@click.argument("email")
@click.option("--password", envvar="FAIRLEAD_NEW_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
def set_password(email: str, password: str) -> None:
    """Set a new password; signs the agent out everywhere."""
    from fairlead.kit.access import SYSTEM

    change(email, lambda here, person: here.system.staff.set_password(SYSTEM, person.id, password))
    click.echo(f"{email} signs in with the new password from now on.")


@agent.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
def set_role(email: str, role: str) -> None:
    """Change what an agent may do; signs him out everywhere."""
    from fairlead.kit.access import SYSTEM

    change(email, lambda here, person: here.system.staff.set_role(SYSTEM, person.id, role))
    click.echo(f"{email} is {role} now.")


@agent.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Let an agent in no longer, and sign him out everywhere; what he wrote stays."""
    from fairlead.kit.access import SYSTEM

    change(email, lambda here, person: here.system.staff.set_active(SYSTEM, person.id, active=False))
    click.echo(f"{email} can no longer sign in.")


@agent.command("activate")
@click.argument("email")
def activate(email: str) -> None:
    """Let an agent in again, with the password he had."""
    from fairlead.kit.access import SYSTEM

    change(email, lambda here, person: here.system.staff.set_active(SYSTEM, person.id, active=True))
    click.echo(f"{email} can sign in again.")


@agent.command("brands")
@click.argument("email")
@click.argument("brands", nargs=-1)
@click.option("--none", "nothing", is_flag=True, help="No brand at all.")
def set_brands(email: str, brands: tuple[str, ...], *, nothing: bool) -> None:
    """Name the brands an agent works for from now on, by their keys. He leaves the teams of the others."""
    from fairlead.kit.access import SYSTEM

    if nothing == bool(brands):
        fail("Name the brands, or --none.")

    async def work(here: Opened, person: Any) -> None:
        from fairlead.people import store

        wanted = [] if nothing else brand_ids(await here.system.brands.all(), brands)
        async with here.system.database.read() as session:
            teams = [team.id for team in await store.all_teams(session) if team.brand_id in wanted]
        kept = person.teams & frozenset(teams)
        await here.system.staff.set_brands(SYSTEM, person.id, brands=wanted, teams=kept)

    change(email, work)
    click.echo(f"{email} works for {', '.join(brands) or 'no brand'} now.")
