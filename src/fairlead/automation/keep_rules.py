"""Rules of a brand: list, add, change, remove, put in order; and what is asked of them and of macros before they are saved."""

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.canned import Of
from fairlead.automation.check_together import RuleContent, check_step_known, check_team, check_together
from fairlead.automation.meet_conditions import NAME_CHARS, check_when
from fairlead.automation.models import CannedReplyRow, RuleRow, RunRow, TimerRow
from fairlead.automation.rules import Step, check_steps, checked_variables
from fairlead.conversations.hold import stop_of
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import DAY
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.shield.allow_links import Allowed
from fairlead.shield.screen import screen

RULES_OF_A_BRAND = 100
TROUBLES = 50
# For so long it is known what rules did.
KEPT = 30 * DAY
COUNTED = 7 * DAY


class KeepRules:
    """`allowed` says for a brand's id where its agents' links may lead: nobody would release what a rule says."""

    def __init__(self, database: Database, authorize: Authorize, allowed: Callable[[str], Allowed]) -> None:
        self._database = database
        self._authorize = authorize
        self._allowed = allowed

    async def of_brand(self, actor: Actor, brand_id: str) -> tuple[list[RuleRow], dict[tuple[str, str], int]]:
        """In their order, and by rule and state how often each acted, was refused and was stopped in the last week."""
        self._authorize(actor, "rule.list", Of(brand_id))
        async with self._database.read() as session:
            rows = await store.rules_of(session, brand_id)
            return rows, await store.counts(session, [row.id for row in rows], clock.now() - COUNTED)

    async def troubles(self, actor: Actor, brand_id: str) -> list[RunRow]:
        self._authorize(actor, "rule.list", Of(brand_id))
        async with self._database.read() as session:
            return await store.troubles(session, brand_id, most=TROUBLES)

    async def add(self, actor: Actor, brand_id: str, content: RuleContent) -> RuleRow:
        """Behind the others. Raises Refused; Invalid: `rule_invalid`, `rule_loop`, `too_many_rules`, and what steps raise."""
        self._authorize(actor, "rule.write", Of(brand_id))
        moment = clock.now()
        async with self._database.write() as session:
            await store.lock_brand(session, self._database.dialect, brand_id)
            others = await store.rules_of(session, brand_id)
            if len(others) >= RULES_OF_A_BRAND:
                raise Invalid("too_many_rules", limit=RULES_OF_A_BRAND)
            row = RuleRow(id=new_id(), brand_id=brand_id, revision=0, since=moment, place=1, content={})
            row.place = max((one.place for one in others), default=0) + 1
            await self._put(session, actor, row, content, others)
            session.add(row)
        return row

    async def change(self, actor: Actor, rule_id: str, content: RuleContent, *, revision: int) -> RuleRow:
        """What waits already keeps its time. Raises NotFound, Conflict("rule_changed"), and as `add`."""
        async with self._database.write() as session:
            row = await self._own(session, actor, rule_id)
            await store.lock_brand(session, self._database.dialect, row.brand_id)
            if row.revision != revision:
                raise Conflict("rule_changed")
            others = [one for one in await store.rules_of(session, row.brand_id) if one.id != row.id]
            await self._put(session, actor, row, content, others)
        return row

    async def remove(self, actor: Actor, rule_id: str) -> None:
        async with self._database.write() as session:
            row = await self._own(session, actor, rule_id)
            await session.execute(delete(TimerRow).where(TimerRow.rule_id == row.id))
            await session.delete(row)

    async def order(self, actor: Actor, brand_id: str, ids: Sequence[str]) -> None:
        """All of the brand's, in the order in which they are asked. Raises Conflict("rule_changed") when others were added or
        removed meanwhile."""
        self._authorize(actor, "rule.write", Of(brand_id))
        async with self._database.write() as session:
            await store.lock_brand(session, self._database.dialect, brand_id)
            rows = {row.id: row for row in await store.rules_of(session, brand_id)}
            if len(ids) != len(rows) or set(ids) != rows.keys():
                raise Conflict("rule_changed")
            moment = clock.now()
            for place, rule_id in enumerate(ids, 1):
                row = rows[rule_id]
                if row.place != place:
                    row.place, row.revision, row.changed_by, row.changed_at = place, row.revision + 1, actor.id, moment

    async def _own(self, session: AsyncSession, actor: Actor, rule_id: str) -> RuleRow:
        row = await session.get(RuleRow, rule_id) if is_id(rule_id) else None
        if row is None:
            raise NotFound
        self._authorize(actor, "rule.write", row)
        return row

    async def _put(
        self,
        session: AsyncSession,
        actor: Actor,
        row: RuleRow,
        content: RuleContent,
        others: Sequence[RuleRow],
    ) -> None:
        moment, content = clock.now(), await self.checked(session, row.brand_id, content)
        if content.active and not row.active:
            row.since = moment
        row.name, row.active = content.name, content.active
        row.content = msgspec.to_builtins(content)
        row.revision, row.changed_by, row.changed_at = row.revision + 1, actor.id, moment
        await check_together(session, row.brand_id, rules=[row, *others])

    async def checked(self, session: AsyncSession, brand_id: str, content: RuleContent) -> RuleContent:
        """As it is kept, and nothing in it that is not there. Raises Invalid."""
        if is_blank(content.name) or not content.steps:
            raise Invalid("rule_invalid", field="name" if content.steps else "steps")
        check_when(content.trigger, content.when)
        steps = tuple(msgspec.structs.replace(step, text=self._words(brand_id, step)) for step in content.steps)
        check_steps(steps, by_rule=True)
        for step in steps:
            if step.type in ("reply", "macro"):
                await _check_canned(session, brand_id, step)
            await check_step_known(session, brand_id, step)
        wanted = content.trigger
        if wanted.on == "transferred" and wanted.value:
            await check_team(session, brand_id, wanted.value)
        return msgspec.structs.replace(content, name=visible_name(content.name, NAME_CHARS), steps=steps)

    def _words(self, brand_id: str, step: Step) -> str:
        text = checked_variables(screen(step.text, may_be_empty=True, as_is=True).text)
        if text and step.type in ("status", "card") and (stop := stop_of(text, lambda: self._allowed(brand_id))):
            raise Invalid(stop["code"], host=stop["found"])
        return text


async def forget_runs(session: AsyncSession) -> None:
    """Housekeeping: what rules did is known for some weeks; by then nothing of it is tried again."""
    await store.forget_runs(session, clock.now() - KEPT)


async def _check_canned(session: AsyncSession, brand_id: str, step: Step) -> None:
    row = await session.get(CannedReplyRow, step.value) if is_id(step.value) else None
    if row is None or row.brand_id != brand_id:
        raise Invalid("rule_invalid", field=step.type)
    if step.type == "reply" and is_blank(row.text):
        raise Invalid("rule_invalid", field="reply")
    if "agent.name" in row.text:
        # No agent says it.
        raise Invalid(
            "unknown_variable", name="agent.name", known="customer.name, customer.tier, brand, conversation.id"
        )
