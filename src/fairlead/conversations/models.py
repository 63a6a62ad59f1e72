"""Tables of the timeline. What people wrote lies sealed; numbers and states lie open for lists and queues."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

_UNASSIGNED = text("status = 'open' AND assignee_id IS NULL")


class ConversationRow(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(String(24))
    locale: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(8))
    handler: Mapped[str] = mapped_column(String(8))
    # Whether the bot may still speak; never again once a person has, until the matter is closed.
    bot_active: Mapped[bool]
    assignee_id: Mapped[str | None] = mapped_column(Id)
    team_id: Mapped[str | None] = mapped_column(Id)
    last_seq: Mapped[int]
    last_public_seq: Mapped[int]
    # False: a secret was given away or the account is in danger, and whoever waits goes first in the queue.
    calm: Mapped[bool]
    # Since when the customer waits for a person's word; null when nobody waits.
    waiting_since: Mapped[int | None]
    # When the customer first asked for or was given to people, and when a person first answered.
    queued_at: Mapped[int | None]
    first_human_at: Mapped[int | None]
    subject: Mapped[bytes]
    preview: Mapped[bytes]
    preview_author: Mapped[str] = mapped_column(String(8))
    context: Mapped[bytes]
    customer_delivered: Mapped[int]
    customer_read: Mapped[int]
    agents_delivered: Mapped[int]
    agents_read: Mapped[int]
    created_at: Mapped[int]
    updated_at: Mapped[int]
    closed_at: Mapped[int | None]

    __table_args__ = (
        # The brand first: agents see some brands only, and a view must not walk over the rows of others. One stretch of the
        # index for each brand is read and merged (store.py).
        Index("ix_conversations_waiting", "brand_id", "status", "handler", "calm", "waiting_since", "id"),
        Index("ix_conversations_mine", "assignee_id", "status", "updated_at", "id"),
        Index("ix_conversations_recent", "brand_id", "status", "updated_at", "id"),
        # What no person has: few, and a small index holds only these.
        Index(
            "ix_conversations_unassigned",
            *("brand_id", "updated_at", "id"),
            sqlite_where=_UNASSIGNED,
            postgresql_where=_UNASSIGNED,
        ),
        # Without a time: each message moves it, and a customer's few matters are sorted as quickly as they are read.
        Index("ix_conversations_customer", "customer_id"),
    )


class EntryRow(Base):
    """One line. `(conversation_id, seq)` is its place, `(client_id, sender)` its name from outside."""

    __tablename__ = "entries"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_seq: Mapped[int | None]
    id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16))
    author_kind: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[str] = mapped_column(Id)
    sender: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(80))
    # Keyed digest of what was sent, to tell a retry from another message under the same name.
    digest: Mapped[bytes | None]
    body: Mapped[bytes]
    created_at: Mapped[int]
    redacted_at: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("client_id", "sender"),
        {"sqlite_with_rowid": False},
    )


class WaitRow(Base):
    """A stretch in which a customer waited for a person's word; written with the word that ended it."""

    __tablename__ = "waits"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    # Of the message that ended it.
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    brand_id: Mapped[str] = mapped_column(Id)
    locale: Mapped[str] = mapped_column(String(16))
    lasted: Mapped[int]
    ended_at: Mapped[int]

    __table_args__ = (Index("ix_waits_recent", "brand_id", "locale", "ended_at"),)


class DraftRow(Base):
    """What an agent is writing. Without a body: sent or thrown away, which another device must hear of."""

    __tablename__ = "drafts"

    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(8), primary_key=True)
    revision: Mapped[int]
    body: Mapped[bytes | None]
    updated_at: Mapped[int]


class MentionRow(Base):
    """A note that named an agent, until it is taken back."""

    __tablename__ = "mentions"

    agent_id: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    brand_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[int]
    seen_at: Mapped[int | None]

    __table_args__ = (
        Index("ix_mentions_recent", "agent_id", "created_at", "conversation_id", "seq"),
        Index("ix_mentions_unseen", "agent_id", "seen_at"),
    )


class BlobRow(Base):
    """File bytes, once for equal content."""

    __tablename__ = "blobs"

    # Keyed digest of the content as uploaded, so that the database alone does not tell who holds which known file.
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    # How long a sealed record is, where the bytes are sealed in records; see infra/blobs.py.
    stride: Mapped[int | None]
    # The picture of a document's first page; see preview.py.
    preview_key: Mapped[str | None] = mapped_column(String(64))
    preview_width: Mapped[int | None]
    preview_height: Mapped[int | None]
    pages: Mapped[int | None]
    created_at: Mapped[int]


class FileRow(Base):
    """A file as one person gave it; usable once, in a message of that person."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    owner: Mapped[str] = mapped_column(String(40))
    blob_digest: Mapped[bytes] = mapped_column(ForeignKey("blobs.digest"), index=True)
    name: Mapped[bytes]
    conversation_id: Mapped[str | None] = mapped_column(Id)
    internal: Mapped[bool] = mapped_column(default=False)
    # Of those both sides see: by what a text cites it. What its giver says of it, sealed.
    number: Mapped[int | None]
    caption: Mapped[bytes | None]
    created_at: Mapped[int]

    __table_args__ = (Index("ix_files_unused", "conversation_id", "created_at"),)


class FileCountRow(Base):
    """The last number a file of a conversation got; also when that one was taken back."""

    __tablename__ = "file_counts"

    conversation_id: Mapped[str] = mapped_column(Id, primary_key=True)
    last: Mapped[int]


class UploadRow(Base):
    """A file on its way up. It has a file, or is an opened zip, once it was finished; until then its key opens its pieces."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    owner: Mapped[str] = mapped_column(String(40))
    name: Mapped[bytes]
    key: Mapped[bytes]
    size: Mapped[int]
    received: Mapped[int]
    file_id: Mapped[str | None] = mapped_column(Id)
    # Of a zip in place of a file: its files and what was left out of it, sealed.
    opened: Mapped[bytes | None]
    created_at: Mapped[int]

    __table_args__ = (Index("ix_uploads_owner", "owner", "created_at"), Index("ix_uploads_old", "created_at"))


class PieceRow(Base):
    """Where the bytes from `start` on lie."""

    __tablename__ = "upload_pieces"

    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    blob_key: Mapped[str] = mapped_column(String(64))


class SavedViewRow(Base):
    """A list under a name, as somebody narrowed it. Tickets had the first."""

    __tablename__ = "ticket_views"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"))
    # Whose it is besides: `own` nobody's, `team` that team's, `brand` everybody's of the brand.
    shared: Mapped[str] = mapped_column(String(8))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("teams.id"))
    name: Mapped[str] = mapped_column(String(60))
    # Of what: `tickets` or `talks`.
    kind: Mapped[str] = mapped_column(String(8), default="tickets", server_default="tickets")
    # What the list's own parameters say, but for what is left open.
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]

    __table_args__ = (Index("ix_ticket_views_brand", "brand_id", "agent_id"),)


class SavedViewOrderRow(Base):
    """In which order an agent has a brand's views of all kinds before him: their ids."""

    __tablename__ = "ticket_view_orders"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    ids: Mapped[list[str]] = mapped_column(JSON)
