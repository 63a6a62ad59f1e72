"""When agents work, and what one shift tells the next"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_shifts",
        sa.Column("agent_id", sa.String(32), sa.ForeignKey("agents.id", name="fk_agent_shifts_agent_id_agents")),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name="pk_agent_shifts"),
    )
    op.create_table(
        "handover_notes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column(
            "brand_id",
            sa.String(32),
            sa.ForeignKey("brands.id", name="fk_handover_notes_brand_id_brands"),
            nullable=False,
        ),
        sa.Column(
            "agent_id",
            sa.String(32),
            sa.ForeignKey("agents.id", name="fk_handover_notes_agent_id_agents"),
            nullable=False,
        ),
        sa.Column("client_id", sa.String(80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversations.id", name="fk_handover_notes_conversation_id_conversations"),
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handover_notes"),
        sa.UniqueConstraint("agent_id", "client_id", name="uq_handover_notes_agent_id_client_id"),
    )
    op.create_index("ix_handover_notes_recent", "handover_notes", ["brand_id", "created_at"])


def downgrade() -> None:
    op.drop_table("handover_notes")
    op.drop_table("agent_shifts")
