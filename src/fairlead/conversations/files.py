"""Files people send: taken in, kept once per content, given out only to those who may see them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conversations import preview
from fairlead.conversations.models import BlobRow, ConversationRow, FileRow
from fairlead.conversations.rules import Draft
from fairlead.infra.blobs import BlobMissing, Blobs
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import FileTooLarge, Invalid, NotFound, Problem, Unavailable
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import visible_name
from fairlead.shield import rules as shield
from fairlead.shield.documents import text_of
from fairlead.shield.look_into import refuse_secrets
from fairlead.shield.pictures import reencode
from fairlead.shield.scan_malware import Scanner
from fairlead.shield.screen import screen
from fairlead.shield.secrets import clean
from fairlead.shield.sources import Source, blanks_of, cleaned, stretches

UNUSED_LIFE = clock.DAY
# So many PDFs are read for what must not be kept at once: each is a process of some seconds at most.
READERS = 2
# So many zips are open at once: each holds itself and one of its files in memory.
OPENERS = 2
# Enough to see what a file is.
HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class File:
    """What the gate looks at, and what a client is told."""

    id: str
    brand_id: str
    owner: str
    conversation_id: str | None
    customer_id: str | None
    team_id: str | None
    assignee_id: str | None
    internal: bool
    number: int | None
    caption: str
    name: str
    type: str
    size: int
    width: int | None
    height: int | None
    blob_key: str
    stride: int | None
    preview_key: str | None
    preview_width: int | None
    preview_height: int | None
    pages: int | None


def meta(file: File) -> dict[str, Any]:
    """The wire shape of a file."""
    found: dict[str, Any] = {"id": file.id, "name": file.name, "type": file.type, "size": file.size}
    named = {"number": file.number, "caption": file.caption}
    found |= {name: value for name, value in named.items() if value}
    return found | ({"width": file.width, "height": file.height} if file.width else {}) | preview.told(file)


def told_of(sealer: Sealer, row: Any) -> dict[str, Any]:
    """Of a file's meta: its number and its caption, where it has them."""
    caption = (sealer.read(row.caption, f"caption:{row.id}") or b"").decode() if row.caption else ""
    named = {"number": row.number, "caption": caption}
    return {name: value for name, value in named.items() if value}


def opened_name(sealer: Sealer, name: bytes, file_id: str) -> str:
    """A name that does not open keeps nobody from the file."""
    return (sealer.read(name, f"file:{file_id}") or b"file").decode()


def checked_caption(typed: str, *, as_is: bool) -> str:
    """On one line. Raises Invalid: what a text raises."""
    words = screen(typed, may_be_empty=True, as_is=as_is).text
    return visible_name(" ".join(words.split()), shield.CAPTION_CHARS)


def sealed_caption(sealer: Sealer, caption: str, file_id: str) -> bytes | None:
    return sealer.seal(caption.encode(), f"caption:{file_id}") if caption else None


async def usable(connection: AsyncConnection, sealer: Sealer, draft: Draft) -> list[dict[str, Any]]:
    """The metas of a draft's files. Raises Invalid("file_not_usable") unless all are the sender's own and unused."""
    metas: dict[str, dict[str, Any]] = {}
    statement = select(FileRow.id, FileRow.name, FileRow.number, FileRow.caption, BlobRow).join(
        BlobRow, BlobRow.digest == FileRow.blob_digest
    )
    statement = statement.where(
        FileRow.id.in_(draft.files), FileRow.owner == draft.actor.key, FileRow.conversation_id.is_(None)
    )
    for row in await connection.execute(statement):
        name = opened_name(sealer, row.name, row.id)
        metas[row.id] = {"id": row.id, "name": name, "type": row.type, "size": row.size} | preview.told(row)
        metas[row.id] |= told_of(sealer, row)
        if row.width:
            metas[row.id] |= {"width": row.width, "height": row.height}
    if set(draft.files) != metas.keys() or len(draft.files) != len(metas):
        raise Invalid("file_not_usable")
    return [metas[file_id] for file_id in draft.files]


async def drop_of_entry(connection: AsyncConnection, file_ids: list[str]) -> None:
    """Forgets the files of a redacted entry; their bytes go with the next sweep when nobody else holds them."""
    if file_ids:
        await connection.execute(delete(FileRow).where(FileRow.id.in_(file_ids)))


