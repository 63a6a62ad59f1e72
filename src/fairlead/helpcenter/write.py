"""Editors write: a new article, another locale of it, a draft saved, an old version taken up again.

Readers see none of it: a version is a draft until somebody publishes it (`decide.py`). Whoever writes names the edition he
saw; of two who began from the same one the second is told, and both texts are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter import store
from fairlead.helpcenter.find_article import Finder, Held, Of, note_down, version_of, worked_on
from fairlead.helpcenter.models import (
    AUDIENCES,
    DRAFT,
    PUBLIC,
    REVIEW,
    TYPES,
    ArticleRow,
    RedirectRow,
    TranslationRow,
    VersionRow,
)
from fairlead.helpcenter.rules import BODY, keeps_parsers_busy, locale_tag, media_said, slugify
from fairlead.helpcenter.store_media import forget_media, name_media
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import new_id
from fairlead.kit.text import is_blank, storable, visible_name

TITLE, SUMMARY, SLUG, QUESTION, QUESTIONS = 200, 400, 120, 200, 60
TRIES = 20


@dataclass(frozen=True, slots=True)
class Text:
    """What one version says. `base`: the original's version it is translated from; None when nobody says."""

    title: str
    summary: str = ""
    body: str = ""
    questions: Sequence[str] = ()
    base: int | None = None

    @property
    def digest(self) -> str:
        return store.digest(self.title, self.summary, self.questions, self.body)

    def checked(self) -> "Text":
        """As it is kept: line ends as `\\n`, names on one line. Raises Invalid: invalid_field, article_too_long."""
        if len(self.body) > BODY:
            raise Invalid("article_too_long", limit=BODY)
        if keeps_parsers_busy(self.body):
            raise Invalid("invalid_field", field="body")
        body = storable(self.body).replace("\r\n", "\n").replace("\r", "\n")
        if len(self.questions) > QUESTIONS:
            raise Invalid("invalid_field", field="questions")
        asked = [named(one, QUESTION, "questions") for one in self.questions if not is_blank(one)]
        if self.base is not None and not 0 <= self.base < 2**31:
            raise Invalid("invalid_field", field="base")
        return replace(
            self,
            title=named(self.title, TITLE, "title"),
            summary="" if is_blank(self.summary) else named(self.summary, SUMMARY, "summary"),
            body=body,
            questions=tuple(dict.fromkeys(asked)),
        )


@dataclass(frozen=True, slots=True)
class New:
    """An article to be made; an empty `slug` is made of the title."""

    locale: str
    category: str
    text: Text
    type: str = "faq"
    audience: str = PUBLIC
    slug: str = ""


