"""Rules that act by themselves, what they did, and those that wait for their time"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "automation_rules",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_automation_rules_brand_id", "automation_rules", ["brand_id"])
    op.create_table(
        "automation_runs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(100), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("spoke", sa.Boolean(), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("actor_id", "cause"),
    )
    op.create_index("ix_automation_runs_matter", "automation_runs", ["conversation_id", "at"])
    op.create_index("ix_automation_runs_brand", "automation_runs", ["brand_id", "state", "at"])
    op.create_index("ix_automation_runs_at", "automation_runs", ["at"])
    op.create_table(
        "automation_timers",
        sa.Column("rule_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["automation_rules.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule_id", "conversation_id"),
    )
    op.create_index("ix_automation_timers_matter", "automation_timers", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("automation_timers")
    op.drop_table("automation_runs")
    op.drop_table("automation_rules")
