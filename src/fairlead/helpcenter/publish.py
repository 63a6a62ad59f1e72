"""Publishes imported articles: a text that is new or changed becomes a version of its translation; the same text changes
nothing. A file may also say that its text is a draft, handed in, scheduled or archived."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter import store
from fairlead.helpcenter.decide import scheduled_job
from fairlead.helpcenter.find_article import note_down, version_of
from fairlead.helpcenter.index import indexed
from fairlead.helpcenter.models import (
    ARCHIVED,
    PUBLISHED,
    SCHEDULED,
    ArticleRow,
    CategoryRow,
    RedirectRow,
    TranslationRow,
    new_verification,
)
from fairlead.helpcenter.read_markdown import Source
from fairlead.helpcenter.rules import humanised, slug_candidates
from fairlead.helpcenter.write import Text, add_version
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM
from fairlead.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to keep. `path` is what the author calls it; `key` is the same for all its locales and imports."""

    path: str
    key: str
    locale: str
    source: Source

    @property
    def digest(self) -> str:
        return store.digest(self.source.title, self.source.summary, self.source.questions, self.source.body)

    @property
    def shown(self) -> bool:
        return self.source.fields.state == PUBLISHED

    @property
    def shared(self) -> dict[str, Any]:
        """What it says of the article; who owns it is asked for elsewhere."""
        return {name: value for name, value in self.source.fields.shared.items() if name != "owner"}


