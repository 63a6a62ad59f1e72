"""What is asked of a brand's rules and macros as a whole before one of them is saved or removed: that what they name is there,
that none comes back to itself by way of others, and that what is done together goes together."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.find_cycles import called, causes, check_calls, flattened
from fairlead.automation.meet_conditions import Trigger, When
from fairlead.automation.models import CannedReplyRow, RuleRow
from fairlead.automation.rules import Step, check_steps, in_order
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.tickets import store as tickets
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.rules import TAG_CHARS, checked_tag


class RuleContent(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as an admin writes it."""

    name: str
    trigger: Trigger
    steps: tuple[Step, ...]
    when: When = When()
    active: bool = True


def content_of(row: RuleRow) -> RuleContent:
    return msgspec.convert(row.content | {"name": row.name, "active": row.active}, RuleContent)


def steps_of(row: CannedReplyRow) -> list[Step]:
    return msgspec.convert(row.steps, list[Step])


async def check_step_known(session: AsyncSession, brand_id: str, step: Step) -> None:
    """Raises Invalid: what could never be done is refused when it is saved."""
    if step.team is not None:
        await check_team(session, brand_id, step.team)
    for tag in (*step.add, *step.remove):
        if checked_tag(tag) != tag:
            raise Invalid("tag_invalid", limit=TAG_CHARS)
    if step.type == "category":
        taxonomy_of(await tickets.changes_of(session, brand_id)).category(step.value)


async def check_together(
    session: AsyncSession,
    brand_id: str,
    *,
    rules: Sequence[RuleRow] | None = None,
    macro: CannedReplyRow | None = None,
) -> None:
    """What the brand's rules and macros would be with `macro` or with `rules` in place of those there are: none calls itself by
    way of others, and what comes together goes together. Raises Invalid: `macro_loop`, `rule_loop`, and as `check_steps`."""
    rows = [row for row in await store.macros_of(session, brand_id) if macro is None or row.id != macro.id]
    # A circle is told from the one that would close it on.
    rows = [macro, *rows] if macro is not None else rows
    macros = {row.id: steps_of(row) for row in rows}
    names = {row.id: f"/{row.shortcut}" for row in rows}
    calls: dict[str, set[str]] = {row_id: set(called(steps)) for row_id, steps in macros.items()}
    check_calls(calls, names, "macro_loop")
    for steps in macros.values():
        check_steps(in_order(flattened(steps, macros)))
    saved = rules if rules is not None else await store.rules_of(session, brand_id)
    known = {row.id: content_of(row) for row in saved if row.active}
    acts = {row_id: flattened(one.steps, macros) for row_id, one in known.items()}
    for row_id, one in known.items():
        check_steps(in_order(acts[row_id]), by_rule=True)
        follow = {
            other for other, content in known.items() if other != row_id and causes(acts[row_id], content.trigger)
        }
        calls[row_id] = {*called(one.steps), *follow}
        names[row_id] = one.name
    check_calls(calls, names, "rule_loop")


async def check_uncalled(session: AsyncSession, row: CannedReplyRow) -> None:
    """Raises Conflict("macro_called") with who would call what is gone."""
    macros = [one for one in await store.macros_of(session, row.brand_id) if row.id in called(steps_of(one))]
    rules = [
        one
        for one in await store.rules_of(session, row.brand_id)
        if any(step.value == row.id for step in content_of(one).steps if step.type in ("macro", "reply"))
    ]
    if names := [*(f"/{one.shortcut}" for one in macros), *(one.name for one in rules)]:
        raise Conflict("macro_called", by=", ".join(names))


async def check_team(session: AsyncSession, brand_id: str, team_id: str) -> None:
    if not is_id(team_id) or await people.team_for_brand(session, team_id, brand_id) is None:
        raise Invalid("transfer_target")
