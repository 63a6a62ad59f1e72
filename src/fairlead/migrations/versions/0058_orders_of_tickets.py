"""Lists of tickets by age, by the last change and by when something is due"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None

_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_tickets_age", "tickets", ["brand_id", "status", "created_at", "id"])
    op.create_index("ix_tickets_updated", "tickets", ["brand_id", "status", "updated_at", "id"])
    due = ["brand_id", "status", "due_at", "id"]
    op.create_index("ix_tickets_due", "tickets", due, sqlite_where=_DUE, postgresql_where=_DUE)


def downgrade() -> None:
    op.drop_index("ix_tickets_due", "tickets")
    op.drop_index("ix_tickets_updated", "tickets")
    op.drop_index("ix_tickets_age", "tickets")
