"""Who of those that wait was here when"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_places",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("here_at", sa.BigInteger(), nullable=False),
        sa.Column("let_go_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("conversation_id"),
    )


def downgrade() -> None:
    op.drop_table("kept_places")
