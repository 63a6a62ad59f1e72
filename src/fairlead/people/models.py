"""Tables of people. What names a person lies sealed; look-ups go by keyed digest."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

_ENDED = text("ended_at IS NOT NULL")


class CustomerRow(Base):
    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    verified: Mapped[bool]
    locale: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(40), default="")
    # JSON, sealed: see `people.store.Profile`.
    profile: Mapped[bytes]
    created_at: Mapped[int]
    seen_at: Mapped[int]


class IdentityRow(Base):
    """One name a customer is known by: kind `uid` for the exchange's own account id."""

    __tablename__ = "identities"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)


class AgentRow(Base):
    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    presence: Mapped[str] = mapped_column(String(16), default="offline")
    # When one of the agent's sockets was last known to be open.
    seen_at: Mapped[int] = mapped_column(default=0)
    # When role, brands or teams changed last: what was asked with older rights is not done.
    rights_at: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[int]


class KnownPlaceRow(Base):
    """A network an agent has signed in from: guessing elsewhere does not lock him out there."""

    __tablename__ = "known_places"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    seen_at: Mapped[int] = mapped_column(index=True)


class AgentBrandRow(Base):
    __tablename__ = "agent_brands"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True, index=True)


class TeamRow(Base):
    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    name: Mapped[str] = mapped_column(String(80))
    # What it is given only its members see, and the brand's leads.
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What customers are told it is called; empty: they hear only that it is one of ours.
    public_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    # By which kinds of tickets name it; empty: none does.
    code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    # Since when nothing new goes to it; what it had keeps its name.
    retired_at: Mapped[int | None]

    __table_args__ = (UniqueConstraint("brand_id", "name"),)


class TeamMemberRow(Base):
    __tablename__ = "team_members"

    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True, index=True)


class SessionRow(Base):
    """A sign-in. Only the token's hash is kept; a session that ended stays ended."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[str] = mapped_column(Id)
    brand_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[int]
    expires_at: Mapped[int]
    ended_at: Mapped[int | None]
    # An agent's browser and system in a few words.
    device: Mapped[str] = mapped_column(String(60), default="", server_default="")

    __table_args__ = (
        Index("ix_sessions_subject", "kind", "subject_id"),
        Index("ix_sessions_expires_at", "expires_at"),
        Index("ix_sessions_ended_at", "ended_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )


class OneTimeKeyRow(Base):
    """What may be used once: a site token's `jti` and a solved challenge (present = used), a socket ticket (present = unused)."""

    __tablename__ = "one_time_keys"

    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), default="")
    expires_at: Mapped[int] = mapped_column(index=True)


class ApiTokenRow(Base):
    """One with which a system of the exchange asks. Only its hash is kept; one that was revoked stays so."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Separated by blanks.
    scopes: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[int]
    expires_at: Mapped[int | None]
    revoked_at: Mapped[int | None]
