"""Tables of what was done about misuse and abuse. A row says how a sanction stands; each step is told in the timeline."""

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

_WAITING = text("appealed_at IS NOT NULL AND decided_at IS NULL")


class SanctionRow(Base):
    """A measure against one customer, and what became of it."""

    __tablename__ = "sanctions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    # Where he was told of it, and where all that follows is told.
    conversation_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(24))
    # An agent's id, or `system`.
    set_by: Mapped[str] = mapped_column(Id)
    # Who asked under which client id: asked again, it is one.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    set_at: Mapped[int]
    ends_at: Mapped[int]
    lifted_at: Mapped[int | None]
    appealed_at: Mapped[int | None]
    decided_at: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(Id)
    # JSON, sealed: see `store.Inside`.
    inside: Mapped[bytes]

    __table_args__ = (
        Index("ix_sanctions_customer", "customer_id", "set_at"),
        Index("ix_sanctions_ends_at", "ends_at"),
        Index(
            "ix_sanctions_appeals", "brand_id", "appealed_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
    )


class ReputationRow(Base):
    """How much misuse was counted of a customer: `points` (thousandths) as they stood at `counted_at`; they decay from there."""

    __tablename__ = "reputations"

    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    points: Mapped[int]
    counted_at: Mapped[int]


class BreakRow(Base):
    """An agent who wants to read no more of a customer for a while."""

    __tablename__ = "breaks"

    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    until: Mapped[int]
