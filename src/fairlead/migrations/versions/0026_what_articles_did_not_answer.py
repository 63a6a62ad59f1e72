"""Questions that articles did not answer, alike ones together, without who asked"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_gaps",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_article_gaps_brand_id_locale_asked_at", "article_gaps", ["brand_id", "locale", "asked_at"])
    op.create_table(
        "article_misses",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("gap_id", sa.String(32), sa.ForeignKey("article_gaps.id"), nullable=False),
        sa.Column("asker", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_article_misses_gap_id", "article_misses", ["gap_id"])
    op.create_index("ix_article_misses_created_at", "article_misses", ["created_at"])


def downgrade() -> None:
    op.drop_table("article_misses")
    op.drop_table("article_gaps")
