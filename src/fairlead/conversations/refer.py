"""Whom a note names and which entry a message answers: looked up in the transaction that writes it.

A mention is kept by the agent's id, so that each has a list of the notes that named him; an answer is kept by its place, never
by the words it answers, so that what is removed there is gone here too.
"""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import store
from fairlead.conversations.models import EntryRow, MentionRow
from fairlead.conversations.rules import Draft, Head
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid
from fairlead.people import store as people

MOST_MENTIONS = 20


async def look_up(connection: AsyncConnection, sealer: Sealer, head: Head, draft: Draft) -> dict[str, Any]:
    """What the entry's data says of both. Raises Invalid: `mention_unknown`, `reply_target`, `invalid_field`."""
    data: dict[str, Any] = {}
    if draft.mentions:
        data["mentions"] = await _mentions(connection, head, draft)
    if draft.reply_to is not None:
        data["reply_to"] = await _target(connection, sealer, head, draft)
    return data


async def _mentions(connection: AsyncConnection, head: Head, draft: Draft) -> list[dict[str, str]]:
    ids = tuple(dict.fromkeys(draft.mentions))
    if draft.kind not in ("note", "edited", "promise") or len(ids) > MOST_MENTIONS:
        raise Invalid("invalid_field", field="mentions")
    where = {"team_id": head.team_id, "assignee_id": head.assignee_id}
    names = await people.names_for_brand(connection, ids, head.brand_id, **where)
    if len(names) != len(ids):
        raise Invalid("mention_unknown")
    return [{"kind": "agent", "id": agent_id, "name": names[agent_id]} for agent_id in ids]


async def _target(connection: AsyncConnection, sealer: Sealer, head: Head, draft: Draft) -> dict[str, Any]:
    statement = select(*EntryRow.__table__.columns).where(
        EntryRow.conversation_id == head.id, EntryRow.seq == draft.reply_to
    )
    row = (await connection.execute(statement)).first()
    # What a customer reads may not point at what he may not.
    if row is None or row.kind not in ("message", "note") or (row.public_seq is None and draft.kind != "note"):
        raise Invalid("reply_target")
    target = store.entry_from(row, sealer)
    author = {"kind": target.author_kind, "id": target.author_id, "name": target.author_name}
    return {"entry": target.id, "number": target.seq, "public_number": target.public_seq, "author": author}


async def remember(connection: AsyncConnection, head: Head, draft: Draft, seq: int, *, moment: Instant) -> None:
    """One row for each agent a note names, but for its author."""
    named = [agent_id for agent_id in dict.fromkeys(draft.mentions) if agent_id != draft.actor.id]
    if named:
        fixed = {"conversation_id": head.id, "seq": seq, "brand_id": head.brand_id, "created_at": moment}
        await connection.execute(insert(MentionRow), [{"agent_id": agent_id, **fixed} for agent_id in named])


async def reconcile(connection: AsyncConnection, head: Head, draft: Draft, seq: int, *, moment: Instant) -> None:
    """A note that was changed names those it names now; who was named before keeps what he has seen."""
    here = (MentionRow.conversation_id == head.id, MentionRow.seq == seq)
    before = set(await connection.scalars(select(MentionRow.agent_id).where(*here)))
    await connection.execute(delete(MentionRow).where(*here, MentionRow.agent_id.not_in(draft.mentions)))
    added = tuple(agent_id for agent_id in draft.mentions if agent_id not in before)
    await remember(connection, head, replace(draft, mentions=added), seq, moment=moment)


async def forget(connection: AsyncConnection, conversation_id: str, seq: int) -> None:
    """A note that was taken back names nobody any more."""
    gone = delete(MentionRow).where(MentionRow.conversation_id == conversation_id, MentionRow.seq == seq)
    await connection.execute(gone)
