"""A canned reply may carry steps: then it is a macro"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("canned_replies", sa.Column("steps", sa.JSON(), nullable=False, server_default="[]"))
