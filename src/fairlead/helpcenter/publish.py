"""Publishes articles: a text that is new or changed becomes a version of its translation; the same text changes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter import store
from fairlead.helpcenter.index import indexed
from fairlead.helpcenter.models import PUBLISHED, ArticleRow, CategoryRow, TranslationRow, VersionRow
from fairlead.helpcenter.read_markdown import Source
from fairlead.helpcenter.rules import humanised, slug_candidates
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to publish. `path` is what the author calls it; `key` is the same for all its locales and imports."""

    path: str
    key: str
    locale: str
    source: Source

    @property
    def digest(self) -> str:
        return store.digest(self.source.title, self.source.summary, self.source.questions, self.source.body)


class Publisher:
    """Knows what a brand has published; one at a time per brand."""

    def __init__(
        self, database: Database, brand_id: str, known: Sequence[store.Known], categories: dict[str, str]
    ) -> None:
        self._database = database
        self._brand_id = brand_id
        self._by_slug = {article.slug: article for article in known}
        self._by_key = {article.source: article for article in known}
        self._categories = categories
        # (article id, locale) → the path of the text taken for it in this run.
        self._taken: dict[tuple[str, str], str] = {}

    @classmethod
    async def open(cls, database: Database, brand_id: str) -> "Publisher":
        async with database.read() as session:
            known = await store.known_articles(session, brand_id)
            return cls(database, brand_id, known, await store.categories(session, brand_id))

    async def publish(self, drafts: Sequence[Draft]) -> list[str]:
        """`new`, `changed` or `unchanged` for each draft in one transaction, or the reason why it was left out."""
        made = await asyncio.to_thread(lambda: [self._indexed(draft) for draft in drafts])
        async with self._database.write() as session:
            step = _Step(session)
            return [await self._one(step, draft, index) for draft, index in zip(drafts, made, strict=True)]

    def _article(self, draft: Draft) -> store.Known | None:
        return self._by_slug.get(draft.source.slug) if draft.source.slug else self._by_key.get(draft.key)

    def _indexed(self, draft: Draft) -> dict[str, Any] | None:
        known, source = self._article(draft), draft.source
        if known and known.digests.get(draft.locale) == draft.digest:
            return None
        return indexed(
            title=source.title,
            summary=source.summary,
            questions=source.questions,
            slug=source.slug or draft.key.rsplit("/", 1)[-1].rsplit(".", 1)[0],
            body=source.body,
            locale=draft.locale,
        )

    async def _one(self, step: "_Step", draft: Draft, index: dict[str, Any] | None) -> str:
        article = self._article(draft) or await self._new_article(step.session, draft)
        if earlier := self._taken.get((article.id, draft.locale)):
            return f"the same article and locale as {earlier}"
        # What all locales share is taken from the first file of an article, so that two that differ do not take turns.
        if not any(article_id == article.id for article_id, _ in self._taken):
            await self._share(step, article, draft)
        self._taken[article.id, draft.locale] = draft.path
        if index is None:
            return "unchanged"
        outcome = "changed" if draft.locale in article.digests else "new"
        await _add_version(step, article.id, draft, index)
        article.digests[draft.locale] = draft.digest
        return outcome

    async def _new_article(self, session: AsyncSession, draft: Draft) -> store.Known:
        slug = draft.source.slug or next(s for s in slug_candidates(draft.source.key) if s not in self._by_slug)
        category_id = await self._category(session, draft.source.category)
        made = store.Known(new_id(), slug, draft.key, category_id, draft.source.popularity, {})
        session.add(
            ArticleRow(
                id=made.id,
                brand_id=self._brand_id,
                category_id=category_id,
                slug=slug,
                source=draft.key,
                popularity=made.popularity,
                original=draft.locale,
                created_at=clock.now(),
            )
        )
        await session.flush()
        self._by_slug[slug] = self._by_key[draft.key] = made
        return made

    async def _share(self, step: "_Step", article: store.Known, draft: Draft) -> None:
        category_id = await self._category(step.session, draft.source.category)
        if (article.category_id, article.popularity) == (category_id, draft.source.popularity):
            return
        row = await step.session.get_one(ArticleRow, article.id)
        row.category_id = article.category_id = category_id
        row.popularity = article.popularity = draft.source.popularity
        await store.touch(step.session, article.id, await step.revision())

    async def _category(self, session: AsyncSession, slug: str) -> str:
        if slug not in self._categories:
            row = CategoryRow(id=new_id(), brand_id=self._brand_id, slug=slug, name=humanised(slug))
            session.add(row)
            await session.flush()
            self._categories[slug] = row.id
        return self._categories[slug]


class _Step:
    """One transaction and the revision of its changes, taken with the first one."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._revision = 0

    async def revision(self) -> int:
        self._revision = self._revision or await store.next_revision(self.session)
        return self._revision


async def _add_version(step: _Step, article_id: str, draft: Draft, index: dict[str, Any]) -> None:
    session, revision, moment = step.session, await step.revision(), clock.now()
    row = await store.translation(session, article_id, draft.locale)
    if row is None:
        row = TranslationRow(
            id=new_id(), article_id=article_id, locale=draft.locale, version=0, newest=0, edition=0, state=PUBLISHED
        )
        session.add(row)
    row.version = row.newest = row.newest + 1
    row.updated_at = row.edited_at = moment
    row.edition, row.revision, row.state, row.publish_at = row.edition + 1, revision, PUBLISHED, None
    await session.flush()
    source = draft.source
    session.add(
        VersionRow(
            id=new_id(),
            translation_id=row.id,
            number=row.version,
            title=source.title,
            summary=source.summary,
            body=source.body,
            questions=list(source.questions),
            digest=draft.digest,
            indexed=index,
            created_at=moment,
            published_at=moment,
        )
    )
    await session.flush()
