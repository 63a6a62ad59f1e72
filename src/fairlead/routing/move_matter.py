"""A lead moves a matter by hand: to an agent, to a team, or back into the line. What somebody else did meanwhile stands."""

from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger, Receipt
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import BOT, OPEN, Draft, author_data
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.shield.screen import screen


class Target(Protocol):
    """Where to. Neither agent nor team: into the line again, out of its team where `off_team` says so."""

    @property
    def to_agent(self) -> str | None: ...
    @property
    def to_team(self) -> str | None: ...
    @property
    def off_team(self) -> bool: ...


class _Of:
    def __init__(self, brand_id: str) -> None:
        self.id = brand_id


class MoveMatter:
    def __init__(self, database: Database, authorize: Authorize, ledger: Ledger, gather: Gather) -> None:
        self._database, self._authorize, self._ledger, self._gather = database, authorize, ledger, gather

    async def move(
        self, by: Actor, client_id: str, conversation_id: str, *, held: str | None, to: Target, note: str
    ) -> Receipt:
        """`held`: the agent who has it as the lead sees it, None for one that waits. Raises NotFound, Refused,
        Invalid("transfer_target"), Conflict("conversation_closed"), and Conflict("moved_meanwhile") with `name`, of whoever
        has it now, empty where it waits in the line."""
        if (to.to_agent is not None and to.to_team is not None) or not is_id(conversation_id):
            raise Invalid("transfer_target") if is_id(conversation_id) else NotFound
        async with self._database.write() as session:
            statement = select(ConversationRow).where(ConversationRow.id == conversation_id)
            locking = self._database.dialect.lock_rows(statement, skip_locked=False)
            row = (await session.scalars(locking)).first()
            if row is None:
                raise NotFound
            self._authorize(by, "conversation.read", row)
            self._authorize(by, "queue.oversee", _Of(row.brand_id))
            kind, data = await self._entry(session, by, row, to)
            if kind == "transferred":
                data["note"] = screen(note, may_be_empty=True, as_is=True).text
            draft = Draft(actor=by, kind=kind, client_id=client_id, conversation_id=row.id, data=data)
            if not await _known(session, by, client_id):
                await self._check(session, row, held)
            written = await self._ledger.append(await session.connection(), [draft], beside=_nothing)
        self._gather.written(written)
        return written[0].receipt

    async def _check(self, session: AsyncSession, row: ConversationRow, held: str | None) -> None:
        if row.status != OPEN:
            raise Conflict("conversation_closed")
        if row.assignee_id != held or row.handler == BOT:
            names = await people.agent_names(session, {row.assignee_id} if row.assignee_id else set())
            raise Conflict("moved_meanwhile", name=names.get(row.assignee_id or "", ""))

    async def _entry(
        self, session: AsyncSession, by: Actor, row: ConversationRow, to: Target
    ) -> tuple[str, dict[str, Any]]:
        """Its kind and what it says. Raises Invalid("transfer_target")."""
        if to.to_agent is not None:
            agent = await people.agent_for_brand(session, to.to_agent, row.brand_id)
            if agent is None:
                raise Invalid("transfer_target")
            given = {"kind": "agent", "id": agent.id, "name": agent.name}
            return "assigned", {"to": given, "by": author_data(by)}
        if to.to_team is not None:
            team = await people.team_for_brand(session, to.to_team, row.brand_id)
            if team is None:
                raise Invalid("transfer_target")
            return "transferred", {"to_team": {"id": team.id, "name": team.name}}
        if to.off_team:
            return "transferred", {"off_team": True}
        return "assigned", {"to": None, "by": author_data(by)}


async def _known(session: AsyncSession, by: Actor, client_id: str) -> bool:
    """What is sent again was done: it gets its first receipt."""
    same = (EntryRow.client_id == client_id, EntryRow.sender == by.key)
    return await session.scalar(select(EntryRow.id).where(*same)) is not None


async def _nothing(_: object) -> None:
    """The entry is all there is to write."""
