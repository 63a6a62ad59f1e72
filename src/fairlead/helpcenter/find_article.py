"""What the editors' verbs share: they find what is worked on, ask the gate, hold it until the transaction ends, and keep
who did what."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter import store
from fairlead.helpcenter.models import ArticleLogRow, ArticleRow, CategoryRow, TranslationRow, VersionRow
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.people import store as people


@dataclass(frozen=True, slots=True)
class Of:
    """The brand something is of, for the gate."""

    brand_id: str


@dataclass(frozen=True, slots=True)
class Held:
    """A translation with its article and its newest version, locked until the transaction ends."""

    article: ArticleRow
    translation: TranslationRow
    newest: VersionRow

    @property
    def is_original(self) -> bool:
        return self.translation.locale == self.article.original


class Finder:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self.database = database
        self.authorize = authorize

    async def see_article(self, session: AsyncSession, actor: Actor, action: str, article_id: str) -> ArticleRow:
        """Without holding it. Raises NotFound, Refused."""
        return await self._article(session, actor, action, article_id, select(ArticleRow))

    async def see_translation(self, session: AsyncSession, actor: Actor, action: str, translation_id: str) -> Held:
        """Without holding it. Raises NotFound, Refused."""
        return await self._translation(session, actor, action, translation_id, hold=False)

    async def hold_article(
        self, session: AsyncSession, actor: Actor, action: str, article_id: str, *, edition: int
    ) -> ArticleRow:
        """Raises NotFound, Refused, Conflict("edited_meanwhile")."""
        held = select(ArticleRow).with_for_update().execution_options(populate_existing=True)
        row = await self._article(session, actor, action, article_id, held)
        if row.edition != edition:
            raise Conflict("edited_meanwhile", edition=row.edition, by="", at=clock.iso(row.edited_at))
        return row

    async def hold_translation(
        self, session: AsyncSession, actor: Actor, action: str, translation_id: str, *, edition: int
    ) -> Held:
        """Raises NotFound, Refused, and Conflict("edited_meanwhile") when it is not as the caller saw it: with the edition it
        is in now, the name of who wrote the newest version, and when it was worked on."""
        held = await self._translation(session, actor, action, translation_id, hold=True)
        row = held.translation
        if row.edition != edition:
            names = await people.agent_names(session, {held.newest.author_id} - {""})
            by = names.get(held.newest.author_id, "")
            raise Conflict("edited_meanwhile", edition=row.edition, by=by, at=clock.iso(row.edited_at))
        return held

    async def _article(
        self, session: AsyncSession, actor: Actor, action: str, article_id: str, statement: Select[ArticleRow]
    ) -> ArticleRow:
        row = await session.scalar(statement.where(ArticleRow.id == article_id)) if is_id(article_id) else None
        if row is None:
            raise NotFound
        self.authorize(actor, action, row)
        return row

    async def _translation(
        self, session: AsyncSession, actor: Actor, action: str, translation_id: str, *, hold: bool
    ) -> Held:
        statement: Any = (
            select(TranslationRow, ArticleRow)
            .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
            .where(TranslationRow.id == translation_id)
        )
        if hold:
            # Always in this order: the article, then its translations.
            above = select(TranslationRow.article_id).where(TranslationRow.id == translation_id)
            first = select(ArticleRow.id).where(ArticleRow.id.in_(above)).with_for_update()
            await session.execute(first)
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found = (await session.execute(statement)).first() if is_id(translation_id) else None
        if found is None:
            raise NotFound
        translation, article = found
        self.authorize(actor, action, article)
        newest = await version_of(session, translation.id, translation.newest)
        if newest is None:
            raise NotFound
        return Held(article, translation, newest)

    async def category(self, session: AsyncSession, brand_id: str, slug: str) -> CategoryRow:
        """Raises Invalid("category_unknown")."""
        found = select(CategoryRow).where(CategoryRow.brand_id == brand_id, CategoryRow.slug == slug)
        row = await session.scalar(found)
        if row is None:
            raise Invalid("category_unknown", category=slug[:80])
        return row


async def version_of(session: AsyncSession, translation_id: str, number: int) -> VersionRow | None:
    statement = select(VersionRow).where(VersionRow.translation_id == translation_id, VersionRow.number == number)
    return await session.scalar(statement.execution_options(populate_existing=True))


def worked_on(held: Held) -> None:
    """Whoever saw it before this saw another one."""
    moment = clock.now()
    held.translation.edition += 1
    held.translation.edited_at = held.article.edited_at = moment
    if not held.translation.version:
        held.translation.updated_at = moment


def note_down(
    session: AsyncSession,
    kind: str,
    article: ArticleRow,
    actor: Actor,
    *,
    translation: TranslationRow | None = None,
    note: str = "",
) -> None:
    """What was done, in the transaction that did it; `kind` in the past tense."""
    session.add(
        ArticleLogRow(
            id=new_id(),
            article_id=article.id,
            translation_id=translation.id if translation else None,
            kind=kind,
            actor=actor.key,
            version=translation.newest if translation else 0,
            note=note,
            created_at=clock.now(),
        )
    )


async def show_anew(session: AsyncSession, article_id: str) -> None:
    """Every process reads again what readers see of the article, once this transaction is committed."""
    await store.touch(session, article_id, await store.next_revision(session))
