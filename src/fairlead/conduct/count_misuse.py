"""Misuse is counted, and fades: what was asked for beyond the limits becomes a warning first, and slowing down only after it."""

import contextlib
from uuid import uuid4

from fairlead.conduct import rules, store
from fairlead.conduct.models import ReputationRow
from fairlead.conduct.sanction_customer import SanctionCustomer
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM
from fairlead.kit.errors import Conflict, NotFound


class CountMisuse:
    """See `tickets.ports.Conduct`."""

    def __init__(self, sanction: SanctionCustomer) -> None:
        self._sanction = sanction

    def slowed(self, customer_id: str) -> bool:
        return self._sanction.heed.slowed(customer_id)

    async def misused(self, brand_id: str, customer_id: str, ticket_id: str) -> None:
        database, moment = self._sanction.writer.database, clock.now()
        async with database.write() as session:
            await store.hold_customer(session, database.dialect, customer_id)
            row = await store.reputation(session, customer_id)
            if row is None:
                row = ReputationRow(customer_id=customer_id, brand_id=brand_id, points=0, counted_at=0)
                session.add(row)
            if moment < row.counted_at + rules.BREATH:
                return
            row.points = rules.decayed(row.points, row.counted_at, moment) + rules.POINT
            row.counted_at, points = moment, row.points
            before = [store.standing_of(one) for one in await store.of_customer(session, customer_id)]
            where = await store.conversation_of_ticket(session, ticket_id)
        follows = rules.by_itself(points, before, moment)
        if follows is None or where is None:
            return
        kind, lasts = follows
        # Another request was faster, or the matter has become one that nothing touches.
        with contextlib.suppress(Conflict, NotFound):
            await self._sanction.set(SYSTEM, str(uuid4()), where, kind, rules.TOO_MANY, words="", lasts=lasts)
