"""Lists under a name are of conversations too; teams have the code by which kinds of tickets name them, and can retire"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_views", sa.Column("kind", sa.String(8), nullable=False, server_default="tickets"))
    op.add_column("teams", sa.Column("code", sa.String(40), nullable=False, server_default=""))
    op.add_column("teams", sa.Column("retired_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("teams", "retired_at")
    op.drop_column("teams", "code")
    op.drop_column("ticket_views", "kind")
