"""What is searched, opened and hot, counted without saying who"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_searches",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("query", sa.String(100), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("clients", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "day", "locale", "query"),
    )
    op.create_table(
        "article_interest",
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("network", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "locale", "day", "kind", "network"),
    )
    op.create_index("ix_article_interest_day", "article_interest", ["day"])
    op.create_table(
        "article_heat",
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("heat", sa.Float(), nullable=False),
        sa.Column("computed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "locale"),
    )
    op.create_table(
        "article_pins",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("product", sa.String(80), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "locale", "product", "position"),
    )
    op.create_index("ix_article_pins_article_id", "article_pins", ["article_id"])
