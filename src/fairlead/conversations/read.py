"""What a reader sees: a conversation's head with names, and a stretch of its entries, never more than he may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store
from fairlead.conversations.caption import settled
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import NotFound, Problem
from fairlead.kit.ids import is_id
from fairlead.people import store as people

# So many missed entries are replayed; who missed more starts from a fresh page.
REPLAY = 500
PAGE = 50


@dataclass(frozen=True, slots=True)
class View:
    """A conversation with the names around it."""

    row: ConversationRow
    subject: str
    preview: str
    customer: people.Customer | None
    assignee_name: str
    team_name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries from `start` on; `resync` when what lies between was too much."""

    view: View
    entries: list[Entry]
    start: int
    last: int
    resync: bool


class Reader:
    def __init__(self, database: Database, sealer: Sealer, authorize: Authorize) -> None:
        self._database = database
        self._sealer = sealer
        self._authorize = authorize

    async def view(self, actor: Actor, conversation_id: str) -> View:
        """Raises NotFound alike for what is missing and what the actor may not see."""
        async with self._database.read() as session:
            return await self._view(session, actor, conversation_id)

    async def stretch(self, actor: Actor, conversation_id: str, after: int) -> Stretch:
        """What follows `after` in the actor's own numbers."""
        public = actor.kind == "customer"
        async with self._database.read() as session:
            view = await self._view(session, actor, conversation_id)
            last = view.row.last_public_seq if public else view.row.last_seq
            resync = after > last or last - after > REPLAY
            start = max(0, last - PAGE) if resync else after
            entries = await store.entries_after(
                session, self._sealer, conversation_id, start, public=public, limit=REPLAY + PAGE
            )
            entries = await settled(session, self._sealer, entries)
        # Entries may have come in between the two reads; the head is then older than they are, and that is fine.
        newest = (entries[-1].public_seq if public else entries[-1].seq) if entries else last
        return Stretch(view, entries, start + 1, max(last, newest or 0), resync)

    async def page(self, actor: Actor, conversation_id: str, *, before: int, limit: int) -> tuple[list[Entry], bool]:
        """Entries below a number, ascending, and whether there are older ones."""
        async with self._database.read() as session:
            row = await self._allowed(session, actor, conversation_id)
            return await self._page(session, actor, row, before, limit)

    async def page_of(self, actor: Actor, view: View, *, before: int, limit: int) -> tuple[list[Entry], bool]:
        """As `page`, of a conversation whose head has just been read."""
        self._check(actor, view.row)
        async with self._database.read() as session:
            return await self._page(session, actor, view.row, before, limit)

    async def entry(self, actor: Actor, conversation_id: str, entry_id: str) -> Entry:
        async with self._database.read() as session:
            await self._allowed(session, actor, conversation_id)
            found = await store.entry(session, self._sealer, conversation_id, entry_id)
        if found is None or (actor.kind == "customer" and found.public_seq is None):
            raise NotFound
        return found

    async def last_given(self, actor: Actor, conversation_id: str) -> Entry | None:
        async with self._database.read() as session:
            await self._allowed(session, actor, conversation_id)
            return await store.last_given(session, self._sealer, conversation_id)

    async def context(self, actor: Actor, conversation_id: str) -> dict[str, Any]:
        """Where in the exchange the customer was when he began, as he let it be passed on."""
        async with self._database.read() as session:
            row = await self._allowed(session, actor, conversation_id)
        opened = self._sealer.read(row.context, f"{row.id}:context")
        return msgspec.json.decode(opened or b"{}", type=dict[str, Any])

    async def views_by_id(self, ids: set[str]) -> list[View]:
        """Without asking whether anybody may see them: for those who ask per reader afterwards."""
        async with self._database.read() as session:
            return await self.views(session, await store.conversations_by_id(session, ids))

    async def views_for(self, actor: Actor, ids: set[str]) -> list[View]:
        """Those of them that the actor may see; of the others nothing more is read."""
        async with self._database.read() as session:
            rows = await store.conversations_by_id(session, ids)
            return await self.views(session, [row for row in rows if self._may_see(actor, row)])

    async def seen(self, actor: Actor, ids: Iterable[str]) -> list[str]:
        """Those of these conversations that the actor may see."""
        async with self._database.read() as session:
            rows = await store.conversations_by_id(session, set(ids))
        return [row.id for row in rows if self._may_see(actor, row)]

    async def entries_between(self, conversation_id: str, after: int, *, public: bool) -> list[Entry]:
        """The next page of what a reader misses: he may be slow, and what is read for him waits in memory."""
        async with self._database.read() as session:
            entries = await store.entries_after(
                session, self._sealer, conversation_id, after, public=public, limit=PAGE
            )
            return await settled(session, self._sealer, entries)

    async def views(self, session: AsyncSession, rows: Sequence[ConversationRow]) -> list[View]:
        customers = await people.customers(session, {row.customer_id for row in rows}, self._sealer)
        agents = await people.agent_names(session, _some(row.assignee_id for row in rows))
        teams = await people.team_names(session, _some(row.team_id for row in rows))
        return [
            self._opened(
                row,
                customers.get(row.customer_id),
                agents.get(row.assignee_id or "", ""),
                teams.get(row.team_id or "", ""),
            )
            for row in rows
        ]

    async def _view(self, session: AsyncSession, actor: Actor, conversation_id: str) -> View:
        found = await store.with_names(session, conversation_id) if is_id(conversation_id) else None
        if found is None:
            raise NotFound
        row, customer, assignee_name, team_name = found
        self._check(actor, row)
        known = people.customer_from(customer, self._sealer) if customer is not None else None
        return self._opened(row, known, assignee_name, team_name)

    def _opened(self, row: ConversationRow, customer: people.Customer | None, assignee: str, team: str) -> View:
        return View(
            row=row,
            subject=(self._sealer.read(row.subject, f"{row.id}:subject") or b"").decode(),
            preview=(self._sealer.read(row.preview, f"{row.id}:preview") or b"").decode(),
            customer=customer,
            assignee_name=assignee,
            team_name=team,
        )

    async def _page(
        self, session: AsyncSession, actor: Actor, row: ConversationRow, before: int, limit: int
    ) -> tuple[list[Entry], bool]:
        public = actor.kind == "customer"
        entries = await store.entries_before(session, self._sealer, row, before, public=public, limit=limit)
        first = (entries[0].public_seq if public else entries[0].seq) if entries else 1
        return await settled(session, self._sealer, entries), (first or 1) > 1

    async def _allowed(self, session: AsyncSession, actor: Actor, conversation_id: str) -> ConversationRow:
        row = await store.conversation(session, conversation_id) if is_id(conversation_id) else None
        if row is None:
            raise NotFound
        self._check(actor, row)
        return row

    def _check(self, actor: Actor, row: ConversationRow) -> None:
        if not self._may_see(actor, row):
            raise NotFound

    def _may_see(self, actor: Actor, row: ConversationRow) -> bool:
        try:
            self._authorize(actor, "conversation.read", row)
        except Problem:
            return False
        return True


def _some(ids: Iterable[str | None]) -> set[str]:
    return {value for value in ids if value is not None}
