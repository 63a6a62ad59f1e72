"""Wire shapes of webhooks; see docs/webhooks.md and docs/protocol.md section 3.2."""

from typing import Any

import msgspec

from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import iso, iso_or_none
from fairlead.webhooks import rules, store
from fairlead.webhooks.keep_endpoints import Endpoint, Given
from fairlead.webhooks.models import DeliveryRow, WebhookRow
from fairlead.webhooks.tell_changes import Change


class NewWebhook(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    name: str
    url: str
    kinds: list[str]
    texts: bool = False


class ChangedWebhook(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    url: str
    kinds: list[str]
    texts: bool
    active: bool
    revision: int


class ReplaySince(msgspec.Struct, forbid_unknown_fields=True):
    """`since`: a day, or a time with its offset."""

    since: str


def given(asked: NewWebhook | ChangedWebhook) -> Given:
    active = asked.active if isinstance(asked, ChangedWebhook) else True
    return Given(asked.name, asked.url, tuple(asked.kinds), asked.texts, active)


def change_wire(change: Change, brand: str) -> dict[str, Any]:
    row = change.row
    return {
        "id": row.id,
        "brand": brand,
        "name": row.name,
        "act": row.act,
        "host": change.host,
        "by": change.by,
        "at": iso(row.changed_at),
        "news": change.news,
    }


def webhook_wire(endpoint: Endpoint) -> dict[str, Any]:
    row = endpoint.row
    rotating = row.old_secret is not None and clock.now() < row.old_until
    return {
        "id": row.id,
        "name": row.name,
        "url": endpoint.url,
        "kinds": list(row.kinds),
        "texts": row.texts,
        "active": row.active,
        "off_reason": row.off_reason,
        "off_at": iso_or_none(row.off_at),
        "failing_since": iso_or_none(row.failing_since),
        "last_ok_at": iso_or_none(row.last_ok_at),
        "old_secret_until": iso(row.old_until) if rotating else None,
        "revision": row.revision,
        "created_at": iso(row.created_at),
    }


def off_wire(row: WebhookRow, brand: str) -> dict[str, Any]:
    return {"id": row.id, "brand": brand, "name": row.name, "reason": row.off_reason, "at": iso_or_none(row.off_at)}


def delivery_wire(row: DeliveryRow, sealer: Sealer) -> dict[str, Any]:
    """`took` in milliseconds; `reply`: the first bytes of the answer as text."""
    opened = sealer.read(row.reply, store.reply_place(row.id)) if row.reply is not None else None
    return {
        "id": row.id,
        "message": row.message_id,
        "kind": row.kind,
        "test": row.kind == rules.TEST,
        "state": row.state,
        "attempts": row.attempts,
        "status": row.status,
        "took": row.took,
        "reply": opened.decode(errors="replace") if opened is not None else "",
        "error": row.error,
        "conversation": row.conversation_id,
        "seq": row.seq,
        "happened_at": iso(row.happened_at),
        "tried_at": iso_or_none(row.tried_at),
        "next_at": iso_or_none(row.next_at),
    }
