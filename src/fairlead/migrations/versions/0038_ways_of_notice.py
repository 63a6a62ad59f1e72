"""Of what customers are told, when not, and what was sent to them"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("off", sa.String(80), nullable=False),
        sa.Column("quiet_begin", sa.BigInteger(), nullable=True),
        sa.Column("quiet_end", sa.BigInteger(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_table(
        "sent_notices",
        sa.Column("device_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "conversation_id", "number"),
    )
    op.create_index("ix_sent_notices_sent_at", "sent_notices", ["sent_at"])
    op.create_index("ix_sent_notices_customer", "sent_notices", ["customer_id", "sent_at"])


def downgrade() -> None:
    op.drop_index("ix_sent_notices_customer", "sent_notices")
    op.drop_index("ix_sent_notices_sent_at", "sent_notices")
    op.drop_table("sent_notices")
    op.drop_table("notice_choices")
