"""Reading and keeping brands. They are few and asked for on every request, so a process keeps them for some seconds."""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.models import BrandRow, ServiceHoursRow
from fairlead.brands.rules import EXPLORERS, Tile, tiles_digest
from fairlead.infra.database import Database
from fairlead.infra.dialects import Dialect
from fairlead.infra.sealing import SealBroken, Sealer
from fairlead.kit import clock
from fairlead.kit.errors import Conflict, NotFound
from fairlead.kit.ids import new_id
from fairlead.settings import SettingsError

KEEP_SECONDS = 5.0
ALGORITHMS = ("EdDSA", "HS256")


@dataclass(frozen=True, slots=True)
class Brand:
    """One exchange. `accent`/`accent_dark` are CSS colours, `radius` a CSS length, `logo` a letter or two."""

    id: str
    key: str
    name: str
    accent: str
    accent_dark: str
    radius: str
    logo: str
    locales: tuple[str, ...]
    default_locale: str
    sites: tuple[str, ...]
    bot_first: bool
    token_algorithm: str
    token_key: bytes
    tiles: tuple[Tile, ...] | None
    # Where agents' links may lead besides the sites: entries as `rules.link_entry` makes them.
    links: tuple[str, ...]
    # Whoever publishes a version of an article is not who wrote it.
    four_eyes: bool


class Brands:
    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._by_id: dict[str, Brand] = {}
        self._loaded_at = float("-inf")

    async def all(self) -> list[Brand]:
        """Raises SettingsError when a key of this installation is missing: at the start, before anything is served."""
        if time.monotonic() - self._loaded_at > KEEP_SECONDS:
            async with self._database.read() as session:
                rows = (await session.scalars(select(BrandRow).order_by(BrandRow.created_at, BrandRow.id))).all()
            self._by_id = {row.id: self._brand(row) for row in rows}
            self._loaded_at = time.monotonic()
        return list(self._by_id.values())

    async def by_key(self, key: str) -> Brand | None:
        return next((brand for brand in await self.all() if brand.key == key), None)

    async def require(self, key: str) -> Brand:
        """Raises NotFound."""
        brand = await self.by_key(key)
        if brand is None:
            raise NotFound
        return brand

    async def by_id(self, brand_id: str) -> Brand | None:
        await self.all()
        return self._by_id.get(brand_id)

    def known(self, brand_id: str) -> Brand | None:
        """The brand as last read, without asking the database."""
        return self._by_id.get(brand_id)

    async def create(
        self,
        *,
        key: str,
        name: str,
        look: dict[str, str],
        locales: list[str],
        sites: list[str],
        bot_first: bool,
        token_algorithm: str,
        token_key: bytes,
        tiles: Sequence[Tile] | None = None,
    ) -> str:
        """The new brand's id. The first locale is the default one."""
        if token_algorithm not in ALGORITHMS:
            raise ValueError(f"a brand's tokens are signed with one of {ALGORITHMS}")
        brand_id = new_id()
        async with self._database.write() as session:
            session.add(
                BrandRow(
                    id=brand_id,
                    key=key,
                    name=name,
                    look=look,
                    locales=locales,
                    default_locale=locales[0],
                    sites=sites,
                    bot_first=bot_first,
                    token_algorithm=token_algorithm,
                    token_key=self._sealer.seal(token_key, f"brand:{brand_id}"),
                    tiles=_kept(tiles),
                    created_at=clock.now(),
                )
            )
        self._loaded_at = float("-inf")
        return brand_id

    async def set_tiles(self, brand_id: str, tiles: Sequence[Tile] | None) -> None:
        """None: the house's own. Other processes show them within seconds."""
        async with self._database.write() as session:
            await session.execute(update(BrandRow).where(BrandRow.id == brand_id).values(tiles=_kept(tiles)))
        self._loaded_at = float("-inf")

    async def pin_tiles(self, brand_id: str, pinned: Set[int], *, revision: str) -> None:
        """Those at these places stand first. Raises Conflict("edited_meanwhile") when these are no longer the tiles."""
        async with self._database.write() as session:
            row = await session.get(BrandRow, brand_id, with_for_update=True)
            tiles = msgspec.convert(row.tiles, list[Tile]) if row is not None and row.tiles is not None else []
            if row is None or tiles_digest(tiles) != revision:
                raise Conflict("edited_meanwhile")
            row.tiles = _kept(
                [msgspec.structs.replace(tile, pinned=place in pinned) for place, tile in enumerate(tiles)]
            )
        self._loaded_at = float("-inf")

    async def set_links(self, brand_id: str, links: Sequence[str] | None) -> None:
        """None: the house's own list. Other processes hold to it within seconds."""
        kept = None if links is None else sorted(set(links))
        async with self._database.write() as session:
            await session.execute(update(BrandRow).where(BrandRow.id == brand_id).values(links=kept))
        self._loaded_at = float("-inf")

    async def set_four_eyes(self, brand_id: str, wanted: bool) -> None:
        """Other processes hold to it within seconds."""
        async with self._database.write() as session:
            await session.execute(update(BrandRow).where(BrandRow.id == brand_id).values(four_eyes=wanted))
        self._loaded_at = float("-inf")

    def _brand(self, row: BrandRow) -> Brand:
        return Brand(
            id=row.id,
            key=row.key,
            name=row.name,
            accent=row.look["accent"],
            accent_dark=row.look["accent_dark"],
            radius=row.look["radius"],
            logo=row.look["logo"],
            locales=tuple(row.locales),
            default_locale=row.default_locale,
            sites=tuple(row.sites),
            bot_first=row.bot_first,
            token_algorithm=row.token_algorithm,
            token_key=self._token_key(row),
            tiles=None if row.tiles is None else tuple(msgspec.convert(row.tiles, list[Tile])),
            links=EXPLORERS if row.links is None else tuple(row.links),
            four_eyes=row.four_eyes,
        )

    def _token_key(self, row: BrandRow) -> bytes:
        try:
            return self._sealer.open(row.token_key, f"brand:{row.id}")
        except SealBroken:
            raise SettingsError(
                f"FAIRLEAD_SEALING_KEYS does not open what this database holds (brand {row.key}): name every key that ever "
                "sealed here, with its id; the first one seals from now on."
            ) from None


def _kept(tiles: Sequence[Tile] | None) -> list[dict[str, Any]] | None:
    return None if tiles is None else msgspec.to_builtins(list(tiles))


async def hours_of_brand(session: AsyncSession, brand_id: str) -> Sequence[ServiceHoursRow]:
    return (await session.scalars(select(ServiceHoursRow).where(ServiceHoursRow.brand_id == brand_id))).all()


async def hours_for_change(
    session: AsyncSession, dialect: Dialect, brand_id: str, kind: str, key: str
) -> ServiceHoursRow | None:
    """Under its brand's lock: two who set the first hours at once do so one after the other."""
    await session.scalar(dialect.lock_rows(select(BrandRow.id).where(BrandRow.id == brand_id), skip_locked=False))
    wanted = (ServiceHoursRow.brand_id == brand_id, ServiceHoursRow.kind == kind, ServiceHoursRow.key == key)
    found: ServiceHoursRow | None = await session.scalar(select(ServiceHoursRow).where(*wanted))
    return found
