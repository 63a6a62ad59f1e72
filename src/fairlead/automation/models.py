"""The table of canned replies."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
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
    # What is done besides replying, in its order (`rules.Step`).
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")

    __table_args__ = (UniqueConstraint("brand_id", "shortcut", "locale"),)
