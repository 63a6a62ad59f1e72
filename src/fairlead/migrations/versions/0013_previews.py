"""The first page of a PDF as a picture"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("blobs", sa.Column("preview_key", sa.String(64), nullable=True))
    for name in ("preview_width", "preview_height", "pages"):
        op.add_column("blobs", sa.Column(name, sa.BigInteger(), nullable=True))
