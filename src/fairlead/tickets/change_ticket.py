"""What becomes of a ticket: its status, category, priority and facts, and what the customer asks of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.text import is_blank
from fairlead.people import store as people
from fairlead.shield.screen import readable, screen
from fairlead.tickets import rules, store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.models import TicketRow
from fairlead.tickets.read_evidence import Fact, Given, completeness, merged, read_evidence
from fairlead.tickets.rules import REASON_CHARS, Facts
from fairlead.tickets.store import Found
from fairlead.tickets.taxonomy import Taxonomy, for_customers, hidden_fields
from fairlead.tickets.tick_checks import check_solved
from fairlead.tickets.write_ticket import Change, Writer, moved, put_status, said, told


@dataclass(frozen=True, slots=True)
class Work:
    """What an agent wants otherwise; None: as it is. `revision`: as of which he saw it; None: whatever it is by now.
    `priority` 0: what was computed, again. `text`: what the customer is told with it. `flags`: of `rules.Facts`, those the agent
    knows about. `unchecked`: why it is solved with something to be done."""

    revision: int | None
    status: str | None = None
    category: str | None = None
    priority: int | None = None
    why: str = ""
    text: str = ""
    flags: dict[str, bool] = field(default_factory=dict)
    unchecked: str = ""


class ChangeTicket:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def work(self, actor: Actor, ticket_id: str, work: Work) -> Found:
        """An agent's change, all of it or none.

        Raises NotFound, Refused; Conflict: `ticket_changed` with `yours` and `theirs` when somebody was faster, `status_move`,
        `checks_open` for one that is solved with something required to be done; Invalid: `ticket_category_unknown`,
        `reason_wanted` for a priority without one, `words_wanted` for a status that leaves the customer without a word,
        `check_reason`, and what a message raises.
        """
        return await self._writer.change(actor, ticket_id, self.working(actor, work), action="ticket.work")

    def working(self, actor: Actor, work: Work) -> Change:
        """The same as a part of what is done together."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            if work.revision is not None and row.revision != work.revision:
                yours = {key: value for key, value in _asked(work).items() if value}
                raise Conflict("ticket_changed", revision=row.revision, yours=yours, theirs=stands(row))
            moves = work.status is not None and work.status != row.status
            if not moves and not is_blank(work.text):
                # Words without a change are a message, and there is a door for those.
                raise Invalid("invalid_field", field="text")
            drafts = []
            if work.category is not None and work.category != row.category:
                drafts.append(await self._categorise(session, actor, found, work.category))
            drafts += await self._prioritise(session, actor, found, work)
            if moves:
                drafts += await self._take(session, actor, found, work, moment)
            elif drafts:
                row.updated_at = moment
                await self._promise_anew(session, row, moment)
            return drafts

        return change

    async def add_facts(self, actor: Actor, ticket_id: str, given: Sequence[Given], *, revision: int | None) -> Found:
        """Facts in the place of what stood in their fields. An agent says which revision he saw; a customer's facts are added to
        whatever there is. Raises NotFound, Invalid, Conflict("ticket_changed"), Conflict("ticket_ended")."""
        if not given:
            raise Invalid("missing_field", field="evidence")

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row, writer = found.row, self._writer
            if revision is not None and row.revision != revision:
                yours = [one.field for one in given]
                raise Conflict("ticket_changed", revision=row.revision, yours={"evidence": yours}, theirs=stands(row))
            if not rules.STATUSES[row.status].open:
                raise Conflict("ticket_ended")
            whole = taxonomy_of(await store.changes_of(session, row.brand_id))
            taxonomy = for_customers(whole) if actor.kind == "customer" else whole
            inside = writer.inside(row)
            before = facts_of(inside.facts)
            own = [fact.value for fact in before if fact.field in ("address", "to_address")]
            facts = merged(before, read_evidence(given, taxonomy, known=before, own=own, now=moment))
            writer.seal(row, msgspec.structs.replace(inside, facts=[msgspec.to_builtins(fact) for fact in facts]))
            row.complete, row.updated_at = _complete(taxonomy, row.category, facts), moment
            await store.put_marks(session, row, list(writer.digests(row.brand_id, facts)))
            names = list(dict.fromkeys(one.field for one in given))
            files = await writer.unattached(
                session, actor, row.conversation_id, [one.file for one in given if one.file is not None]
            )
            drafts = [said(actor, row.conversation_id, "", files)] if files else []
            hidden = hidden_fields(whole)
            seen = [name for name in names if name not in hidden]
            # What is only for agents is told to nobody else.
            told_of = {"evidence": seen or names, "complete": row.complete}
            drafts.append(told(actor, found, told_of, internal=not seen))
            if actor.kind == "customer" and row.status == rules.WAITING_FOR_YOU:
                # What he was asked for is there: it is our turn again.
                status = rules.WITH_AGENT if found.assignee_id is not None else rules.IN_QUEUE
                await put_status(self._writer, session, row, status, moment=moment)
                drafts.append(moved(actor, found, rules.WAITING_FOR_YOU))
            return drafts

        return await self._writer.change(actor, ticket_id, change, action="ticket.change")

    async def withdraw(self, actor: Actor, ticket_id: str) -> Found:
        """The customer needs it no more. Raises NotFound, Conflict("status_move")."""
        return await self._writer.change(actor, ticket_id, self._to(actor, rules.WITHDRAWN), action="ticket.withdraw")

    async def confirm(self, actor: Actor, ticket_id: str) -> Found:
        """The customer agrees that it is solved. Raises NotFound, Conflict("status_move")."""
        return await self._writer.change(actor, ticket_id, self._to(actor, rules.CLOSED), action="ticket.withdraw")

    async def reopen(self, actor: Actor, ticket_id: str, text: str, *, as_is: bool = False) -> Found:
        """With what is still wrong, in the customer's words. Raises NotFound, Conflict("status_move"), what a message raises."""
        return await self._writer.change(
            actor, ticket_id, self._to(actor, rules.REOPENED, text, as_is=as_is), action="ticket.withdraw"
        )

    async def nudge(self, actor: Actor, ticket_id: str) -> Found:
        """After the promised time, once a day: the matter comes up again, and no second one is made. Raises NotFound, and as
        `rules.check_nudge`."""

        async def change(_: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            rules.check_nudge(status=row.status, due=row.late_at or row.due_at, nudged=row.nudged_at, moment=moment)
            row.nudged_at = row.updated_at = moment
            return [told(actor, found, {"nudged": True})]

        return await self._writer.change(actor, ticket_id, change, action="ticket.nudge")

    async def _promise_anew(self, session: AsyncSession, row: TicketRow, moment: Instant) -> None:
        """As its new priority has it, where that is not over already: then its clock says from when it counts."""
        if row.owed_since is None or row.late_at is not None or row.task_due_at is not None:
            return
        due = await self._writer.word_due(session, row)
        if due > moment:
            row.due_at = due

    def _to(self, actor: Actor, status: str, text: str = "", *, as_is: bool = False) -> Change:
        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            if row.status == status:
                return []
            before = row.status
            rules.check_move(rules.side_of(actor), before, status)
            if status == rules.REOPENED:
                row.spoken = False
            await put_status(self._writer, session, row, status, moment=moment)
            words = [] if is_blank(text) else [said(actor, row.conversation_id, readable(text), as_is=as_is)]
            # The ticket opens its conversation again before anything is said in it.
            return [moved(actor, found, before), *words]

        return change

    async def _take(
        self, session: AsyncSession, actor: Actor, found: Found, work: Work, moment: Instant
    ) -> list[Draft]:
        row, before, status = found.row, found.row.status, work.status or ""
        if status not in rules.STATUSES:
            raise Invalid("invalid_field", field="status")
        rules.check_move("agent", before, status)
        words = [] if is_blank(work.text) else [said(actor, row.conversation_id, readable(work.text))]
        if status in rules.WITH_REASON and not words:
            raise Invalid("words_wanted")
        inside = self._writer.inside(row)
        if status == rules.WAITING_ON_CHAIN and not any(
            one["field"] == "txid" and one.get("value") for one in inside.facts
        ):
            raise Invalid("txid_wanted")
        drafts: list[Draft] = []
        if status == rules.SOLVED:
            drafts += await check_solved(session, actor, found, inside, why=work.unchecked)
        row.spoken = row.spoken or bool(words)
        if status == rules.REOPENED:
            row.spoken = False
        await put_status(self._writer, session, row, status, moment=moment)
        if status == rules.WITH_AGENT and found.assignee_id is None:
            drafts.append(await self._assigned(session, actor, row.conversation_id))
        change = moved(actor, found, before)
        # What is said comes before an end and after a beginning, so that neither undoes the other.
        return [*drafts, *words, change] if not rules.STATUSES[status].open else [*drafts, change, *words]

    async def _assigned(self, session: AsyncSession, actor: Actor, conversation_id: str) -> Draft:
        """Who takes it has it."""
        names = await people.agent_names(session, {actor.id})
        to = {"kind": "agent", "id": actor.id, "name": names.get(actor.id, "")}
        by = {"kind": actor.kind, "id": actor.id, "name": actor.name}
        return Draft(
            actor=actor,
            kind="assigned",
            client_id=str(uuid4()),
            conversation_id=conversation_id,
            data={"to": to, "by": by},
        )

    async def _categorise(self, session: AsyncSession, actor: Actor, found: Found, code: str) -> Draft:
        """The facts stay; what is lacking, the team and the weight are the new category's."""
        row = found.row
        taxonomy = taxonomy_of(await store.changes_of(session, row.brand_id))
        category = taxonomy.category(code)
        before = row.category
        row.category, row.case_type, row.team = category.code, category.type, category.team
        row.complete = completeness(category, facts_of(self._writer.inside(row).facts))
        row.computed = rules.weigh(category.priority, Facts(**row.facts))
        row.priority = row.override or row.computed
        return told(actor, found, {"category": category.code, "before": before})

    async def _prioritise(self, session: AsyncSession, actor: Actor, found: Found, work: Work) -> list[Draft]:
        row, before = found.row, found.row.priority
        drafts = []
        if work.flags:
            row.facts = row.facts | work.flags
            category = taxonomy_of(await store.changes_of(session, row.brand_id)).categories[row.category]
            row.computed = rules.weigh(category.priority, Facts(**row.facts))
            row.priority = row.override or row.computed
        if work.priority is not None:
            inside, why = self._writer.inside(row), screen(work.why, may_be_empty=True, as_is=True).text.strip()
            if work.priority and not REASON_CHARS[0] <= len(why) <= REASON_CHARS[1]:
                raise Invalid("reason_wanted", least=REASON_CHARS[0], most=REASON_CHARS[1])
            row.override = work.priority or None
            row.priority = row.override or row.computed
            self._writer.seal(row, msgspec.structs.replace(inside, override=why if work.priority else ""))
        if work.flags or work.priority is not None:
            drafts.append(told(actor, found, {"priority": row.priority, "before": before}, internal=True))
        return drafts


def facts_of(plain: Sequence[dict[str, Any]]) -> list[Fact]:
    return [msgspec.convert(one, Fact) for one in plain]


def _complete(taxonomy: Taxonomy, code: str, facts: Sequence[Fact]) -> int:
    category = taxonomy.categories.get(code)
    return completeness(category, facts) if category is not None else 0


def _asked(work: Work) -> dict[str, Any]:
    return {
        "status": work.status, "category": work.category, "priority": work.priority, "why": work.why, "text": work.text,
        "flags": work.flags,
    }  # fmt: skip


def stands(row: Any) -> dict[str, Any]:
    """The other side of a conflict."""
    return {
        "status": row.status, "category": row.category, "priority": row.priority, "complete": row.complete,
        "since": iso(row.since), "updated_at": iso(row.updated_at),
    }  # fmt: skip
