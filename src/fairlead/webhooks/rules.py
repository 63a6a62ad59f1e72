"""What webhooks say and how they are signed (Standard Webhooks, github.com/standard-webhooks/standard-webhooks), when they are
tried again, and who may set them. Pure."""

import base64
import binascii
import hashlib
import hmac
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from fairlead.conversations import events
from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant

SECRET_PREFIX = "whsec_"  # noqa: S105 - says what it is, and is none
SECRET_BYTES = 32
# So long the secret before the last signs beside it.
OVERLAP = DAY
NAME_CHARS = 80
URL_CHARS = 500
# What of an answer is kept.
REPLY_BYTES = 500
MOST_ENDPOINTS = 20

STARTED, TEST = "conversation.started", "webhook.test"
# What stands in the feed → as what it is told.
TOLD: Mapping[str, str] = {
    events.MESSAGE_RECEIVED: "message.received",
    events.REPLY_SENT: "reply.sent",
    events.BOT_ANSWERED: "bot.answered",
    events.HANDED_OVER: "conversation.handed_over",
    events.ASSIGNED: "conversation.assigned",
    events.TRANSFERRED: "conversation.transferred",
    events.CLOSED: "conversation.closed",
    events.REOPENED: "conversation.reopened",
    events.TICKET_CHANGED: "ticket.changed",
}
# What other rooms put in: rules of automation, and alarms.
PUT_IN = ("rule.fired", "alert.raised")
KINDS = (STARTED, *TOLD.values(), *PUT_IN)
# Those in which somebody said something: an endpoint that wants texts is told what.
SPOKEN = frozenset({STARTED, "message.received", "reply.sent", "bot.answered"})

State = Literal["pending", "delivered", "failed"]
PENDING: State = "pending"
DELIVERED: State = "delivered"
FAILED: State = "failed"
STATES = (PENDING, DELIVERED, FAILED)
# What of an endpoint every admin of the brand is told: it is new, leads elsewhere, is told what was said since then, signs with
# another secret, is gone.
Act = Literal["added", "address", "texts", "secret", "removed"]
# Why an endpoint is off: an admin switched it off, its receiver said it is gone, or it failed for days.
BY_ADMIN, GONE, FAILING = "admin", "gone", "failing"

# Pauses after the first failure, the second … : eleven tries within about a day.
PAUSES: Sequence[int] = (
    *(5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 10 * HOUR),
)
# What waited behind others' failures for longer is not worth telling any more.
TOO_OLD = 30 * HOUR
LONGEST_WISH = HOUR
SHORTEST_REST, LONGEST_REST = 5 * SECOND, 10 * MINUTE


class Signing(NamedTuple):
    """The headers of one delivery."""

    id: str
    timestamp: str
    signature: str

    def headers(self) -> dict[str, str]:
        return {"webhook-id": self.id, "webhook-timestamp": self.timestamp, "webhook-signature": self.signature}


def new_secret(raw: bytes) -> str:
    return SECRET_PREFIX + base64.b64encode(raw).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign. Raises ValueError."""
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is whsec_ and base64") from None


def sign(message_id: str, *, at: Instant, body: bytes, secrets: Iterable[str]) -> Signing:
    """Over `id.timestamp.body`, the time in whole seconds; one signature for each secret, the current one's first."""
    timestamp = str(at // SECOND)
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    digests = (hmac.digest(key_of(secret), content, hashlib.sha256) for secret in secrets)
    return Signing(message_id, timestamp, " ".join(f"v1,{base64.b64encode(one).decode()}" for one in digests))


def kinds_of(event_kind: str, seq: int) -> tuple[str, ...]:
    """As what an event of the feed is told; with its first entry a conversation begins, too."""
    told = TOLD.get(event_kind)
    if told is None:
        return ()
    return (STARTED, told) if seq == 1 else (told,)


def pause_after(failures: int, *, wished: int = 0) -> int | None:
    """Microseconds until the next try, after so many failures (1 or more); up to a tenth more, so that they do not march in
    step, and no sooner than the receiver `wished`. None: that was the last one."""
    if failures > len(PAUSES):
        return None
    spread = random.uniform(1, 1.1)  # noqa: S311 - spreading load, not a secret
    return max(int(PAUSES[failures - 1] * spread), min(wished, LONGEST_WISH))


def rest_after(failing_for: int) -> int:
    """How long an endpoint that fails is left alone: what waits for it holds up nobody else's."""
    return min(max(failing_for // 4, SHORTEST_REST), LONGEST_REST)


def wished_pause(headers: Mapping[str, str]) -> int:
    """Of `Retry-After` in seconds; its dates are not read."""
    value = headers.get("retry-after", "")
    return int(value) * SECOND if value.isascii() and value.isdecimal() and len(value) < 8 else 0


def _serves(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


ACCESS: dict[str, Rule] = {
    "webhook.read": _serves,
    "webhook.manage": lambda actor, thing: _serves(actor, thing) and actor.role == "admin",
    "webhooks.hear": lambda actor, _: actor.kind == "agent" and actor.role == "admin",
}
