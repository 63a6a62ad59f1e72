"""Emergencies, who was called to them, who is on call, and what was asked to be frozen"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None

_RINGS = sa.text("taken_at IS NULL AND over_at IS NULL")
_STANDS = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "emergencies",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("pressed_at", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.String(32), nullable=True),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_emergencies_conversation_id", "emergencies", ["conversation_id"])
    op.create_index(
        "ix_emergencies_ringing",
        "emergencies",
        ["brand_id", "pressed_at"],
        sqlite_where=_RINGS,
        postgresql_where=_RINGS,
    )
    op.create_index(
        "ix_emergencies_standing",
        "emergencies",
        ["customer_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_table(
        "emergency_calls",
        sa.Column("emergency_id", sa.String(32), nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergencies.id"]),
        sa.PrimaryKeyConstraint("emergency_id", "step", "agent_id"),
    )
    op.create_index("ix_emergency_calls_agent", "emergency_calls", ["agent_id", "emergency_id"])
    op.create_table(
        "on_call",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.PrimaryKeyConstraint("brand_id", "agent_id"),
    )
    op.create_table(
        "freezes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_freezes_customer_id", "freezes", ["customer_id"])
    op.create_index("ix_freezes_conversation_id", "freezes", ["conversation_id"])


def downgrade() -> None:
    for table in ("freezes", "on_call", "emergency_calls", "emergencies"):
        op.drop_table(table)
