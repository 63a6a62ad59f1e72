"""What was given to somebody else goes back to whoever had it, as long as nothing became of it since: for one conversation, and
for tickets in their own transaction."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict
from fairlead.people import store as people


class GiveBack:
    def __init__(self, database: Database, gather: Gather, reader: Reader) -> None:
        self._database, self._gather, self._reader = database, gather, reader

    async def __call__(self, actor: Actor, client_id: str, conversation_id: str) -> Receipt:
        """Raises NotFound, Refused, Conflict("edited_meanwhile")."""
        brand_id = (await self._reader.view(actor, conversation_id)).row.brand_id
        last = await self._reader.last_given(actor, conversation_id)
        if last is not None and (last.sender, last.client_id) == (actor.key, client_id):
            # Asked again, it is done already: the same words lead to the same receipt.
            data, stands = last.data, None
        else:
            async with self._database.read() as session:
                data = await going_back(session, last, by=actor, brand_id=brand_id)
            stands = left_with(last) if last is not None else None
        return await self._gather.write(
            Draft(
                actor=actor, kind="transferred", client_id=client_id, conversation_id=conversation_id, data=data, stands=stands
            )
        )  # fmt: skip


async def going_back(session: AsyncSession, last: Entry | None, *, by: Actor, brand_id: str) -> dict[str, Any]:
    """What the entry says that undoes `last`, the last that gave the matter to anybody. Who or which team is no longer of the
    brand does not have it again. Raises Conflict("edited_meanwhile") where `last` is no transfer of this agent's."""
    if last is None or last.author_id != by.id or "from" not in last.data:
        raise Conflict("edited_meanwhile")
    had = last.data["from"]
    agent = await people.agent_for_brand(session, had["agent"], brand_id) if had["agent"] else None
    team = await people.team_for_brand(session, had["team"], brand_id) if had["team"] else None
    data: dict[str, Any] = {"note": "", "back": True}
    data |= {"to_team": {"id": team.id, "name": team.name}} if team is not None else {"off_team": True}
    return data | ({"to_agent": {"kind": "agent", "id": agent.id, "name": agent.name}} if agent is not None else {})


def left_with(given: Entry) -> tuple[str | None, str | None]:
    """Agent and team that had the matter after this transfer."""
    data = given.data
    agent, team = data.get("to_agent"), data.get("to_team")
    kept = None if data.get("off_team") else data["from"]["team"]
    return agent["id"] if agent else None, team["id"] if team else kept
