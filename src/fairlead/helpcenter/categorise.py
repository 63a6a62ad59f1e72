"""The categories of a brand in their order, as editors make, name, place and remove them; and the words that mean the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.models import ArticleRow, CategoryRow, SynonymRow
from fairlead.helpcenter.rules import humanised, slugify
from fairlead.helpcenter.store import next_revision, touch
from fairlead.helpcenter.write import QUESTION, known_locale, named
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id

NAME, SLUG, LOCALES = 120, 80, 40
MOST_GROUPS, MOST_WORDS = 500, 40


@dataclass(frozen=True, slots=True)
class Category:
    row: CategoryRow
    parent: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same; an empty locale is every one."""

    locale: str
    words: Sequence[str]
    id: str = ""


class Categorising:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._database = finder.database

    async def all(self, actor: Actor, brand_id: str) -> list[Category]:
        """In their order, each after the one it stands under."""
        self._finder.authorize(actor, "article.read", Of(brand_id))
        async with self._database.read() as session:
            return await _all(session, brand_id)

    async def add(
        self, actor: Actor, brand_id: str, *, slug: str, names: Mapping[str, str], parent: str | None, position: int
    ) -> Category:
        """Raises Refused, Invalid, Conflict("slug_taken")."""
        self._finder.authorize(actor, "article.publish", Of(brand_id))
        slug = _slug(slug)
        row = CategoryRow(
            id=new_id(), brand_id=brand_id, slug=slug, name=humanised(slug)[:NAME], names=_names(names),
            position=_position(position),
        )  # fmt: skip
        try:
            async with self._database.write() as session:
                row.parent_id = await self._parent(session, row, parent)
                await next_revision(session)
                session.add(row)
                await session.flush()
        except IntegrityError:
            raise Conflict("slug_taken") from None
        return Category(row, parent, 0)

    async def change(
        self,
        actor: Actor,
        category_id: str,
        *,
        edition: int,
        slug: str | None,
        names: Mapping[str, str] | None,
        parent: str | None,
        move: bool,
        position: int | None,
    ) -> Category:
        """What is None stays; `move` says that `parent` is meant, None being the top. Raises NotFound, Refused, Invalid,
        Conflict: edited_meanwhile, slug_taken."""
        try:
            async with self._database.write() as session:
                row = await self._see(session, actor, category_id)
                revision = await next_revision(session)
                await session.refresh(row, with_for_update=True)
                if row.edition != edition:
                    raise Conflict("edited_meanwhile", edition=row.edition, by="", at=clock.iso(clock.now()))
                row.slug = row.slug if slug is None else _slug(slug)
                row.names = row.names if names is None else _names(names)
                row.position = row.position if position is None else _position(position)
                if move:
                    row.parent_id = await self._parent(session, row, parent)
                row.edition += 1
                await session.flush()
                for article_id in await session.scalars(_articles_in(row.id)):
                    await touch(session, article_id, revision)
                await session.flush()
                return next(one for one in await _all(session, row.brand_id) if one.row.id == row.id)
        except IntegrityError:
            raise Conflict("slug_taken") from None

    async def order(self, actor: Actor, brand_id: str, *, parent: str | None, slugs: Sequence[str]) -> list[Category]:
        """The siblings below `parent` in this order. Raises Refused, Invalid("category_unknown") unless these are all of
        them."""
        self._finder.authorize(actor, "article.publish", Of(brand_id))
        async with self._database.write() as session:
            above = (await self._finder.category(session, brand_id, parent)).id if parent is not None else None
            await next_revision(session)
            siblings = select(CategoryRow).where(CategoryRow.brand_id == brand_id, CategoryRow.parent_id == above)
            rows = {row.slug: row for row in await session.scalars(siblings.with_for_update())}
            if sorted(slugs) != sorted(rows):
                odd = next(iter(set(slugs) ^ rows.keys()), "")
                raise Invalid("category_unknown", category=odd[:SLUG])
            for position, slug in enumerate(slugs):
                rows[slug].position = position
                rows[slug].edition += 1
            await session.flush()
            return await _all(session, brand_id)

    async def remove(self, actor: Actor, category_id: str) -> None:
        """Raises NotFound, Refused, Conflict("category_in_use") while an article or a category is in it."""
        async with self._database.write() as session:
            row = await self._see(session, actor, category_id)
            await next_revision(session)
            below = select(CategoryRow.id).where(CategoryRow.parent_id == row.id)
            if await session.scalar(below.limit(1)) or await session.scalar(_articles_in(row.id).limit(1)):
                raise Conflict("category_in_use")
            try:
                await session.delete(row)
                await session.flush()
            except IntegrityError:
                raise Conflict("category_in_use") from None

    async def _see(self, session: AsyncSession, actor: Actor, category_id: str) -> CategoryRow:
        row = await session.get(CategoryRow, category_id) if is_id(category_id) else None
        if row is None:
            raise NotFound
        self._finder.authorize(actor, "article.publish", row)
        return row

    async def _parent(self, session: AsyncSession, row: CategoryRow, slug: str | None) -> str | None:
        """One level, no deeper: what stands under another has nothing under itself."""
        if slug is None:
            return None
        above = await self._finder.category(session, row.brand_id, slug)
        below = select(CategoryRow.id).where(CategoryRow.parent_id == row.id)
        if above.parent_id is not None or above.id == row.id or await session.scalar(below.limit(1)):
            raise Invalid("invalid_field", field="parent")
        return above.id

    async def synonyms(self, actor: Actor, brand_id: str) -> tuple[list[Group], str]:
        """The groups, and the edition of the list."""
        self._finder.authorize(actor, "article.read", Of(brand_id))
        async with self._database.read() as session:
            return await _groups(session, brand_id)

    async def put_synonyms(
        self, actor: Actor, brand_id: str, groups: Sequence[Group], *, edition: str
    ) -> tuple[list[Group], str]:
        """The whole list anew. Raises Refused, Invalid("invalid_field"), Conflict("edited_meanwhile")."""
        self._finder.authorize(actor, "article.publish", Of(brand_id))
        checked = [checked_group(group) for group in groups]
        if len(checked) > MOST_GROUPS:
            raise Invalid("invalid_field", field="synonyms")
        async with self._database.write() as session:
            await next_revision(session)
            _, now = await _groups(session, brand_id)
            if now != edition:
                raise Conflict("edited_meanwhile", edition=now, by="", at=clock.iso(clock.now()))
            await put_groups(session, brand_id, checked)
            return await _groups(session, brand_id)


