"""Lists of tickets under a name, and in which order each agent has them"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_views",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("shared", sa.String(8), nullable=False),
        sa.Column("team_id", sa.String(32)),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name="fk_ticket_views_brand_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_ticket_views_agent_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_ticket_views_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_views"),
    )
    op.create_index("ix_ticket_views_brand", "ticket_views", ["brand_id", "agent_id"])
    op.create_table(
        "ticket_view_orders",
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("brand_id", sa.String(32), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_ticket_view_orders_agent_id"),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name="fk_ticket_view_orders_brand_id"),
        sa.PrimaryKeyConstraint("agent_id", "brand_id", name="pk_ticket_view_orders"),
    )


def downgrade() -> None:
    op.drop_table("ticket_view_orders")
    op.drop_table("ticket_views")
