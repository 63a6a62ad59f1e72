"""`fairlead brand`: one exchange each, its tiles, where its agents' links may lead, and who publishes."""

from pathlib import Path

import click

from fairlead.cli.common import fail, open_system, read_settings, run


@click.group()
def brand() -> None:
    """Brands: one exchange each."""


@brand.command("create")
@click.argument("key")
@click.option("--name", required=True, help="The exchange's name.")
@click.option("--site", "sites", multiple=True, required=True, help="Origin of a page that may embed the widget.")
@click.option("--locale", "locales", multiple=True, default=("en", "zh-CN"), help="Locales, the default one first.")
@click.option("--accent", default="#0a6e56", help="Accent colour in light mode.")
@click.option("--accent-dark", default="#4fd1a5", help="Accent colour in dark mode.")
@click.option("--bot-first", is_flag=True, help="The bot answers before people are asked.")
@click.option("--algorithm", type=click.Choice(["EdDSA", "HS256"]), default="EdDSA", show_default=True)
@click.option(
    "--key-file",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="Public key in PEM, or the shared secret.",
)
def create_brand(
    *,
    key: str,
    name: str,
    sites: tuple[str, ...],
    locales: tuple[str, ...],
    accent: str,
    accent_dark: str,
    bot_first: bool,
    algorithm: str,
    key_file: Path,
) -> None:
    """Add a brand with the key its site signs tokens with."""
    look = {"accent": accent, "accent_dark": accent_dark, "radius": "10px", "logo": name[:1]}

    async def work() -> None:
        system = await open_system()
        await system.brands.create(
            key=key,
            name=name,
            look=look,
            locales=list(locales),
            sites=list(sites),
            bot_first=bot_first,
            token_algorithm=algorithm,
            token_key=key_file.read_bytes().strip(),
        )
        await system.database.close()

    run(work())
    click.echo(f"The brand {key} is there. Its snippet:")
    click.echo(
        f'<script async src="{read_settings().origin}/w/{key}/loader.js" data-token-url="/support-token"></script>'
    )


@brand.command("tiles")
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--default", "house", is_flag=True, help="Back to the house's own tiles.")
def set_tiles(key: str, file: Path | None, *, house: bool) -> None:
    """Set the tiles on the widget's home from a JSON file."""
    if (file is None) != house:
        fail("Name a file with the tiles, or --default.")
    from fairlead.brands.rules import read_tiles

    async def work() -> None:
        system = await open_system()
        brand = await system.brands.by_key(key)
        if brand is None:
            fail(f"There is no brand called {key}.")
        tiles = None if file is None else read_tiles(file.read_bytes(), locales=brand.locales, sites=brand.sites)
        for number, tile in enumerate(tiles or (), 1):
            if not tile.article and not tile.category:
                continue
            if not await system.help_center.find(
                brand.id, key, brand.default_locale, then="en", article=tile.article, category=tile.category
            ):
                fail(f"Tile {number} leads to {tile.article or tile.category}, which is not in the help center.")
        await system.brands.set_tiles(brand.id, tiles)
        await system.database.close()

    run(work())
    click.echo(f"The tiles of {key} are set.")


@brand.command("publishing")
@click.argument("key")
@click.option("--four-eyes/--alone", "wanted", default=None, help="Whether it takes somebody else than the author.")
def set_publishing(key: str, *, wanted: bool | None) -> None:
    """Show or change whether whoever publishes an article must be somebody else than its author."""

    async def work() -> bool:
        system = await open_system()
        brand = await system.brands.by_key(key)
        if brand is None:
            fail(f"There is no brand called {key}.")
        if wanted is not None:
            await system.brands.set_four_eyes(brand.id, wanted)
        now = await system.brands.require(key)
        await system.database.close()
        return bool(now.four_eyes)

    strict: bool = run(work())
    click.echo(
        f"{key}: {'somebody else than its author publishes' if strict else 'its author may publish'} an article."
    )


@brand.command("links")
@click.argument("key")
@click.option("--add", "added", multiple=True, metavar="HOST", help="A host, *.host with all below it, or an @account.")
@click.option("--remove", "removed", multiple=True, metavar="HOST", help="One that is on the list.")
@click.option("--default", "house", is_flag=True, help="Back to the house's own list of block explorers.")
def set_links(key: str, added: tuple[str, ...], removed: tuple[str, ...], *, house: bool) -> None:
    """Show or change where agents' links may lead besides the brand's sites and its help center."""
    if house and (added or removed):
        fail("--default goes with neither --add nor --remove.")
    from fairlead.brands.rules import MOST_LINKS, link_entry

    async def work() -> tuple[str, ...]:
        system = await open_system()
        brand = await system.brands.by_key(key)
        if brand is None:
            fail(f"There is no brand called {key}.")
        links = set(brand.links) | {link_entry(entry) for entry in added}
        for entry in map(link_entry, removed):
            if entry not in links:
                fail(f"{entry} is not on the list of {key}.")
            links.remove(entry)
        if len(links) > MOST_LINKS:
            fail(f"A list has at most {MOST_LINKS} entries.")
        if house or added or removed:
            await system.brands.set_links(brand.id, None if house else sorted(links))
        now = await system.brands.require(key)
        await system.database.close()
        return tuple(now.links)

    links: tuple[str, ...] = run(work())
    click.echo("\n".join(links))
