"""Fills the demo with made-up conversations of the last year, to see and measure a desk that has been busy for long.

Each is told as drafts with times and goes through the ledger: what stands there afterwards is what the same people would
have written by hand, but that nobody is told of it and nothing reacts to it.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.app import System
from fairlead.brands.store import Brand
from fairlead.conversations.ledger import Past
from fairlead.demo.cast import EXCHANGES
from fairlead.demo.stories import Crowd, tell
from fairlead.demo.talk import NAMES, PAIRS, TIERS
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.people import store as people
from fairlead.people.identify import new_customer, uid_digest
from fairlead.people.models import IdentityRow
from fairlead.search import store as search

YEAR = 365 * clock.DAY
# Conversations in one transaction.
BATCH = 250
# So many conversations come from one customer on average, and so many customers of a brand there are at most.
EACH, CUSTOMERS = 12, 4000
FIRST_UID = 700_000_000


class NothingToFill(Exception):
    """A sentence for the one who asked: what is missing and what to do."""


async def fill(
    system: System, *, conversations: int, progress: Callable[[int], None], chance: Random | None = None
) -> int:
    """How many entries were written; `progress` hears after each commit how many conversations it held. The same `chance`
    tells the same stories again.

    Raises NothingToFill, and what the database raises: what was committed before stays.
    """
    if conversations < 1:
        raise NothingToFill("The number of conversations must be positive.")
    brands = await _brands(system)
    now, chance = clock.now(), chance or Random()  # noqa: S311 - made-up talk, no secrets
    wanted = min(CUSTOMERS, conversations // (EACH * len(brands)) + 1)
    crowds = [await _crowd(system, brand, wanted, now=now) for brand in brands]
    told, written = _all(chance, crowds, conversations, now=now), 0
    while matters := list(islice(told, BATCH)):
        async with system.database.write_bulk() as connection:
            written += await system.ledger.write_past(connection, matters)
        progress(len(matters))
    # What makes no events is found by nobody who follows them.
    await search.new_epoch(system.database)
    return written


def _all(chance: Random, crowds: list[Crowd], conversations: int, *, now: Instant) -> Iterator[list[Past]]:
    """Evenly over the year, the oldest first: rows then come in the order of their keys."""
    for number in range(conversations):
        begun = now - int(YEAR * (1 - (number + chance.random()) / conversations))
        yield tell(chance, chance.choice(crowds), begun=begun, now=now)


async def _brands(system: System) -> list[Brand]:
    found = [await system.brands.by_key(exchange.key) for exchange in EXCHANGES]
    brands = [brand for brand in found if brand is not None]
    if len(brands) < len(EXCHANGES):
        raise NothingToFill("The demo's exchanges are not in this database. Start `fairlead demo` once first.")
    return brands


async def _crowd(system: System, brand: Brand, wanted: int, *, now: Instant) -> Crowd:
    async with system.database.write() as session:
        customers = await _customers(system, session, brand, wanted, at=now - YEAR)
        agents, teams = await people.colleagues(session, frozenset({brand.id}))
    return Crowd(
        brand,
        customers,
        [Actor("agent", row.id, row.name, frozenset({brand.id})) for row in agents],
        [{"id": row.id, "name": row.name} for row in teams],
    )


async def _customers(
    system: System, session: AsyncSession, brand: Brand, wanted: int, *, at: Instant
) -> list[tuple[Actor, str]]:
    """The same accounts each time; those that are missing are made."""
    known = await people.customers_by_uid(session, brand.id)
    locales = [locale for locale in brand.locales if locale in NAMES]
    found: list[tuple[Actor, str]] = []
    identities: list[IdentityRow] = []
    for number in range(wanted):
        uid, locale = str(FIRST_UID + number), locales[number % len(locales)]
        name = NAMES[locale][number // len(locales) % len(NAMES[locale])]
        digest = uid_digest(brand, uid, system.sealer)
        if (customer_id := known.get(digest)) is None:
            row = new_customer(brand, _profile(uid, name, number), system.sealer, verified=True, locale=locale, at=at)
            row.tier = TIERS[number % len(TIERS)]
            session.add(row)
            customer_id = row.id
            identities.append(IdentityRow(brand_id=brand.id, kind="uid", digest=digest, customer_id=row.id))
        found.append((Actor("customer", customer_id, name, frozenset({brand.id}), verified=True), locale))
    await session.flush()
    session.add_all(identities)
    return found


def _profile(uid: str, name: str, number: int) -> dict[str, Any]:
    pair = PAIRS[number % len(PAIRS)]
    return {"uid": uid, "name": name, "email": f"trader{uid}@mail.example", "kyc_level": "2", "context": {"pair": pair}}
