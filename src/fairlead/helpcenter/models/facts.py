"""The table of what the exchange tells of itself: fees, assets, and what its products can do."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

KINDS = ("fee", "asset", "flag")


class FactRow(Base):
    """A fact as it was told last, and what it was before while a change of it waits for editors; see `watch_facts.py`."""

    __tablename__ = "exchange_facts"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    # Empty for one that is told no more; so is `before` for one that was not told before.
    value: Mapped[str] = mapped_column(String(200))
    before: Mapped[str] = mapped_column(String(200))
    # By which words articles mention it, see `mention.py`.
    mentions: Mapped[str] = mapped_column(String(200))
    # When it changed last, while nobody has looked through the articles since.
    changed_at: Mapped[int | None]

    __table_args__ = (Index(None, "brand_id", "changed_at"),)
