"""Which agent reads which conversation in his own language."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class TranslatingRow(Base):
    __tablename__ = "translating"

    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16))
    since: Mapped[int]
