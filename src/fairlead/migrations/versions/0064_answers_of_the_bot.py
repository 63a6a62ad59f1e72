"""What became of the bot's answers, by article, intent and language"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_answers",
        sa.Column("entry_id", sa.String(32), primary_key=True),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(24), nullable=False),
        sa.Column("translation_id", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_bot_answers_brand", "bot_answers", ["brand_id", "answered_at"])
    op.create_index("ix_bot_answers_customer", "bot_answers", ["customer_id", "answered_at"])


def downgrade() -> None:
    op.drop_table("bot_answers")
