"""Tables of ratings. A row is an end somebody was asked about; what he wrote lies sealed."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class ResolutionRow(Base):
    """A matter's end, named by the entry that closed its conversation; what it was about is kept as it was then."""

    __tablename__ = "resolutions"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # The entry's own id, by which customers name it.
    entry_id: Mapped[str] = mapped_column(Id)
    brand_id: Mapped[str] = mapped_column(Id)
    # Who had it, else who wrote last; null: the bot alone.
    agent_id: Mapped[str | None] = mapped_column(Id)
    team_id: Mapped[str | None] = mapped_column(Id)
    # Of its ticket; empty without one.
    desk: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(24))
    locale: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(24))
    ended_at: Mapped[int]
    declined_at: Mapped[int | None]
    satisfaction: Mapped[int | None]
    effort: Mapped[int | None]
    # Of `rules.REASONS`, with a comma between.
    reasons: Mapped[str] = mapped_column(String(120))
    words: Mapped[bytes | None]
    rated_at: Mapped[int | None]
    changed_at: Mapped[int | None]

    __table_args__ = (Index("ix_resolutions_ended", "brand_id", "ended_at", "conversation_id", "seq"),)


class RatingRuleRow(Base):
    """Which ratings a brand's agents see, of `rules.Shown`; the default where there is no row."""

    __tablename__ = "rating_rules"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    shown: Mapped[str] = mapped_column(String(8))
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]
