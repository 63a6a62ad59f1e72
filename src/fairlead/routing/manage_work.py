"""Leads say how much each agent takes at once and what he is good at, and for which brands matters are given out."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy.exc import IntegrityError

from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import DAY, SECOND, Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.routing import store
from fairlead.routing.models import GivenOutRow, WorkRow
from fairlead.routing.rules import CHANNELS, LEVELS
from fairlead.routing.store import Person

MOST_AT_ONCE = 50
MOST_ABILITIES = 40
REACT_SECONDS = range(10, 3601)
USUAL_REACT = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SKILL = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")


class Ability(NamedTuple):
    """`level` 1 to 3; `until`: the last day it counts, as `2027-03-31` in UTC, or None."""

    name: str
    level: int
    until: str | None


class HasId(Protocol):
    @property
    def id(self) -> str: ...


def end_of(day: str) -> Instant:
    """The first instant after a day in UTC. Raises ValueError."""
    found = date.fromisoformat(day)
    return int(datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp()) * SECOND + DAY


class ManageWork:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database, self._authorize = database, authorize

    async def all(self, by: Actor) -> list[Person]:
        """By name, those `by` works beside. Raises Refused."""
        self._authorize(by, "works.manage", None)
        async with self._database.read() as session:
            found = await store.everyone(session)
        return [one for one in found if one.brands & by.brands]

    async def put(
        self,
        by: Actor,
        agent_id: str,
        *,
        capacity: Mapping[str, int],
        skills: Sequence[Ability],
        languages: Sequence[Ability],
    ) -> Person:
        """`capacity` by channel. Raises NotFound, Refused, Invalid("invalid_field")."""
        self._authorize(by, "works.manage", None)
        for channel in CHANNELS:
            if not 0 <= capacity[channel] <= MOST_AT_ONCE:
                raise Invalid("invalid_field", field=channel)
        abilities = {
            "skills": _checked("skills", skills, _SKILL),
            "languages": _checked("languages", languages, _LANGUAGE),
        }
        values = {**capacity, **abilities}
        async with self._database.write() as session:
            # Two who change the same agent's work do it one after the other.
            known = await people.agent_for_change(session, agent_id) if is_id(agent_id) else None
            found = await store.everyone(session, agent_id=agent_id)
            if known is None or not found:
                raise NotFound
            self._authorize(by, "work.manage", found[0])
            row = await session.get(WorkRow, agent_id)
            if row is None:
                session.add(WorkRow(agent_id=agent_id, **values))
            else:
                for name, value in values.items():
                    setattr(row, name, value)
            await session.flush()
            return (await store.everyone(session, agent_id=agent_id))[0]

    async def switched(self) -> dict[str, int]:
        """By brand that is given out, the seconds an agent has to react."""
        async with self._database.read() as session:
            return await store.given_out(session)

    async def switch(self, by: Actor, brand: HasId, *, on: bool, react_seconds: int) -> None:
        """Raises NotFound, Refused, Invalid("invalid_field"), Conflict("edited_meanwhile")."""
        self._authorize(by, "queue.manage", brand)
        if react_seconds not in REACT_SECONDS:
            raise Invalid("invalid_field", field="react_seconds")
        try:
            async with self._database.write() as session:
                row = await session.get(GivenOutRow, brand.id, with_for_update=True)
                if row is None and on:
                    session.add(GivenOutRow(brand_id=brand.id, react_seconds=react_seconds))
                elif row is not None and on:
                    row.react_seconds = react_seconds
                elif row is not None:
                    await session.delete(row)
        except IntegrityError:
            # Somebody else switched it on in the same moment.
            raise Conflict("edited_meanwhile") from None


def _checked(field: str, abilities: Sequence[Ability], name: re.Pattern[str]) -> dict[str, list[int | None]]:
    """As they are stored. Raises Invalid("invalid_field")."""
    found: dict[str, list[int | None]] = {}
    for one in abilities:
        if not name.fullmatch(one.name) or one.level not in LEVELS or one.name in found:
            raise Invalid("invalid_field", field=field)
        try:
            found[one.name] = [one.level, None if one.until is None else end_of(one.until)]
        except (ValueError, OverflowError):
            raise Invalid("invalid_field", field=field) from None
    if len(found) > MOST_ABILITIES:
        raise Invalid("invalid_field", field=field)
    return found
