"""The tables of the help center. An article is one matter, a translation is what one locale says of it, a version stays."""

import secrets
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

# How far the newest version of a translation has come. What readers see says `version`, whatever the state.
DRAFT, REVIEW, SCHEDULED, PUBLISHED, ARCHIVED = "draft", "review", "scheduled", "published", "archived"
STATES = (DRAFT, REVIEW, SCHEDULED, PUBLISHED, ARCHIVED)
TYPES = ("faq", "guide", "tutorial", "learn", "campaign")
# Whom an article is for: everybody, or those who answer.
PUBLIC, AGENTS = "public", "agents"
AUDIENCES = (PUBLIC, AGENTS)


def new_verification() -> str:
    """Twelve hex digits."""
    return secrets.token_hex(6)


class CategoryRow(Base):
    __tablename__ = "article_categories"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    slug: Mapped[str] = mapped_column(String(80))
    # Shown where neither `names` nor a catalogue has a word for the slug.
    name: Mapped[str] = mapped_column(String(120))
    # By locale, as editors wrote them.
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    # The category it stands under; one level, no deeper.
    parent_id: Mapped[str | None] = mapped_column(Id)
    # Among its siblings; equal ones by slug.
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    # Rises with every change: who changes names the one he saw.
    edition: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (UniqueConstraint("brand_id", "slug"),)


class ArticleRow(Base):
    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    category_id: Mapped[str] = mapped_column(ForeignKey("article_categories.id"))
    slug: Mapped[str] = mapped_column(String(120))
    # The imported file's path without its locale: how the next import knows the article again.
    source: Mapped[str] = mapped_column(String(500))
    popularity: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[int]
    type: Mapped[str] = mapped_column(String(16), default="faq", server_default="faq")
    audience: Mapped[str] = mapped_column(String(8), default=PUBLIC, server_default=PUBLIC)
    # The locale it was first written in: the others are its translations.
    original: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # The agent who answers for it.
    owner_id: Mapped[str | None] = mapped_column(Id)
    # When it must have been looked through again.
    review_by: Mapped[int | None]
    # Of a campaign: from its first moment to the one it has ended.
    valid_from: Mapped[int | None]
    valid_to: Mapped[int | None]
    # Rises with every change of what all locales share: who changes names the one he saw.
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    # When anybody last worked on it, in any locale.
    edited_at: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("brand_id", "slug"),
        Index(None, "brand_id", "source"),
        Index(None, "brand_id", "edited_at", "id"),
        Index(None, "category_id"),
    )


class TranslationRow(Base):
    __tablename__ = "article_translations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    locale: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=PUBLISHED)
    # The number of the version readers see; 0 while they see none.
    version: Mapped[int]
    # The number of the newest version, the one that is worked on.
    newest: Mapped[int] = mapped_column(default=1, server_default="1")
    # When readers last got another text, or while they have none, when it was last worked on.
    updated_at: Mapped[int]
    # Rises with every change of any article that readers see; what is above a process's last one is new to it.
    # 0 as long as readers never saw it.
    revision: Mapped[int] = mapped_column(index=True)
    # Rises with every change by anybody: who changes names the one he saw.
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    edited_at: Mapped[int] = mapped_column(default=0, server_default="0")
    # When a scheduled one is due.
    publish_at: Mapped[int | None]
    # Why it was sent back.
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    # Names it for good, also when its slug changes: `/help/{brand}/v/{verification}`.
    verification: Mapped[str] = mapped_column(String(16), unique=True, default=new_verification)

    __table_args__ = (UniqueConstraint("article_id", "locale"),)


class VersionRow(Base):
    __tablename__ = "article_versions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    translation_id: Mapped[str] = mapped_column(ForeignKey("article_translations.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[str]] = mapped_column(JSON)
    # SHA-256 of title, summary, questions and body.
    digest: Mapped[str] = mapped_column(String(64))
    # The passages with their terms, see index.py; made when it is published, so that a start analyses nothing.
    indexed: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[int]
    # The agent who wrote it; empty when it was imported.
    author_id: Mapped[str] = mapped_column(Id, default="", server_default="")
    # The original's version it was translated from; 0 when nobody said, and of the original itself.
    base: Mapped[int] = mapped_column(default=0, server_default="0")
    # When readers first got it.
    published_at: Mapped[int | None]

    __table_args__ = (UniqueConstraint("translation_id", "number"),)


class RedirectRow(Base):
    """An address an article had once. `locale` is empty when it was the article's in every locale."""

    __tablename__ = "article_redirects"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    created_at: Mapped[int]


class SynonymRow(Base):
    """Words that mean the same to those who search in a locale; an empty locale is every one."""

    __tablename__ = "article_synonyms"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id, index=True)
    locale: Mapped[str] = mapped_column(String(16))
    words: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[int]


class ArticleLogRow(Base):
    """Who did what to an article, and when: kept in the transaction that did it."""

    __tablename__ = "article_log"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    translation_id: Mapped[str | None] = mapped_column(Id)
    # Past tense: `article_published`, `article_sent_back` …
    kind: Mapped[str] = mapped_column(String(40))
    # An actor's key: `a:…` an agent, `s:system` the clock or an import.
    actor: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[int]


