"""Uploads in pieces, each durable before it is acknowledged, so that a cut line costs one piece; tus 1.0 on the wire.

What lies here has not been looked at: the pieces are sealed with a key of their upload's own, and end with it. Only `finish`
turns them into a file, by the same checks as a file that comes in one go.
"""

import os
from bisect import bisect_right
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.files import HEAD_BYTES, File, Files
from fairlead.conversations.models import PieceRow, UploadRow
from fairlead.conversations.open_archive import Opened, as_kept, kept_of, take_any
from fairlead.infra.blobs import BlobMissing, Blobs
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, FileTooLarge, Invalid, NotFound, Problem, Unavailable
from fairlead.kit.ids import is_id, new_id
from fairlead.shield import rules as shield
from fairlead.shield.secrets import clean

LIFE = clock.DAY
# What one person may have begun and not finished.
UNFINISHED = 10
UNFINISHED_FILES = 2  # times the largest file
_UNDONE = (UploadRow.file_id.is_(None), UploadRow.opened.is_(None))
# Smaller pieces, but for the last, would cost more than they carry.
PIECE_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    id: str
    offset: int
    size: int
    expires_at: int


class Uploads:
    def __init__(self, database: Database, sealer: Sealer, blobs: Blobs, files: Files) -> None:
        self._database = database
        self._sealer = sealer
        self._blobs = blobs
        self._files = files

    async def begin(self, actor: Actor, brand_id: str, name: str, size: int) -> Progress:
        """Raises Invalid("file_empty"), FileTooLarge, Problem("too_many_uploads", 429)."""
        if size == 0:
            raise Invalid("file_empty")
        largest = self._files.limits.largest
        if size > largest:
            raise FileTooLarge(largest)
        upload_id, moment = new_id(), clock.now()
        row = UploadRow(
            id=upload_id,
            brand_id=brand_id,
            owner=actor.key,
            name=self._sealer.seal(shield.file_name(clean(name).text).encode(), f"upload:{upload_id}"),
            key=self._sealer.seal(AESGCM.generate_key(256), f"upload-key:{upload_id}"),
            size=size,
            received=0,
            created_at=moment,
        )
        begun = select(func.count(), func.coalesce(func.sum(UploadRow.size), 0)).where(
            UploadRow.owner == actor.key, *_UNDONE, UploadRow.created_at > moment - LIFE
        )
        async with self._database.write() as session:
            count, total = (await session.execute(begun)).one()
            if count >= UNFINISHED or total + size > UNFINISHED_FILES * largest:
                raise Problem("too_many_uploads", 429)
            session.add(row)
        return _progress(row)

    async def look(self, actor: Actor, upload_id: str) -> Progress:
        """Raises NotFound."""
        return _progress(await self._row(actor, upload_id))

    async def append(self, actor: Actor, upload_id: str, offset: int, piece: bytes) -> Progress:
        """Raises NotFound, Conflict("upload_offset"), Invalid("piece_too_small"), FileTooLarge."""
        row = await self._row(actor, upload_id)
        end = offset + len(piece)
        if offset != row.received:
            raise Conflict("upload_offset", offset=row.received)
        if end > row.size:
            raise FileTooLarge(row.size)
        if not piece:
            return _progress(row)
        if len(piece) < PIECE_BYTES and end < row.size:
            raise Invalid("piece_too_small", bytes=PIECE_BYTES)
        if offset == 0:
            self._files.check_size(piece[:HEAD_BYTES], row.size)
        key, nonce = new_id(), os.urandom(12)
        await self._blobs.put(key, nonce + self._cipher(row).encrypt(nonce, piece, f"{row.id}:{offset}".encode()))
        moved = update(UploadRow).where(UploadRow.id == row.id, UploadRow.received == offset).values(received=end)
        async with self._database.write() as session:
            # Two requests with the same piece: one of them moves the offset, and only its bytes stay.
            first = await session.scalar(moved.returning(UploadRow.id)) is not None
            if first:
                session.add(PieceRow(upload_id=row.id, start=offset, blob_key=key))
        if not first:
            await self._blobs.delete(key)
            raise Conflict("upload_offset", offset=(await self._row(actor, upload_id)).received)
        return Progress(row.id, end, row.size, row.created_at + LIFE)

    async def finish(self, actor: Actor, upload_id: str) -> File | Opened:
        """What a whole upload is, the same each time. Raises Conflict("upload_offset"), and what `take_any` raises.

        What is refused is gone; what could not be kept just now can be finished again.
        """
        row = await self._row(actor, upload_id)
        if row.file_id is not None:
            return await self._files.own(actor, row.file_id)
        if row.opened is not None:
            return await as_kept(
                self._files, actor, msgspec.json.decode(self._sealer.open(row.opened, _opened(row.id)))
            )
        if row.received < row.size:
            raise Conflict("upload_offset", offset=row.received)
        try:
            name = self._sealer.open(row.name, f"upload:{row.id}").decode()
            taken = await take_any(self._files, actor, row.brand_id, name, await self._content(row))
        except BlobMissing:
            await self._drop(row.id)
            raise NotFound from None
        except Unavailable:
            raise
        except Problem:
            await self._drop(row.id)
            raise
        made = (
            {"opened": self._sealer.seal(msgspec.json.encode(kept_of(taken)), _opened(row.id))}
            if isinstance(taken, Opened)
            else {"file_id": taken.id}
        )
        done = update(UploadRow).where(UploadRow.id == row.id, *_UNDONE).values(key=b"", **made)
        async with self._database.write() as session:
            first = await session.scalar(done.returning(UploadRow.id)) is not None
            keys = await _forget_pieces(session, row.id)
        await self._delete(keys)
        return taken if first else await self.finish(actor, upload_id)

    async def cancel(self, actor: Actor, upload_id: str) -> None:
        """Raises NotFound."""
        await self._drop((await self._row(actor, upload_id)).id)

    async def sweep(self) -> int:
        """Drops what was begun more than a day ago. The number of uploads dropped."""
        old = select(UploadRow.id).where(UploadRow.created_at < clock.now() - LIFE).limit(500)
        async with self._database.read() as session:
            ids = list(await session.scalars(old))
        for upload_id in ids:
            await self._drop(upload_id)
        return len(ids)

    async def _row(self, actor: Actor, upload_id: str) -> UploadRow:
        if not is_id(upload_id):
            raise NotFound
        async with self._database.read() as session:
            row = await session.get(UploadRow, upload_id)
        if row is None or row.owner != actor.key or row.created_at < clock.now() - LIFE:
            raise NotFound
        return row

    def _cipher(self, row: UploadRow) -> AESGCM:
        return AESGCM(self._sealer.open(row.key, f"upload-key:{row.id}"))

    async def _content(self, row: UploadRow) -> "_Pieces":
        async with self._database.read() as session:
            statement = select(PieceRow).where(PieceRow.upload_id == row.id).order_by(PieceRow.start)
            pieces = list(await session.scalars(statement))
        return _Pieces(row, pieces, self._cipher(row), self._blobs)

    async def _drop(self, upload_id: str) -> None:
        """The key goes first: what is left of the pieces, should a deletion fail, nobody can open."""
        async with self._database.write() as session:
            keys = await _forget_pieces(session, upload_id)
            await session.execute(delete(UploadRow).where(UploadRow.id == upload_id))
        await self._delete(keys)

    async def _delete(self, keys: list[str]) -> None:
        for key in keys:
            await self._blobs.delete(key)


