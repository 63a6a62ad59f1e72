"""Articles have editors: states, types, owners, sub-categories, redirects, synonyms and a log"""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ORIGINALS = """
UPDATE articles SET original = COALESCE(
    (SELECT 'en' FROM article_translations t WHERE t.article_id = articles.id AND t.locale = 'en'),
    (SELECT MIN(t.locale) FROM article_translations t WHERE t.article_id = articles.id), '')
"""
# Translations are taken to be of the original as it is now.
BASES = """
UPDATE article_versions SET base = COALESCE((
    SELECT o.version FROM article_translations t
    JOIN articles a ON a.id = t.article_id
    JOIN article_translations o ON o.article_id = a.id AND o.locale = a.original
    WHERE t.id = article_versions.translation_id AND t.locale <> a.original), 0)
"""


def upgrade() -> None:
    for table, columns in {
        "article_categories": [
            _with_default("names", sa.JSON(), "{}"),
            sa.Column("parent_id", sa.String(32)),
            _with_default("position", sa.BigInteger(), "0"),
            _with_default("edition", sa.BigInteger(), "1"),
        ],
        "articles": [
            _with_default("type", sa.String(16), "faq"),
            _with_default("audience", sa.String(8), "public"),
            _with_default("original", sa.String(16), ""),
            sa.Column("owner_id", sa.String(32)),
            sa.Column("review_by", sa.BigInteger()),
            sa.Column("valid_from", sa.BigInteger()),
            sa.Column("valid_to", sa.BigInteger()),
            _with_default("edition", sa.BigInteger(), "1"),
            _with_default("edited_at", sa.BigInteger(), "0"),
        ],
        "article_translations": [
            _with_default("newest", sa.BigInteger(), "1"),
            _with_default("edition", sa.BigInteger(), "1"),
            _with_default("edited_at", sa.BigInteger(), "0"),
            sa.Column("publish_at", sa.BigInteger()),
            _with_default("note", sa.String(1000), ""),
            sa.Column("verification", sa.String(16)),
        ],
        "article_versions": [
            _with_default("author_id", sa.String(32), ""),
            _with_default("base", sa.BigInteger(), "0"),
            sa.Column("published_at", sa.BigInteger()),
        ],
    }.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_articles_category_id", "articles", ["category_id"])
    op.create_index("ix_articles_brand_id_edited_at_id", "articles", ["brand_id", "edited_at", "id"])
    _fill()
    with op.batch_alter_table("article_translations") as batch:
        batch.alter_column("verification", existing_type=sa.String(16), nullable=False)
        batch.create_unique_constraint("uq_article_translations_verification", ["verification"])
    _tables()


def _with_default(name: str, kind: sa.types.TypeEngine[Any], default: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _fill() -> None:
    """What was there until now was imported and is shown; English is the original of what is told in English."""
    connection = op.get_bind()
    for statement in (
        "UPDATE article_translations SET newest = version, edited_at = updated_at",
        "UPDATE article_versions SET published_at = created_at",
        "UPDATE articles SET edited_at = created_at",
        ORIGINALS,
        BASES,
    ):
        connection.execute(sa.text(statement))
    named = sa.text("UPDATE article_translations SET verification = :name WHERE id = :id")
    ids = connection.execute(sa.text("SELECT id FROM article_translations")).scalars().all()
    if ids:
        connection.execute(named, [{"id": one, "name": secrets.token_hex(6)} for one in ids])


def _tables() -> None:
    op.create_table(
        "article_redirects",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "locale", "slug", name="pk_article_redirects"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_redirects_article_id"),
    )
    op.create_index("ix_article_redirects_article_id", "article_redirects", ["article_id"])
    op.create_table(
        "article_synonyms",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_synonyms"),
    )
    op.create_index("ix_article_synonyms_brand_id", "article_synonyms", ["brand_id"])
    op.create_table(
        "article_log",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("translation_id", sa.String(32)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_log"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_log_article_id"),
    )
    op.create_index("ix_article_log_article_id", "article_log", ["article_id"])
