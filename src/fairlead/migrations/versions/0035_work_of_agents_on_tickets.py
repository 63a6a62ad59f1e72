"""Internal tasks of tickets and what a team is called towards customers; tags, and tickets put off"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

SNOOZED = sa.text("snoozed_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("teams", sa.Column("public_name", sa.String(80), nullable=False, server_default=""))
    op.add_column("tickets", sa.Column("tasks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("task_due_at", sa.BigInteger()))
    op.add_column("tickets", sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("tickets", sa.Column("snoozed_until", sa.BigInteger()))
    op.create_index(
        "ix_tickets_snoozed",
        "tickets",
        ["brand_id", "priority", "created_at", "id"],
        sqlite_where=SNOOZED,
        postgresql_where=SNOOZED,
    )
    op.create_table(
        "ticket_tags",
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("tag", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_tags_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "tag", name="pk_ticket_tags"),
    )
    op.create_index("ix_ticket_tags_tag", "ticket_tags", ["brand_id", "tag", "ticket_id"])
    op.create_table(
        "ticket_tasks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("agent_id", sa.String(32)),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_note", sa.String(36), nullable=False),
        sa.Column("answer_note", sa.String(36)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_tasks_ticket_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_ticket_tasks_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_tasks"),
    )
    op.create_index("ix_ticket_tasks_ticket_id", "ticket_tasks", ["ticket_id"])
    op.create_index("ix_ticket_tasks_due", "ticket_tasks", ["brand_id", "state", "due_at", "id"])


def downgrade() -> None:
    op.drop_table("ticket_tasks")
    op.drop_table("ticket_tags")
    op.drop_index("ix_tickets_snoozed", "tickets")
    op.drop_column("tickets", "snoozed_until")
    op.drop_column("tickets", "tags")
    op.drop_column("tickets", "task_due_at")
    op.drop_column("tickets", "tasks")
    op.drop_column("teams", "public_name")