class Publisher:
    """Knows what a brand has published; one at a time per brand. `owners`: agents' ids by their mail addresses."""

    def __init__(
        self, database: Database, brand_id: str, known: Sequence[store.Known], categories: dict[str, str],
        owners: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._database = database
        self._brand_id = brand_id
        self._by_slug = {article.slug: article for article in known}
        self._by_key = {article.source: article for article in known}
        self._categories = categories
        self._owners = owners
        # (article id, locale, whether it is shown) → the path of the text taken for it in this run.
        self._taken: dict[tuple[str, str, bool], str] = {}
        # Translation id → whether its text is behind the original, of those that got one in this run; None: nobody says.
        self._written: dict[str, bool | None] = {}
        self._new: set[str] = set()

    @classmethod
    async def open(cls, database: Database, brand_id: str, owners: Mapping[str, str] | None = None) -> "Publisher":
        async with database.read() as session:
            known = await store.known_articles(session, brand_id)
            return cls(database, brand_id, known, await store.categories(session, brand_id), owners or {})

    async def publish(self, drafts: Sequence[Draft]) -> list[str]:
        """`new`, `changed` or `unchanged` for each draft in one transaction, or the reason why it was left out."""
        made = await asyncio.to_thread(lambda: [self._indexed(draft) for draft in drafts])
        async with self._database.write() as session:
            step = _Step(session)
            return [await self._one(step, draft, index) for draft, index in zip(drafts, made, strict=True)]

    async def finish(self, default_locale: str) -> None:
        """Once every file is in: which locale a new article was first written in where no file said so, and what each new
        text was translated from."""
        if not self._written:
            return
        async with self._database.write() as session:
            step = _Step(session)
            for article_id in sorted(self._new):
                await _settle_original(step, article_id, default_locale)
            for translation_id, behind in sorted(self._written.items()):
                await _settle_base(step, translation_id, behind=behind)

    def _article(self, draft: Draft) -> store.Known | None:
        return self._by_slug.get(draft.source.slug) if draft.source.slug else self._by_key.get(draft.key)

    def _indexed(self, draft: Draft) -> dict[str, Any]:
        known, source = self._article(draft), draft.source
        if not draft.shown or (known and known.digests.get(draft.locale) == draft.digest):
            return {}
        return indexed(
            title=source.title,
            summary=source.summary,
            questions=source.questions,
            slug=source.slug or draft.key.rsplit("/", 1)[-1].rsplit(".", 1)[0],
            body=source.body,
            locale=draft.locale,
        )

    async def _one(self, step: "_Step", draft: Draft, index: dict[str, Any]) -> str:
        if draft.source.fields.state == SCHEDULED and (draft.source.fields.publish_at or 0) <= clock.now():
            return "its time to be published is past"
        article = self._article(draft) or await self._new_article(step, draft)
        place = (article.id, draft.locale, draft.shown)
        if earlier := self._taken.get(place):
            return f"the same article and locale as {earlier}"
        # What all locales share is taken from the first file of an article, so that two that differ do not take turns.
        if not any(article_id == article.id for article_id, _, _ in self._taken):
            await self._share(step, article, draft)
        self._taken[place] = draft.path
        await self._redirect(step, article, draft)
        if draft.shown and article.digests.get(draft.locale) == draft.digest:
            return "unchanged"
        row = await store.translation(step.session, article.id, draft.locale)
        outcome = "new" if row is None else "changed"
        if not draft.shown:
            if row is not None and await _stands(step.session, row, draft):
                return "unchanged"
            row = await _keep(step, article.id, draft, row)
        else:
            row = await _show(step, article.id, draft, index, row)
            article.digests[draft.locale] = draft.digest
        self._written[row.id] = draft.source.fields.behind
        of = await step.session.get_one(ArticleRow, article.id)
        note_down(step.session, "article_imported", of, SYSTEM, translation=row, note=row.state)
        return outcome

    async def _new_article(self, step: "_Step", draft: Draft) -> store.Known:
        await step.revision()
        session = step.session
        slug = draft.source.slug or next(s for s in slug_candidates(draft.source.key) if s not in self._by_slug)
        category_id = await self._category(session, draft.source.category)
        made = store.Known(new_id(), slug, draft.key, category_id, draft.source.popularity, {})
        values = draft.shared
        if "original" not in values:
            self._new.add(made.id)
        moment = clock.now()
        session.add(
            ArticleRow(
                id=made.id,
                brand_id=self._brand_id,
                category_id=category_id,
                slug=slug,
                source=draft.key,
                owner_id=self._owner(draft),
                created_at=moment,
                edited_at=moment,
                **({"original": draft.locale} | values | {"popularity": made.popularity}),
            )
        )
        await session.flush()
        self._by_slug[slug] = self._by_key[draft.key] = made
        return made

    def _owner(self, draft: Draft) -> str | None:
        return self._owners.get(str(draft.source.fields.shared.get("owner", "")).casefold())

    async def _share(self, step: "_Step", article: store.Known, draft: Draft) -> None:
        """What the file does not say stays as it is."""
        category_id = await self._category(step.session, draft.source.category) if draft.source.placed else ""
        wanted = draft.shared | ({"category_id": category_id} if draft.source.placed else {})
        if owner := self._owner(draft):
            wanted["owner_id"] = owner
        if draft.source.fields.source:
            wanted["source"] = draft.key
        row = await step.session.get_one(ArticleRow, article.id)
        differs = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if not differs:
            return
        revision = await step.revision()
        for name, value in differs.items():
            setattr(row, name, value)
        row.edition += 1
        article.category_id, article.popularity = row.category_id, row.popularity
        await store.touch(step.session, article.id, revision)

    async def _redirect(self, step: "_Step", article: store.Known, draft: Draft) -> None:
        for locale, slug in draft.source.fields.redirects:
            there = await step.session.get(RedirectRow, (self._brand_id, locale, slug))
            if there is None and slug not in self._by_slug:
                await step.revision()
                step.session.add(
                    RedirectRow(
                        brand_id=self._brand_id, locale=locale, slug=slug, article_id=article.id, created_at=clock.now()
                    )
                )
                await step.session.flush()

    async def _category(self, session: AsyncSession, slug: str) -> str:
        if slug not in self._categories:
            row = CategoryRow(id=new_id(), brand_id=self._brand_id, slug=slug, name=humanised(slug)[:120])
            session.add(row)
            await session.flush()
            self._categories[slug] = row.id
        return self._categories[slug]


class _Step:
    """One transaction and the revision of its changes, taken before the first one: its lock comes before all others, here as
    wherever articles are changed."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._revision = 0

    async def revision(self) -> int:
        self._revision = self._revision or await store.next_revision(self.session)
        return self._revision


async def _show(
    step: _Step, article_id: str, draft: Draft, index: dict[str, Any], row: TranslationRow | None
) -> TranslationRow:
    """The text as the version that readers see."""
    revision, moment = await step.revision(), clock.now()
    row = await _next_version(step.session, article_id, draft, row, index=index, published_at=moment)
    row.version, row.updated_at, row.revision = row.newest, moment, revision
    row.state, row.publish_at, row.note = PUBLISHED, None, ""
    await step.session.flush()
    return row


async def _keep(step: _Step, article_id: str, draft: Draft, row: TranslationRow | None) -> TranslationRow:
    """The text as one that readers do not see, or see no more."""
    fields, revision = draft.source.fields, await step.revision()
    newest = await version_of(step.session, row.id, row.newest) if row else None
    if row is None or newest is None or newest.digest != draft.digest or row.newest == row.version:
        row = await _next_version(step.session, article_id, draft, row, index={}, published_at=None)
    if fields.state == ARCHIVED and row.version:
        row.version, row.revision = 0, revision
    row.state, row.publish_at, row.note = fields.state, fields.publish_at, fields.note
    if fields.publish_at is not None:
        await scheduled_job(step.session, row.id, fields.publish_at, SYSTEM)
    await step.session.flush()
    return row


async def _stands(session: AsyncSession, row: TranslationRow, draft: Draft) -> bool:
    fields = draft.source.fields
    newest = await version_of(session, row.id, row.newest)
    same = newest is not None and newest.digest == draft.digest and row.newest != row.version
    return same and (row.state, row.publish_at, row.note) == (fields.state, fields.publish_at, fields.note)


async def _next_version(
    session: AsyncSession,
    article_id: str,
    draft: Draft,
    row: TranslationRow | None,
    *,
    index: dict[str, Any],
    published_at: int | None,
) -> TranslationRow:
    moment, source = clock.now(), draft.source
    if row is None:
        name = source.fields.verification
        taken = select(TranslationRow.id).where(TranslationRow.verification == name)
        row = TranslationRow(
            id=new_id(), article_id=article_id, locale=draft.locale, version=0, newest=0, edition=0, revision=0,
            updated_at=moment, state=PUBLISHED,
            verification=new_verification() if not name or await session.scalar(taken) else name,
        )  # fmt: skip
        session.add(row)
    row.newest += 1
    row.edition += 1
    row.edited_at = moment
    await session.flush()
    text = Text(source.title, source.summary, source.body, source.questions)
    base = await _base(session, article_id, draft.locale, behind=source.fields.behind)
    add_version(session, row, text, author="", base=base, indexed=index, published_at=published_at)
    await session.flush()
    return row


async def _settle_original(step: _Step, article_id: str, default_locale: str) -> None:
    known = select(TranslationRow.locale).where(TranslationRow.article_id == article_id)
    locales = sorted(await step.session.scalars(known))
    row = await step.session.get(ArticleRow, article_id)
    if row is None or not locales:
        return
    original = next((tag for tag in ("en", default_locale) if tag in locales), locales[0])
    if row.original != original:
        revision = await step.revision()
        row.original = original
        await step.session.flush()
        await store.touch(step.session, article_id, revision)


async def _settle_base(step: _Step, translation_id: str, *, behind: bool | None) -> None:
    row = await step.session.get_one(TranslationRow, translation_id)
    newest = await version_of(step.session, translation_id, row.newest)
    base = await _base(step.session, row.article_id, row.locale, behind=behind)
    if newest is not None and newest.base != base:
        revision = await step.revision()
        newest.base = base
        await step.session.flush()
        await store.touch(step.session, row.article_id, revision)


async def _base(session: AsyncSession, article_id: str, locale: str, *, behind: bool | None) -> int:
    """A new text is of the original as it is now, unless its file says that it is behind."""
    article = await session.get_one(ArticleRow, article_id)
    if locale == article.original:
        return 0
    original = await store.translation(session, article_id, article.original)
    now = original.version if original else 0
    return max(0, now - 1) if behind else now
