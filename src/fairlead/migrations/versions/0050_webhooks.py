"""Where a brand's events are told, and what became of each delivery"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column(
            "brand_id", sa.String(32), sa.ForeignKey("brands.id", name="fk_webhooks_brand_id_brands"), nullable=False
        ),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary()),
        sa.Column("old_until", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("texts", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("off_reason", sa.String(8), nullable=False),
        sa.Column("off_at", sa.BigInteger()),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("resting_until", sa.BigInteger(), nullable=False),
        sa.Column("last_ok_at", sa.BigInteger()),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_brand_id", "webhooks", ["brand_id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column(
            "webhook_id",
            sa.String(32),
            sa.ForeignKey("webhooks.id", name="fk_webhook_deliveries_webhook_id_webhooks"),
            nullable=False,
        ),
        sa.Column("message_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("seq", sa.BigInteger()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger()),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("status", sa.BigInteger()),
        sa.Column("took", sa.BigInteger()),
        sa.Column("reply", sa.LargeBinary()),
        sa.Column("error", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sa.UniqueConstraint("webhook_id", "message_id", name="uq_webhook_deliveries_webhook_id_message_id"),
    )
    op.create_index("ix_webhook_deliveries_log", "webhook_deliveries", ["webhook_id", "id"])
    op.create_index("ix_webhook_deliveries_state", "webhook_deliveries", ["webhook_id", "state", "id"])
    op.create_index("ix_webhook_deliveries_old", "webhook_deliveries", ["begun_at"])


def downgrade() -> None:
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
