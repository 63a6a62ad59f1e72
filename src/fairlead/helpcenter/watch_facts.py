"""What of the exchange's fees, assets and products has changed: asked of the exchange every five minutes, and shown to editors
until somebody has looked through the articles that mention it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.models.facts import KINDS, FactRow
from fairlead.helpcenter.ports import BrandList, Exchange, Fact
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid

JOB = "look_at_facts"
EVERY = 5 * clock.MINUTE
SHOWN = 8


class Watching:
    """Whom the job belongs to."""

    def __init__(self, database: Database, brands: BrandList, exchange: Exchange) -> None:
        self._database = database
        self._brands = brands
        self._exchange = exchange

    async def look(self, _: Mapping[str, Any]) -> None:
        for brand in await self._brands.all():
            # Who says nothing, or that there is nothing at all, has hardly closed the exchange.
            if told := await self._exchange.facts(brand.key):
                await self.take(brand.id, told)

    async def take(self, brand_id: str, told: Sequence[Fact]) -> None:
        """What is told first is how things are; from then on everything that is told otherwise is a change."""
        now = clock.now()
        facts = {(fact.kind, fact.name): fact for fact in told}
        async with self._database.write() as session:
            held = select(FactRow).where(FactRow.brand_id == brand_id).with_for_update()
            rows = {(row.kind, row.name): row for row in await session.scalars(held)}
            for key, fact in facts.items():
                if row := rows.get(key):
                    row.mentions = fact.mentions
                    _told(row, fact.value, now)
                else:
                    session.add(
                        FactRow(
                            brand_id=brand_id,
                            kind=fact.kind,
                            name=fact.name,
                            value=fact.value,
                            before="",
                            mentions=fact.mentions,
                            changed_at=now if rows else None,
                        )
                    )
            for key in rows.keys() - facts.keys():
                _told(rows[key], "", now)


def _told(row: FactRow, value: str, now: Instant) -> None:
    """Of several changes nobody has looked at, what was before the first is kept; what is again as it was has not changed."""
    if value == row.value:
        return
    if row.changed_at is None:
        row.before = row.value
    row.value, row.changed_at = value, now if value != row.before else None


class FactChanges:
    """For those who write."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    async def waiting(self, actor: Actor, brand_id: str) -> tuple[Sequence[FactRow], int]:
        """The newest, and how many there are. Raises NotFound, Refused."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        mine = (FactRow.brand_id == brand_id, FactRow.changed_at.is_not(None))
        newest = select(FactRow).where(*mine).order_by(FactRow.changed_at.desc(), FactRow.name).limit(SHOWN)
        async with self._finder.database.read() as session:
            rows = (await session.scalars(newest)).all()
            return rows, await session.scalar(select(func.count()).select_from(FactRow).where(*mine)) or 0

    async def looked_through(self, actor: Actor, brand_id: str, *, kind: str, name: str, at: Instant) -> None:
        """`at`: the change that was seen. What somebody else has looked through is left as it is. Raises NotFound, Refused,
        Conflict("state_changed") when it has changed again, Invalid("invalid_field")."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        if kind not in KINDS:
            raise Invalid("invalid_field", field="kind")
        async with self._finder.database.write() as session:
            row = await session.get(FactRow, (brand_id, kind, name), with_for_update=True)
            if row is None or row.changed_at is None:
                return
            if row.changed_at != at:
                raise Conflict("state_changed", state="changed")
            row.before, row.changed_at = "", None
