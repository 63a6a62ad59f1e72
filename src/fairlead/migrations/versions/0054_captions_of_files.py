"""What files are called: numbers of those both sides see, in the order in which they were given, and captions"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("number", sa.BigInteger()))
    op.add_column("files", sa.Column("caption", sa.LargeBinary()))
    op.create_table(
        "file_counts",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_file_counts"),
    )
    # What is said in an entry is sealed: of older files it is known when they were given, not where they stand in it.
    op.execute(
        "UPDATE files SET number = (SELECT count(*) FROM files AS f WHERE f.conversation_id = files.conversation_id "
        "AND NOT f.internal AND (f.created_at < files.created_at OR (f.created_at = files.created_at AND f.id <= files.id))) "
        "WHERE conversation_id IS NOT NULL AND NOT internal"
    )
    op.execute(
        "INSERT INTO file_counts (conversation_id, last) SELECT conversation_id, count(*) FROM files "
        "WHERE conversation_id IS NOT NULL AND NOT internal GROUP BY conversation_id"
    )


def downgrade() -> None:
    op.drop_table("file_counts")
    op.drop_column("files", "caption")
    op.drop_column("files", "number")
