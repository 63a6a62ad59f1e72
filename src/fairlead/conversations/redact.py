"""An entry is taken back: in the transaction that writes the redaction, what it said goes for everyone and for good.

With it goes what a note said before it was changed, and what was said of its files; numbers and who wrote them stay.
"""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import edit, files, refer, store
from fairlead.conversations.store import Body
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant

# An entry not yet in the table, in the order of store.ENTRY_COLUMNS.
Waiting = tuple[Any, ...]
_SEQ, _KIND, _BODY = (store.ENTRY_COLUMNS.index(name) for name in ("seq", "kind", "body"))


async def redact(
    connection: AsyncConnection,
    sealer: Sealer,
    conversation_id: str,
    data: dict[str, Any],
    *,
    waiting: list[Waiting],
    moment: Instant,
) -> list[Waiting]:
    """`waiting`: what the same transaction will write, which may be what is taken back; given again as it is to be written."""
    c = store.entries.c
    body = await connection.scalar(select(c.body).where(*_at(conversation_id, data["number"])))
    opened = _opened(sealer, conversation_id, data["number"], body)
    captions = await _of_files(connection, sealer, conversation_id, data["files"], waiting) if data["files"] else {}
    gone = {
        seq: store.sealed(Body(n=named.n), sealer, conversation_id, seq)
        for seq, named in {data["number"]: opened, **dict.fromkeys(edit.edits_of(opened.d), opened), **captions}.items()
    }
    for seq, empty in gone.items():
        values = {"body": empty, "redacted_at": moment, "digest": None}
        await connection.execute(store.entries.update().where(*_at(conversation_id, seq)).values(**values))
    await files.drop_of_entry(connection, data["files"])
    if data["internal"]:
        await refer.forget(connection, conversation_id, data["number"])
    return [
        (*row[:-4], None, gone[row[_SEQ]], row[-2], moment) if row[0] == conversation_id and row[_SEQ] in gone else row
        for row in waiting
    ]


async def _of_files(
    connection: AsyncConnection, sealer: Sealer, conversation_id: str, ids: list[str], waiting: list[Waiting]
) -> dict[int, Body]:
    """The entries that tell what was said of these files; only of some is anything said twice."""
    c = store.entries.c
    said = select(c.seq, c.body).where(c.conversation_id == conversation_id, c.kind == "captioned")
    found = {row.seq: row.body for row in await connection.execute(said)}
    found |= {row[_SEQ]: row[_BODY] for row in waiting if row[0] == conversation_id and row[_KIND] == "captioned"}
    opened = {seq: _opened(sealer, conversation_id, seq, body) for seq, body in found.items()}
    return {seq: body for seq, body in opened.items() if body.d.get("file") in ids}


def _opened(sealer: Sealer, conversation_id: str, seq: int, body: bytes | None) -> Body:
    plain = sealer.read(body, store.place(conversation_id, seq)) if body is not None else None
    return msgspec.json.decode(plain or b"{}", type=Body)


def _at(conversation_id: str, seq: int) -> tuple[ColumnElement[bool], ...]:
    c = store.entries.c
    return (c.conversation_id == conversation_id, c.seq == seq)
