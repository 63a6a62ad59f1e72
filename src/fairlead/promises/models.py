"""Tables of promises: what a brand promises, and the clocks that run by it."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id
from fairlead.promises.rules import Metric

_OPEN = text("ended_at IS NULL")
_RISK = text("ended_at IS NULL AND warned_at IS NOT NULL")
_RINGS = text("next_at IS NOT NULL")


class PolicyRow(Base):
    """What a brand has in place of the house's promises."""

    __tablename__ = "promise_policies"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    # See `rules.Policy`.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]


class ClockRow(Base):
    """One promise of one conversation, from when it began until it was kept or came to nothing."""

    __tablename__ = "promise_clocks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    metric: Mapped[Metric] = mapped_column(String(12))
    # What its terms follow from (`rules.terms`).
    priority: Mapped[int]
    tier: Mapped[int]
    channel: Mapped[str] = mapped_column(String(24))
    team_id: Mapped[str | None] = mapped_column(Id)
    ticket: Mapped[bool]
    spoken: Mapped[bool]
    # A time somebody was told, in place of the terms'.
    fixed_at: Mapped[int | None]
    started_at: Mapped[int]
    # It runs since then, and had used so much open time before.
    resumed_at: Mapped[int]
    used: Mapped[int]
    paused_since: Mapped[int | None]
    warn_at: Mapped[int | None]
    due_at: Mapped[int | None]
    escalate_at: Mapped[int | None]
    # The first of those three that has not happened; none once it ended, or while it is paused.
    next_at: Mapped[int | None]
    warned_at: Mapped[int | None]
    # When it broke first, and how often it was given again since.
    broken_at: Mapped[int | None]
    again: Mapped[int]
    escalated_at: Mapped[int | None]
    # When what was promised happened; an end without it is a matter that ended, or a wait that did.
    met_at: Mapped[int | None]
    ended_at: Mapped[int | None]

    __table_args__ = (
        Index("uq_promise_clocks_start", "conversation_id", "metric", "started_at", unique=True),
        Index("ix_promise_clocks_next", "next_at", sqlite_where=_RINGS, postgresql_where=_RINGS),
        Index("ix_promise_clocks_risk", "brand_id", "due_at", sqlite_where=_RISK, postgresql_where=_RISK),
        Index("ix_promise_clocks_open", "brand_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
