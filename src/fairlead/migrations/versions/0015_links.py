"""Where a brand's agents may link to"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("brands", sa.Column("links", sa.JSON(), nullable=True))
