"""What each file of a timeline is called in its text: a number that never changes, and what its giver says of it.

Files both sides see are numbered in the order of the timeline; those of notes have no number, so that a customer misses none.
Numbers and captions stand with the file, not with the entry, so that a caption can be mended and older entries have them too.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conversations import preview, store
from fairlead.conversations.edit import EDIT_WITHIN
from fairlead.conversations.files import opened_name, sealed_caption, told_of
from fairlead.conversations.models import FileCountRow, FileRow
from fairlead.conversations.rules import Draft, Head, Line
from fairlead.conversations.store import Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import HOUR, Instant
from fairlead.kit.errors import Conflict, NotFound


async def attach(
    connection: AsyncConnection, conversation_id: str, metas: list[dict[str, Any]], lines: Sequence[Line]
) -> list[dict[str, Any]]:
    """Files of an entry lie in its conversation from now on, under its lock; their metas with their numbers."""
    internal = any(line.internal for line in lines if line.client_id is not None)
    of_these = update(FileRow).where(FileRow.id.in_([meta["id"] for meta in metas]))
    values: dict[str, Any] = {"conversation_id": conversation_id, "internal": internal}
    if not internal:
        last = await _counted(connection, conversation_id, len(metas))
        metas = [meta | {"number": last - len(metas) + place} for place, meta in enumerate(metas, 1)]
        values["number"] = case({meta["id"]: meta["number"] for meta in metas}, value=FileRow.id)
    await connection.execute(of_these.values(**values))
    return metas


async def _counted(connection: AsyncConnection, conversation_id: str, more: int) -> int:
    """The last number of the conversation with so many more: also of those that were taken back none is given again."""
    row = FileCountRow
    further = update(row).where(row.conversation_id == conversation_id).values(last=row.last + more)
    last: int | None = await connection.scalar(further.returning(row.last))
    if last is None:
        await connection.execute(insert(row).values(conversation_id=conversation_id, last=more))
    return more if last is None else last


async def settled(session: AsyncSession, sealer: Sealer, entries: list[Entry]) -> list[Entry]:
    """The entries with what their files are called now, and what became of previews; mostly there is nothing to look up."""
    ids = {file["id"] for entry in entries for file in entry.files}
    if not ids:
        return entries
    rows = await session.execute(select(FileRow.id, FileRow.number, FileRow.caption).where(FileRow.id.in_(ids)))
    now = {row.id: told_of(sealer, row) for row in rows}
    named = [
        replace(entry, files=[_without(file) | now.get(file["id"], {}) for file in entry.files])
        if entry.files
        else entry
        for entry in entries
    ]
    return await preview.settled(session, named)


def _without(file: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name not in ("number", "caption")}


async def mend(
    connection: AsyncConnection, sealer: Sealer, head: Head, draft: Draft, *, moment: Instant
) -> dict[str, Any]:
    """What is said of a file that was sent, under the conversation's lock; for the entry that tells it: whose the file is, and
    what was said before. Raises NotFound, Conflict("edit_too_late")."""
    c = FileRow.__table__.c
    his = (c.id == draft.data["file"], c.owner == draft.actor.key, c.conversation_id == head.id)
    row = (await connection.execute(select(*c).where(*his).with_for_update())).first()
    if row is None:
        raise NotFound
    if moment - row.created_at > EDIT_WITHIN:
        raise Conflict("edit_too_late")
    caption = sealed_caption(sealer, draft.data["caption"], row.id)
    await connection.execute(update(FileRow).where(FileRow.id == row.id).values(caption=caption))
    return {
        "entry": await _given_in(connection, sealer, row),
        "number": row.number,
        "name": opened_name(sealer, row.name, row.id),
        "former": told_of(sealer, row).get("caption", ""),
        "internal": row.internal,
    }


async def _given_in(connection: AsyncConnection, sealer: Sealer, file: Any) -> str:
    """The entry a file came with: one of its giver's, hardly before the file itself by another node's clock."""
    c = store.entries.c
    his = (c.conversation_id == file.conversation_id, c.sender == file.owner, c.created_at >= file.created_at - HOUR)
    for row in await connection.execute(select(store.entries).where(*his).order_by(c.seq)):
        entry = store.entry_from(row, sealer)
        if any(one["id"] == file.id for one in entry.files):
            return entry.id
    raise NotFound
