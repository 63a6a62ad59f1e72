"""What a conversation has to do with tickets, for agents; see docs/protocol.md section 3.2.6."""

from typing import Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store as conversations
from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound
from fairlead.kit.ids import is_id
from fairlead.people.door import AnyRequest
from fairlead.tickets import store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.find_facts import ENTRIES, find_facts
from fairlead.tickets.ports import SaidFacts
from fairlead.tickets.routes import TicketCounter


def talk_routes(counter: TicketCounter, said: SaidFacts) -> list[HTTPRouteHandler]:
    c = counter

    async def head_of(session: AsyncSession, agent: Actor, conversation_id: str) -> ConversationRow:
        head = await conversations.conversation(session, conversation_id) if is_id(conversation_id) else None
        if head is None:
            raise NotFound
        c.authorize(agent, "conversation.read", head)
        return head

    @get("/api/desk/conversations/{conversation_id:str}/ticket")
    async def ticket_of_conversation(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        async with c.database.read() as session:
            head = await head_of(session, agent, conversation_id)
            found = await store.of_conversation(session, head.id)
        wire = await c.wire(found, c.locale(request), public=False) if found is not None else None
        return {"ticket": wire}

    @get("/api/desk/conversations/{conversation_id:str}/facts")
    async def facts_of_conversation(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        async with c.database.read() as session:
            head = await head_of(session, agent, conversation_id)
            taxonomy = taxonomy_of(await store.changes_of(session, head.brand_id))
            last = head.last_public_seq + 1
            entries = await conversations.entries_before(
                session, c.writer.sealer, head, last, public=True, limit=ENTRIES
            )
        words = [
            (entry.id, entry.text)
            for entry in entries
            if entry.kind == "message" and entry.author_kind == "customer" and not entry.redacted
        ]
        return {"facts": msgspec.to_builtins(find_facts(words, said, taxonomy, now=clock.now()))}

    return [ticket_of_conversation, facts_of_conversation]
