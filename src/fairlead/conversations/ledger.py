"""The ledger: adds entries to timelines, numbered under the row's lock, with their events, in the caller's transaction.

One SQL for one entry or five hundred. A known client id gives its first receipt again; the same id with another
content is refused. Nothing is sent or announced here: that is for after the commit.
"""

from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import caption, edit, events, files, plan, redact, refer, store
from fairlead.conversations.hold import Holds
from fairlead.conversations.ports import Heed
from fairlead.conversations.rules import Draft, Head, Line, Marks, open_head
from fairlead.conversations.store import Body, Entry, Known, Locked
from fairlead.infra.dialects import Change, Dialect
from fairlead.infra.feed import EventRow
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, NotFound, Problem
from fairlead.kit.ids import new_id
from fairlead.people.sessions import check_rights

EVENT_COLUMNS = ("kind", "brand_id", "conversation_id", "seq", "public_seq", "handler", "created_at")
_EVENTS = EventRow.metadata.tables[EventRow.__tablename__]
_NEW_COLUMNS = (*store.CHANGING, *store.FIXED)
_CHANGED_COLUMNS = (*store.CHANGING, "id")
# What we add to a draft by looking it up: it may differ at a retry without the sender having said anything else.
_LOOKED_UP = frozenset({"summary", "files", "by", "held", "released", "ticket"})
_encode = msgspec.json.Encoder().encode


class Receipt(Struct, frozen=True):
    """Where a draft stands now. The same for the first try and for every retry."""

    conversation_id: str
    entry_id: str
    seq: int
    public_seq: int | None
    at: Instant


class Written(Struct, frozen=True):
    """A receipt, and what the commit made: nothing for a retry."""

    receipt: Receipt
    head: Head | None = None
    entries: tuple[Entry, ...] = ()


class Past(NamedTuple):
    """What was said or read at an instant gone by. In a matter only the first has an opening, and none has an id yet."""

    item: Draft | Marks
    at: Instant


class RowBusy(Exception):
    """Another transaction holds the conversation's row; try with the next batch."""


Outcome = Written | Marks | Problem | RowBusy


@dataclass(slots=True)
class _Batch:
    """What one transaction will write."""

    heads: dict[str, Locked]
    known: dict[tuple[str, str], Known]
    # Sessions of agents that live, as of when their rights are.
    rights: dict[str, Instant]
    touched: dict[str, Head] = field(default_factory=dict)
    contexts: dict[str, dict[str, Any]] = field(default_factory=dict)
    entry_rows: list[tuple[Any, ...]] = field(default_factory=list)
    event_rows: list[tuple[Any, ...]] = field(default_factory=list)
    wait_rows: list[tuple[Any, ...]] = field(default_factory=list)


