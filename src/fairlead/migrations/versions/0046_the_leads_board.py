"""Who is lent to a team or a language for some hours, and when a brand had more to do than it could"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lent_agents",
        sa.Column("agent_id", sa.String(32), sa.ForeignKey("agents.id", name="fk_lent_agents_agent_id_agents")),
        sa.Column("brand_id", sa.String(32), sa.ForeignKey("brands.id", name="fk_lent_agents_brand_id_brands")),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("lent_by", sa.String(32), nullable=False),
        sa.Column("lent_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "brand_id", "kind", "name", name="pk_lent_agents"),
    )
    op.create_index("ix_lent_agents_until", "lent_agents", ["until"])
    op.create_table(
        "surges",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column(
            "brand_id", sa.String(32), sa.ForeignKey("brands.id", name="fk_surges_brand_id_brands"), nullable=False
        ),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("bot_first", sa.Boolean(), nullable=False),
        sa.Column("banner", sa.Boolean(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("began_by", sa.String(32), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_surges"),
    )
    op.create_index("ix_surges_brand", "surges", ["brand_id", "began_at"])
    op.create_index("ix_surges_ends", "surges", ["ends_at"])


def downgrade() -> None:
    op.drop_table("surges")
    op.drop_table("lent_agents")
