"""What of a brand's articles needs somebody: what waits for a decision, has grown old, is said to be wrong, or leads nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from fairlead.helpcenter.browse_articles import Whole, wholes
from fairlead.helpcenter.check_links import ANCHOR, BROKEN, UNSAFE, Finding
from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.models import ARCHIVED, REVIEW, SCHEDULED, ArticleRow, FeedbackRow, TranslationRow, VersionRow
from fairlead.helpcenter.preview import Previewing
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import is_id
from fairlead.people import store as people

# Of each kind the first ones are told, and how many there are.
SHOWN = 8
JUDGED_DAYS = 90
# What comes to be wrong by itself; whatever else is found, whoever published it has read and meant.
LEADS_NOWHERE = frozenset({BROKEN, ANCHOR, UNSAFE})
# So many may find something unhelpful before it counts, when more found it helpful.
UNHELPFUL = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What readers answered about the version they see now, of late."""

    helpful: int
    unhelpful: int
    outdated: int


@dataclass(frozen=True, slots=True)
class Care:
    """A text that needs somebody. `at`: since when it waits, or when it is due; `author`: (id, name) of who wrote its newest
    version, None for an import."""

    whole: Whole
    translation_id: str
    at: Instant | None
    author: tuple[str, str] | None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Cares:
    count: int
    first: tuple[Care, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A text as its readers see it, and which of its links lead nowhere."""

    whole: Whole
    translation_id: str
    locale: str
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """`checked` texts were looked through, of `total` that are shown; `after` begins the next part."""

    broken: tuple[Broken, ...]
    checked: int
    total: int
    after: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    article: ArticleRow
    translation_id: str
    at: Instant | None
    author_id: str
    said: Said | None


class LookingAfter:
    def __init__(self, finder: Finder, previewing: Previewing) -> None:
        self._finder = finder
        self._database = finder.database
        self._previewing = previewing

    async def today(self, actor: Actor, brand_id: str, *, owner: str) -> dict[str, Cares]:
        """`review`, `scheduled`, `votes`, `overdue` and `behind`, the most urgent first; of one owner (an agent's id) or, when
        that is empty, of everybody. Raises NotFound, Refused, Invalid("invalid_field")."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        if owner and not is_id(owner):
            raise Invalid("invalid_field", field="owner")
        mine: list[ColumnElement[bool]] = [ArticleRow.brand_id == brand_id]
        if owner:
            mine.append(ArticleRow.owner_id == owner)
        moment = clock.now()
        kinds = {
            "review": (_in_state(REVIEW, TranslationRow.edited_at), TranslationRow.edited_at.asc()),
            "scheduled": (_in_state(SCHEDULED, TranslationRow.publish_at), TranslationRow.publish_at.asc()),
            "votes": _judged(moment // clock.DAY - JUDGED_DAYS),
            "overdue": (_overdue(moment), ArticleRow.review_by.asc()),
            "behind": (_behind(), TranslationRow.edited_at.asc()),
        }
        async with self._database.read() as session:
            found = {}
            for kind, (texts, order) in kinds.items():
                statement = texts.where(*mine)
                count = await session.scalar(select(func.count()).select_from(statement.subquery())) or 0
                rows = await session.execute(statement.order_by(order, TranslationRow.id).limit(SHOWN))
                found[kind] = (count, [_row(*row) for row in rows.all()])
            told = await self._told(session, [row for _, rows in found.values() for row in rows])
        return {kind: Cares(count, tuple(told[id(row)] for row in rows)) for kind, (count, rows) in found.items()}

    async def _told(self, session: AsyncSession, rows: Sequence[_Row]) -> dict[int, Care]:
        articles = {row.article.id: row.article for row in rows}
        whole = {one.row.id: one for one in await wholes(session, list(articles.values()))}
        names = await people.agent_names(session, {row.author_id for row in rows} - {""})
        return {
            id(row): Care(
                whole[row.article.id],
                row.translation_id,
                row.at,
                (row.author_id, names.get(row.author_id, "")) if row.author_id else None,
                row.said,
            )
            for row in rows
        }

    async def broken(self, actor: Actor, brand_id: str, *, after: str, limit: int) -> Looked:
        """Looks through `limit` texts that readers see, with ids above `after`, for links that lead nowhere (`LEADS_NOWHERE`).
        Raises NotFound, Refused."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        shown: Any = (
            select(TranslationRow, ArticleRow, VersionRow)
            .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
            .join(
                VersionRow,
                (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.version),
            )
            .where(ArticleRow.brand_id == brand_id)
        )
        async with self._database.read() as session:
            total = await session.scalar(select(func.count()).select_from(shown.subquery())) or 0
            page = shown.where(TranslationRow.id > after).order_by(TranslationRow.id).limit(limit + 1)
            rows = (await session.execute(page)).all()
        more, rows = len(rows) > limit, rows[:limit]
        found = []
        for translation, article, version in rows:
            findings = await self._previewing.findings(article, translation.locale, version)
            if wrong := tuple(one for one in findings if one.code in LEADS_NOWHERE):
                found.append((article, translation, version.title, wrong))
        async with self._database.read() as session:
            articles = {article.id: article for article, *_ in found}
            whole = {one.row.id: one for one in await wholes(session, list(articles.values()))}
        broken = tuple(Broken(whole[a.id], t.id, t.locale, title, wrong) for a, t, title, wrong in found)
        return Looked(broken, len(rows), total, rows[-1][0].id if more else None)


def _row(article: ArticleRow, translation_id: str, at: Instant | None, author_id: str, *said: int) -> _Row:
    return _Row(article, translation_id, at, author_id, Said(*said) if said else None)


def _texts(at: Any, *more: Any) -> Select[Any]:
    """Articles with a translation, a moment, and who wrote its newest version."""
    statement: Any = (
        select(ArticleRow, TranslationRow.id, at, VersionRow.author_id, *more)
        .join(TranslationRow, TranslationRow.article_id == ArticleRow.id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.newest),
        )
    )
    made: Select[Any] = statement
    return made


def _in_state(state: str, at: Any) -> Select[Any]:
    return _texts(at).where(TranslationRow.state == state)


def _overdue(moment: Instant) -> Select[Any]:
    """By their originals; what is archived there needs nobody."""
    original = _texts(ArticleRow.review_by).where(TranslationRow.locale == ArticleRow.original)
    return original.where(ArticleRow.review_by <= moment, TranslationRow.state != ARCHIVED)


def _behind() -> Select[Any]:
    original = aliased(TranslationRow)
    return (
        _texts(TranslationRow.edited_at)
        .join(original, (original.article_id == ArticleRow.id) & (original.locale == ArticleRow.original))
        .where(
            TranslationRow.locale != ArticleRow.original,
            TranslationRow.state != ARCHIVED,
            VersionRow.base < original.version,
        )
    )


def _judged(day: int) -> tuple[Select[Any], Any]:
    """What readers say of the version they see: that it is outdated, or that it does not help."""
    row = FeedbackRow
    counts = [
        func.sum(case((clause, 1), else_=0)).label(name)
        for name, clause in (
            ("yes", row.helpful.is_(True)), ("no", row.helpful.is_(False)), ("old", row.outdated.is_(True)),
        )
    ]  # fmt: skip
    said = (
        select(row.article_id, row.locale, row.version, *counts)
        .where(row.day > day)
        .group_by(row.article_id, row.locale, row.version)
        .subquery()
    )
    statement = (
        _texts(null().label("at"), said.c.yes, said.c.no, said.c.old)
        .join(
            said,
            (said.c.article_id == ArticleRow.id)
            & (said.c.locale == TranslationRow.locale)
            & (said.c.version == TranslationRow.version),
        )
        .where(or_(said.c.old > 0, (said.c.no >= UNHELPFUL) & (said.c.no > said.c.yes)))
    )
    return statement, (2 * said.c.old + said.c.no).desc()
