"""What every change of a ticket has in common: its row and the entries that tell of it are one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

from msgspec.structs import replace as changed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.gather import Gather
from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Ledger, Written
from fairlead.conversations.models import FileRow
from fairlead.conversations.rules import Draft
from fairlead.infra.database import Database, lost_race
from fairlead.infra.jobs import enqueue
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM, Actor, Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound, Problem, Unavailable
from fairlead.kit.ids import is_id
from fairlead.promises.reckon import Reckon
from fairlead.promises.store import tier
from fairlead.shield.rules import FILES_PER_MESSAGE
from fairlead.tickets import rules, store
from fairlead.tickets.limit_opening import LimitOpening
from fairlead.tickets.models import TicketRow
from fairlead.tickets.read_evidence import MARKS, Fact
from fairlead.tickets.store import Found, Inside

TRIES = 3
# The job that looks after a ticket when its time has come.
DUE = "tickets.due"

Change = Callable[[AsyncSession, Found, Instant], Awaitable[Sequence[Draft]]]
# Of several tickets, in the order in which they were named.
Together = Callable[[AsyncSession, Sequence[Found], Instant], Awaitable[Sequence[Draft]]]
# What is done to a ticket that goes on as another is done to that one.
GOES_ON = frozenset({"ticket.work", "ticket.change", "ticket.answer", "ticket.withdraw", "ticket.nudge"})


class Writer:
    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        authorize: Authorize,
        ledger: Ledger,
        gather: Gather,
        *,
        reckon: Reckon,
    ) -> None:
        self.database, self.sealer, self.authorize = database, sealer, authorize
        self.ledger, self.gather, self.reckon = ledger, gather, reckon
        # Nobody is limited unless `app.py` says so.
        self.limits = LimitOpening()

    async def read(self, actor: Actor, ticket_id: str, action: str = "ticket.read") -> Found:
        """Raises NotFound, Refused."""
        async with self.database.read() as session:
            return await self.found(session, actor, ticket_id, action)

    def sees(self, actor: Actor, found: Found) -> bool:
        try:
            self.authorize(actor, "ticket.read", found)
        except Problem:
            return False
        return True

    async def found(self, session: AsyncSession, actor: Actor, ticket_id: str, action: str) -> Found:
        """What one may not see does not exist; what one sees and may not do is refused."""
        found = await store.ticket(session, ticket_id) if is_id(ticket_id) else None
        if found is None:
            raise NotFound
        self.authorize(actor, "ticket.read", found)
        self.authorize(actor, action, found)
        return found

    async def change(self, actor: Actor, ticket_id: str, change: Change, *, action: str, revises: bool = True) -> Found:
        """`change` alters the row and says what the timeline tells of it; no draft: nothing was to be done. `revises`: whoever is
        about to change it from what he saw has to look again. Raises Problem."""

        async def alone(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            return await change(session, found[0], moment)

        return await self.change_together(actor, [ticket_id], alone, action=action, revises=revises)

    async def change_together(
        self, actor: Actor, ids: Sequence[str], change: Together, *, action: str, revises: bool = True
    ) -> Found:
        """Several tickets and their timelines in one transaction, locked in the order of their ids; the first of them as it is
        then. Raises Problem: `ticket_merged` with the `ticket` it goes on as and its `number`."""
        return await self.retried(lambda: self._change(actor, ids, change, action, revises))

    async def _change(self, actor: Actor, ids: Sequence[str], change: Together, action: str, revises: bool) -> Found:
        written: list[Written] = []
        async with self.database.write() as session:
            for ticket_id in sorted(filter(is_id, ids)):
                await store.lock(session, self.database.dialect, ticket_id)
            found = [await self.found(session, actor, one, action) for one in ids]
            if actor.kind != "system" or actor.is_rule:
                await _goes_on_itself(session, found[0].row, action)
            drafts = [guard(one) for one in await change(session, found, clock.now())]
            if actor.kind == "customer" and drafts:
                # Whatever he does about it, it is not to be put off any longer.
                drafts += [woken(SYSTEM, one, "customer") for one in found if one.row.snoozed_until is not None]
            if drafts:
                for one in found:
                    one.row.revision += revises
                rows = {one.row.conversation_id: one.row for one in found}

                async def keep_owners(written: Sequence[Written]) -> None:
                    for head in filter(None, (one.head for one in written)):
                        if (row := rows.get(head.id)) is not None:
                            row.owner_id, row.held_by = head.assignee_id, head.team_id

                written = await self.append(session, drafts, beside=keep_owners)
        self.gather.written(written)
        return await self.read(actor, ids[0])

    async def append(
        self,
        session: AsyncSession,
        drafts: Sequence[Draft],
        *,
        beside: Callable[[Sequence[Written]], Awaitable[None]] | None = None,
    ) -> list[Written]:
        """The last act of the session's transaction."""

        async def store_rows(written: Sequence[Written]) -> None:
            if beside is not None:
                await beside(written)
            await session.flush()

        return await self.ledger.append(await session.connection(), drafts, beside=store_rows)

    async def retried(self, act: Callable[[], Awaitable[Found]]) -> Found:
        """Once more when another transaction came between. Raises Problem."""
        for attempt in range(TRIES):
            try:
                await self.ledger.holds.renew()
                return await act()
            except Exception as error:
                if attempt == TRIES - 1 or not lost_race(error):
                    raise
        raise Unavailable(retry_after=1)

    async def word_due(self, session: AsyncSession, row: TicketRow) -> Instant:
        """By when a customer who is owed a word has it."""
        return await self.reckon.word_due(
            row.brand_id,
            priority=row.priority,
            tier=await tier(session, row.customer_id),
            team=row.held_by,
            spoken=row.spoken,
            since=row.owed_since or row.since,
        )

    def inside(self, row: TicketRow) -> Inside:
        return store.open_inside(row, self.sealer)

    def seal(self, row: TicketRow, inside: Inside) -> None:
        row.inside = store.seal_inside(inside, row.id, self.sealer)

    def digests(self, brand_id: str, facts: Sequence[Fact]) -> dict[bytes, Fact]:
        """Of what names one matter. Case is no difference in a TxID's or an order's number here."""
        marked = [fact for fact in facts if fact.field in MARKS and fact.value]
        kinds = {fact.field: "txid" if fact.field == "txid" else "number" for fact in marked}
        return {
            self.sealer.digest("ticket mark", brand_id, kinds[fact.field], fact.value.lower().removeprefix("0x")): fact
            for fact in marked
        }

    async def unattached(
        self, session: AsyncSession, actor: Actor, conversation_id: str | None, ids: list[str]
    ) -> list[str]:
        """Those of the files that do not lie in the conversation yet. Raises Invalid("too_many_files")."""
        wanted = list(dict.fromkeys(ids))
        there: set[str] = set()
        if wanted and conversation_id is not None:
            internal = () if actor.kind == "agent" else (FileRow.internal.is_(False),)
            lying = select(FileRow.id).where(
                FileRow.id.in_(wanted), FileRow.conversation_id == conversation_id, *internal
            )
            there = set(await session.scalars(lying))
        fresh = [one for one in wanted if one not in there]
        if len(fresh) > FILES_PER_MESSAGE:
            raise Invalid("too_many_files", limit=FILES_PER_MESSAGE)
        return fresh


