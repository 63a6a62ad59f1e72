"""Who changed where webhooks lead and with what they are signed, and which admins know"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("brand_id", sa.String(32), sa.ForeignKey("brands.id"), nullable=False),
        sa.Column("webhook_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("act", sa.String(8), nullable=False),
        sa.Column("host", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_webhook_changes_lately", "webhook_changes", ["brand_id", "changed_at"])
    op.create_table(
        "webhook_changes_seen",
        sa.Column("agent_id", sa.String(32), primary_key=True),
        sa.Column("change_id", sa.String(32), sa.ForeignKey("webhook_changes.id"), primary_key=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("webhook_changes_seen")
    op.drop_table("webhook_changes")
