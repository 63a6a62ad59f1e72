"""Tables of webhooks. Addresses, secrets and what receivers answered lie sealed; a delivery's data holds nobody's words."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class WebhookRow(Base):
    """An endpoint: where a brand's events are told."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    # Sealed: an address may be a secret of its own.
    url: Mapped[bytes]
    secret: Mapped[bytes]
    # The one before, which signs as well until then.
    old_secret: Mapped[bytes | None]
    old_until: Mapped[int] = mapped_column(default=0)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    # Whether it is told what was said.
    texts: Mapped[bool]
    active: Mapped[bool]
    # Of `rules`: why it is off.
    off_reason: Mapped[str] = mapped_column(String(8), default="")
    off_at: Mapped[int | None]
    # Since when nothing has arrived, and until when it is left alone.
    failing_since: Mapped[int | None]
    resting_until: Mapped[int] = mapped_column(default=0)
    last_ok_at: Mapped[int | None]
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]
    created_at: Mapped[int]


class WebhookChangeRow(Base):
    """What an admin did to an endpoint; it outlives the endpoint, and nothing takes it away."""

    __tablename__ = "webhook_changes"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    webhook_id: Mapped[str] = mapped_column(Id)
    # As it was called then.
    name: Mapped[str] = mapped_column(String(80))
    # Of `rules.Act`.
    act: Mapped[str] = mapped_column(String(8))
    # Sealed: of the address it has since then.
    host: Mapped[bytes]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]

    __table_args__ = (Index("ix_webhook_changes_lately", "brand_id", "changed_at"),)


class SeenChangeRow(Base):
    """An admin has said that he knows of it."""

    __tablename__ = "webhook_changes_seen"

    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    change_id: Mapped[str] = mapped_column(ForeignKey("webhook_changes.id"), primary_key=True)
    seen_at: Mapped[int]


class DeliveryRow(Base):
    """One message to one endpoint, and how its last try went."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id"))
    # The same for every try, and made of what it tells: `webhook-id`.
    message_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Where what was said stands.
    conversation_id: Mapped[str | None] = mapped_column(Id)
    seq: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    # Since when it is tried: when it was noted, or asked for once more.
    begun_at: Mapped[int]
    happened_at: Mapped[int]
    tried_at: Mapped[int | None]
    next_at: Mapped[int | None]
    # Of the last try: HTTP status, null when none came; how long it took; the answer's first bytes, sealed; what went wrong.
    status: Mapped[int | None]
    took: Mapped[int | None]
    reply: Mapped[bytes | None]
    error: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id"),
        Index("ix_webhook_deliveries_log", "webhook_id", "id"),
        Index("ix_webhook_deliveries_state", "webhook_id", "state", "id"),
        Index("ix_webhook_deliveries_old", "begun_at"),
    )
