"""Tickets with sealed facts, and what brands change in the taxonomy"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

LISTED = ("priority", "created_at", "id")


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("case_type", sa.String(12), nullable=False),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("computed", sa.BigInteger(), nullable=False),
        sa.Column("override", sa.BigInteger()),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("complete", sa.BigInteger(), nullable=False),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("inside", sa.LargeBinary(), nullable=False),
        sa.Column("nudged_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("conversation_id", name="uq_tickets_conversation_id"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
    )
    for name in ("status", "category", "team"):
        op.create_index(f"ix_tickets_{name}", "tickets", ["brand_id", name, *LISTED])
    op.create_index("ix_tickets_priority", "tickets", ["brand_id", *LISTED])
    op.create_index("ix_tickets_customer", "tickets", ["customer_id", "created_at", "id"])
    op.create_table(
        "ticket_marks",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_marks_ticket_id"),
        sa.PrimaryKeyConstraint("customer_id", "digest", "ticket_id", name="pk_ticket_marks"),
    )
    op.create_index("ix_ticket_marks_ticket_id", "ticket_marks", ["ticket_id"])
    op.create_table(
        "taxonomy",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name="fk_taxonomy_brand_id"),
        sa.PrimaryKeyConstraint("brand_id", "kind", "key", name="pk_taxonomy"),
    )


def downgrade() -> None:
    for table in ("taxonomy", "ticket_marks", "tickets"):
        op.drop_table(table)