class RevisionRow(Base):
    """One row: the revision of the last change. Its lock makes changes commit in the order of their revisions."""

    __tablename__ = "article_revision"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class SearchedRow(Base):
    """How often something was searched on a day, found something, and led to an article. Who searched stands nowhere.

    `query` is folded and without what it may not keep; `clients` holds keyed digests of the first three that asked, good for
    that day alone, so that what only one or two people typed is shown to nobody.
    """

    __tablename__ = "article_searches"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    # Days since 1970-01-01, UTC.
    day: Mapped[int] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    query: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    clients: Mapped[list[str]] = mapped_column(JSON)


class InterestRow(Base):
    """That one network showed interest in an article on a day, once however often it did. `network` is a keyed digest, good for
    that day alone."""

    __tablename__ = "article_interest"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    # "view" or "search"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    network: Mapped[str] = mapped_column(String(16), primary_key=True)

    __table_args__ = (Index(None, "day"),)


class HeatRow(Base):
    """How hot an article is in a locale, as last computed."""

    __tablename__ = "article_heat"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    heat: Mapped[float]
    computed_at: Mapped[int]


class PinRow(Base):
    """An article that editors set before the hot ones. `product` is a category's slug, or empty for the whole brand."""

    __tablename__ = "article_pins"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    product: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)


class FeedbackRow(Base):
    """What one client answered about an article on one day; asked again, the same row."""

    __tablename__ = "article_feedback"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    # Days since 1970 in UTC.
    day: Mapped[int]
    # A keyed digest of network, article and day: tells two answers to the same question apart, and nothing else.
    client: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    helpful: Mapped[bool | None]
    outdated: Mapped[bool] = mapped_column(default=False)
    # One of `take_feedback.REASONS`, or empty.
    reason: Mapped[str] = mapped_column(String(16), default="")
    # What the reader wrote, without secrets, sealed.
    words: Mapped[bytes | None]
    created_at: Mapped[int]

    __table_args__ = (UniqueConstraint("article_id", "day", "client"),)


class ContextRow(Base):
    """What helps on a page of the exchange. `page` is its key: `withdraw.usdt` holds for `withdraw.usdt.trc20` too."""

    __tablename__ = "help_contexts"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    page: Mapped[str] = mapped_column(String(120), primary_key=True)
    # Ids of articles in their order.
    articles: Mapped[list[str]] = mapped_column(JSON)
    # After them the articles of this category; or empty.
    category: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[int]


class MediaRow(Base):
    """A picture, a video or captions that a brand's texts may show, as `media:{digest}`."""

    __tablename__ = "article_media"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    # The first 32 hex digits of the SHA-256 of the bytes as they are kept.
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    # What the file was called that was brought.
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    # Of a picture, in pixels.
    width: Mapped[int | None]
    height: Mapped[int | None]
    blob_key: Mapped[str] = mapped_column(Id)
    # Of a video, how long a sealed record is, see `infra/blobs.py`.
    stride: Mapped[int | None]
    # The agent who brought it; empty when it was imported.
    author_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[int]


class MediaUseRow(Base):
    """That a version's text names a picture, a video, captions or the picture before a video; `said` is what it says of it."""

    __tablename__ = "article_media_uses"

    version_id: Mapped[str] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    said: Mapped[str] = mapped_column(String(300))


class ReaderKeyRow(Base):
    """The key of a day: what browsers' digests are made with. Dropped with them; then no digest can be made again."""

    __tablename__ = "article_reader_keys"

    # Days since 1970-01-01, UTC.
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes]


class ReaderRow(Base):
    """That one browser read an article on a day, and the minute it first did. `reader` and `network` are digests by the day's
    key; kept until the next day is over."""

    __tablename__ = "article_readers"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    reader: Mapped[str] = mapped_column(String(16), primary_key=True)
    network: Mapped[str] = mapped_column(String(16))
    # Since 1970.
    minute: Mapped[int]


class ContactRow(Base):
    """That a browser began a conversation, in the digests of those who read on `day`: the same day or the one before."""

    __tablename__ = "article_contacts"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader: Mapped[str] = mapped_column(String(16), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class HelpedRow(Base):
    """How many browsers read an article on a day that is over, and how many of them began no conversation within 24 hours."""

    __tablename__ = "article_helped"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    readers: Mapped[int]
    helped: Mapped[int]

    __table_args__ = (Index(None, "day"),)


class GapRow(Base):
    """Questions that are alike and that the articles did not answer; see `learn.py`."""

    __tablename__ = "article_gaps"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    locale: Mapped[str] = mapped_column(String(16))
    # As it was asked first, without whose it was, sealed.
    question: Mapped[bytes]
    # "open", "dismissed", "attached" or "drafted".
    state: Mapped[str] = mapped_column(String(16))
    settled_at: Mapped[int | None]
    asked_at: Mapped[int]

    __table_args__ = (Index(None, "brand_id", "locale", "asked_at"),)


class MissRow(Base):
    """One time such a question was asked. `id` and `asker` are keyed digests: of what was said, and of who said it here."""

    __tablename__ = "article_misses"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    gap_id: Mapped[str] = mapped_column(ForeignKey("article_gaps.id"), index=True)
    asker: Mapped[str] = mapped_column(String(16))
    # "unknown", "unhelpful", or "replied": an agent answered it, and was thanked.
    reason: Mapped[str] = mapped_column(String(16))
    # What the agent answered, without whose matter it was, sealed.
    reply: Mapped[bytes | None]
    created_at: Mapped[int] = mapped_column(index=True)
