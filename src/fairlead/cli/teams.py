"""`fairlead team`: teams of a brand, who belongs to them, and which of them are closed."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from fairlead.cli.common import fail, open_system, run

if TYPE_CHECKING:
    from fairlead.people.manage_teams import Teams


@click.group()
def team() -> None:
    """Teams of a brand. What a closed one is given, only its members and the brand's leads see."""


def _change(brand: str, work: Callable[["Teams", str], Awaitable[None]]) -> None:
    from fairlead.kit.errors import Problem

    async def change() -> None:
        system = await open_system()
        try:
            found = await system.brands.by_key(brand)
            if found is None:
                fail(f"There is no brand {brand}.")
            await work(system.teams, found.id)
        except Problem as problem:
            fail(
                {
                    "not_found": "There is no such team, or no such agent of the brand.",
                    "team_exists": "There is one of that name.",
                }.get(problem.code, "A name has 1 to 80 characters.")
            )
        finally:
            await system.database.close()

    run(change())


@team.command("list")
def list_teams() -> None:
    """Name the teams, by brand, with their members."""

    async def work() -> None:
        system = await open_system()
        keys = {brand.id: brand.key for brand in await system.brands.all()}
        for each in sorted(await system.teams.all(), key=lambda each: (keys[each.brand_id], each.name)):
            click.echo(
                f"{keys[each.brand_id]}  {each.name}{'  (closed)' if each.closed else ''}  {', '.join(each.members)}"
            )
        await system.database.close()

    run(work())


@team.command("add")
@click.argument("brand")
@click.argument("name")
@click.option("--closed", is_flag=True, help="Only its members and the brand's leads see what it is given.")
def add_team(brand: str, name: str, *, closed: bool) -> None:
    """Make a team."""
    _change(brand, lambda teams, brand_id: teams.add(brand_id, name, closed=closed))
    click.echo(f"The team {name} is there.")


@team.command("close")
@click.argument("brand")
@click.argument("name")
def close_team(brand: str, name: str) -> None:
    """Keep what a team has to its members and the brand's leads."""
    _change(brand, lambda teams, brand_id: teams.set_closed(brand_id, name, closed=True))
    click.echo(f"The team {name} is closed.")


@team.command("open")
@click.argument("brand")
@click.argument("name")
def open_team(brand: str, name: str) -> None:
    """Let every agent of the brand see what a team has."""
    _change(brand, lambda teams, brand_id: teams.set_closed(brand_id, name, closed=False))
    click.echo(f"The team {name} is open.")


@team.command("call")
@click.argument("brand")
@click.argument("name")
@click.argument("public_name")
def call_team(brand: str, name: str, public_name: str) -> None:
    """Say what customers are told a team is called while it looks into their matter; '' for nothing."""
    _change(brand, lambda teams, brand_id: teams.call(brand_id, name, public_name))
    click.echo(f"Customers hear of {name} as {public_name or 'one of your teams'}.")


@team.command("join")
@click.argument("brand")
@click.argument("name")
@click.argument("email")
@click.option("--leave", is_flag=True, help="The agent belongs to it no longer.")
def join_team(brand: str, name: str, email: str, *, leave: bool) -> None:
    """Add an agent to a team, or take him out."""
    _change(brand, lambda teams, brand_id: teams.put_member(brand_id, name, email, belongs=not leave))
    click.echo(f"{email} {'left' if leave else 'belongs to'} {name}.")
