"""Large files are sealed in records; brands have tiles of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("blobs", sa.Column("stride", sa.Integer(), nullable=True))
    op.add_column("brands", sa.Column("tiles", sa.JSON(none_as_null=True), nullable=True))
