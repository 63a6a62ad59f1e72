"""Tables of notices. Where a browser is reached and its keys lie sealed."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class PushDeviceRow(Base):
    """A browser that is told about replies, for as long as the session lives in which that was allowed."""

    __tablename__ = "push_devices"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id, index=True)
    brand_id: Mapped[str] = mapped_column(Id)
    session_id: Mapped[str] = mapped_column(Id, index=True)
    # One browser, one row: whoever allows it last is told.
    endpoint_digest: Mapped[bytes] = mapped_column(unique=True)
    # JSON, sealed: see `notices.store.Address`.
    address: Mapped[bytes]
    locale: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[int]


class PushNoticeRow(Base):
    """Up to which public number of a conversation a browser was told. The next notice waits until that is read."""

    __tablename__ = "push_notices"

    device_id: Mapped[str] = mapped_column(ForeignKey("push_devices.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int]


class NoticeChoiceRow(Base):
    """Of what a customer is not told, and when not; nobody without a row has chosen anything."""

    __tablename__ = "notice_choices"

    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    # Of `rules.WHAT`, with a comma between.
    off: Mapped[str] = mapped_column(String(80))
    # Minutes of the day by the clocks of the zone; all three or none.
    quiet_begin: Mapped[int | None]
    quiet_end: Mapped[int | None]
    zone: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[int]


class SentNoticeRow(Base):
    """What was told on a browser, so that its owner can look up whether a message was ours; written before it leaves."""

    __tablename__ = "sent_notices"

    device_id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[str] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(12))
    # As it was told.
    locale: Mapped[str] = mapped_column(String(16))
    # What the browser calls itself, sealed.
    name: Mapped[bytes]
    sent_at: Mapped[int] = mapped_column(index=True)

    __table_args__ = (Index("ix_sent_notices_customer", "customer_id", "sent_at"),)
