"""Who gave a secret away, or whose account is in danger, goes first in the queue"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_conversations_waiting", "conversations")
    op.add_column("conversations", sa.Column("calm", sa.Boolean(), nullable=False, server_default=sa.true()))
    waiting = ["brand_id", "status", "handler", "calm", "waiting_since", "id"]
    op.create_index("ix_conversations_waiting", "conversations", waiting)
