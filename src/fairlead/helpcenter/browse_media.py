"""What a brand's texts may show, looked through and tidied by its editors: found by name or by what was said of it, with how many
articles show it; what no text shows any more can be removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.helpcenter.models import MediaRow
from fairlead.helpcenter.show_media import CAPTIONS, ENDINGS
from fairlead.helpcenter.store_media import Use, drop_media, media, media_page, uses_of
from fairlead.infra.blobs import Blobs
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.text import one_line
from fairlead.people import store as people

# A text that shows it may be open in somebody's editor, not saved yet.
YOUNG = clock.DAY
KINDS = {"": "", "picture": "image/", "video": "video/", "captions": CAPTIONS, "unused": ""}
QUERY = 100
NO_USE = Use(0, "")


@dataclass(frozen=True, slots=True)
class Shown:
    """`by` is the name of who brought it, empty of an import; `removable`: no text has shown it for a day."""

    row: MediaRow
    use: Use
    by: str
    removable: bool


class MediaBrowsing:
    def __init__(self, database: Database, blobs: Blobs, authorize: Authorize) -> None:
        self._database = database
        self._blobs = blobs
        self._authorize = authorize

    async def page(
        self, actor: Actor, of: Any, *, query: str, kind: str, before: Sequence[str] | None, limit: int
    ) -> tuple[list[Shown], tuple[int, str] | None]:
        """The newest first, of a kind of `KINDS`; and where the next page begins. Raises Refused, Invalid("invalid_field")."""
        self._authorize(actor, "article.write", of)
        if kind not in KINDS:
            raise Invalid("invalid_field", field="kind")
        old = clock.now() - YOUNG
        async with self._database.read() as session:
            rows = await media_page(
                session,
                of.brand_id,
                query=one_line(query, QUERY),
                begins=KINDS[kind],
                unused_before=old if kind == "unused" else None,
                before=(int(before[0]), before[1]) if before else None,
                limit=limit + 1,
            )
            used = await uses_of(session, of.brand_id, [row.digest for row in rows])
            names = await people.agent_names(session, {row.author_id for row in rows} - {""})
        shown = [
            Shown(
                row,
                use := used.get(row.digest, NO_USE),
                names.get(row.author_id, ""),
                not use.holds and row.created_at < old,
            )
            for row in rows[:limit]
        ]
        last = rows[limit - 1] if len(rows) > limit else None
        return shown, (last.created_at, last.digest) if last else None

    async def remove(self, actor: Actor, of: Any, name: str) -> None:
        """For good; `name` is digest and ending. Raises Refused, NotFound, and Conflict("media_in_use") for what a published
        version, earlier ones among them, or a newest one shows, and for what was brought within a day."""
        self._authorize(actor, "article.publish", of)
        digest, _, ending = name.partition(".")
        async with self._database.write() as session:
            row = await media(session, of.brand_id, digest)
            if row is None or ENDINGS[row.type] != ending:
                raise NotFound
            key = await drop_media(session, of.brand_id, digest, older_than=clock.now() - YOUNG)
            if key is None:
                raise Conflict("media_in_use")
        await self._blobs.delete(key)
