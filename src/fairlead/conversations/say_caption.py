"""What a file shows, as its giver says it: told to nobody before the file is sent, from then on by an entry to both sides."""

from sqlalchemy import select

from fairlead.conversations.files import File, Files, checked_caption, sealed_caption
from fairlead.conversations.gather import Gather
from fairlead.conversations.models import FileRow
from fairlead.conversations.rules import Draft
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.ids import new_id


class Captions:
    def __init__(self, database: Database, sealer: Sealer, files: Files, gather: Gather) -> None:
        self._database, self._sealer, self._files, self._gather = database, sealer, files, gather

    async def put(self, actor: Actor, file_id: str, caption: str, *, as_is: bool = False) -> File:
        """What its giver says of his own file, before it is sent or for a day; empty: nothing. Once it is sent both sides are
        told. Raises NotFound, Conflict("edit_too_late"), Invalid: what a text raises."""
        kept = checked_caption(caption, as_is=as_is or actor.kind == "agent")
        file = await self._files.own(actor, file_id)
        async with self._database.write() as session:
            row = await session.get(FileRow, file_id, with_for_update=True)
            if row is None:
                raise NotFound
            sent_in = row.conversation_id
            if sent_in is None:
                row.caption = sealed_caption(self._sealer, kept, file.id)
        if sent_in is not None and kept != file.caption:
            data = {"file": file_id, "caption": kept}
            name = f"caption {new_id()}"
            draft = Draft(actor=actor, kind="captioned", client_id=name, conversation_id=sent_in, data=data)
            await self._gather.write(draft)
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
