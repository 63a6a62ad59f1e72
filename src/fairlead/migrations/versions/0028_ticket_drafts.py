"""Forms for new tickets that were not sent yet, sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_drafts",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "category"),
    )
    op.create_index("ix_ticket_drafts_updated_at", "ticket_drafts", ["updated_at"])


def downgrade() -> None:
    op.drop_table("ticket_drafts")
