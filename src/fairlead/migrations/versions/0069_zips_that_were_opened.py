"""Of an upload that is a zip: the files it held and what was left out of it"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("uploads", sa.Column("opened", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    op.drop_column("uploads", "opened")
