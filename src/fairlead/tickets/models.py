"""Tables of tickets, and of what a brand changed in the taxonomy."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id

_MERGED = text("merged_into IS NOT NULL")
_DUE = text("due_at IS NOT NULL")
_SNOOZED = text("snoozed_until IS NOT NULL")


class TicketRow(Base):
    """A matter. Its words are the entries of its conversation, and who has it is the conversation's assignee."""

    __tablename__ = "tickets"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    conversation_id: Mapped[str] = mapped_column(Id, unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_type: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(24))
    team: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(24))
    since: Mapped[int]
    # By when something happens that the customer sees; null once nobody acts.
    due_at: Mapped[int | None]
    # Since when its customer is owed a word of ours; null while he is not. What `due_at` is counted from.
    owed_since: Mapped[int | None]
    # Since when a word that was promised is overdue.
    late_at: Mapped[int | None]
    priority: Mapped[int]
    computed: Mapped[int]
    # What an agent set in place of the computed one.
    override: Mapped[int | None]
    # Whether the customer called it urgent, and what agents know (`rules.Facts`).
    claimed: Mapped[bool]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    complete: Mapped[int]
    # A person of ours has answered.
    spoken: Mapped[bool]
    revision: Mapped[int]
    # JSON, sealed: see `store.Inside`.
    inside: Mapped[bytes]
    nudged_at: Mapped[int | None]
    # The ticket it goes on as; its own entries stay where they are.
    merged_into: Mapped[str | None] = mapped_column(Id)
    # The conversation's assignee and its team as they were told last: lists narrow by them, nothing is decided by them.
    owner_id: Mapped[str | None] = mapped_column(Id)
    held_by: Mapped[str | None] = mapped_column(Id)
    # How many internal tasks it has ever had, and when the first of those still open is due.
    tasks: Mapped[int] = mapped_column(server_default="0")
    task_due_at: Mapped[int | None]
    # In the order in which agents gave them; `TicketTagRow` finds by them.
    tags: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    # Agents have put it off until then, or (`rules.UNTIL_WORD`) until the customer writes.
    snoozed_until: Mapped[int | None]
    created_at: Mapped[int]
    updated_at: Mapped[int]

    __table_args__ = (
        # What agents list: a brand's, the most pressing first (`list_tickets`). Each filter has its own stretch, with what else
        # may be narrowed at its end.
        Index("ix_tickets_status", "brand_id", "status", "priority", "created_at", "id"),
        Index("ix_tickets_category", "brand_id", "category", "status", "priority", "created_at", "id", "team"),
        Index("ix_tickets_team", "brand_id", "team", "status", "priority", "created_at", "id"),
        Index("ix_tickets_owner", "brand_id", "owner_id", "status", "priority", "created_at", "id", "category", "team"),
        Index("ix_tickets_priority", "brand_id", "priority", "created_at", "id"),
        Index("ix_tickets_customer", "customer_id", "created_at", "id"),
        Index("ix_tickets_merged", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
        # Other orders, in which a status has its stretch.
        Index("ix_tickets_age", "brand_id", "status", "created_at", "id"),
        Index("ix_tickets_updated", "brand_id", "status", "updated_at", "id"),
        Index("ix_tickets_due", "brand_id", "status", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index(
            "ix_tickets_snoozed",
            *("brand_id", "priority", "created_at", "id"),
            sqlite_where=_SNOOZED,
            postgresql_where=_SNOOZED,
        ),
    )


class TicketTagRow(Base):
    """A tag of a ticket, to find it by."""

    __tablename__ = "ticket_tags"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(32), primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)

    __table_args__ = (Index("ix_ticket_tags_tag", "brand_id", "tag", "ticket_id"),)


class TicketTaskRow(Base):
    """What another team is asked to do for a ticket. Its words are notes in the timeline, named by their client ids: what is
    redacted there is gone here."""

    __tablename__ = "ticket_tasks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    brand_id: Mapped[str] = mapped_column(Id)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    # Who is asked by name, or has taken it.
    agent_id: Mapped[str | None] = mapped_column(Id)
    asked_by: Mapped[str] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[int]
    asked_note: Mapped[str] = mapped_column(String(36))
    answer_note: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[int]
    changed_at: Mapped[int]

    __table_args__ = (Index("ix_ticket_tasks_due", "brand_id", "state", "due_at", "id"),)


class TicketMarkRow(Base):
    """A TxID or the number of an order in a ticket, as a keyed digest: whether the customer's other matters have it too."""

    __tablename__ = "ticket_marks"

    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)

    __table_args__ = (Index("ix_ticket_marks_digest", "digest"),)


class TicketLinkRow(Base):
    """What one ticket is to another. `kind`: `related`, `parent` (which the other one is), `duplicate` (of the other one),
    `split` (off the other one)."""

    __tablename__ = "ticket_links"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)
    created_at: Mapped[int]


class TicketDraftRow(Base):
    """A form for a new ticket that was not sent yet."""

    __tablename__ = "ticket_drafts"

    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    category: Mapped[str] = mapped_column(String(24), primary_key=True)
    # JSON of the form as it stands, sealed.
    body: Mapped[bytes]
    updated_at: Mapped[int] = mapped_column(index=True)


class TaxonomyRow(Base):
    """What a brand has in place of a category or a field of the house's taxonomy, and its tags. `kind`: `category`, `field` or
    `tags`."""

    __tablename__ = "taxonomy"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]
