"""What the agents' list of tickets is narrowed to, as an address says it."""

from litestar.di import Provide
from litestar.params import FromQuery

from fairlead.kit.errors import Invalid
from fairlead.kit.ids import is_id
from fairlead.tickets import rules
from fairlead.tickets.list_tickets import ANY_OPEN, SORTS, Wanted


def checked_wanted(
    *,
    status: FromQuery[str | None] = None,
    category: FromQuery[str | None] = None,
    priority: FromQuery[int | None] = None,
    team: FromQuery[str | None] = None,
    owner: FromQuery[str | None] = None,
    tag: FromQuery[str | None] = None,
    snoozed: FromQuery[bool | None] = None,
    sort: FromQuery[str | None] = None,
) -> Wanted:
    """Raises Invalid("invalid_field") with the name of what cannot be one."""
    if status is not None and status not in (*rules.STATUSES, ANY_OPEN):
        raise Invalid("invalid_field", field="status")
    if category is not None and not 0 < len(category) <= 24:
        raise Invalid("invalid_field", field="category")
    if priority is not None and priority not in rules.PRIORITIES:
        raise Invalid("invalid_field", field="priority")
    if team is not None and not 0 < len(team) <= 40:
        raise Invalid("invalid_field", field="team")
    if owner is not None and not is_id(owner):
        raise Invalid("invalid_field", field="owner")
    if sort not in SORTS:
        raise Invalid("invalid_field", field="sort")
    word = rules.checked_tag(tag) if tag is not None else None
    return Wanted(status, category, priority, team, owner, word, snoozed, sort)


WANTED = {"wanted": Provide(checked_wanted, sync_to_thread=False)}
