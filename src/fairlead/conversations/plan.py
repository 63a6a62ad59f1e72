"""What an entry does to a conversation. Pure: a head and a draft in, lines out; no database, no clock."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from fairlead.conversations.rules import (
    AGENT,
    BOT,
    CLOSED,
    INTERNAL,
    OPEN,
    PREVIEW_CHARS,
    QUEUE,
    SUBJECT_CHARS,
    Draft,
    Head,
    Line,
    author_data,
)
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict
from fairlead.kit.text import one_line


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
    speak = {"customer": _customer_message, "agent": _agent_message, "bot": _bot_message, "system": _plain}
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


def _plain(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    return [_own(draft)]


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
    had = {"agent": head.assignee_id, "team": head.team_id}
    if draft.stands not in (None, (head.assignee_id, head.team_id)):
        raise Conflict("edited_meanwhile")
    head.bot_active = False
    head.team_id = team["id"] if team else None if draft.data.get("off_team") else head.team_id
    head.assignee_id = agent["id"] if agent else None
    head.handler = AGENT if agent else QUEUE
    _waits(head, moment)
    # Who had it, so that it can go back there; what goes back does not come again.
    return [_own(draft) if draft.data.get("back") else _own(draft, **{"from": had})]


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


def _captioned(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """Seen by whoever sees the file."""
    return [replace(_own(draft), internal=draft.data["internal"])]


def _ticket(head: Head, draft: Draft, moment: Instant) -> list[Line]:
    """A ticket says whether its conversation is open. What only agents see, of a promise too, has `internal`."""
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
    if state == "asked" and draft.actor.kind == "agent":
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
    **dict.fromkeys(("note", "rated", "edited", "conduct"), _plain),
    "handover": _handover,
    "assigned": _assigned,
    "transferred": _transferred,
    "closed": _closed,
    "reopened": _reopened,
    "redaction": _redaction,
    "captioned": _captioned,
    **dict.fromkeys(("ticket", "promise"), _ticket),
    "card": _card,
    "emergency": _emergency,
}
