"""Tables of the roster."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class ShiftsRow(Base):
    """When an agent works. Who has none works as he is here."""

    __tablename__ = "agent_shifts"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    # See `rules.Pattern`.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]


class HandoverRow(Base):
    """What somebody tells the next shift; never changed. `conversation_id`: the matter it is about."""

    __tablename__ = "handover_notes"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"))
    # As its writer's client named it: the same again is the same note.
    client_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))
    created_at: Mapped[int]

    __table_args__ = (
        UniqueConstraint("agent_id", "client_id"),
        Index("ix_handover_notes_recent", "brand_id", "created_at"),
    )