class Ledger:
    def __init__(self, dialect: Dialect, sealer: Sealer, authorize: Authorize, holds: Holds) -> None:
        self.holds = holds
        self.heed: Heed | None = None
        self._dialect, self._sealer, self._authorize = dialect, sealer, authorize

    async def write(
        self, connection: AsyncConnection, items: Sequence[Draft | Marks], *, skip_locked: bool = False
    ) -> list[Outcome]:
        """One outcome per item, in order. Raises what the database raises: then nothing of the batch stands."""
        wanted = sorted({item.conversation_id for item in items if item.conversation_id is not None})
        names = [item.client_id for item in items if isinstance(item, Draft)]
        agents = sorted({item.actor.session for item in items if isinstance(item, Draft) and _in_session(item)})
        heads, known, rights = await store.lock_heads(
            connection, self._dialect, wanted, names, skip_locked=skip_locked, agents=agents
        )
        missing = [conversation_id for conversation_id in wanted if conversation_id not in heads]
        busy = await store.existing(connection, self._dialect, missing) if missing and skip_locked else set()
        batch, moment = _Batch(heads, known, rights), clock.now()
        outcomes: list[Outcome] = []
        hidden: list[str] = []
        for item in items:
            if item.conversation_id in busy:
                outcomes.append(RowBusy())
                continue
            try:
                if isinstance(item, Draft):
                    outcomes.append(await self._add(connection, batch, item, moment, self.heed))
                else:
                    outcomes.append(self._mark(batch, item))
            except Problem as problem:
                outcomes.append(problem)
                if isinstance(problem, NotFound) and item.conversation_id in heads:
                    hidden.append(item.conversation_id)
        if hidden and skip_locked:
            # Who asks for another's waits as long as who asks for nothing.
            await store.existing(connection, self._dialect, hidden)
        await self._store(connection, batch)
        return outcomes

    async def append(
        self,
        connection: AsyncConnection,
        drafts: Sequence[Draft],
        *,
        beside: Callable[[Sequence[Written]], Awaitable[None]],
    ) -> list[Written]:
        """All of them or, with the first Problem, none: what another room writes together with rows of its own.

        `beside` writes those rows, knowing what the drafts became: an outcome without entries is a retry's. It is the last act
        of the caller's transaction. A draft with neither conversation nor opening goes where the first one went.
        """
        wanted = sorted({draft.conversation_id for draft in drafts if draft.conversation_id is not None})
        agents = sorted({draft.actor.session for draft in drafts if _in_session(draft)})
        names = [draft.client_id for draft in drafts]
        locked = await store.lock_heads(connection, self._dialect, wanted, names, skip_locked=False, agents=agents)
        batch, moment = _Batch(*locked), clock.now()
        written: list[Written] = []
        for draft in drafts:
            follows = draft.conversation_id is None and draft.opening is None
            placed = replace(draft, conversation_id=written[0].receipt.conversation_id) if follows else draft
            written.append(await self._add(connection, batch, placed, moment))
        await beside(written)
        await self._store(connection, batch)
        return written

    async def begin_together(
        self,
        connection: AsyncConnection,
        matters: Sequence[Sequence[Draft]],
        *,
        beside: Callable[[Sequence[Sequence[Written]]], Sequence[Change]],
    ) -> list[list[Written] | Problem]:
        """Matters that begin now, each from its opening on: of each all drafts or, with its first Problem, none. What `beside`
        makes of those that stand is written with them. A client id that is known already is Conflict("idempotency_mismatch"),
        also for a retry: `append` tells the two apart. As `write`, it is the whole of its transaction, and raises what the
        database raises.
        """
        names = [draft.client_id for drafts in matters for draft in drafts]
        _, known, _ = await store.lock_heads(connection, self._dialect, [], names, skip_locked=False)
        batch, moment = _Batch({}, known, {}), clock.now()
        outcomes: list[list[Written] | Problem] = []
        for drafts in matters:
            entries, events_, waits = len(batch.entry_rows), len(batch.event_rows), len(batch.wait_rows)
            written: list[Written] = []
            try:
                for draft in drafts:
                    if (draft.client_id, draft.actor.key) in known:
                        raise Conflict("idempotency_mismatch")
                    follows = draft.opening is None
                    placed = replace(draft, conversation_id=written[0].receipt.conversation_id) if follows else draft
                    written.append(await self._add(connection, batch, placed, moment))
                outcomes.append(written)
            except Problem as problem:
                del batch.entry_rows[entries:], batch.event_rows[events_:], batch.wait_rows[waits:]
                for one in written:
                    batch.touched.pop(one.receipt.conversation_id, None)
                outcomes.append(problem)
        more = beside([one for one in outcomes if not isinstance(one, Problem)])
        await self._store(connection, batch, *more)
        return outcomes

    async def write_past(self, connection: AsyncConnection, matters: Sequence[Sequence[Past]]) -> int:
        """Whole matters of the past, each from its opening on; how many entries they became. They make no events: nobody is
        to react to what is long over, or to be told. Raises the first Problem: then nothing of it stands."""
        await store.lock_heads(connection, self._dialect, [], [], skip_locked=False)
        batch = _Batch({}, {}, {})
        for opening, *others in matters:
            draft = cast("Draft", opening.item)
            conversation_id = (await self._add(connection, batch, draft, opening.at)).receipt.conversation_id
            for item, moment in others:
                if isinstance(item, Draft):
                    await self._add(connection, batch, replace(item, conversation_id=conversation_id), moment)
                else:
                    self._mark(batch, replace(item, conversation_id=conversation_id))
        batch.event_rows.clear()
        # What is said of waiting speaks of the last four weeks only.
        recent = clock.now() - 28 * clock.DAY
        batch.wait_rows = [row for row in batch.wait_rows if row[-1] >= recent]
        await self._store(connection, batch)
        return len(batch.entry_rows)

    def digest(self, draft: Draft) -> bytes:
        """Names the content of a draft, so that a retry can be told from another message under the same client id."""
        said = {key: value for key, value in draft.data.items() if key not in _LOOKED_UP}
        if draft.mentions:
            said["mentions"] = draft.mentions
        if draft.reply_to is not None:
            said["reply_to"] = draft.reply_to
        return self._sealer.digest(draft.kind, draft.text, *draft.files, _encode(said) if said else b"")

    async def _add(
        self, connection: AsyncConnection, batch: _Batch, draft: Draft, moment: Instant, heed: Heed | None = None
    ) -> Written:
        if _in_session(draft):
            check_rights(draft.actor, batch.rights)
        name, digest = (draft.client_id, draft.actor.key), self.digest(draft)
        if (before := batch.known.get(name)) is not None:
            return Written(_again(before, draft, digest))
        head = self._head(batch, draft, moment)
        self._authorize(draft.actor, f"conversation.{draft.kind}", head)
        if heed is not None:
            await heed(connection, head, draft)
        metas = await files.usable(connection, self._sealer, draft) if draft.files else []
        if draft.mentions or draft.reply_to is not None:
            found = await refer.look_up(connection, self._sealer, head, draft)
            draft = replace(draft, data=draft.data | found)
        note = held = None
        if draft.guarded is not None:
            told, held = await self.holds.weigh(connection, head, draft, draft.guarded)
            draft = replace(draft, data=draft.data | told)
        if draft.kind == "edited":
            note = await edit.target(connection, self._sealer, head, draft, moment=moment)
            draft = replace(draft, data=draft.data | edit.former(note))
        if draft.kind == "captioned":
            told = await caption.mend(connection, self._sealer, head, draft, moment=moment)
            draft = replace(draft, data=draft.data | told)
        # Planned on a copy: a refused draft leaves the head as it was for the next one in this batch.
        planned = copy(head)
        lines = plan.plan(planned, draft, moment=moment)
        batch.touched[planned.id] = planned
        if planned.is_new and draft.opening is not None:
            batch.contexts[planned.id] = draft.opening.context
        if metas:
            metas = await caption.attach(connection, planned.id, metas, lines)
        made = [self._line(batch, planned, line, metas=metas, digest=digest, moment=moment) for line in lines]
        own = next(entry for entry in made if entry.client_id is not None)
        if head.waiting_since is not None and draft.actor.kind == "agent" and _speaks(draft):
            # In the order of store.WAIT_COLUMNS.
            lasted = max(0, moment - head.waiting_since)
            batch.wait_rows.append((planned.id, own.seq, planned.brand_id, planned.locale, lasted, moment))
        batch.known[name] = Known(planned.id, own.seq, own.public_seq, own.id, digest, moment)
        if note is not None:
            await edit.rewrite(connection, self._sealer, note, own)
            await refer.reconcile(connection, head, draft, note.seq, moment=moment)
        elif draft.mentions:
            await refer.remember(connection, head, draft, own.seq, moment=moment)
        if held is not None:
            await self.holds.settle(connection, held, own)
        if draft.kind == "redaction":
            waiting = batch.entry_rows
            batch.entry_rows = await redact.redact(
                connection, self._sealer, planned.id, draft.data, waiting=waiting, moment=moment
            )
        # Nobody changes this head any more: the next draft of this batch is planned on a copy of it.
        return Written(_receipt(batch.known[name]), planned, tuple(made))

    def _mark(self, batch: _Batch, marks: Marks) -> Marks:
        head = copy(self._known_head(batch, marks.conversation_id))
        batch.touched[head.id] = head
        return head.mark(marks)

    def _head(self, batch: _Batch, draft: Draft, moment: Instant) -> Head:
        if draft.conversation_id is None and draft.opening is not None:
            return open_head(new_id(moment), draft.opening, moment=moment)
        return self._known_head(batch, draft.conversation_id or "")

    def _known_head(self, batch: _Batch, conversation_id: str) -> Head:
        if (touched := batch.touched.get(conversation_id)) is not None:
            return touched
        if (locked := batch.heads.get(conversation_id)) is not None:
            return locked.head
        raise NotFound

    def _line(
        self, batch: _Batch, head: Head, line: Line, *, metas: list[dict[str, Any]], digest: bytes, moment: Instant
    ) -> Entry:
        seq, public_seq = head.number(line)
        own = line.client_id is not None
        author = line.author
        entry = Entry(
            conversation_id=head.id,
            seq=seq,
            public_seq=public_seq,
            id=new_id(moment),
            kind=line.kind,
            author_kind=author.kind,
            author_id=author.id,
            author_name=author.name,
            sender=author.key if own else None,
            client_id=line.client_id,
            text=line.text,
            files=metas if own else [],
            data=line.data,
            at=moment,
            redacted=False,
        )
        body = store.sealed(Body(n=author.name, t=line.text, f=entry.files, d=line.data), self._sealer, head.id, seq)
        # In the order of store.ENTRY_COLUMNS.
        row = (head.id, seq, public_seq, entry.id, line.kind, author.kind, author.id, entry.sender, line.client_id)
        batch.entry_rows.append((*row, digest if own else None, body, moment, None))
        kind = events.event_kind(line)
        batch.event_rows.append((kind, head.brand_id, head.id, seq, public_seq, head.speaker, moment))
        return entry

    async def _store(self, connection: AsyncConnection, batch: _Batch, *more: Change) -> None:
        new = [head for head in batch.touched.values() if head.is_new]
        old = [head for head in batch.touched.values() if not head.is_new]
        changed = [(*self._changing(batch, head), head.id) for head in sorted(old, key=lambda head: head.id)]
        await self._dialect.finish(
            connection,
            Change(store.conversations, _NEW_COLUMNS, [self._new_row(batch, head) for head in new]),
            Change(store.conversations, _CHANGED_COLUMNS, changed, update=True),
            Change(store.entries, store.ENTRY_COLUMNS, batch.entry_rows),
            Change(_EVENTS, EVENT_COLUMNS, batch.event_rows),
            Change(store.waits, store.WAIT_COLUMNS, batch.wait_rows),
            *more,
        )

    def _changing(self, batch: _Batch, head: Head) -> tuple[Any, ...]:
        locked = batch.heads.get(head.id)
        subject = locked.subject if locked and head.subject is None else self._sealed(head.subject, head.id, "subject")
        preview = locked.preview if locked and head.preview is None else self._sealed(head.preview, head.id, "preview")
        author = head.preview_author or (locked.preview_author if locked else "")
        return (
            *(head.locale, head.status, head.handler, head.bot_active, head.assignee_id, head.team_id),
            *(head.last_seq, head.last_public_seq, head.calm, head.waiting_since, head.queued_at, head.first_human_at),
            *(head.updated_at, head.closed_at, subject, preview, author),
            *(head.customer_delivered, head.customer_read, head.agents_delivered, head.agents_read),
        )

    def _new_row(self, batch: _Batch, head: Head) -> tuple[Any, ...]:
        context = self._sealer.seal(_encode(batch.contexts.get(head.id, {})), f"{head.id}:context")
        fixed = (head.id, head.brand_id, head.customer_id, head.channel, head.created_at, context)
        return (*self._changing(batch, head), *fixed)

    def _sealed(self, text: str | None, conversation_id: str, what: str) -> bytes:
        return self._sealer.seal((text or "").encode(), f"{conversation_id}:{what}")


def _speaks(draft: Draft) -> bool:
    """A card that asks is an agent's word as a message is."""
    return draft.kind == "message" or (draft.kind == "card" and draft.data["card"]["state"] == "asked")


def _in_session(draft: Draft) -> bool:
    """Agents' rights can be taken from them while they act: theirs are looked at in the transaction that writes."""
    return draft.actor.kind == "agent" and draft.actor.session != ""


def _again(before: Known, draft: Draft, digest: bytes) -> Receipt:
    """The first receipt, for a retry. Raises Conflict("idempotency_mismatch")."""
    if draft.conversation_id not in (None, before.conversation_id) or before.digest not in (digest, None):
        raise Conflict("idempotency_mismatch")
    return _receipt(before)


def _receipt(known: Known) -> Receipt:
    return Receipt(known.conversation_id, known.id, known.seq, known.public_seq, known.at)
