"""Tables of emergencies: each press, who was called when, who is on call, where agents are called, and what was to be frozen.
What people say about it are entries of the conversation."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

_RINGS = text("taken_at IS NULL AND over_at IS NULL")
_STANDS = text("over_at IS NULL")


class EmergencyRow(Base):
    """A customer has pressed the button. Of one customer one stands at a time, until its conversation is closed."""

    __tablename__ = "emergencies"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # Names the press for whoever sends it again: who pressed, and the id his device made.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    brand_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    conversation_id: Mapped[str] = mapped_column(Id, index=True)
    source: Mapped[str] = mapped_column(String(8))
    # Rings with another one that rings already: its network pressed too often.
    quiet: Mapped[bool]
    pressed_at: Mapped[int]
    # How often people were called.
    calls: Mapped[int]
    called_at: Mapped[int | None]
    taken_at: Mapped[int | None]
    taken_by: Mapped[str | None] = mapped_column(Id)
    over_at: Mapped[int | None]

    __table_args__ = (
        Index("ix_emergencies_ringing", "brand_id", "pressed_at", sqlite_where=_RINGS, postgresql_where=_RINGS),
        Index("ix_emergencies_standing", "customer_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )


class CallRow(Base):
    """Somebody was called, once for each step."""

    __tablename__ = "emergency_calls"

    emergency_id: Mapped[str] = mapped_column(ForeignKey("emergencies.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    called_at: Mapped[int]

    __table_args__ = (Index("ix_emergency_calls_agent", "agent_id", "emergency_id"),)


class OnCallRow(Base):
    """Who is called first for a brand, as its admins entered it."""

    __tablename__ = "on_call"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    added_at: Mapped[int]


class CallDeviceRow(Base):
    """A browser on which an agent is called, by his own word; also while he is not signed in: that is what being on call is."""

    __tablename__ = "call_devices"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), index=True)
    # One browser, one row: whoever allows it last is called.
    endpoint_digest: Mapped[bytes] = mapped_column(unique=True)
    # JSON, sealed: see `notices.store.Address`.
    address: Mapped[bytes]
    locale: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[int]


class FreezeRow(Base):
    """The exchange is asked to freeze an account, by a press or by an agent."""

    __tablename__ = "freezes"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id, index=True)
    conversation_id: Mapped[str] = mapped_column(Id, index=True)
    # Of `rules`: asked, frozen, unreached.
    state: Mapped[str] = mapped_column(String(12))
    # The agent's id; empty for the customer's own press.
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[int]
    frozen_at: Mapped[int | None]
