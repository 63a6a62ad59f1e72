"""Every query of the help center."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import (
    PUBLIC,
    ArticleRow,
    CategoryRow,
    ContextRow,
    FeedbackRow,
    RedirectRow,
    RevisionRow,
    SynonymRow,
    TranslationRow,
    VersionRow,
)
from fairlead.kit.clock import Instant

REVISION = "articles"


@dataclass(frozen=True, slots=True)
class Head:
    """A published article in one locale without its text: enough for lists, links and results.

    `audience` is "public" or "agents", `type` one of `models.TYPES`. `valid_from` and `valid_to` are a campaign's.
    `original` is the locale it was first written in and `base` the version of that one this text was made from, 0 when
    nobody said. `verification` names it for good; `digest` is of what readers see since `published_at`.
    """

    translation_id: str
    article_id: str
    brand_id: str
    locale: str
    slug: str
    category: str
    category_name: str
    title: str
    summary: str
    version: int
    updated_at: Instant
    popularity: int
    views: int
    source: str
    type: str
    audience: str
    valid_from: Instant | None
    valid_to: Instant | None
    original: str
    base: int
    verification: str
    digest: str
    published_at: Instant | None

    def has_ended(self, moment: Instant) -> bool:
        """A campaign that is over is still read, and hot no more."""
        return self.valid_to is not None and self.valid_to <= moment


@dataclass(frozen=True, slots=True)
class CategoryHead:
    """A category in its order. `names` by locale are the editors'; `name` is for where there is neither one of these nor a
    catalogue's word for the slug."""

    id: str
    brand_id: str
    slug: str
    name: str
    names: Mapping[str, str]
    parent: str  # the slug of the one it stands under, or empty
    position: int


@dataclass(frozen=True, slots=True)
class Signpost:
    """What surrounds the articles of a brand: its categories, where old addresses lead, and words that mean the same."""

    categories: tuple[CategoryHead, ...]
    # (locale, old slug) → article id; an empty locale is every one.
    redirects: Mapping[tuple[str, str], str]
    # locale → groups of words; those of the empty locale hold for every one.
    synonyms: Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(slots=True)
class Known:
    """An article as the publisher knows it, with the digest of what each locale shows."""

    id: str
    slug: str
    source: str
    category_id: str
    popularity: int
    digests: dict[str, str]


def digest(title: str, summary: str, questions: Sequence[str], body: str) -> str:
    return hashlib.sha256(json.dumps([title, summary, list(questions), body], ensure_ascii=False).encode()).hexdigest()


async def revision(session: AsyncSession) -> int:
    return await session.scalar(select(RevisionRow.value).where(RevisionRow.name == REVISION)) or 0


async def next_revision(session: AsyncSession) -> int:
    """The number for what this transaction changes; held until it ends."""
    statement = update(RevisionRow).where(RevisionRow.name == REVISION).values(value=RevisionRow.value + 1)
    value = await session.scalar(statement.returning(RevisionRow.value))
    if value is None:
        session.add(RevisionRow(name=REVISION, value=1))
        await session.flush()
    return value or 1


_HEAD_COLUMNS = (
    TranslationRow.id,
    ArticleRow.id,
    ArticleRow.brand_id,
    TranslationRow.locale,
    ArticleRow.slug,
    CategoryRow.slug,
    CategoryRow.name,
    VersionRow.title,
    VersionRow.summary,
    VersionRow.number,
    TranslationRow.updated_at,
    ArticleRow.popularity,
    ArticleRow.views,
    ArticleRow.source,
    ArticleRow.type,
    ArticleRow.audience,
    ArticleRow.valid_from,
    ArticleRow.valid_to,
    ArticleRow.original,
    VersionRow.base,
    TranslationRow.verification,
    VersionRow.digest,
    VersionRow.published_at,
)


def _published(*more: Any) -> Select[Any]:
    statement: Any = select(*_HEAD_COLUMNS, *more)
    # What readers see is the version the translation names, however far a newer one has come; of 0 there is none.
    published: Select[Any] = (
        statement.join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .join(CategoryRow, CategoryRow.id == ArticleRow.category_id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.version),
        )
    )
    return published


@dataclass(frozen=True, slots=True)
class Changed:
    """A translation with the revision of its last change and what is searched of it."""

    head: Head
    revision: int
    questions: Sequence[str]
    body: str
    indexed: dict[str, Any]


