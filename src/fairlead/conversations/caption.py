"""What each file of a timeline is called in its text: a number that never changes, and what its giver says of it.

Files both sides see are numbered in the order of the timeline; those of notes have no number, so that a customer misses none.
Numbers and captions stand with the file, not with the entry, so that a caption can be mended and older entries have them too.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conversations import preview
from fairlead.conversations.edit import EDIT_WITHIN
from fairlead.conversations.files import File, Files, checked_caption, sealed_caption, told_of
from fairlead.conversations.models import FileCountRow, FileRow
from fairlead.conversations.rules import Line
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, NotFound


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


class Captions:
    def __init__(self, database: Database, sealer: Sealer, files: Files) -> None:
        self._database, self._sealer, self._files = database, sealer, files

    async def put(self, actor: Actor, file_id: str, caption: str, *, as_is: bool = False) -> File:
        """What its giver says of his own file, before it is sent or for a day; empty: nothing. Raises NotFound,
        Conflict("edit_too_late"), Invalid: what a text raises."""
        kept = checked_caption(caption, as_is=as_is or actor.kind == "agent")
        file = await self._files.own(actor, file_id)
        async with self._database.write() as session:
            row = await session.get(FileRow, file_id, with_for_update=True)
            if row is None:
                raise NotFound
            if row.conversation_id is not None and clock.now() - row.created_at > EDIT_WITHIN:
                raise Conflict("edit_too_late")
            row.caption = sealed_caption(self._sealer, kept, file.id)
        return await self._files.own(actor, file_id)

    async def put_numbered(
        self, actor: Actor, conversation_id: str, number: int, caption: str, *, as_is: bool = False
    ) -> File:
        """By what his own file is called in its conversation. Raises Invalid("invalid_field") where none is, and as `put`."""
        his = (FileRow.conversation_id == conversation_id, FileRow.number == number, FileRow.owner == actor.key)
        async with self._database.read() as session:
            file_id = await session.scalar(select(FileRow.id).where(*his))
        if file_id is None:
            raise Invalid("invalid_field", field="number")
        return await self.put(actor, file_id, caption, as_is=as_is)