class Files:
    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        blobs: Blobs,
        authorize: Authorize,
        *,
        limits: shield.FileLimits,
        scanner: Scanner | None = None,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._blobs = blobs
        self._authorize = authorize
        self.limits = limits
        self._scanner = scanner
        self._reading = asyncio.Semaphore(READERS)
        self.opening = asyncio.Semaphore(OPENERS)

    async def take(
        self, actor: Actor, brand_id: str, name: str, source: Source, *, caption: str = "", as_is: bool = False
    ) -> File:
        """Keeps an upload until a message uses it, at most a day. A video is never held whole.

        Raises Invalid: file_empty, file_type_not_accepted (415), picture_unreadable, video_unreadable, secret_in_file,
        login_in_file, malware_found; what the words of a caption raise; FileTooLarge; Unavailable when a PDF cannot be read or
        nobody can look for malware just now.
        """
        if source.size == 0:
            raise Invalid("file_empty")
        said = checked_caption(caption, as_is=as_is or actor.kind == "agent")
        head = await source.read(0, min(source.size, HEAD_BYTES))
        self.check_size(head, source.size)
        shown = shield.file_name(clean(name).text)
        if self._scanner is not None:
            await self._scanner.check(source)
        if kind := shield.video_type(head):
            digest, blob = await self._take_video(kind, source)
        else:
            content = await source.read(0, source.size)
            kind = shield.file_type(content)
            digest = self._sealer.digest("blob", kind, content)
            blob = await self._blob(digest) or await self._new_blob(digest, kind, content)
        file_id = new_id()
        async with self._database.write() as session:
            session.add(
                FileRow(
                    id=file_id,
                    brand_id=brand_id,
                    owner=actor.key,
                    blob_digest=digest,
                    name=self._sealer.seal(_with_ending(shown, blob.type).encode(), f"file:{file_id}"),
                    caption=sealed_caption(self._sealer, said, file_id),
                    created_at=clock.now(),
                )
            )
        return await self._file(file_id)

    def check_size(self, head: bytes, size: int) -> None:
        """By the first bytes, so that what is too large need not come whole. Raises FileTooLarge."""
        limit = self.limits.of(shield.video_type(head))
        if size > limit:
            raise FileTooLarge(limit)

    async def own(self, actor: Actor, file_id: str) -> File:
        """Raises NotFound for what is not the actor's own."""
        file = await self._file(file_id)
        if file.owner != actor.key:
            raise NotFound
        return file

    async def seen(self, actor: Actor, file_id: str) -> File:
        """Raises NotFound for what the actor may not see."""
        file = await self._file(file_id)
        try:
            self._authorize(actor, "file.read", file)
        except Problem:
            raise NotFound from None
        return file

    async def content(self, file: File, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, the first of them fetched already.

        Raises Problem("file_gone", 410) when they are lost.
        """
        try:
            return await self._blobs.part(file.blob_key, size=file.size, stride=file.stride, start=start, end=end)
        except BlobMissing:
            raise Problem("file_gone", 410) from None

    async def first_page(self, file: File) -> bytes:
        """The picture of it. Raises NotFound where there is none, Unavailable("preview_pending") while it is being made."""
        if not file.preview_key:
            raise NotFound
        if not file.preview_width:
            raise Unavailable("preview_pending", retry_after=1)
        try:
            return await self._blobs.get(file.preview_key)
        except BlobMissing:
            raise Problem("file_gone", 410) from None

    async def _blob(self, digest: bytes) -> BlobRow | None:
        async with self._database.read() as session:
            return await session.get(BlobRow, digest)

    async def _new_blob(self, digest: bytes, kind: str, content: bytes) -> BlobRow:
        width = height = None
        if kind in shield.PICTURES:
            picture = await reencode(content, kind)
            content, kind, width, height = picture.content, picture.type, picture.width, picture.height
        elif kind == "text/plain":
            await refuse_secrets(content.decode("utf-8-sig"))
        elif kind == "application/pdf":
            async with self._reading:
                await refuse_secrets(await text_of(content))
        key = new_id()
        await self._blobs.put(key, content)
        return await self._keep(
            BlobRow(
                digest=digest,
                key=key,
                type=kind,
                size=len(content),
                width=width,
                height=height,
                preview_key=preview.planned(kind, len(content)),
                created_at=clock.now(),
            )
        )

    async def _take_video(self, kind: str, source: Source) -> tuple[bytes, BlobRow]:
        """Looked through before anything of it is kept. Raises Invalid("video_unreadable")."""
        blanks = await blanks_of(kind, source)
        mac = self._sealer.digester("blob", kind, size=source.size)
        async for stretch in stretches(source):
            mac.update(stretch)
        digest = mac.digest()
        if known := await self._blob(digest):
            return digest, known

        key = new_id()
        stride = await self._blobs.put_records(key, source.size, cleaned(source, blanks))
        row = BlobRow(digest=digest, key=key, type=kind, size=source.size, stride=stride, created_at=clock.now())
        return digest, await self._keep(row)

    async def _keep(self, row: BlobRow) -> BlobRow:
        digest, key = row.digest, row.key
        try:
            async with self._database.write() as session:
                session.add(row)
                await preview.ask_for(session, row)
        except IntegrityError:
            # Somebody stored the same content in the same moment: theirs stays, ours goes.
            await self._blobs.delete(key)
            found = await self._blob(digest)
            if found is None:
                raise
            return found
        return row

    async def _file(self, file_id: str) -> File:
        if not is_id(file_id):
            raise NotFound
        statement = (
            select(FileRow, BlobRow, ConversationRow)
            .join(BlobRow, BlobRow.digest == FileRow.blob_digest)
            .outerjoin(ConversationRow, ConversationRow.id == FileRow.conversation_id)
            .where(FileRow.id == file_id)
        )
        async with self._database.read() as session:
            found = (await session.execute(statement)).first()
        if found is None:
            raise NotFound
        file, blob, sent_in = found[0], found[1], cast("ConversationRow | None", found[2])
        return File(
            id=file.id,
            # Who works for several brands uploads before it is known for which: the conversation decides.
            brand_id=sent_in.brand_id if sent_in is not None else file.brand_id,
            owner=file.owner,
            conversation_id=file.conversation_id,
            customer_id=sent_in.customer_id if sent_in is not None else None,
            team_id=sent_in.team_id if sent_in is not None else None,
            assignee_id=sent_in.assignee_id if sent_in is not None else None,
            internal=file.internal,
            number=file.number,
            caption=told_of(self._sealer, file).get("caption", ""),
            name=opened_name(self._sealer, file.name, file.id),
            type=blob.type,
            size=blob.size,
            width=blob.width,
            height=blob.height,
            blob_key=blob.key,
            stride=blob.stride,
            preview_key=blob.preview_key,
            preview_width=blob.preview_width,
            preview_height=blob.preview_height,
            pages=blob.pages,
        )

    async def sweep(self) -> int:
        """Drops uploads no message used for a day, and bytes nobody refers to any more. The number of blobs dropped."""
        long_ago = clock.now() - UNUSED_LIFE
        async with self._database.write() as session:
            await session.execute(
                delete(FileRow).where(FileRow.conversation_id.is_(None), FileRow.created_at < long_ago)
            )
            orphans = await _orphans(session, before=long_ago)
            await session.execute(delete(BlobRow).where(BlobRow.digest.in_([row.digest for row in orphans])))
        for row in orphans:
            await self._blobs.delete(row.key)
            if row.preview_key:
                await self._blobs.delete(row.preview_key)
        return len(orphans)


async def _orphans(session: AsyncSession, *, before: int) -> list[BlobRow]:
    used = select(FileRow.blob_digest)
    statement = select(BlobRow).where(BlobRow.created_at < before, BlobRow.digest.not_in(used)).limit(500)
    return list(await session.scalars(statement))


_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}


def _with_ending(name: str, kind: str) -> str:
    """A name whose ending tells the truth: `invoice.exe` that is a PNG becomes `invoice.exe.png`."""
    ending = _ENDINGS.get(kind)
    if ending is None:
        # Plain text keeps an ending that says so, and gets one otherwise.
        return name if name.lower().endswith((".txt", ".log", ".csv", ".json", ".md")) else f"{name}.txt"
    same = {".jpg": (".jpg", ".jpeg"), ".mp4": (".mp4", ".m4v", ".3gp")}.get(ending, (ending,))
    return name if name.lower().endswith(same) else f"{name}{ending}"
