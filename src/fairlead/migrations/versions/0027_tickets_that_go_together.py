"""Tickets that go on as others, and what they are to one another"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("merged_into", sa.String(32)))
    op.create_index("ix_tickets_merged", "tickets", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index("ix_ticket_marks_digest", "ticket_marks", ["digest"])
    op.create_table(
        "ticket_links",
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("other_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_links_ticket_id"),
        sa.ForeignKeyConstraint(["other_id"], ["tickets.id"], name="fk_ticket_links_other_id"),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "other_id", name="pk_ticket_links"),
    )
    op.create_index("ix_ticket_links_other_id", "ticket_links", ["other_id"])


def downgrade() -> None:
    op.drop_table("ticket_links")
    op.drop_index("ix_ticket_marks_digest", "ticket_marks")
    op.drop_index("ix_tickets_merged", "tickets")
    op.drop_column("tickets", "merged_into")
