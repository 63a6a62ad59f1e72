"""How much is asked these days of what a tile leads to: by the heat of its articles (`tally.py`), looked at once a minute."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from fairlead.brands.rules import Tile, arranged
from fairlead.brands.store import Brand
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.rules import article_path, category_path

KEPT_SECONDS = 60.0
# How much of what a tile asks an article has to have, for its heat to be the tile's.
ENOUGH = 0.5


class Place(NamedTuple):
    """Where a tile leads on a page."""

    title: str
    url: str
    locale: str


class Demand:
    def __init__(self, help_center: HelpCenter) -> None:
        self._help_center = help_center
        # By brand and locale: until when it holds, of which tiles, and how much.
        self._known: dict[tuple[str, str], tuple[float, tuple[Tile, ...], list[float]]] = {}

    async def of(self, brand: Brand, locale: str, tiles: Sequence[Tile] | None = None) -> Sequence[float]:
        """For each of the brand's tiles, or of those it shows in their place, in their order: an article's heat, that of all
        articles of a category, or of what the search finds for the words to ask; 0 for what leads elsewhere."""
        tiles, moment = tuple((brand.tiles or ()) if tiles is None else tiles), time.monotonic()
        until, known, found = self._known.get((brand.id, locale), (0.0, (), []))
        if moment < until and known == tiles:
            return found
        found = [await self._heat(brand, locale, tile) for tile in tiles]
        self._known[brand.id, locale] = moment + KEPT_SECONDS, tiles, found
        return found

    async def places(self, brand: Brand, locale: str) -> list[Place]:
        """The brand's tiles as links, in the order in which customers see them: those to articles, categories and its own
        sites. What begins a conversation is none, and what was taken back since is left out."""
        tiles, found = brand.tiles or (), []
        shelf = await self._help_center.shelf(brand.id)
        spoken = locale if locale in brand.locales else brand.default_locale
        for tile in (tiles[place] for place in arranged(tiles, await self.of(brand, spoken))):
            url = tile.url
            for tag in shelf.by_nearness(spoken, brand.default_locale, "en"):
                if tile.article and (head := shelf.by_slug(tag, tile.article)):
                    url = url or article_path(brand.key, tag, head.slug)
                if tile.category and any(one.category == tile.category for one in shelf.in_locale(tag)):
                    url = url or category_path(brand.key, tag, tile.category)
            if url:
                found.append(Place(tile.title[spoken], url, spoken))
        return found

    async def _heat(self, brand: Brand, locale: str, tile: Tile) -> float:
        shelf = await self._help_center.shelf(brand.id)
        if tile.ask:
            # What is to be completed stands in lines of its own and says nothing of the matter.
            words = tile.ask.get(locale, "").partition("\n")[0]
            hits = await self._help_center.search(brand.id, locale, words, then=brand.default_locale, limit=1)
            return shelf.heat(hits[0].head) if hits and hits[0].coverage >= ENOUGH else 0.0
        for tag in shelf.by_nearness(locale, brand.default_locale, "en"):
            if tile.article and (head := shelf.by_slug(tag, tile.article)):
                return shelf.heat(head)
            if tile.category and (heads := [one for one in shelf.in_locale(tag) if one.category == tile.category]):
                return sum(map(shelf.heat, heads))
        return 0.0