async def changed_since(session: AsyncSession, after: int, *, limit: int) -> list[Changed]:
    """Translations above a revision in its order: whole revisions, about `limit` rows."""
    above = select(TranslationRow.revision).where(TranslationRow.revision > after).order_by(TranslationRow.revision)
    last = await session.scalar(above.offset(limit - 1).limit(1))
    statement = _published(TranslationRow.revision, VersionRow.questions, VersionRow.body, VersionRow.indexed)
    statement = statement.where(TranslationRow.revision > after).order_by(TranslationRow.revision)
    if last is not None:
        statement = statement.where(TranslationRow.revision <= last)
    return [Changed(Head(*row[:-4]), *row[-4:]) for row in (await session.execute(statement)).all()]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A translation that readers saw once and see no more; `title` is the last they read."""

    translation_id: str
    article_id: str
    brand_id: str
    audience: str
    locale: str
    slug: str
    title: str
    verification: str


async def withdrawn_since(session: AsyncSession, after: int) -> list[Withdrawn]:
    """Those above a revision."""
    last = (
        select(func.max(VersionRow.number))
        .where(VersionRow.translation_id == TranslationRow.id, VersionRow.published_at.is_not(None))
        .correlate(TranslationRow)
        .scalar_subquery()
    )
    title = func.coalesce(VersionRow.title, "")
    shared = (ArticleRow.brand_id, ArticleRow.audience, TranslationRow.locale, ArticleRow.slug)
    columns = (*shared, title, TranslationRow.verification)
    gone = (
        select(TranslationRow.id, ArticleRow.id, *columns)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .outerjoin(VersionRow, (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == last))
        .where(TranslationRow.revision > after, TranslationRow.version == 0)
        .order_by(TranslationRow.locale)
    )
    return [Withdrawn(*row) for row in (await session.execute(gone)).all()]


async def signposts(session: AsyncSession) -> dict[str, Signpost]:
    """By brand id, of every brand that has a category, a redirect or a synonym."""
    order = (CategoryRow.position, CategoryRow.slug)
    rows = list(await session.scalars(select(CategoryRow).order_by(*order)))
    slugs = {row.id: row.slug for row in rows}
    categories: dict[str, list[CategoryHead]] = {}
    for row in rows:
        parent = slugs.get(row.parent_id or "", "")
        head = CategoryHead(row.id, row.brand_id, row.slug, row.name, row.names, parent, row.position)
        categories.setdefault(row.brand_id, []).append(head)
    redirects: dict[str, dict[tuple[str, str], str]] = {}
    for old in await session.scalars(select(RedirectRow)):
        redirects.setdefault(old.brand_id, {})[old.locale, old.slug] = old.article_id
    synonyms = await all_synonyms(session)
    return {
        brand_id: Signpost(tuple(categories.get(brand_id, ())), redirects.get(brand_id, {}), synonyms.get(brand_id, {}))
        for brand_id in categories.keys() | redirects.keys() | synonyms.keys()
    }


async def all_synonyms(session: AsyncSession) -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
    """Brand id → locale → groups of words that mean the same, as editors keep them. The groups of the empty locale hold for
    every locale of the brand. The library's shelves have them too (`Shelf.synonyms`), at most two seconds old."""
    found: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
    for row in await session.scalars(select(SynonymRow).order_by(SynonymRow.id)):
        of_brand = found.setdefault(row.brand_id, {})
        of_brand[row.locale] = (*of_brand.get(row.locale, ()), tuple(row.words))
    return found


async def body(session: AsyncSession, translation_id: str, number: int) -> str | None:
    return await session.scalar(
        select(VersionRow.body).where(VersionRow.translation_id == translation_id, VersionRow.number == number)
    )


async def known_articles(session: AsyncSession, brand_id: str) -> list[Known]:
    digests: dict[str, dict[str, str]] = {}
    shown = (
        select(TranslationRow.article_id, TranslationRow.locale, VersionRow.digest)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.version),
        )
        .where(ArticleRow.brand_id == brand_id)
    )
    for article_id, locale, value in (await session.execute(shown)).all():
        digests.setdefault(article_id, {})[locale] = value
    rows = await session.scalars(select(ArticleRow).where(ArticleRow.brand_id == brand_id))
    return [
        Known(row.id, row.slug, row.source, row.category_id, row.popularity, digests.get(row.id, {})) for row in rows
    ]


async def categories(session: AsyncSession, brand_id: str) -> dict[str, str]:
    """Ids by slug."""
    rows = await session.execute(select(CategoryRow.slug, CategoryRow.id).where(CategoryRow.brand_id == brand_id))
    return {row[0]: row[1] for row in rows}


async def translation(session: AsyncSession, article_id: str, locale: str) -> TranslationRow | None:
    return await session.scalar(
        select(TranslationRow).where(TranslationRow.article_id == article_id, TranslationRow.locale == locale)
    )


