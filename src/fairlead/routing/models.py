"""Tables of the queue: for which brands matters are given out, what each agent takes, also for some hours only, who of
those that wait was here when, what was given and is not begun, and when a brand or a team had more to do than it could."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class GivenOutRow(Base):
    """A brand whose matters are given out. Its lock is the turn of who gives: all rows, in the order of the brands."""

    __tablename__ = "routed_brands"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    # After so many seconds without a word or a draft a matter is taken back.
    react_seconds: Mapped[int]


class WorkRow(Base):
    """How many matters an agent has at once, and what he is good at."""

    __tablename__ = "agent_work"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    chat: Mapped[int]
    callback: Mapped[int]
    mail: Mapped[int]
    # Name → [level 1 to 3, the Instant it expires at or null].
    skills: Mapped[dict[str, Any]] = mapped_column(JSON)
    languages: Mapped[dict[str, Any]] = mapped_column(JSON)


class KeptPlaceRow(Base):
    """When the customer of a matter that waits was last here, and when his place was let go because he stayed away. It speaks of
    the wait that goes on: what is older than `conversations.waiting_since` is of one before."""

    __tablename__ = "kept_places"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    here_at: Mapped[int]
    # When he was seen to leave; None while he has not, as far as anybody knows.
    left_at: Mapped[int | None]
    let_go_at: Mapped[int | None]


class TurnWishRow(Base):
    """The customer of a matter that waits wants to be told when it is his turn. It goes once somebody has taken the matter."""

    __tablename__ = "turn_wishes"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    asked_at: Mapped[int]


class GivenRow(Base):
    """A matter that was given to somebody and waits for his first word; and one he let lie, for as long as he gets no other."""

    __tablename__ = "given_matters"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    given_at: Mapped[int]
    # When it is taken back, unless he has begun.
    due_at: Mapped[int]
    # When it was taken back because he had not reacted.
    let_lie_at: Mapped[int | None]

    __table_args__ = (
        Index("ix_given_matters_due", "due_at"),
        Index("ix_given_matters_agent", "agent_id", "let_lie_at"),
    )


class LentRow(Base):
    """A team, or a language, that an agent works in for some hours: the board says so, what he takes otherwise stays as it is."""

    __tablename__ = "lent_agents"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    # `team` (its id) or `language`.
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[int] = mapped_column(index=True)
    lent_by: Mapped[str] = mapped_column(Id)
    lent_at: Mapped[int]


class SurgeRow(Base):
    """A time in which a brand, or one team of it (`team_id`; empty: all), is run as a rush: who began it and when, until when it
    was to last, and who ended it before."""

    __tablename__ = "surges"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    team_id: Mapped[str] = mapped_column(String(32))
    # What agents have at once, in hundredths of the usual.
    capacity: Mapped[int]
    bot_first: Mapped[bool]
    # Whether customers are told, and in the lead's words by locale where he gave any.
    banner: Mapped[bool]
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    began_by: Mapped[str] = mapped_column(Id)
    began_at: Mapped[int]
    ends_at: Mapped[int]
    ended_by: Mapped[str | None] = mapped_column(Id)
    ended_at: Mapped[int | None]

    __table_args__ = (Index("ix_surges_brand", "brand_id", "began_at"), Index("ix_surges_ends", "ends_at"))
