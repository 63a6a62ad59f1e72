"""Sanctions, what misuse was counted, and agents' breaks"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WAITING = sa.text("appealed_at IS NOT NULL AND decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "sanctions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("key", sa.String(80), nullable=False, unique=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("inside", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sanctions_customer", "sanctions", ["customer_id", "set_at"])
    op.create_index("ix_sanctions_ends_at", "sanctions", ["ends_at"])
    op.create_index(
        "ix_sanctions_appeals",
        "sanctions",
        ["brand_id", "appealed_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "reputations",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_table(
        "breaks",
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id"),
    )


def downgrade() -> None:
    op.drop_table("breaks")
    op.drop_table("reputations")
    op.drop_index("ix_sanctions_appeals", "sanctions")
    op.drop_index("ix_sanctions_ends_at", "sanctions")
    op.drop_index("ix_sanctions_customer", "sanctions")
    op.drop_table("sanctions")
