"""What brands promise, and the clocks that run by it"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_policies",
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], "fk_promise_policies_brand_id_brands"),
        sa.PrimaryKeyConstraint("brand_id"),
    )
    big = ("started_at", "resumed_at", "used")
    maybe = ("paused_since", "warn_at", "due_at", "escalate_at", "next_at", "warned_at", "broken_at")
    op.create_table(
        "promise_clocks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("metric", sa.String(12), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=True),
        sa.Column("ticket", sa.Boolean(), nullable=False),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("fixed_at", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in big),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in maybe),
        sa.Column("again", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("escalated_at", "met_at", "ended_at")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], "fk_promise_clocks_conversation_id_conversations"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_promise_clocks_start", "promise_clocks", ["conversation_id", "metric", "started_at"], unique=True
    )
    for name, columns, where in (
        ("ix_promise_clocks_next", ["next_at"], "next_at IS NOT NULL"),
        ("ix_promise_clocks_risk", ["brand_id", "due_at"], "ended_at IS NULL AND warned_at IS NOT NULL"),
        ("ix_promise_clocks_open", ["brand_id", "id"], "ended_at IS NULL"),
    ):
        op.create_index(name, "promise_clocks", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    # Since when we owe a word, and since when one that was promised is overdue.
    op.add_column("tickets", sa.Column("owed_since", sa.BigInteger()))
    op.add_column("tickets", sa.Column("late_at", sa.BigInteger()))
    op.execute(
        "UPDATE tickets SET owed_since = since WHERE due_at IS NOT NULL AND status NOT IN "
        "('waiting_for_you', 'waiting_on_chain', 'solved')"
    )
    # Where nothing has happened yet all that happens is counted; elsewhere from the start of the clocks on, and a job gives some
    # to what is open already.
    op.execute(
        "INSERT INTO cursors (name, xid, position, lease_token, lease_until) "
        "SELECT 'promises', 0, 0, '', 0 WHERE NOT EXISTS (SELECT 1 FROM events)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM cursors WHERE name = 'promises'")
    for name in ("late_at", "owed_since"):
        op.drop_column("tickets", name)
    for name in (
        "ix_promise_clocks_open",
        "ix_promise_clocks_risk",
        "ix_promise_clocks_next",
        "uq_promise_clocks_start",
    ):
        op.drop_index(name, "promise_clocks")
    op.drop_table("promise_clocks")
    op.drop_table("promise_policies")
