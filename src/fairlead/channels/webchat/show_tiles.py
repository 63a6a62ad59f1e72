"""A brand's tiles as one customer sees them: in his language, and only those that lead somewhere."""

from typing import Any

from fairlead.brands.rules import arranged
from fairlead.brands.store import Brand
from fairlead.channels.webchat.ports import Demand, FindHelp


async def show_tiles(
    brand: Brand, locale: str, find: FindHelp, demand: Demand | None = None
) -> list[dict[str, Any]] | None:
    """By demand where it is asked for, else in the order in which they were set up. None: the brand has set up none, and the
    widget shows the house's own."""
    if brand.tiles is None:
        return None
    shown = []
    order = range(len(brand.tiles)) if demand is None else arranged(brand.tiles, await demand.of(brand, locale))
    for tile in (brand.tiles[place] for place in order):
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
