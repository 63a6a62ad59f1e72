"""Who has a ticket and which team, beside what else the agents' list narrows by"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ORDER = ["priority", "created_at", "id"]


def upgrade() -> None:
    op.add_column("tickets", sa.Column("owner_id", sa.String(32)))
    op.add_column("tickets", sa.Column("held_by", sa.String(32)))
    op.execute(
        "UPDATE tickets SET owner_id = (SELECT assignee_id FROM conversations WHERE conversations.id = conversation_id), "
        "held_by = (SELECT team_id FROM conversations WHERE conversations.id = conversation_id)"
    )
    op.drop_index("ix_tickets_category", "tickets")
    op.drop_index("ix_tickets_team", "tickets")
    op.create_index("ix_tickets_category", "tickets", ["brand_id", "category", "status", *ORDER, "team"])
    op.create_index("ix_tickets_team", "tickets", ["brand_id", "team", "status", *ORDER])
    op.create_index("ix_tickets_owner", "tickets", ["brand_id", "owner_id", "status", *ORDER, "category", "team"])


def downgrade() -> None:
    for name in ("owner", "team", "category"):
        op.drop_index(f"ix_tickets_{name}", "tickets")
    op.create_index("ix_tickets_category", "tickets", ["brand_id", "category", *ORDER])
    op.create_index("ix_tickets_team", "tickets", ["brand_id", "team", *ORDER])
    op.drop_column("tickets", "held_by")
    op.drop_column("tickets", "owner_id")
