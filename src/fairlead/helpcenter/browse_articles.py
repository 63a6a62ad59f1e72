"""The articles of a brand as their editors see them: lists that are narrowed and paged by key, one with all its locales, its
versions, and what was done to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from fairlead.helpcenter import store
from fairlead.helpcenter.find_article import Finder, Held, Of, version_of
from fairlead.helpcenter.models import (
    STATES,
    TYPES,
    ArticleLogRow,
    ArticleRow,
    CategoryRow,
    RedirectRow,
    TranslationRow,
    VersionRow,
)
from fairlead.helpcenter.write import known_locale
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid, NotFound
from fairlead.people import store as people

LOG = 50
VERSIONS = 200
REDIRECTS = 1000
TEXT = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; what is empty or False narrows nothing. `owner`: an agent's id, or "none"."""

    state: str = ""
    owner: str = ""
    category: str = ""
    type: str = ""
    audience: str = ""
    locale: str = ""
    text: str = ""
    overdue: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A translation with the title of its newest version, and how far it is behind the original."""

    row: TranslationRow
    title: str
    base: int
    behind_by: int


@dataclass(frozen=True, slots=True)
class Whole:
    """An article with all its translations, the original first."""

    row: ArticleRow
    category: str
    owner: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A translation to be worked on: its newest version, what readers see, and what it is translated from."""

    whole: Whole
    held: Held
    author: str
    shown: VersionRow | None
    original: VersionRow | None


class Browsing:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._database = finder.database

    async def page(
        self, actor: Actor, brand_id: str, filters: Filters, *, before: tuple[Instant, str] | None, limit: int
    ) -> tuple[list[Whole], tuple[Instant, str] | None]:
        """Those worked on last come first; and where the next page begins. Raises NotFound, Invalid."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        order = (ArticleRow.edited_at, ArticleRow.id)
        async with self._database.read() as session:
            statement = select(ArticleRow).where(ArticleRow.brand_id == brand_id)
            for clause in await self._clauses(session, brand_id, filters):
                statement = statement.where(clause)
            if before is not None:
                statement = statement.where(tuple_(*order) < before)
            ordered = statement.order_by(*(each.desc() for each in order)).limit(limit + 1)
            rows = list(await session.scalars(ordered))
            more = (rows[limit - 1].edited_at, rows[limit - 1].id) if len(rows) > limit else None
            return await wholes(session, rows[:limit]), more

    async def _clauses(self, session: AsyncSession, brand_id: str, filters: Filters) -> Sequence[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        moment = clock.now()
        if filters.category:
            category = await self._finder.category(session, brand_id, filters.category)
            below = select(CategoryRow.id).where(CategoryRow.parent_id == category.id)
            found.append(or_(ArticleRow.category_id == category.id, ArticleRow.category_id.in_(below)))
        if filters.owner:
            found.append(ArticleRow.owner_id == (None if filters.owner == "none" else filters.owner))
        if filters.type:
            found.append(ArticleRow.type == _one_of(filters.type, TYPES, "type"))
        if filters.audience:
            found.append(ArticleRow.audience == _one_of(filters.audience, ("public", "agents"), "audience"))
        if filters.overdue:
            found.append(and_(ArticleRow.review_by.is_not(None), ArticleRow.review_by <= moment))
        if filters.state or filters.locale:
            there = [TranslationRow.article_id == ArticleRow.id]
            if filters.state:
                there.append(TranslationRow.state == _one_of(filters.state, STATES, "state"))
            if filters.locale:
                there.append(TranslationRow.locale == known_locale(filters.locale))
            found.append(exists().where(*there))
        if filters.behind:
            found.append(_is_behind())
        if filters.text.strip():
            found.append(_says(filters.text.strip()[:TEXT]))
        return found

    async def one(self, actor: Actor, article_id: str) -> tuple[Whole, list[tuple[ArticleLogRow, str]]]:
        """The article, and what was done to it with who did it, the newest first. Raises NotFound."""
        async with self._database.read() as session:
            row = await self._finder.see_article(session, actor, "article.write", article_id)
            log = select(ArticleLogRow).where(ArticleLogRow.article_id == row.id).order_by(ArticleLogRow.id.desc())
            lines = list(await session.scalars(log.limit(LOG)))
            ids = {line.actor.removeprefix("a:") for line in lines if line.actor.startswith("a:")}
            names = await people.agent_names(session, ids)
            found = await wholes(session, [row])
            return found[0], [(line, names.get(line.actor.removeprefix("a:"), "")) for line in lines]

    async def open(self, actor: Actor, translation_id: str) -> Opened:
        """Raises NotFound."""
        async with self._database.read() as session:
            held = await self._finder.see_translation(session, actor, "article.write", translation_id)
            whole = (await wholes(session, [held.article]))[0]
            author = held.newest.author_id
            names = await people.agent_names(session, {author} - {""})
            shown = await version_of(session, translation_id, held.translation.version)
            original = None
            if not held.is_original:
                row = await store.translation(session, held.article.id, held.article.original)
                original = await version_of(session, row.id, row.version or row.newest) if row else None
            return Opened(whole, held, names.get(author, ""), shown, original)

    async def versions(self, actor: Actor, translation_id: str) -> list[tuple[VersionRow, str]]:
        """With who wrote each, the newest first. Raises NotFound."""
        async with self._database.read() as session:
            await self._finder.see_translation(session, actor, "article.write", translation_id)
            mine = select(VersionRow).where(VersionRow.translation_id == translation_id)
            rows = list(await session.scalars(mine.order_by(VersionRow.number.desc()).limit(VERSIONS)))
            names = await people.agent_names(session, {row.author_id for row in rows} - {""})
            return [(row, names.get(row.author_id, "")) for row in rows]

    async def version(self, actor: Actor, translation_id: str, number: int) -> tuple[VersionRow, str]:
        """Raises NotFound."""
        async with self._database.read() as session:
            await self._finder.see_translation(session, actor, "article.write", translation_id)
            row = await version_of(session, translation_id, number) if 0 < number < 2**31 else None
            if row is None:
                raise NotFound
            names = await people.agent_names(session, {row.author_id} - {""})
            return row, names.get(row.author_id, "")

    async def redirects(self, actor: Actor, brand_id: str, *, locale: str) -> list[dict[str, str]]:
        """Where old addresses lead: `{"locale", "slug", "article", "to", "title"}`, at most 1,000; titles in `locale`, else the
        original's."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        statement = (
            select(RedirectRow.locale, RedirectRow.slug, RedirectRow.article_id, ArticleRow.slug)
            .join(ArticleRow, ArticleRow.id == RedirectRow.article_id)
            .where(RedirectRow.brand_id == brand_id)
            .order_by(RedirectRow.slug, RedirectRow.locale)
        )
        async with self._database.read() as session:
            rows = (await session.execute(statement.limit(REDIRECTS))).all()
            named = await titles(session, {row[2] for row in rows}, locale)
            fields = ("locale", "slug", "article", "to", "title")
            return [dict(zip(fields, (*row, named.get(row[2], row[3])), strict=True)) for row in rows]

    async def titles(self, actor: Actor, brand_id: str, article_ids: Collection[str], locale: str) -> dict[str, str]:
        """See `titles`. Raises NotFound."""
        self._finder.authorize(actor, "article.read", Of(brand_id))
        async with self._database.read() as session:
            return await titles(session, article_ids, locale)

    async def people(self, actor: Actor, brand_id: str) -> list[dict[str, str]]:
        """Who may answer for an article: `{"id", "name", "role"}`."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        async with self._database.read() as session:
            rows, _ = await people.colleagues(session, frozenset({brand_id}), authors=True)
        return [{"id": row.id, "name": row.name, "role": row.role} for row in rows]


async def titles(session: AsyncSession, article_ids: Collection[str], locale: str) -> dict[str, str]:
    """By article id, of the newest version in this locale, else of the original's."""
    newest: Any = (
        select(TranslationRow.article_id, VersionRow.title)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.newest),
        )
        .where(
            ArticleRow.id.in_(article_ids),
            or_(TranslationRow.locale == ArticleRow.original, TranslationRow.locale == locale),
        )
        .order_by(TranslationRow.locale == locale)
    )
    return dict((await session.execute(newest)).all())


