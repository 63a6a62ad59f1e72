"""Readers of articles who needed nobody, counted without keeping who they were"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_reader_keys",
        sa.Column("day", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "article_readers",
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("reader", sa.String(16), nullable=False),
        sa.Column("network", sa.String(16), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "article_id", "locale", "reader"),
    )
    op.create_table(
        "article_contacts",
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("reader", sa.String(16), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "reader", "minute"),
    )
    op.create_table(
        "article_helped",
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("readers", sa.BigInteger(), nullable=False),
        sa.Column("helped", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "locale", "day"),
    )
    op.create_index("ix_article_helped_day", "article_helped", ["day"])


def downgrade() -> None:
    for table in ("article_helped", "article_contacts", "article_readers", "article_reader_keys"):
        op.drop_table(table)
