"""For which brands matters are given out, what agents take, and what was given to whom"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routed_brands",
        sa.Column("brand_id", sa.String(32), sa.ForeignKey("brands.id", name="fk_routed_brands_brand_id_brands")),
        sa.Column("react_seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", name="pk_routed_brands"),
    )
    op.create_table(
        "agent_work",
        sa.Column("agent_id", sa.String(32), sa.ForeignKey("agents.id", name="fk_agent_work_agent_id_agents")),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("callback", sa.BigInteger(), nullable=False),
        sa.Column("mail", sa.BigInteger(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name="pk_agent_work"),
    )
    op.create_table(
        "given_matters",
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversations.id", name="fk_given_matters_conversation_id_conversations"),
        ),
        sa.Column("agent_id", sa.String(32), sa.ForeignKey("agents.id", name="fk_given_matters_agent_id_agents")),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("let_lie_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id", name="pk_given_matters"),
    )
    op.create_index("ix_given_matters_due", "given_matters", ["due_at"])
    op.create_index("ix_given_matters_agent", "given_matters", ["agent_id", "let_lie_at"])


def downgrade() -> None:
    op.drop_table("given_matters")
    op.drop_table("agent_work")
    op.drop_table("routed_brands")
