"""What all locales of an article share, changed by editors: its address, place, type, readers, owner and dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.find_article import Finder, Of, note_down, show_anew
from fairlead.helpcenter.models import AUDIENCES, TYPES, ArticleRow, RedirectRow, TranslationRow
from fairlead.helpcenter.store import next_revision, touch
from fairlead.helpcenter.write import checked_slug, take_slug
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import is_id
from fairlead.people import store as people

MOST_MOVED = 200
POPULARITY = 1_000_000
LATEST = 4_102_444_800 * clock.SECOND  # the year 2100
# What decides who reads an article, and where: not for those who only write.
DECIDED = frozenset({"slug", "audience"})
# What no reader sees.
UNSEEN = frozenset({"owner", "review_by"})


@dataclass(frozen=True, slots=True)
class Moved:
    moved: int
    # Article id → why not.
    skipped: Mapping[str, str]


class Arranging:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._database = finder.database

    async def change(self, actor: Actor, article_id: str, wanted: Mapping[str, Any], *, edition: int) -> None:
        """`wanted`: any of slug, category (a slug), type, audience, owner (an agent's id or None), review_by, valid_from,
        valid_to (Instants or None), popularity, original (a locale).

        Raises NotFound, Refused, Conflict (edited_meanwhile, slug_taken), Invalid (category_unknown, owner_unknown,
        invalid_field).
        """
        try:
            async with self._database.write() as session:
                row = await self._finder.see_article(session, actor, "article.write", article_id)
                if wanted.keys() & DECIDED:
                    self._finder.authorize(actor, "article.publish", row)
                seen = wanted.keys() - UNSEEN
                # Whoever changes what readers see takes his turn at the revision before he holds the rows.
                revision = await next_revision(session) if seen else 0
                row = await self._finder.hold_article(session, actor, "article.write", article_id, edition=edition)
                await self._put(session, row, wanted)
                row.edition += 1
                row.edited_at = clock.now()
                if revision:
                    await touch(session, row.id, revision)
                note_down(session, "article_changed", row, actor, note=", ".join(sorted(wanted)))
                await session.flush()
        except IntegrityError:
            raise Conflict("slug_taken") from None

    async def _put(self, session: AsyncSession, row: ArticleRow, wanted: Mapping[str, Any]) -> None:
        values = dict(wanted)
        if "slug" in values:
            await _rename(session, row, checked_slug(values.pop("slug")))
        if "category" in values:
            row.category_id = (await self._finder.category(session, row.brand_id, values.pop("category"))).id
        if "owner" in values:
            row.owner_id = await _owner(session, values.pop("owner"), row.brand_id)
        if "original" in values:
            row.original = await _original(session, row, values.pop("original"))
        for name, value in values.items():
            _check(name, value)
            setattr(row, name, value)
        if row.valid_from is not None and row.valid_to is not None and row.valid_to <= row.valid_from:
            raise Invalid("invalid_field", field="valid_to")

    async def move(self, actor: Actor, brand_id: str, article_ids: Sequence[str], category: str) -> Moved:
        """Puts articles of a brand into one category; those that are not there are named. Raises Refused, Invalid."""
        self._finder.authorize(actor, "article.publish", Of(brand_id))
        wanted = list(dict.fromkeys(article_ids))
        if not 0 < len(wanted) <= MOST_MOVED:
            raise Invalid("invalid_field", field="articles")
        async with self._database.write() as session:
            target = await self._finder.category(session, brand_id, category)
            ids = [one for one in wanted if is_id(one)]
            mine = select(ArticleRow).where(ArticleRow.id.in_(ids), ArticleRow.brand_id == brand_id)
            rows = {row.id: row for row in await session.scalars(mine.order_by(ArticleRow.id))}
            elsewhere = any(row.category_id != target.id for row in rows.values())
            revision = await next_revision(session) if elsewhere else 0
            if elsewhere:
                held = mine.order_by(ArticleRow.id).with_for_update().execution_options(populate_existing=True)
                rows = {row.id: row for row in await session.scalars(held)}
            moved = [row for row in rows.values() if revision and row.category_id != target.id]
            for row in moved:
                row.category_id, row.edited_at = target.id, clock.now()
                row.edition += 1
                await touch(session, row.id, revision)
                note_down(session, "article_moved", row, actor, note=target.slug)
            skipped = {one: "not_found" for one in wanted if one not in rows}
            return Moved(len(moved), skipped | {one: "unchanged" for one in rows if rows[one] not in moved})

    async def add_redirect(self, actor: Actor, article_id: str, *, locale: str, slug: str) -> None:
        """An address of old leads to the article; an empty locale is every one. Raises NotFound, Refused, Invalid,
        Conflict("slug_taken") where an article or another redirect has it."""
        async with self._database.write() as session:
            row = await self._finder.see_article(session, actor, "article.publish", article_id)
            slug = checked_slug(slug)
            taken = select(ArticleRow.id).where(ArticleRow.brand_id == row.brand_id, ArticleRow.slug == slug)
            there = await session.get(RedirectRow, (row.brand_id, locale, slug))
            if await session.scalar(taken) or (there and there.article_id != row.id):
                raise Conflict("slug_taken")
            if there is None:
                _redirect(session, row, locale, slug)
                note_down(session, "redirect_added", row, actor, note=slug)
                await session.flush()
                await show_anew(session, row.id)

    async def remove_redirect(self, actor: Actor, brand_id: str, *, locale: str, slug: str) -> None:
        """Does nothing when there is none. Raises Refused."""
        self._finder.authorize(actor, "article.publish", Of(brand_id))
        async with self._database.write() as session:
            row = await session.get(RedirectRow, (brand_id, locale, slug[:120]))
            if row is not None:
                article = await session.get_one(ArticleRow, row.article_id)
                await session.delete(row)
                note_down(session, "redirect_removed", article, actor, note=row.slug)
                await session.flush()
                await show_anew(session, row.article_id)


async def _rename(session: AsyncSession, row: ArticleRow, slug: str) -> None:
    """The old address leads to the new one from now on, if anybody can have seen it."""
    if slug == row.slug:
        return
    await take_slug(session, row.brand_id, slug)
    shown = select(TranslationRow.id).where(TranslationRow.article_id == row.id, TranslationRow.revision > 0)
    old = row.slug
    row.slug = slug
    await session.flush()
    if await session.scalar(shown.limit(1)):
        _redirect(session, row, "", old)


def _redirect(session: AsyncSession, row: ArticleRow, locale: str, slug: str) -> None:
    session.add(RedirectRow(brand_id=row.brand_id, locale=locale, slug=slug, article_id=row.id, created_at=clock.now()))


async def _owner(session: AsyncSession, agent_id: str | None, brand_id: str) -> str | None:
    if agent_id is None:
        return None
    people_there, _ = await people.colleagues(session, frozenset({brand_id}), authors=True)
    if agent_id not in {one.id for one in people_there}:
        raise Invalid("owner_unknown")
    return agent_id


async def _original(session: AsyncSession, row: ArticleRow, locale: str) -> str:
    known = select(TranslationRow.locale).where(TranslationRow.article_id == row.id)
    if locale not in set(await session.scalars(known)):
        raise Invalid("locale_unknown", locale=locale[:20])
    return locale


def _check(name: str, value: Any) -> None:
    """Raises Invalid("invalid_field")."""
    if name == "type":
        good = value in TYPES
    elif name == "audience":
        good = value in AUDIENCES
    elif name == "popularity":
        good = 0 <= value <= POPULARITY
    else:
        good = name in ("review_by", "valid_from", "valid_to") and _is_time(value)
    if not good:
        raise Invalid("invalid_field", field=name)


def _is_time(value: Instant | None) -> bool:
    return value is None or 0 <= value <= LATEST
