"""What a conversation and what comes into it are made of. Pure; what an entry does to it is `plan.py`."""

from typing import Any, Literal

from msgspec import Struct

from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.shield.find_links import Lead

OPEN, CLOSED = "open", "closed"
BOT, QUEUE, AGENT = "bot", "queue", "agent"
SUBJECT_CHARS = 80
PREVIEW_CHARS = 140

# Entries only agents see.
INTERNAL = frozenset({"note", "assigned", "transferred", "edited"})
KINDS = (
    *("message", "note", "handover", "joined", "assigned", "transferred", "closed", "reopened", "redaction"),
    *("rated", "edited", "ticket", "card", "conduct", "emergency", "promise", "captioned"),
)

Side = Literal["customer", "agents"]


class Head(Struct):
    """The state of a conversation that entries change. Numbers rise by one per entry, under the row's lock."""

    id: str
    brand_id: str
    customer_id: str
    channel: str
    locale: str
    status: str
    handler: str
    bot_active: bool
    assignee_id: str | None
    team_id: str | None
    last_seq: int
    last_public_seq: int
    waiting_since: Instant | None
    queued_at: Instant | None
    first_human_at: Instant | None
    created_at: Instant
    updated_at: Instant
    closed_at: Instant | None
    # False until the matter is closed: who gave a secret away, or whose account is in danger, goes first in the queue.
    calm: bool = True
    # Public numbers up to which each side has received and read.
    customer_delivered: int = 0
    customer_read: int = 0
    agents_delivered: int = 0
    agents_read: int = 0
    # Plain while in memory; sealed in the row. None: unchanged.
    subject: str | None = None
    preview: str | None = None
    preview_author: str = ""
    is_new: bool = False

    def number(self, line: "Line") -> tuple[int, int | None]:
        """Gives the line its numbers; who writes has read what stands above."""
        self.last_seq += 1
        if line.internal:
            return self.last_seq, None
        self.last_public_seq += 1
        if line.author.kind == "customer":
            self.customer_delivered = self.customer_read = self.last_public_seq
        elif line.author.kind == "agent":
            self.agents_delivered = self.agents_read = self.last_public_seq
        return self.last_seq, self.last_public_seq

    def mark(self, marks: "Marks") -> "Marks":
        """Raises a side's marks, never back and never beyond what there is. The marks as they stand then."""
        if marks.side == "customer":
            self.customer_delivered = max(self.customer_delivered, min(marks.delivered, self.last_public_seq))
            self.customer_read = max(self.customer_read, min(marks.read, self.last_public_seq))
            return Marks(self.id, "customer", self.customer_delivered, self.customer_read)
        self.agents_delivered = max(self.agents_delivered, min(marks.delivered, self.last_public_seq))
        self.agents_read = max(self.agents_read, min(marks.read, self.last_public_seq))
        return Marks(self.id, "agents", self.agents_delivered, self.agents_read)

    @property
    def speaker(self) -> str:
        """Who may answer next, for reactions: `bot` while the bot may still speak."""
        return BOT if self.bot_active else self.handler


class Marks(Struct, frozen=True):
    """Up to which public numbers a side has received and read."""

    conversation_id: str
    side: Side
    delivered: int
    read: int


class Opening(Struct, frozen=True):
    """What a first message needs to start a conversation."""

    brand_id: str
    customer_id: str
    channel: str
    locale: str
    bot_first: bool
    context: dict[str, Any] = {}


class Release(Struct, frozen=True):
    """A lead answers for what the guard stopped; `entry`: the held note in which it stands, unless these are his own words."""

    reason: str
    entry: str = ""


class Guarded(Struct, frozen=True):
    """What the guard has to weigh of an agent's words once it is known to whom they go; see hold.py."""

    asks: bool = False
    leads: tuple[Lead, ...] = ()
    release: Release | None = None
    # A note that keeps what was stopped, for a lead to release.
    held: bool = False


class Draft(Struct, frozen=True):
    """An entry somebody wants to add. `client_id` names it for retries; `conversation_id` or `opening` says where."""

    actor: Actor
    kind: str
    client_id: str
    conversation_id: str | None = None
    opening: Opening | None = None
    text: str = ""
    files: tuple[str, ...] = ()
    data: dict[str, Any] = {}
    locale: str = ""
    # Of an agent's: whom a note is to reach, and the number of the entry it answers (refer.py says what they become).
    mentions: tuple[str, ...] = ()
    reply_to: int | None = None
    # Its writer has said that what might be a secret is none, or the exchange knows that it is none.
    as_is: bool = False
    # The words it answers, where they were needed to tell what it holds (classify.py).
    around: str = ""
    guarded: Guarded | None = None
    # Agent and team that must have the matter still: what is taken back must be as it was left.
    stands: tuple[str | None, str | None] | None = None


class Line(Struct, frozen=True):
    """One entry as it will stand, but for its numbers."""

    kind: str
    author: Actor
    internal: bool
    text: str = ""
    files: tuple[str, ...] = ()
    data: dict[str, Any] = {}
    # Only the line that carries the draft itself has one.
    client_id: str | None = None


def open_head(conversation_id: str, opening: Opening, *, moment: Instant) -> Head:
    return Head(
        id=conversation_id,
        brand_id=opening.brand_id,
        customer_id=opening.customer_id,
        channel=opening.channel,
        locale=opening.locale,
        status=OPEN,
        # Person-first brands put everyone in the queue at once; the bot helps while they wait.
        handler=BOT if opening.bot_first else QUEUE,
        bot_active=True,
        assignee_id=None,
        team_id=None,
        last_seq=0,
        last_public_seq=0,
        waiting_since=None,
        queued_at=None if opening.bot_first else moment,
        first_human_at=None,
        created_at=moment,
        updated_at=moment,
        closed_at=None,
        is_new=True,
    )


def author_data(actor: Actor) -> dict[str, str]:
    return {"kind": actor.kind, "id": actor.id, "name": actor.name}
