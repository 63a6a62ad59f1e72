"""What a brand promises, as its leads read and change it."""

from collections.abc import Awaitable, Callable

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso_or_none
from fairlead.kit.errors import Conflict
from fairlead.promises import store
from fairlead.promises.models import PolicyRow
from fairlead.promises.reckon import Held, Reckon, held_of
from fairlead.promises.rules import HOUSE, Policy, checked

# In the transaction of a change, by the brand's id.
Changed = Callable[[AsyncSession, str], Awaitable[None]]


class Of:
    """The brand it is about, for the gate."""

    def __init__(self, brand_id: str) -> None:
        self.brand_id = brand_id


class ManagePolicy:
    def __init__(self, database: Database, authorize: Authorize, reckon: Reckon, changed: Changed) -> None:
        self._database, self._authorize, self._reckon, self._changed = database, authorize, reckon, changed

    async def read(self, actor: Actor, brand_id: str) -> Held:
        """Raises NotFound, Refused."""
        self._authorize(actor, "promises.read", Of(brand_id))
        async with self._database.read() as session:
            return held_of(await store.policy(session, brand_id))

    async def put(self, actor: Actor, brand_id: str, policy: Policy | None, *, revision: int) -> Held:
        """In place of what stood at `revision`; None: the house's again. All open clocks follow. Raises NotFound, Refused,
        Invalid("promise_policy"), and Conflict("edited_meanwhile") with `theirs` and `yours`."""
        self._authorize(actor, "promises.write", Of(brand_id))
        wanted = checked(policy) if policy is not None else HOUSE
        moment = clock.now()
        async with self._database.write() as session:
            row = await store.policy_for_change(session, self._database.dialect, brand_id)
            stands = held_of(row)
            if stands.revision != revision:
                raise Conflict(
                    "edited_meanwhile",
                    edition=stands.revision,
                    by=stands.changed_by,
                    at=iso_or_none(stands.changed_at) or "",
                    theirs=msgspec.to_builtins(stands.policy) | {"revision": stands.revision},
                    yours=msgspec.to_builtins(wanted) | {"revision": revision},
                )
            if row is None:
                row = PolicyRow(brand_id=brand_id, revision=0)
                session.add(row)
            row.revision = stands.revision + 1
            row.content = msgspec.to_builtins(wanted)
            row.changed_by, row.changed_at = actor.id, moment
            await self._changed(session, brand_id)
            kept = held_of(row)
        self._reckon.forget(brand_id)
        return kept
