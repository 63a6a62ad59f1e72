"""What an agent is writing, kept on the server so that it is there on another device: sealed, and nobody else's to read.

Each save names the revision it was made from. One that was made from an older text is refused: the device fetches the newer
one and decides (web/desk/composer/settle.ts). A draft that was sent leaves its revision behind, so that another device
that still shows it learns that it is gone.
"""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from fairlead.conversations.models import DraftRow
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict
from fairlead.shield.screen import screen

MODES = ("reply", "note")
# What nobody came back to is dropped with the next draft its author begins.
LIFE = 30 * clock.DAY


@dataclass(frozen=True, slots=True)
class Kept:
    text: str
    revision: int
    saved_at: Instant


class Drafts:
    def __init__(self, database: Database, sealer: Sealer, reader: Reader, authorize: Authorize) -> None:
        self._database = database
        self._sealer = sealer
        self._reader = reader
        self._authorize = authorize

    async def read(self, actor: Actor, conversation_id: str) -> dict[str, Kept]:
        """By mode; a mode without a draft is left out. Raises NotFound."""
        await self._may(actor, conversation_id)
        mine = (DraftRow.agent_id == actor.id, DraftRow.conversation_id == conversation_id)
        async with self._database.read() as session:
            rows = list(await session.scalars(select(DraftRow).where(*mine)))
        return {row.mode: self._kept(row) for row in rows}

    async def keep(self, actor: Actor, conversation_id: str, mode: str, text: str, *, revision: int) -> Kept:
        """`revision`: the one this text was made from, 0 for none; an empty text ends the draft.

        Raises NotFound, Conflict("draft_newer"), Invalid("message_too_long").
        """
        await self._may(actor, conversation_id)
        text = screen(text, may_be_empty=True, as_is=True).text
        sealed = self._sealer.seal(text.encode(), _place(actor.id, conversation_id, mode)) if text else None
        kept = Kept(text, revision + 1, clock.now())
        values = {"revision": kept.revision, "body": sealed, "updated_at": kept.saved_at}
        key = {"agent_id": actor.id, "conversation_id": conversation_id, "mode": mode}
        try:
            async with self._database.write() as session:
                if revision:
                    changed = update(DraftRow).filter_by(**key, revision=revision).values(**values)
                    if (await session.execute(changed.returning(DraftRow.revision))).first() is None:
                        raise Conflict("draft_newer")
                else:
                    old = (DraftRow.agent_id == actor.id, DraftRow.updated_at < kept.saved_at - LIFE)
                    await session.execute(delete(DraftRow).where(*old))
                    await session.execute(insert(DraftRow).values(**key, **values))
        except IntegrityError:
            raise Conflict("draft_newer") from None
        return kept

    async def _may(self, actor: Actor, conversation_id: str) -> None:
        view = await self._reader.view(actor, conversation_id)
        self._authorize(actor, "conversation.draft", view.row)

    def _kept(self, row: DraftRow) -> Kept:
        place = _place(row.agent_id, row.conversation_id, row.mode)
        text = (self._sealer.read(row.body, place) or b"").decode() if row.body is not None else ""
        return Kept(text, row.revision, row.updated_at)


def _place(agent_id: str, conversation_id: str, mode: str) -> str:
    return f"{conversation_id}:draft:{agent_id}:{mode}"
