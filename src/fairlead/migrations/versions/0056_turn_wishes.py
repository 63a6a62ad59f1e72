"""Customers who want to be told when it is their turn, and when each was seen to leave"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kept_places", sa.Column("left_at", sa.BigInteger()))
    op.create_table(
        "turn_wishes",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("conversation_id"),
    )


def downgrade() -> None:
    op.drop_table("turn_wishes")
    op.drop_column("kept_places", "left_at")
