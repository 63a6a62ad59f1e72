"""What people see of a PDF before they download it: its first page, drawn after the upload by a leased job.

The row of the bytes says how far it is: `preview_key` is where the picture lies or will lie, and null where there is none to
come; `preview_width` is null until it is there. An entry that was sent meanwhile carries the preview as pending, and readers
look up what became of it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import BlobRow, FileRow
from fairlead.conversations.store import Entry
from fairlead.infra.blobs import BlobMissing, Blobs
from fairlead.infra.database import Database
from fairlead.infra.jobs import enqueue
from fairlead.kit.ids import new_id
from fairlead.shield.documents import LARGEST, FirstPage, first_page

# Children that draw at the same time, in one process.
AT_ONCE = 2
DRAWN = frozenset({"application/pdf"})


def planned(kind: str, size: int) -> str | None:
    """Where the preview of such a file will lie; None when there will be none."""
    return new_id() if kind in DRAWN and size <= LARGEST else None


def told(blob: Any) -> dict[str, Any]:
    """Of a file's meta: `preview` is null while it is being made and missing where there is none, as are unknown `pages`."""
    found: dict[str, Any] = {}
    if blob.preview_key:
        size = {"width": blob.preview_width, "height": blob.preview_height}
        found["preview"] = size if blob.preview_width else None
    return found | ({"pages": blob.pages} if blob.pages else {})


async def ask_for(session: AsyncSession, blob: BlobRow) -> None:
    """In the transaction that keeps the file, so that a crash afterwards forgets nothing."""
    if blob.preview_key:
        name = blob.digest.hex()
        await enqueue(session, Previews.JOB, {"blob": name}, key=f"{Previews.JOB}:{name}")


async def settled(session: AsyncSession, entries: list[Entry]) -> list[Entry]:
    """The entries with what became of previews that were pending when they were written; mostly there are none."""
    pending = {file["id"] for entry in entries for file in entry.files if file.get("preview", "") is None}
    if not pending:
        return entries
    columns = (FileRow.id, BlobRow.preview_key, BlobRow.preview_width, BlobRow.preview_height, BlobRow.pages)
    statement = select(*columns).join(BlobRow, BlobRow.digest == FileRow.blob_digest).where(FileRow.id.in_(pending))
    now = {row.id: told(row) for row in await session.execute(statement)}
    return [replace(entry, files=_settled(entry.files, now)) if entry.files else entry for entry in entries]


def _settled(files: Sequence[dict[str, Any]], now: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in file.items() if name != "preview"} | now.get(file["id"], {})
        if file.get("preview", "") is None
        else file
        for file in files
    ]


class Previews:
    """Works off the job. It may run twice: the picture lies under one key, which the row has known from the start."""

    JOB = "preview"

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def draw(self, payload: dict[str, Any]) -> None:
        """Raises Unavailable when the machine, the database or the file store cannot do it now."""
        digest = bytes.fromhex(payload["blob"])
        async with self._database.read() as session:
            blob = await session.get(BlobRow, digest)
        if blob is None or not blob.preview_key or blob.preview_width:
            return
        async with self._turns:
            try:
                page = await first_page(await self._blobs.get(blob.key))
            except BlobMissing:
                page = FirstPage()
        if page.picture:
            await self._blobs.put(blob.preview_key, page.picture.content)
        if not await self._note(digest, blob.preview_key, page) or not page.picture:
            await self._blobs.delete(blob.preview_key)

    async def _note(self, digest: bytes, key: str, page: FirstPage) -> bool:
        """False when the file has gone meanwhile."""
        values: dict[str, Any] = {"pages": page.pages}
        if page.picture:
            values |= {"preview_width": page.picture.width, "preview_height": page.picture.height}
        else:
            values["preview_key"] = None
        made = update(BlobRow).where(BlobRow.digest == digest, BlobRow.preview_key == key).values(**values)
        async with self._database.write() as session:
            return await session.scalar(made.returning(BlobRow.key)) is not None
