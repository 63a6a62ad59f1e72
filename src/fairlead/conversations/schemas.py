"""Wire shapes of the timeline, for the one who looks; see docs/protocol.md section 2.3."""

from typing import Any, Literal

import msgspec

from fairlead.brands.store import Brand
from fairlead.conversations.keep_draft import Kept
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.mentioned import Mention
from fairlead.conversations.name_author import seen_author
from fairlead.conversations.read import View
from fairlead.conversations.store import Entry
from fairlead.kit.clock import iso, iso_or_none

# What of an entry's data only agents get.
_FOR_AGENTS = ("summary", "files", "internal", "released", "asked", "former")


class KeptDraft(msgspec.Struct, forbid_unknown_fields=True):
    mode: Literal["reply", "note"]
    text: str
    revision: int


def draft_wire(kept: Kept) -> dict[str, Any]:
    return {"text": kept.text, "revision": kept.revision, "saved_at": iso(kept.saved_at)}


def mention_wire(mention: Mention, brand: Brand | None) -> dict[str, Any]:
    return {
        "conversation": conversation_wire(mention.view, brand, public=False),
        "entry": entry_wire(mention.entry, public=False),
        "at": iso(mention.at),
        "seen": mention.seen,
    }


def entry_wire(entry: Entry, *, public: bool, sender: str = "") -> dict[str, Any]:
    """`public`: as a customer sees it, in public numbers. `sender`: whose own client ids are shown."""
    data = entry.data
    if public:
        data = {key: value for key, value in data.items() if key not in _FOR_AGENTS}
        if "by" in data:
            data["by"] = seen_author(data["by"]["kind"], data["by"]["id"], data["by"]["name"], says=False)
        if entry.kind == "redaction":
            data["number"] = data.pop("public_number")
        elif "reply_to" in data:
            target = data["reply_to"]
            author = seen_author(*(target["author"][one] for one in ("kind", "id", "name")), says=True)
            data["reply_to"] = {**target, "number": target["public_number"], "author": author}
    wire = {
        "id": entry.id,
        "number": entry.public_seq if public else entry.seq,
        "public_number": entry.public_seq,
        "kind": entry.kind,
        "author": {"kind": entry.author_kind, "id": entry.author_id, "name": entry.author_name},
        "at": iso(entry.at),
        "text": entry.text,
        "files": entry.files,
        "data": data,
        "redacted": entry.redacted,
    }
    if public:
        wire["author"] = seen_author(
            entry.author_kind, entry.author_id, entry.author_name, says=entry.kind in ("message", "card")
        )
    if entry.client_id is not None and entry.sender == sender:
        wire["client_id"] = entry.client_id
    return wire


def conversation_wire(view: View, brand: Brand | None, *, public: bool) -> dict[str, Any]:
    row = view.row
    last = row.last_public_seq if public else row.last_seq
    read = row.customer_read if public else row.agents_read
    assignee = {"kind": "agent", "id": row.assignee_id, "name": view.assignee_name} if row.assignee_id else None
    wire: dict[str, Any] = {
        "id": row.id,
        "brand": brand.key if brand else "",
        "channel": row.channel,
        "status": row.status,
        "handler": "bot" if row.bot_active and public else row.handler,
        "locale": row.locale,
        "subject": view.subject,
        "preview": view.preview,
        "preview_author": row.preview_author,
        "assignee": assignee,
        # A customer who talks with the bot is not told that he waits for a person.
        "waiting_since": None if row.bot_active and public else iso_or_none(row.waiting_since),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "last": last,
        "last_public": row.last_public_seq,
        "unread": max(0, row.last_public_seq - read),
        "receipts": {
            "customer": {"delivered": row.customer_delivered, "read": row.customer_read},
            "agents": {"delivered": row.agents_delivered, "read": row.agents_read},
        },
    }
    if not public:
        wire["customer"] = _customer(view)
        wire["team"] = {"id": row.team_id, "name": view.team_name} if row.team_id else None
        wire["bot_active"] = row.bot_active
        wire["urgent"] = not row.calm
    return wire


def _customer(view: View) -> dict[str, Any]:
    customer = view.customer
    if customer is None:
        return {"id": view.row.customer_id, "name": "", "verified": False, "tier": ""}
    return {"id": customer.id, "name": customer.name, "verified": customer.verified, "tier": customer.tier}


def receipt_wire(receipt: Receipt, client_id: str, *, public: bool) -> dict[str, Any]:
    return {
        "type": "ack",
        "client_id": client_id,
        "conversation": receipt.conversation_id,
        "entry": receipt.entry_id,
        "number": receipt.public_seq if public else receipt.seq,
        "public_number": receipt.public_seq,
        "at": iso(receipt.at),
    }
