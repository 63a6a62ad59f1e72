"""What all processes agree on about the index that each keeps for itself."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class SearchEpochRow(Base):
    """Names the database and what was put into it past the feed: an index of another epoch is built anew."""

    __tablename__ = "search_epochs"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    epoch: Mapped[str] = mapped_column(Id)
