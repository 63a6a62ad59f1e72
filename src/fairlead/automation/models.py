"""Tables of canned replies, of rules, and of what rules did."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class CannedReplyRow(Base):
    __tablename__ = "canned_replies"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    shortcut: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(16))
    # Its words are a greeting: whoever says them has not answered yet.
    greeting: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What is done besides replying, in its order (`rules.Step`).
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")

    __table_args__ = (UniqueConstraint("brand_id", "shortcut", "locale"),)


class RuleRow(Base):
    """`content`: a `keep_rules.Content` as plain values. `since`: from when on it is heeded; what happened before is not."""

    __tablename__ = "automation_rules"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    active: Mapped[bool]
    place: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    since: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]


class RunRow(Base):
    """What a rule did for a cause, or an agent by a macro: written with what was done, so that it is done once. `state`: `done`,
    `failed` (it was refused, with its `code`) or `stopped` (so as not to go round in circles)."""

    __tablename__ = "automation_runs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # The rule, or the agent.
    actor_id: Mapped[str] = mapped_column(Id)
    # The event, or the client's own name for the request.
    cause: Mapped[str] = mapped_column(String(100))
    brand_id: Mapped[str] = mapped_column(Id)
    conversation_id: Mapped[str] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(60), default="")
    # Whether the customer was told something.
    spoke: Mapped[bool] = mapped_column(default=False)
    # How many rules stand before it in its chain.
    depth: Mapped[int] = mapped_column(default=0)
    at: Mapped[int]

    __table_args__ = (
        UniqueConstraint("actor_id", "cause"),
        Index("ix_automation_runs_matter", "conversation_id", "at"),
        Index("ix_automation_runs_brand", "brand_id", "state", "at"),
        Index("ix_automation_runs_at", "at"),
    )


class TimerRow(Base):
    """A time rule that waits in a matter, since the entry of that number."""

    __tablename__ = "automation_timers"

    rule_id: Mapped[str] = mapped_column(ForeignKey("automation_rules.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int]
    due_at: Mapped[int]

    __table_args__ = (Index("ix_automation_timers_matter", "conversation_id"),)