async def touch(session: AsyncSession, article_id: str, revision: int) -> None:
    """Makes every process read the article again though its texts are the same; a draft nobody saw keeps revision 0."""
    seen = (TranslationRow.article_id == article_id, TranslationRow.revision > 0)
    await session.execute(update(TranslationRow).where(*seen).values(revision=revision))


async def add_views(session: AsyncSession, counts: Mapping[str, int]) -> None:
    """Adds to the views of articles by id."""
    for article_id, count in sorted(counts.items()):
        await session.execute(
            update(ArticleRow).where(ArticleRow.id == article_id).values(views=ArticleRow.views + count)
        )


async def views(session: AsyncSession) -> dict[str, int]:
    """Views of the articles that have any."""
    rows = await session.execute(select(ArticleRow.id, ArticleRow.views).where(ArticleRow.views > 0))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A version as it was published; `digest` is SHA-256 as `store.digest` makes it."""

    number: int
    title: str
    digest: str
    published_at: Instant


@dataclass(frozen=True, slots=True)
class VerifiedTranslation:
    """`versions` are those ever published, the newest first; `shown` is the one readers see, 0 when none."""

    slug: str
    locale: str
    shown: int
    versions: tuple[PublishedText, ...]


async def verified(session: AsyncSession, brand_id: str, verification: str) -> VerifiedTranslation | None:
    """What everybody could read under this id; None for what only agents may."""
    statement = (
        select(TranslationRow.id, ArticleRow.slug, TranslationRow.locale, TranslationRow.version)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .where(ArticleRow.brand_id == brand_id, ArticleRow.audience == PUBLIC)
        .where(TranslationRow.verification == verification)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    columns = (VersionRow.number, VersionRow.title, VersionRow.digest, VersionRow.published_at)
    ever = select(*columns).where(VersionRow.translation_id == row[0], VersionRow.published_at.is_not(None))
    versions = (await session.execute(ever.order_by(VersionRow.number.desc()))).all()
    return VerifiedTranslation(
        row[1], row[2], row[3], tuple(PublishedText(n, t, d, at or 0) for n, t, d, at in versions)
    )


async def feedback_of(session: AsyncSession, article_id: str, day: int, client: str) -> FeedbackRow | None:
    """What this client said about the article that day; held until the transaction ends."""
    named = select(FeedbackRow).where(FeedbackRow.article_id == article_id, FeedbackRow.day == day)
    return await session.scalar(named.where(FeedbackRow.client == client).with_for_update())


async def feedback_since(session: AsyncSession, brand_id: str, day: int) -> Sequence[FeedbackRow]:
    """20,000 answers about a brand's articles after a day: of each article the newest first, and of all articles as many, so
    that a flood about one covers no other."""
    of_brand = select(FeedbackRow).join(ArticleRow, ArticleRow.id == FeedbackRow.article_id)
    of_brand = of_brand.where(ArticleRow.brand_id == brand_id, FeedbackRow.day > day)
    newest = (FeedbackRow.created_at.desc(), FeedbackRow.id.desc())
    place = func.row_number().over(partition_by=FeedbackRow.article_id, order_by=newest)
    return (await session.scalars(of_brand.order_by(place, *newest).limit(20_000))).all()


async def feedback_about(session: AsyncSession, article_id: str, day: int) -> Sequence[FeedbackRow]:
    """The newest 2,000 answers about an article after a day, the newest first."""
    about = select(FeedbackRow).where(FeedbackRow.article_id == article_id, FeedbackRow.day > day)
    return (
        await session.scalars(about.order_by(FeedbackRow.created_at.desc(), FeedbackRow.id.desc()).limit(2000))
    ).all()


async def judged_since(session: AsyncSession, day: int) -> list[tuple[str, str, int, int]]:
    """Article id, locale, how many it helped and how many it did not, after a day."""
    row = FeedbackRow
    helped, not_helped = (func.sum(case((row.helpful.is_(said), 1), else_=0)) for said in (True, False))
    statement = select(row.article_id, row.locale, helped, not_helped).where(row.day > day, row.helpful.is_not(None))
    found = await session.execute(statement.group_by(row.article_id, row.locale))
    return [(each[0], each[1], each[2], each[3]) for each in found]


async def contexts(session: AsyncSession, brand_id: str) -> Sequence[ContextRow]:
    """By their keys."""
    rows = select(ContextRow).where(ContextRow.brand_id == brand_id).order_by(ContextRow.page)
    return (await session.scalars(rows)).all()


async def context(session: AsyncSession, brand_id: str, pages: Sequence[str]) -> Sequence[ContextRow]:
    """Those of the keys that are mapped."""
    rows = select(ContextRow).where(ContextRow.brand_id == brand_id, ContextRow.page.in_(pages))
    return (await session.scalars(rows)).all()
