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
    *("rated", "edited", "ticket", "card", "conduct", "emergency", "promise"),
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
        id=conversation_id, brand_id=opening.brand_id, customer_id=opening.customer_id, channel=opening.channel,
        locale=opening.locale, status=OPEN,
        # Person-first brands put everyone in the queue at once; the bot helps while they wait.
        handler=BOT if opening.bot_first else QUEUE, bot_active=True, assignee_id=None, team_id=None,
        last_seq=0, last_public_seq=0, waiting_since=None, queued_at=None if opening.bot_first else moment,
        first_human_at=None, created_at=moment, updated_at=moment, closed_at=None, is_new=True,
    )  # fmt: skip


def plan(head: Head, draft: Draft, *, moment: Instant) -> list[Line]:
    """The lines a draft becomes, and the head changed accordingly (but for its numbers).

    Raises Conflict("conversation_closed"), Conflict("already_with_person"), Conflict("bot_silent").
    """
    lines = _PLANS[draft.kind](head, draft, moment)
    if not all(line.internal for line in lines):
        # Internal lines leave no trace in what the customer sees, not even a time.
        head.updated_at = moment
    for line in lines:
        if line.kind == "message" or (line.kind == "card" and line.text) or _pressed(line):
            head.preview = one_line(line.text, PREVIEW_CHARS)
            head.preview_author = line.author.kind
            if head.subject is None and head.is_new and line.author.kind == "customer":
                head.subject = one_line(line.text, SUBJECT_CHARS)
    return lines


def _pressed(line: Line) -> bool:
    return line.kind == "emergency" and line.author.kind == "customer"


def _own(draft: Draft, **data: Any) -> Line:
    return Line(
        kind=draft.kind,
        author=draft.actor,
        internal=draft.kind in INTERNAL,
        text=draft.text,
        files=draft.files,
        data=draft.data | data,
        client_id=draft.client_id,
    )


