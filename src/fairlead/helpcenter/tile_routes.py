"""For editors over HTTP: a brand's tiles in the order in which customers see them, and which of them are pinned."""

from typing import Annotated, Any

from litestar import get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from fairlead.brands.rules import MOST_TILES, Tile, arranged, keeps_place, tiles_digest
from fairlead.brands.store import Brand
from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.find_article import Of
from fairlead.helpcenter.weigh_demand import Demand
from fairlead.helpcenter.write import known_locale
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound


class PinnedTiles(Struct, forbid_unknown_fields=True):
    """`pinned`: the numbers of those that stand first, from 0; `revision`: of the tiles they are numbers of."""

    brand: str
    pinned: Annotated[list[int], Meta(max_length=MOST_TILES)]
    revision: Annotated[str, Meta(max_length=64)]


def tile_routes(counter: Counter, demand: Demand) -> list[HTTPRouteHandler]:
    async def told(brand: Brand, locale: str) -> dict[str, Any]:
        if brand.tiles is None:
            return {"revision": "", "tiles": None}
        heats = await demand.of(brand, locale)
        return {
            "revision": tiles_digest(brand.tiles),
            "tiles": [
                _wire(number, brand.tiles[number], heats[number], locale) for number in arranged(brand.tiles, heats)
            ],
        }

    async def of(agent: Actor, key: str, action: str) -> Brand:
        brand_id = await counter.brand_id(agent, key)
        counter.editing.finder.authorize(agent, action, Of(brand_id))
        brand = await counter.brands.by_id(brand_id)
        if brand is None:
            raise NotFound
        return brand

    @get("/api/desk/help/tiles", name="help_edit_tiles")
    async def tiles(agent: NamedDependency[Actor], brand: FromQuery[str], locale: FromQuery[str]) -> dict[str, Any]:
        found = await of(agent, brand, "article.write")
        tag = known_locale(locale)
        return await told(found, tag if tag in found.locales else found.default_locale)

    @put("/api/desk/help/tiles", name="help_edit_pin_tiles", status_code=204)
    async def pin_tiles(agent: NamedDependency[Actor], data: JSONBody[PinnedTiles]) -> None:
        found = await of(agent, data.brand, "article.publish")
        pinned = set(data.pinned)
        if not pinned <= set(range(len(found.tiles or ()))):
            raise Invalid("invalid_field", field="pinned")
        await counter.brands.pin_tiles(found.id, pinned, revision=data.revision)

    return [tiles, pin_tiles]


def _wire(number: int, tile: Tile, heat: float, locale: str) -> dict[str, Any]:
    return {
        "number": number,
        "title": tile.title[locale],
        "pinned": tile.pinned,
        "keeps_place": keeps_place(tile),
        "demand": round(heat, 2),
    }
