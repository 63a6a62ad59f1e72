"""The tables of the help center. An article is one matter, a translation is what one locale says of it, a version stays."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

PUBLISHED = "published"


class CategoryRow(Base):
    __tablename__ = "article_categories"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    slug: Mapped[str] = mapped_column(String(80))
    # Shown where no catalogue has a word for the slug.
    name: Mapped[str] = mapped_column(String(120))

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

    __table_args__ = (UniqueConstraint("brand_id", "slug"), Index(None, "brand_id", "source"))


class TranslationRow(Base):
    __tablename__ = "article_translations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    locale: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=PUBLISHED)
    # The number of the version that is shown.
    version: Mapped[int]
    updated_at: Mapped[int]
    # Rises with every change of any article; what is above a process's last one is new to it.
    revision: Mapped[int] = mapped_column(index=True)

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
    # The passages with their terms, see index.py; made at import, so that a start analyses nothing.
    indexed: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[int]

    __table_args__ = (UniqueConstraint("translation_id", "number"),)


class RevisionRow(Base):
    """One row: the revision of the last change. Its lock makes changes commit in the order of their revisions."""

    __tablename__ = "article_revision"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
