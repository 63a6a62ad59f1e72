"""The epoch of the search index: every process builds its own, and must know when to begin anew"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_epochs",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_search_epochs"),
    )
