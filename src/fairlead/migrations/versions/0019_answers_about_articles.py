"""What readers answer about articles, and which articles belong to which page of the exchange"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(32), sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("article_id", "day", "client"),
    )
    op.create_table(
        "help_contexts",
        sa.Column("brand_id", sa.String(32), primary_key=True),
        sa.Column("page", sa.String(120), primary_key=True),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(80), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
