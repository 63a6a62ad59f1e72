"""By when something is due, as a brand promises it: its table, its service hours, and the case. The one place that says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from fairlead.brands.keep_hours import ServiceHours
from fairlead.infra.database import Database
from fairlead.kit.clock import Instant
from fairlead.promises import rules, store
from fairlead.promises.models import PolicyRow
from fairlead.promises.rules import HOUSE, Case, Policy, Terms

KEPT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Held:
    """A brand's promises as they stand; `revision` 0 and the house's while nobody has set any."""

    policy: Policy = HOUSE
    revision: int = 0
    changed_by: str = ""
    changed_at: Instant | None = None


class Reckon:
    """`tier_of`: what the exchange's word for a customer's tier is worth, 0 to 3."""

    def __init__(self, database: Database, hours: ServiceHours, tier_of: Callable[[str], int]) -> None:
        self._database, self._hours = database, hours
        self.tier_of = tier_of
        self._kept: dict[str, tuple[float, Held]] = {}

    async def held(self, brand_id: str) -> Held:
        """At most some seconds old."""
        since, kept = self._kept.get(brand_id, (float("-inf"), Held()))
        if time.monotonic() - since < KEPT_SECONDS:
            return kept
        async with self._database.read() as session:
            row = await store.policy(session, brand_id)
        found = held_of(row)
        self._kept[brand_id] = (time.monotonic(), found)
        return found

    def forget(self, brand_id: str) -> None:
        """What was kept of the brand, its hours too, is read anew."""
        self._kept.pop(brand_id, None)
        self._hours.forget(brand_id)

    async def terms(self, brand_id: str, case: Case) -> Terms:
        policy = (await self.held(brand_id)).policy
        where = "ticket" if case.ticket or rules.channel_of(case.channel) == "mail" else "chat"
        calendar = await self._hours.calendar(brand_id, team=case.team, channel=where)
        return rules.terms(policy, calendar, case)

    async def word_due(
        self,
        brand_id: str,
        *,
        priority: int,
        tier: str,
        team: str | None,
        spoken: bool,
        since: Instant,
    ) -> Instant:
        """By when the customer of a ticket hears from us next; `tier` is the exchange's word for it."""
        case = Case(rules.UPDATE, priority, self.tier_of(tier), "", team, True, spoken)
        due = rules.times(await self.terms(brand_id, case), started=since, resumed=since, used=0).due
        if due is None:
            raise ValueError("a word that is promised has its time")
        return due

    async def first_word(self, customer_id: str, brand_id: str, *, priority: int, moment: Instant) -> Instant:
        """By when a customer who opens a ticket at that moment would hear from a person."""
        async with self._database.read() as session:
            tier = await store.tier(session, customer_id)
        return await self.word_due(brand_id, priority=priority, tier=tier, team=None, spoken=False, since=moment)


def held_of(row: PolicyRow | None) -> Held:
    if row is None:
        return Held()
    return Held(msgspec.convert(row.content, Policy), row.revision, row.changed_by, row.changed_at)