def checked_group(group: Group) -> Group:
    """Raises Invalid: invalid_field, locale_unknown."""
    locale = known_locale(group.locale) if group.locale else ""
    words = tuple(dict.fromkeys(named(word, QUESTION, "words") for word in group.words))
    if not 2 <= len(words) <= MOST_WORDS or any("|" in word for word in words):
        raise Invalid("invalid_field", field="words")
    return Group(locale, words)


async def put_groups(session: AsyncSession, brand_id: str, groups: Sequence[Group]) -> None:
    """In place of all there were, in the caller's transaction, which holds the revision."""
    await session.execute(delete(SynonymRow).where(SynonymRow.brand_id == brand_id))
    moment = clock.now()
    for number, group in enumerate(groups):
        # Ids in the order of the list.
        made = new_id(moment + 1000 * number)
        words = list(group.words)
        session.add(SynonymRow(id=made, brand_id=brand_id, locale=group.locale, words=words, created_at=moment))
    await session.flush()


async def _groups(session: AsyncSession, brand_id: str) -> tuple[list[Group], str]:
    rows = list(
        await session.scalars(select(SynonymRow).where(SynonymRow.brand_id == brand_id).order_by(SynonymRow.id))
    )
    return [Group(row.locale, tuple(row.words), row.id) for row in rows], rows[0].id if rows else ""


async def _all(session: AsyncSession, brand_id: str) -> list[Category]:
    order = (CategoryRow.position, CategoryRow.slug)
    rows = list(await session.scalars(select(CategoryRow).where(CategoryRow.brand_id == brand_id).order_by(*order)))
    counts = select(ArticleRow.category_id, func.count()).where(ArticleRow.brand_id == brand_id)
    found = {row[0]: row[1] for row in await session.execute(counts.group_by(ArticleRow.category_id))}
    slugs = {row.id: row.slug for row in rows}
    made = [Category(row, slugs.get(row.parent_id or ""), found.get(row.id, 0)) for row in rows]
    below: dict[str, list[Category]] = {}
    for one in made:
        if one.parent is not None:
            below.setdefault(one.parent, []).append(one)
    return [each for one in made if one.parent is None for each in (one, *below.get(one.row.slug, ()))]


def _articles_in(category_id: str) -> Select[str]:
    return select(ArticleRow.id).where(ArticleRow.category_id == category_id).order_by(ArticleRow.id)


def _slug(text: str) -> str:
    if not text or slugify(text, SLUG) != text:
        raise Invalid("invalid_field", field="slug")
    return text


def _names(names: Mapping[str, str]) -> dict[str, str]:
    if len(names) > LOCALES:
        raise Invalid("invalid_field", field="names")
    return {known_locale(tag): named(name, NAME, "names") for tag, name in names.items()}


def _position(value: int) -> int:
    if not 0 <= value <= 10_000:
        raise Invalid("invalid_field", field="position")
    return value
