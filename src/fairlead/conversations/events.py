"""What happened to a timeline, in the past tense. One row in the feed per entry; `app.py` says who reacts."""

from typing import Final, Literal

from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import Line
from fairlead.infra.feed import EventRow
from fairlead.kit.clock import Instant

MESSAGE_RECEIVED: Final = "MessageReceived"
REPLY_SENT: Final = "ReplySent"
BOT_ANSWERED: Final = "BotAnswered"
# What an admin's rule says by itself: nobody of ours has answered.
RULE_REPLIED: Final = "RuleReplied"
NOTE_ADDED: Final = "NoteAdded"
NOTE_EDITED: Final = "NoteEdited"
HANDED_OVER: Final = "HandedOver"
AGENT_JOINED: Final = "AgentJoined"
ASSIGNED: Final = "Assigned"
TRANSFERRED: Final = "Transferred"
CLOSED: Final = "ConversationClosed"
REOPENED: Final = "ConversationReopened"
ENTRY_REDACTED: Final = "EntryRedacted"
ANSWER_RATED: Final = "AnswerRated"
TICKET_CHANGED: Final = "TicketChanged"
CONDUCT_TOLD: Final = "ConductTold"
EMERGENCY_TOLD: Final = "EmergencyTold"
PROMISE_TOLD: Final = "PromiseTold"
# What a file shows is said otherwise than before.
FILE_CAPTIONED: Final = "FileCaptioned"
# The customer said how an end of his matter was for him, or otherwise than before; no entry tells it.
MATTER_RATED: Final = "MatterRated"
# Marks moved, or a visitor's matter joined an account: nothing to react to, but open screens must look again.
HEAD_CHANGED: Final = "HeadChanged"

EVENTS: Final = (
    *(MESSAGE_RECEIVED, REPLY_SENT, BOT_ANSWERED, RULE_REPLIED, NOTE_ADDED, NOTE_EDITED, HANDED_OVER, AGENT_JOINED),
    *(
        ASSIGNED,
        TRANSFERRED,
        CLOSED,
        REOPENED,
        ENTRY_REDACTED,
        ANSWER_RATED,
        TICKET_CHANGED,
        CONDUCT_TOLD,
        EMERGENCY_TOLD,
        PROMISE_TOLD,
        FILE_CAPTIONED,
        MATTER_RATED,
        HEAD_CHANGED,
    ),
)

_BY_KIND = {
    "note": NOTE_ADDED,
    "edited": NOTE_EDITED,
    "handover": HANDED_OVER,
    "joined": AGENT_JOINED,
    "assigned": ASSIGNED,
    "transferred": TRANSFERRED,
    "closed": CLOSED,
    "reopened": REOPENED,
    "redaction": ENTRY_REDACTED,
    "rated": ANSWER_RATED,
    "ticket": TICKET_CHANGED,
    "conduct": CONDUCT_TOLD,
    "emergency": EMERGENCY_TOLD,
    "promise": PROMISE_TOLD,
    "captioned": FILE_CAPTIONED,
}
_BY_AUTHOR: dict[Literal["customer", "agent", "bot", "system"] | str, str] = {
    "customer": MESSAGE_RECEIVED,
    "agent": REPLY_SENT,
    "bot": BOT_ANSWERED,
    "system": RULE_REPLIED,
}


def event_kind(line: Line) -> str:
    if line.kind == "card":
        return _BY_AUTHOR[line.author.kind] if line.data["card"]["state"] == "asked" else TICKET_CHANGED
    return _BY_AUTHOR[line.author.kind] if line.kind == "message" else _BY_KIND[line.kind]


def head_changed(row: ConversationRow, *, moment: Instant) -> EventRow:
    """For the transaction in which something of it changed without an entry."""
    return EventRow(
        kind=HEAD_CHANGED,
        brand_id=row.brand_id,
        conversation_id=row.id,
        seq=row.last_seq,
        public_seq=row.last_public_seq,
        created_at=moment,
    )
