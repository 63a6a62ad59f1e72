"""What the desk's lists of conversations may be narrowed to, as an address or a saved list asks for it."""

import re

from litestar.params import FromQuery

from fairlead.conversations.browse import Filters
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import is_id
from fairlead.kit.text import storable

LANGUAGE = re.compile(r"[a-z]{2,3}")


def checked_filters(
    *,
    language: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    tier: FromQuery[str | None] = None,
    verified: FromQuery[str | None] = None,
    assignee: FromQuery[str | None] = None,
) -> Filters:
    """Raises Invalid("invalid_field") with the name of what cannot be one."""
    if language is not None and not LANGUAGE.fullmatch(language):
        raise Invalid("invalid_field", field="language")
    if assignee is not None and not is_id(assignee):
        raise Invalid("invalid_field", field="assignee")
    if verified not in (None, "true", "false"):
        raise Invalid("invalid_field", field="verified")
    for field, value, limit in (("channel", channel, 24), ("tier", tier, 40)):
        if value is not None and not (0 < len(value) <= limit and value == storable(value)):
            raise Invalid("invalid_field", field=field)
    return Filters(language, channel, tier, None if verified is None else verified == "true", assignee)