class _Pieces:
    """The bytes of a whole upload, one piece of which is open at a time."""

    def __init__(self, row: UploadRow, pieces: list[PieceRow], cipher: AESGCM, blobs: Blobs) -> None:
        self.size = row.size
        self._id = row.id
        self._keys = [piece.blob_key for piece in pieces]
        self._starts = [piece.start for piece in pieces]
        self._cipher = cipher
        self._blobs = blobs
        self._open = -1
        self._plain = b""

    async def read(self, start: int, end: int) -> bytes:
        """Raises BlobMissing."""
        parts = []
        while start < end:
            plain, begin = await self._at(start)
            parts.append(plain[start - begin : end - begin])
            start += len(parts[-1])
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _at(self, place: int) -> tuple[bytes, int]:
        number = bisect_right(self._starts, place) - 1
        begin = self._starts[number]
        if number != self._open:
            sealed = await self._blobs.get(self._keys[number])
            self._plain = self._cipher.decrypt(sealed[:12], sealed[12:], f"{self._id}:{begin}".encode())
            self._open = number
        return self._plain, begin


async def _forget_pieces(session: AsyncSession, upload_id: str) -> list[str]:
    gone = delete(PieceRow).where(PieceRow.upload_id == upload_id).returning(PieceRow.blob_key)
    return list(await session.scalars(gone))


def _opened(upload_id: str) -> str:
    return f"upload-opened:{upload_id}"


def _progress(row: UploadRow) -> Progress:
    return Progress(row.id, row.received, row.size, row.created_at + LIFE)