class Writing:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._database = finder.database

    async def create(self, actor: Actor, brand_id: str, new: New) -> str:
        """The id of an article with a first draft. Raises Refused, Invalid (category_unknown, locale_unknown, invalid_field,
        article_too_long), Conflict("slug_taken")."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        new = replace(new, text=new.text.checked(), locale=known_locale(new.locale))
        for value, offered, field in ((new.type, TYPES, "type"), (new.audience, AUDIENCES, "audience")):
            if value not in offered:
                raise Invalid("invalid_field", field=field)
        wished = checked_slug(new.slug) if new.slug else ""
        plain = wished or slugify(new.text.title, SLUG - 5) or "article"
        for number in range(1, TRIES):
            slug = plain if number == 1 else f"{plain}-{number}"
            try:
                return await self._create(actor, brand_id, new, slug)
            except IntegrityError:
                if wished:
                    raise Conflict("slug_taken") from None
        raise Conflict("slug_taken")

    async def _create(self, actor: Actor, brand_id: str, new: New, slug: str) -> str:
        moment = clock.now()
        async with self._database.write() as session:
            category = await self._finder.category(session, brand_id, new.category)
            article = ArticleRow(
                id=new_id(),
                brand_id=brand_id,
                category_id=category.id,
                slug=slug,
                source=f"{category.slug}/{slug}.md",
                type=new.type,
                audience=new.audience,
                original=new.locale,
                owner_id=actor.id,
                created_at=moment,
                edited_at=moment,
            )
            session.add(article)
            await session.flush()
            await take_slug(session, brand_id, slug)
            translation = await _add_translation(session, article, new.locale, new.text, actor, base=0)
            note_down(session, "article_created", article, actor, translation=translation)
            return article.id

    async def translate(self, actor: Actor, article_id: str, locale: str, text: Text) -> str:
        """The id of a translation with a first draft. Raises NotFound, Refused, Invalid, Conflict("translation_exists")."""
        text = text.checked()
        try:
            async with self._database.write() as session:
                article = await self._finder.see_article(session, actor, "article.write", article_id)
                tag = known_locale(locale)
                base = await self._base(session, article, tag, text)
                translation = await _add_translation(session, article, tag, text, actor, base=base)
                article.edited_at = clock.now()
                note_down(session, "translation_added", article, actor, translation=translation)
                await session.flush()
                return translation.id
        except IntegrityError:
            raise Conflict("translation_exists") from None

    async def _base(self, session: AsyncSession, article: ArticleRow, locale: str, text: Text) -> int:
        """What the text says it was made from, else the original as readers see it, or as it is being written."""
        if locale == article.original:
            return 0
        original = await store.translation(session, article.id, article.original)
        now = (original.version or original.newest) if original else 0
        if text.base is not None and text.base > (original.newest if original else 0):
            raise Invalid("invalid_field", field="base")
        return now if text.base is None else text.base

    async def save(self, actor: Actor, translation_id: str, text: Text, *, edition: int) -> None:
        """Keeps the text as a draft. One's own draft is written over; what somebody else wrote, was handed in or published
        stays, and the text becomes the next version. Raises NotFound, Refused, Invalid, Conflict("edited_meanwhile")."""
        text = text.checked()
        async with self._database.write() as session:
            held = await self._finder.hold_translation(session, actor, "article.write", translation_id, edition=edition)
            await self._save(session, held, text, actor)

    async def _save(self, session: AsyncSession, held: Held, text: Text, actor: Actor) -> None:
        newest, translation = held.newest, held.translation
        base = newest.base if text.base is None else await self._base(session, held.article, translation.locale, text)
        if (newest.digest, newest.base) == (text.digest, base):
            return
        if translation.state == DRAFT and newest.author_id == actor.id and newest.published_at is None:
            if media_said(newest.body) != media_said(text.body):
                await forget_media(session, newest.id)
                name_media(session, newest.id, text.body)
            newest.title, newest.summary, newest.body = text.title, text.summary, text.body
            newest.questions, newest.digest, newest.base = list(text.questions), text.digest, base
            newest.indexed = {}
        else:
            translation.newest += 1
            add_version(session, translation, text, author=actor.id, base=base)
        translation.state, translation.publish_at = DRAFT, None
        worked_on(held)
        note_down(session, "draft_saved", held.article, actor, translation=translation)
        await session.flush()

    async def restore(self, actor: Actor, translation_id: str, number: int, *, edition: int) -> None:
        """An old version's text as a new draft. Raises NotFound also for a version there never was, Refused,
        Conflict("edited_meanwhile")."""
        async with self._database.write() as session:
            held = await self._finder.hold_translation(session, actor, "article.write", translation_id, edition=edition)
            old = await version_of(session, translation_id, number) if number in range(1, 2**31) else None
            if old is None:
                raise NotFound
            text = Text(old.title, old.summary, old.body, tuple(old.questions), old.base)
            translation = held.translation
            translation.newest += 1
            add_version(session, translation, text, author=actor.id, base=old.base)
            translation.state, translation.publish_at = DRAFT, None
            worked_on(held)
            note_down(session, "version_restored", held.article, actor, translation=translation, note=str(number))

    async def submit(self, actor: Actor, translation_id: str, *, edition: int) -> None:
        """Hands a draft in to be read by who publishes. Raises NotFound, Refused, Conflict: edited_meanwhile, state_changed;
        Invalid("invalid_field") for one without a text."""
        async with self._database.write() as session:
            held = await self._finder.hold_translation(session, actor, "article.write", translation_id, edition=edition)
            if held.translation.state != DRAFT:
                raise Conflict("state_changed", state=held.translation.state)
            if is_blank(held.newest.body):
                raise Invalid("invalid_field", field="body")
            held.translation.state, held.translation.note = REVIEW, ""
            worked_on(held)
            note_down(session, "article_submitted", held.article, actor, translation=held.translation)


def named(text: str, limit: int, field: str) -> str:
    """On one line, without what cannot be seen. Raises Invalid("invalid_field") when that is nothing, or too much."""
    kept = visible_name(text, limit + 1)
    if is_blank(kept) or len(kept) > limit:
        raise Invalid("invalid_field", field=field)
    return kept


def known_locale(text: str) -> str:
    """Raises Invalid("locale_unknown")."""
    tag = locale_tag(text)
    if tag is None:
        raise Invalid("locale_unknown", locale=text[:20])
    return tag


def checked_slug(text: str) -> str:
    """Letters and digits of any script joined by hyphens, as addresses have them. Raises Invalid("invalid_field")."""
    slug = slugify(text, SLUG)
    if not slug or slug != text:
        raise Invalid("invalid_field", field="slug")
    return slug


async def take_slug(session: AsyncSession, brand_id: str, slug: str) -> None:
    """An address that leads elsewhere is this article's own from now on."""
    old = select(RedirectRow).where(RedirectRow.brand_id == brand_id, RedirectRow.slug == slug)
    for row in await session.scalars(old):
        await session.delete(row)
    await session.flush()


async def _add_translation(
    session: AsyncSession, article: ArticleRow, locale: str, text: Text, actor: Actor, *, base: int
) -> TranslationRow:
    moment = clock.now()
    row = TranslationRow(
        id=new_id(), article_id=article.id, locale=locale, state=DRAFT, version=0, newest=1, updated_at=moment,
        edited_at=moment, revision=0, edition=1,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    add_version(session, row, text, author=actor.id, base=base)
    await session.flush()
    return row


def add_version(
    session: AsyncSession,
    translation: TranslationRow,
    text: Text,
    *,
    author: str,
    base: int,
    indexed: dict[str, Any] | None = None,
    published_at: Instant | None = None,
) -> None:
    """As the newest one; `author` is an agent's id, or empty for an import."""
    version_id = new_id()
    name_media(session, version_id, text.body)
    session.add(
        VersionRow(
            id=version_id,
            translation_id=translation.id,
            number=translation.newest,
            title=text.title,
            summary=text.summary,
            body=text.body,
            questions=list(text.questions),
            digest=text.digest,
            indexed=indexed or {},
            created_at=clock.now(),
            author_id=author,
            base=base,
            published_at=published_at,
        )
    )
