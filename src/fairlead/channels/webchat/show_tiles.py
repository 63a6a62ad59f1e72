"""A brand's tiles as one customer sees them: in his language, and only those that lead somewhere."""

from typing import Any

from fairlead.brands.store import Brand
from fairlead.channels.webchat.ports import FindHelp


async def show_tiles(brand: Brand, locale: str, find: FindHelp) -> list[dict[str, Any]] | None:
    """None: the brand has set up none, and the widget shows the house's own."""
    if brand.tiles is None:
        return None
    shown = []
    for tile in brand.tiles:
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
