"""A brand's tiles as one customer sees them: in his language, and only those that lead somewhere."""

from collections.abc import Sequence
from typing import Any

from fairlead.brands.rules import Tile, arranged
from fairlead.brands.store import Brand
from fairlead.channels.webchat.ports import Demand, FindHelp
from fairlead.kit.texts import Texts

# What the house offers where a brand has set up no tiles: its icon, the name of its texts, and whether it cannot wait.
HOUSE = (
    ("deposit", "deposit", False),
    ("withdrawal", "withdrawal", False),
    ("key", "2fa", False),
    ("alert", "risk", True),
)


def house_tiles(texts: Texts, locale: str) -> tuple[Tile, ...]:
    """In the words of the widget, which shows the same as long as it knows nothing of a brand."""
    spoken = texts.choose(locale)
    return tuple(
        Tile(
            icon, {locale: texts(f"house.tile.{name}", spoken)}, grave, ask={locale: texts(f"house.ask.{name}", spoken)}
        )
        for icon, name, grave in HOUSE
    )


async def show_tiles(
    brand: Brand, locale: str, find: FindHelp, demand: Demand | None = None, *, house: Sequence[Tile] = ()
) -> list[dict[str, Any]] | None:
    """By demand where it is asked for, else in the order in which they were set up. `house`: in place of a brand's own. None:
    there are neither."""
    tiles = tuple(house) if brand.tiles is None else brand.tiles
    if brand.tiles is None and not tiles:
        return None
    shown = []
    order = range(len(tiles)) if demand is None else arranged(tiles, await demand.of(brand, locale, tiles))
    for tile in (tiles[place] for place in order):
        wire: dict[str, Any] = {"icon": tile.icon, "title": tile.title[locale], "grave": tile.grave}
        if tile.ask:
            wire["ask"] = tile.ask[locale]
        elif tile.url:
            wire["url"] = tile.url
        else:
            found = await find(
                brand.id, brand.key, locale, then=brand.default_locale, article=tile.article, category=tile.category
            )
            if found is None:
                # Taken back since: a tile that leads nowhere is worse than none.
                continue
            wire |= found
        shown.append(wire)
    return shown
