"""What the bot learned from a brand's articles, by locale"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_trained",
        sa.Column("brand_id", sa.String(32), primary_key=True),
        sa.Column("locale", sa.String(16), primary_key=True),
        sa.Column("blob_key", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("learned_from", sa.String(64), nullable=False),
        sa.Column("examples", sa.BigInteger(), nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("trained_at", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bot_trained")
