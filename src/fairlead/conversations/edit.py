"""An agent changes his own note: in the transaction that writes the entry which says so, the note gets its new text.

The note keeps its number and place. What it said before stands in the `edited` entries, sealed like everything, for agents; a
redaction of the note empties those too (ledger.py).
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import store
from fairlead.conversations.models import EntryRow
from fairlead.conversations.rules import Draft, Head
from fairlead.conversations.store import Body, Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import HOUR, Instant, iso
from fairlead.kit.errors import Conflict, NotFound, Refused

# So long after it was written a note can be changed by its author.
EDIT_WITHIN = 24 * HOUR


def check_editable(entry: Entry, actor: Actor, *, moment: Instant) -> None:
    """Raises Refused for what is not the agent's own note, was taken back, or is held for a lead, who is to release what he
    has read; Conflict("edit_too_late")."""
    if entry.kind != "note" or entry.redacted or (entry.author_kind, entry.author_id) != (actor.kind, actor.id):
        raise Refused
    if "held" in entry.data:
        raise Refused
    if moment - entry.at > EDIT_WITHIN:
        raise Conflict("edit_too_late")


async def target(connection: AsyncConnection, sealer: Sealer, head: Head, draft: Draft, *, moment: Instant) -> Entry:
    """The note as it stands, under the conversation's lock. Raises NotFound, Refused, Conflict("edit_too_late")."""
    place = (EntryRow.conversation_id == head.id, EntryRow.seq == draft.data["number"])
    row = (await connection.execute(select(*EntryRow.__table__.columns).where(*place))).first()
    if row is None:
        raise NotFound
    note = store.entry_from(row, sealer)
    check_editable(note, draft.actor, moment=moment)
    return note


def former(note: Entry) -> dict[str, object]:
    """What the entry keeps of the note as it was."""
    return {"former": {"text": note.text, "mentions": note.data.get("mentions", [])}}


async def rewrite(connection: AsyncConnection, sealer: Sealer, note: Entry, edited: Entry) -> None:
    kept = {key: value for key, value in note.data.items() if key not in ("mentions", "edited")}
    named = {"mentions": edited.data["mentions"]} if "mentions" in edited.data else {}
    numbers = [*edits_of(note.data), edited.seq]
    data = kept | named | {"edited": {"at": iso(edited.at), "numbers": numbers}}
    body = Body(n=note.author_name, t=edited.text, f=note.files, d=data)
    c, place = store.entries.c, (note.conversation_id, note.seq)
    here = (c.conversation_id == place[0], c.seq == place[1])
    body_of_it = store.sealed(body, sealer, *place)
    await connection.execute(store.entries.update().where(*here).values(body=body_of_it))


def edits_of(data: dict[str, object]) -> list[int]:
    """The numbers of the entries in which a note's former texts stand."""
    edited = data.get("edited")
    return list(edited["numbers"]) if isinstance(edited, dict) else []