async def _goes_on_itself(session: AsyncSession, row: TicketRow, action: str) -> None:
    if action in GOES_ON and row.merged_into is not None:
        root = await store.root_of(session, row)
        raise Conflict("ticket_merged", ticket=root.id, number=root.number)


async def put_status(writer: Writer, session: AsyncSession, row: TicketRow, status: str, *, moment: Instant) -> None:
    """With since when, by when something happens, and the job that sees to it. The move is allowed already."""
    row.status, row.since, row.updated_at = status, moment, moment
    await promise(writer, session, row, since=moment)
    if not rules.STATUSES[status].open:
        row.snoozed_until = None
    delay = {
        rules.WAITING_FOR_YOU: rules.REMINDERS[0],
        rules.WAITING_ON_CHAIN: rules.CHAIN_LOOK,
        rules.SOLVED: rules.CLOSE_SOLVED,
    }.get(status)
    if delay is not None:
        await look_again(session, row, 0, delay=delay)


async def promise(writer: Writer, session: AsyncSession, row: TicketRow, *, since: Instant) -> None:
    """By when something happens that the customer sees, as the ticket stands. Where that is a word of ours, the brand's clock
    for it runs from `since` on; a task that is still to be done in time is that word."""
    row.late_at = None
    row.owed_since = since if rules.is_promise(row.status) else None
    if row.owed_since is None:
        row.due_at = rules.next_update(row.status, moment=since)
    elif row.task_due_at is not None and row.task_due_at > since:
        row.due_at = row.task_due_at
    else:
        row.due_at = await writer.word_due(session, row)


async def look_again(session: AsyncSession, row: TicketRow, step: int, *, delay: int) -> None:
    """The job that looks after this status, `step` times already; it does nothing once the ticket has another."""
    key = f"{DUE}:{row.id}:{row.since}:{step}"
    await enqueue(session, DUE, {"ticket": row.id, "since": row.since, "step": step}, key=key, delay=delay)


def told(actor: Actor, found: Found, data: dict[str, Any], *, client_id: str = "", internal: bool = False) -> Draft:
    """The entry that tells of a change."""
    row = found.row
    about = {"ticket": {"id": row.id, "number": row.number}, **data}
    if internal:
        about["internal"] = True
    return Draft(
        actor=actor, kind="ticket", client_id=client_id or str(uuid4()), conversation_id=row.conversation_id, data=about
    )


def woken(actor: Actor, found: Found, why: str, *, client_id: str = "") -> Draft:
    """A ticket that was put off is there again; `why`: `time`, `customer` or `agent`."""
    found.row.snoozed_until = None
    return told(actor, found, {"woken": why}, client_id=client_id, internal=True)


def moved(actor: Actor, found: Found, before: str, *, client_id: str = "", reason: str = "") -> Draft:
    """The entry of a new status, which also says whether the conversation is open."""
    row = found.row
    status = {"status": row.status, "before": before, "open": rules.STATUSES[row.status].open}
    return told(actor, found, status | ({"why": reason} if reason else {}), client_id=client_id)


def said(
    actor: Actor, conversation_id: str | None, text: str, files: Sequence[str] = (), *, as_is: bool = False
) -> Draft:
    """A message that goes with a change."""
    draft = Draft(
        actor=actor,
        kind="message",
        client_id=str(uuid4()),
        conversation_id=conversation_id,
        text=text,
        files=tuple(files),
    )
    return changed(draft, as_is=True) if as_is else draft
