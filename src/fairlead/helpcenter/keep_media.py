"""Pictures, videos and captions of articles: taken in, kept once per brand and content, given out by their digest.

What is kept is named by what it is, so that an address never shows anything else, and a text says by itself, version by
version, what it shows.
"""

import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.models import AGENTS, MediaRow
from fairlead.helpcenter.ports import Uploads
from fairlead.helpcenter.show_media import CAPTIONS, ENDINGS
from fairlead.helpcenter.store_media import media
from fairlead.infra.blobs import BlobMissing, Blobs
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import FileTooLarge, Invalid, NotFound, Problem
from fairlead.kit.ids import new_id
from fairlead.kit.text import visible_name
from fairlead.shield.bare_pictures import is_bare
from fairlead.shield.captions import captions
from fairlead.shield.look_into import refuse_secrets
from fairlead.shield.pictures import Picture, reencode
from fairlead.shield.rules import PICTURES, FileLimits, file_type, video_type
from fairlead.shield.sources import Source, blanks_of, cleaned

DIGEST = 32
NAME = 200
HEAD_BYTES = 4096
CAPTIONS_BYTES = 1024 * 1024
VIDEOS = frozenset({"video/mp4", "video/webm"})


class Media:
    """`uploads`: where what editors brought lies until a text takes it."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        authorize: Authorize,
        help_center: HelpCenter,
        uploads: Uploads[Any],
        *,
        limits: FileLimits,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._authorize = authorize
        self._help_center = help_center
        self._uploads = uploads
        self._limits = limits

    async def adopt(self, actor: Actor, of: Any, file_id: str) -> MediaRow:
        """A file of the actor's own for the texts of a brand (`of.brand_id`). It was drawn anew or looked through when it was
        let in, and is copied as it is.

        Raises Refused; NotFound for what is not his own; Invalid: media_type_not_accepted (415), captions_unreadable; and
        Problem("file_gone", 410).
        """
        self._authorize(actor, "article.write", of)
        file = await self._uploads.own(actor, file_id)
        if file.type == "text/plain":
            if file.size > CAPTIONS_BYTES:
                raise Invalid("captions_unreadable")
            raw = b"".join([part async for part in await self._uploads.content(file, 0, file.size)])
            return await self._keep_whole(
                of.brand_id, CAPTIONS, captions(raw).encode(), author=actor.id, name=file.name
            )
        if file.type not in ENDINGS:
            raise Invalid("media_type_not_accepted", 415)
        content = await self._uploads.content(file, 0, file.size)
        if file.type in VIDEOS:
            return await self._keep_video(of.brand_id, file.type, file.size, content, author=actor.id, name=file.name)
        whole = b"".join([part async for part in content])
        return await self._keep_whole(
            of.brand_id, file.type, whole, author=actor.id, name=file.name, width=file.width, height=file.height
        )

    async def take(self, brand_id: str, source: Source, name: str = "") -> MediaRow:
        """What lies in a folder that is imported under this name, by its content alone. A picture that holds nothing
        else is kept byte by byte.

        Raises Invalid: file_empty, media_type_not_accepted (415), picture_unreadable, video_unreadable, captions_unreadable,
        secret_in_file, login_in_file; FileTooLarge.
        """
        if source.size == 0:
            raise Invalid("file_empty")
        head = await source.read(0, min(source.size, HEAD_BYTES))
        kind = video_type(head)
        if source.size > (limit := self._limits.of(kind)):
            raise FileTooLarge(limit)
        if kind in VIDEOS:
            content = cleaned(source, await blanks_of(kind, source))
            return await self._keep_video(brand_id, kind, source.size, content, name=name)
        kind = file_type(await source.read(0, source.size)) if kind is None else kind
        raw = await source.read(0, source.size) if kind in PICTURES or kind == "text/plain" else b""
        if kind in PICTURES:
            if known := await self.find(brand_id, _digest(raw)):
                return known
            drawn = await reencode(raw, kind)
            kept = Picture(raw, kind, drawn.width, drawn.height) if is_bare(kind, raw) else drawn
            return await self._keep_whole(
                brand_id, kept.type, kept.content, name=name, width=kept.width, height=kept.height
            )
        if kind != "text/plain" or len(raw) > CAPTIONS_BYTES:
            raise Invalid("media_type_not_accepted", 415)
        await refuse_secrets(raw.decode("utf-8-sig"))
        return await self._keep_whole(brand_id, CAPTIONS, captions(raw).encode(), name=name)

    async def find(self, brand_id: str, digest: str) -> MediaRow | None:
        async with self._database.read() as session:
            return await media(session, brand_id, digest)

    async def published(self, brand_id: str, name: str) -> MediaRow:
        """`name` is digest and ending. Raises NotFound for what no published text for everybody shows."""
        digest = name.partition(".")[0]
        if not (await self._help_center.shelf(brand_id)).shows(digest):
            raise NotFound
        return await self._named(brand_id, name)

    async def seen(self, actor: Actor, of: Any, name: str) -> MediaRow:
        """As those who answer may see it: what published texts show, also those for agents only; who writes sees all of the
        brand. Raises NotFound, Refused."""
        self._authorize(actor, "article.read", of)
        digest = name.partition(".")[0]
        shelves = [await self._help_center.shelf(of.brand_id), await self._help_center.shelf(of.brand_id, AGENTS)]
        if not any(shelf.shows(digest) for shelf in shelves):
            self._authorize(actor, "article.write", of)
        return await self._named(of.brand_id, name)

    async def content(self, row: MediaRow, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, the first of them fetched already. Raises Problem("file_gone", 410)."""
        try:
            return await self._blobs.part(row.blob_key, size=row.size, stride=row.stride, start=start, end=end)
        except BlobMissing:
            raise Problem("file_gone", 410) from None

    async def _named(self, brand_id: str, name: str) -> MediaRow:
        digest, _, ending = name.partition(".")
        row = await self.find(brand_id, digest)
        if row is None or ENDINGS[row.type] != ending:
            raise NotFound
        return row

    async def _keep_whole(
        self,
        brand_id: str,
        kind: str,
        content: bytes,
        *,
        author: str = "",
        name: str = "",
        width: int | None = None,
        height: int | None = None,
    ) -> MediaRow:
        digest = _digest(content)
        if known := await self.find(brand_id, digest):
            return known
        key = new_id()
        await self._blobs.put(key, content)
        return await self._keep(
            MediaRow(
                brand_id=brand_id,
                digest=digest,
                name=visible_name(name, NAME),
                type=kind,
                size=len(content),
                width=width,
                height=height,
                blob_key=key,
                author_id=author,
                created_at=clock.now(),
            )
        )

    async def _keep_video(
        self, brand_id: str, kind: str, size: int, content: AsyncIterator[bytes], *, author: str = "", name: str = ""
    ) -> MediaRow:
        key, told = new_id(), hashlib.sha256()
        stride = await self._blobs.put_records(key, size, _told(content, told.update))
        return await self._keep(
            MediaRow(
                brand_id=brand_id,
                digest=told.hexdigest()[:DIGEST],
                name=visible_name(name, NAME),
                type=kind,
                size=size,
                blob_key=key,
                stride=stride,
                author_id=author,
                created_at=clock.now(),
            )
        )

    async def _keep(self, row: MediaRow) -> MediaRow:
        brand_id, digest, key = row.brand_id, row.digest, row.blob_key
        try:
            async with self._database.write() as session:
                session.add(row)
        except IntegrityError:
            # It was there already, or somebody kept it in the same moment: theirs stays, ours goes.
            await self._blobs.delete(key)
            found = await self.find(brand_id, digest)
            if found is None:
                raise
            return found
        return row


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST]


async def _told(content: AsyncIterator[bytes], tell: Callable[[bytes], None]) -> AsyncIterator[bytes]:
    async for part in content:
        tell(part)
        yield part