def _message(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    speak = {"customer": _customer_message, "agent": _agent_message, "bot": _bot_message}
    return speak[draft.actor.kind](head, draft, moment)


def _customer_message(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    line = _own(draft)
    if head.status == CLOSED:
        line = _own(draft, reopened=True)
        _reopen(head, moment)
        # Beside the person the matter goes back to: until he writes, the bot is of use.
        head.bot_active = True
    if draft.locale:
        head.locale = draft.locale
    if "removed" in draft.data:
        head.calm = False
    if head.waiting_since is None and head.handler != BOT:
        head.waiting_since = moment
    return [line]


def _agent_message(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    lines = _taken_by(head, draft.actor, moment)
    if head.status == CLOSED:
        head.status, head.closed_at = OPEN, None
    head.waiting_since = None
    if head.first_human_at is None:
        head.first_human_at = moment
    return [*lines, _own(draft)]


def _bot_message(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    if not head.bot_active or head.status == CLOSED:
        raise Conflict("bot_silent")
    return [_own(draft)]


def _taken_by(head: Head, agent: Actor, moment: Instant) -> list[Line]:
    """A person takes the matter: the bot falls silent, the first person is announced to the customer."""
    first = head.handler != AGENT and head.first_human_at is None and head.assignee_id is None
    head.bot_active = False
    head.handler = AGENT
    if head.assignee_id is None:
        head.assignee_id = agent.id
    if not first:
        return []
    return [Line(kind="joined", author=agent, internal=False, data={"agent": author_data(agent)})]


def _handover(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    if head.status == CLOSED:
        _reopen(head, moment)
    elif not head.bot_active:
        raise Conflict("already_with_person")
    head.bot_active = False
    head.handler = QUEUE
    head.calm = head.calm and draft.data.get("reason") != "security"
    head.waiting_since = head.waiting_since or moment
    head.queued_at = head.queued_at or moment
    return [_own(draft)]


def _waits(head: Head, moment: Instant) -> None:
    """From now on the customer waits for a person, if he did not already; nobody waits in a closed matter."""
    if head.status == OPEN:
        head.waiting_since = head.waiting_since or moment
    head.queued_at = head.queued_at or moment


def _assigned(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    to = draft.data["to"]
    lines = []
    if to is None:
        head.assignee_id = None
        head.handler = QUEUE
        _waits(head, moment)
    elif to["id"] == draft.actor.id and head.assignee_id is None:
        lines = _taken_by(head, draft.actor, moment)
    else:
        head.assignee_id = to["id"]
        head.handler, head.bot_active = AGENT, False
    return [_own(draft), *lines]


def _transferred(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    agent, team = draft.data.get("to_agent"), draft.data.get("to_team")
    head.bot_active = False
    head.team_id = team["id"] if team else head.team_id
    head.assignee_id = agent["id"] if agent else None
    head.handler = AGENT if agent else QUEUE
    _waits(head, moment)
    return [_own(draft)]


def _closed(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    if head.status == CLOSED:
        raise Conflict("conversation_closed")
    head.status, head.closed_at, head.waiting_since, head.calm = CLOSED, moment, None, True
    return [_own(draft)]


def _reopen(head: Head, moment: Instant) -> None:
    """Back where it was: with its agent, else in the queue, else with the bot."""
    head.status, head.closed_at = OPEN, None
    if head.assignee_id is not None:
        head.handler = AGENT
    elif head.handler != BOT:
        head.handler, head.bot_active = QUEUE, head.first_human_at is None
    head.waiting_since = None if head.handler == BOT else moment


def _reopened(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    if head.status == OPEN:
        raise Conflict("conversation_open")
    _reopen(head, moment)
    return [_own(draft)]


def _redaction(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """A redaction is seen by whoever saw the entry; list previews must not keep what went."""
    if draft.data["internal"]:
        return [replace(_own(draft), internal=True)]
    head.preview = ""
    if draft.actor.kind == "bot":
        # A phrase that came in pieces: only whole was it one.
        head.calm = False
    if draft.data["number"] <= 2:
        head.subject = ""
    return [_own(draft)]


def _ticket(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """A ticket says whether its conversation is open; what only agents see of it has `internal`."""
    lines = [replace(_own(draft), internal=bool(draft.data.get("internal")))]
    if draft.data.get("opened"):
        # Nobody needs to be asked for a person any more.
        head.bot_active, head.handler = False, QUEUE if head.handler == BOT else head.handler
    if "opened" in draft.data or "said" in draft.data:
        # Also whose words stand in a conversation that goes on as this one.
        _waits(head, moment)
    by = {"by": author_data(draft.actor)}
    if draft.data.get("open") is False and head.status == OPEN:
        head.status, head.closed_at, head.waiting_since, head.calm = CLOSED, moment, None, True
        lines.append(Line(kind="closed", author=draft.actor, internal=False, data=by))
    elif draft.data.get("open") is True and head.status == CLOSED:
        _reopen(head, moment)
        lines.append(Line(kind="reopened", author=draft.actor, internal=False, data=by))
    return lines


def _card(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """What an agent asks by a card is his word, and what the customer answers is the customer's."""
    state = draft.data["card"]["state"]
    if state == "asked":
        return _agent_message(head, draft, moment)
    if state == "answered" and head.waiting_since is None and head.handler != BOT:
        head.waiting_since = moment
    return [_own(draft)]


def _emergency(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """Who presses the button is with people from then on, and first in line; what else is told of it changes nothing."""
    if draft.data["emergency"]["act"] == "pressed":
        if head.status == CLOSED:
            _reopen(head, moment)
        head.calm, head.bot_active = False, False
        head.handler = QUEUE if head.handler == BOT else head.handler
        head.locale = draft.locale or head.locale
        _waits(head, moment)
    return [_own(draft)]


_PLANS: dict[str, Callable[[Head, Draft, Instant], list[Line]]] = {
    "message": _message,
    **dict.fromkeys(("note", "rated", "edited", "conduct"), lambda _head, draft, _moment: [_own(draft)]),
    "handover": _handover,
    "assigned": _assigned,
    "transferred": _transferred,
    "closed": _closed,
    "reopened": _reopened,
    "redaction": _redaction,
    "ticket": _ticket,
    "card": _card,
    "emergency": _emergency,
}


def author_data(actor: Actor) -> dict[str, str]:
    return {"kind": actor.kind, "id": actor.id, "name": actor.name}
