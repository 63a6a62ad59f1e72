"""Tables of notices. Where a browser is reached and its keys lie sealed."""

from sqlalchemy import ForeignKey, String
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
