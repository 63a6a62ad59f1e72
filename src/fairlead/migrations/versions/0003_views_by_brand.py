"""Views of the desk begin with the brand, and nobody in the queue is without the time since when he waits"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_conversations_recent", "conversations")
    op.drop_index("ix_conversations_waiting", "conversations")
    op.execute(
        "UPDATE conversations SET waiting_since = created_at "
        "WHERE status = 'open' AND handler = 'queue' AND waiting_since IS NULL"
    )
    op.create_index("ix_conversations_recent", "conversations", ["brand_id", "status", "updated_at", "id"])
    waiting = ["brand_id", "status", "handler", "waiting_since", "id"]
    op.create_index("ix_conversations_waiting", "conversations", waiting)
