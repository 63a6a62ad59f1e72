"""A lead runs a brand, or one of its teams, as a rush: agents have more at once, the bot answers before a person is asked, and
customers are told. It ends by itself; who began and who ended it stays written down."""

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import structlog
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.models import BrandRow
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import MINUTE, Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.texts import Texts
from fairlead.people import store as people
from fairlead.routing.models import SurgeRow
from fairlead.shield.screen import readable

log = structlog.get_logger()

KEEP = 2.0
CAPACITY = range(100, 301)
MINUTES = range(5, 12 * 60 + 1)
WORDS_CHARS = 280
SHOWN = 5


class Brand(Protocol):
    """What of a brand is asked here."""

    @property
    def id(self) -> str: ...
    @property
    def locales(self) -> Sequence[str]: ...
    @property
    def default_locale(self) -> str: ...


class Surge(Struct, frozen=True):
    """`team` is its id, empty for the whole brand; `capacity` in hundredths of the usual; `words` by locale."""

    id: str
    brand_id: str
    team: str
    capacity: int
    bot_first: bool
    banner: bool
    words: Mapping[str, str]
    began_by: str
    began_at: Instant
    ends_at: Instant
    ended_by: str = ""
    ended_at: Instant | None = None

    def runs(self, moment: Instant) -> bool:
        return self.ended_at is None and moment < self.ends_at


class Wish(Struct, frozen=True):
    """What a lead wants while it runs."""

    team: str
    capacity: int
    bot_first: bool
    banner: bool
    words: Mapping[str, str]
    minutes: int


class RunSurge:
    def __init__(self, database: Database, authorize: Authorize, texts: Texts) -> None:
        self._database, self._authorize, self._texts = database, authorize, texts
        self._kept: list[Surge] = []
        self._read_at = float("-inf")

    async def running(self) -> list[Surge]:
        """Of all brands, as of some seconds ago; what has ended by itself meanwhile is none."""
        if time.monotonic() - self._read_at > KEEP:
            # Whoever asks while it is read takes what was there.
            self._read_at = time.monotonic()
            moment = clock.now()
            row = SurgeRow
            statement = select(row).where(row.ends_at > moment, row.ended_at.is_(None)).order_by(row.began_at)
            async with self._database.read() as session:
                self._kept = [_surge(one) for one in await session.scalars(statement)]
        moment = clock.now()
        return [one for one in self._kept if one.runs(moment)]

    async def banner(self, brand: Brand, locale: str) -> str:
        """What customers of the brand are told, in their language; empty while nothing is to be said."""
        for one in await self.running():
            if one.brand_id == brand.id and one.banner:
                return one.words.get(locale) or self._texts("surge.banner", locale)
        return ""

    async def bot_first(self, brand_id: str) -> bool:
        return any(one.brand_id == brand_id and one.bot_first for one in await self.running())

    def bot_first_now(self, brand_id: str) -> bool:
        """As last read, without asking the database."""
        moment = clock.now()
        return any(one.brand_id == brand_id and one.bot_first and one.runs(moment) for one in self._kept)

    async def of_brand(self, by: Actor, brand: Brand) -> tuple[list[Surge], dict[str, str]]:
        """The last ones, the newest first, and the names of who began and ended them. Raises NotFound, Refused."""
        self._authorize(by, "queue.oversee", brand)
        row = SurgeRow
        statement = select(row).where(row.brand_id == brand.id).order_by(row.began_at.desc(), row.id).limit(SHOWN)
        async with self._database.read() as session:
            found = [_surge(one) for one in await session.scalars(statement)]
            names = await people.agent_names(session, {one.began_by for one in found} | {one.ended_by for one in found})
        return found, names

    async def begin(self, by: Actor, brand: Brand, wish: Wish) -> Surge:
        """Raises NotFound, Refused, Invalid("invalid_field"), Invalid("surge_words"), Conflict("surge_runs")."""
        self._authorize(by, "queue.oversee", brand)
        words = _checked(wish, brand)
        async with self._database.write() as session:
            # Two who begin one in the same moment do it one after the other.
            await session.scalar(select(BrandRow.id).where(BrandRow.id == brand.id).with_for_update())
            if wish.team and (
                not is_id(wish.team) or await people.team_for_brand(session, wish.team, brand.id) is None
            ):
                raise NotFound
            moment = clock.now()
            row = SurgeRow
            same = (row.brand_id == brand.id, row.team_id == wish.team, row.ends_at > moment, row.ended_at.is_(None))
            if await session.scalar(select(row.id).where(*same)) is not None:
                raise Conflict("surge_runs")
            made = SurgeRow(
                id=new_id(moment),
                brand_id=brand.id,
                team_id=wish.team,
                capacity=wish.capacity,
                bot_first=wish.bot_first,
                banner=wish.banner,
                words=words,
                began_by=by.id,
                began_at=moment,
                ends_at=moment + wish.minutes * MINUTE,
            )
            session.add(made)
            await session.flush()
            surge = _surge(made)
        self._read_at = float("-inf")
        log.info("surge.began", brand=brand.id, team=wish.team, by=by.id, minutes=wish.minutes)
        return surge

    async def end(self, by: Actor, brand: Brand, surge_id: str) -> Surge:
        """Before its time. One that is over stays as it is. Raises NotFound, Refused."""
        self._authorize(by, "queue.oversee", brand)
        async with self._database.write() as session:
            row = await self._of(session, brand, surge_id)
            moment = clock.now()
            if _surge(row).runs(moment):
                row.ended_at, row.ended_by = moment, by.id
            surge = _surge(row)
        self._read_at = float("-inf")
        log.info("surge.ended", brand=brand.id, team=surge.team, by=by.id)
        return surge

    async def _of(self, session: AsyncSession, brand: Brand, surge_id: str) -> SurgeRow:
        row = await session.get(SurgeRow, surge_id, with_for_update=True) if is_id(surge_id) else None
        if row is None or row.brand_id != brand.id:
            raise NotFound
        return row


def raised(surges: Collection[Surge], *, brands: Collection[str], teams: Collection[str]) -> int:
    """Hundredths of what he has at once usually, of who works for these brands and belongs to these teams."""
    return max(
        (one.capacity for one in surges if (one.team in teams if one.team else one.brand_id in brands)), default=100
    )


def _checked(wish: Wish, brand: Brand) -> dict[str, str]:
    for field, value, allowed in (("capacity", wish.capacity, CAPACITY), ("minutes", wish.minutes, MINUTES)):
        if value not in allowed:
            raise Invalid("invalid_field", field=field)
    # Which team a matter will be for is not known when it begins.
    if wish.team and (wish.bot_first or wish.banner):
        raise Invalid("invalid_field", field="bot_first" if wish.bot_first else "banner")
    if not set(wish.words) <= set(brand.locales):
        raise Invalid("invalid_field", field="words")
    words = {locale: readable(text, may_be_empty=True).strip() for locale, text in wish.words.items()}
    if any(len(text) > WORDS_CHARS for text in words.values()):
        raise Invalid("surge_words", most=WORDS_CHARS)
    return {locale: text for locale, text in words.items() if text}


def _surge(row: SurgeRow) -> Surge:
    return Surge(
        id=row.id,
        brand_id=row.brand_id,
        team=row.team_id,
        capacity=row.capacity,
        bot_first=row.bot_first,
        banner=row.banner,
        words=dict(row.words),
        began_by=row.began_by,
        began_at=row.began_at,
        ends_at=row.ends_at,
        ended_by=row.ended_by or "",
        ended_at=row.ended_at,
    )
