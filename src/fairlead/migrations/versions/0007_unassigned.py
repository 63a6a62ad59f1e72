"""What no person has yet is a view of the desk of its own"""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unassigned = text("status = 'open' AND assignee_id IS NULL")
    columns = ["brand_id", "updated_at", "id"]
    name = "ix_conversations_unassigned"
    op.create_index(name, "conversations", columns, sqlite_where=unassigned, postgresql_where=unassigned)
