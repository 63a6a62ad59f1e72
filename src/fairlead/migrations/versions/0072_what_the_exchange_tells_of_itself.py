"""What the exchange tells of its fees, assets and products, and what of it changed"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_facts",
        sa.Column("brand_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("before", sa.String(200), nullable=False),
        sa.Column("mentions", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_exchange_facts_brand_id_changed_at", "exchange_facts", ["brand_id", "changed_at"])


def downgrade() -> None:
    op.drop_table("exchange_facts")