async def wholes(session: AsyncSession, rows: Sequence[ArticleRow]) -> list[Whole]:
    """The articles with what belongs to them, in the same order."""
    ids = [row.id for row in rows]
    newest: Any = (
        select(TranslationRow, VersionRow.title, VersionRow.base)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.newest),
        )
        .where(TranslationRow.article_id.in_(ids))
        .order_by(TranslationRow.locale)
    )
    parts: dict[str, list[tuple[TranslationRow, str, int]]] = {}
    for translation, title, base in (await session.execute(newest)).all():
        parts.setdefault(translation.article_id, []).append((translation, title, base))
    slugs = await session.execute(
        select(CategoryRow.id, CategoryRow.slug).where(CategoryRow.id.in_({row.category_id for row in rows}))
    )
    categories = {row[0]: row[1] for row in slugs}
    names = await people.agent_names(session, {row.owner_id for row in rows if row.owner_id})
    return [
        Whole(row, categories[row.category_id], names.get(row.owner_id or "", ""), _parts(row, parts.get(row.id, [])))
        for row in rows
    ]


def _parts(article: ArticleRow, found: Sequence[tuple[TranslationRow, str, int]]) -> tuple[Part, ...]:
    now = next((row.version for row, _, _ in found if row.locale == article.original), 0)
    made = [
        Part(row, title, base, 0 if row.locale == article.original else max(0, now - base))
        for row, title, base in found
    ]
    return tuple(sorted(made, key=lambda part: (part.row.locale != article.original, part.row.locale)))


def _is_behind() -> ColumnElement[bool]:
    original, version = aliased(TranslationRow), aliased(VersionRow)
    return exists(
        select(TranslationRow.id)
        .join(original, (original.article_id == ArticleRow.id) & (original.locale == ArticleRow.original))
        .join(version, (version.translation_id == TranslationRow.id) & (version.number == TranslationRow.newest))
        .where(
            TranslationRow.article_id == ArticleRow.id,
            TranslationRow.locale != ArticleRow.original,
            TranslationRow.state != "archived",
            version.base < original.version,
        )
    )


def _says(text: str) -> ColumnElement[bool]:
    """In a newest title, or in the address."""
    wanted = text.lower()
    title = exists(
        select(TranslationRow.id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.newest),
        )
        .where(
            TranslationRow.article_id == ArticleRow.id,
            func.lower(VersionRow.title).contains(wanted, autoescape=True),
        )
    )
    return or_(title, ArticleRow.slug.contains(wanted, autoescape=True))


def _one_of(value: str, offered: Sequence[str], field: str) -> str:
    if value not in offered:
        raise Invalid("invalid_field", field=field)
    return value
