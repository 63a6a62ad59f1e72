"""`fairlead token`: tokens with which the exchange's own systems open tickets; also while servers run."""

from typing import TYPE_CHECKING

import click

from fairlead.cli.common import fail, open_system, run

if TYPE_CHECKING:
    from fairlead.people.issue_tokens import ApiToken


@click.group()
def token() -> None:
    """Tokens for the exchange's own systems."""


@token.command("create")
@click.argument("brand")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, default=("tickets.write",), show_default=True, help="What it may do.")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=None, help="How long it is good (default: until revoked)."
)
def create_token(brand: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make one for a brand and print it: it is shown this once."""
    from fairlead.kit.clock import DAY
    from fairlead.kit.errors import Invalid

    async def work() -> tuple[str, "ApiToken"]:
        system = await open_system()
        try:
            found = await system.brands.by_key(brand)
            if found is None:
                fail(f"There is no brand {brand}.")
            life = None if days is None else days * DAY
            made: tuple[str, ApiToken] = await system.tokens.issue(found.id, name, frozenset(scopes), life=life)
            return made
        except Invalid as problem:
            fail(
                {"scopes": "There is one scope so far: tickets.write."}.get(
                    problem.data["field"], "A name has letters."
                )
            )
        finally:
            await system.database.close()

    secret, made = run(work())
    click.echo(secret)
    click.echo(f"This is token {made.id}. Keep the line above in a safe place: it is not kept here.", err=True)


@token.command("list")
def list_tokens() -> None:
    """Name every token with its brand, scopes and state."""
    from fairlead.kit import clock
    from fairlead.kit.clock import iso

    async def work() -> None:
        system = await open_system()
        keys = {brand.id: brand.key for brand in await system.brands.all()}
        moment = clock.now()
        for one in await system.tokens.all():
            state = "good" if one.lives(moment) else "revoked" if one.revoked_at is not None else "over"
            until = f" until {iso(one.expires_at)}" if one.expires_at is not None and state == "good" else ""
            scopes = ", ".join(sorted(one.scopes))
            click.echo(f"{one.id}  {keys[one.brand_id]}  {one.name}  {scopes}  {state}{until}")
        await system.database.close()

    run(work())


@token.command("revoke")
@click.argument("token_id")
def revoke_token(token_id: str) -> None:
    """Take one back; what it is asked with from now on is refused."""
    from fairlead.kit.errors import NotFound

    async def work() -> None:
        system = await open_system()
        try:
            await system.tokens.revoke(token_id)
        except NotFound:
            fail("There is no such token; `fairlead token list` shows them.")
        finally:
            await system.database.close()

    run(work())
    click.echo("It is good for nothing any more.")
