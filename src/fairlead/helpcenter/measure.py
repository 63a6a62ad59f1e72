"""Measures how many readers of an article needed nobody: browsers that read it and began no conversation within 24 hours.

Who read stands nowhere. A browser is a digest of its network, of the name it gives itself and of the brand, with a random key of
that day (as Plausible counts visitors, plausible.io/data-policy). A day is reckoned once the next one is over: two numbers for
each article and locale stay, digests and key are dropped, at most 49 hours after the first reader.
"""

import hashlib
import hmac
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from fairlead.helpcenter import store_measures as store
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.store_measures import Contact, Group, Read, Reader
from fairlead.helpcenter.tally import KEPT_DAYS, SHOWN_FROM, again_if_raced, wide
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Caller
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem

# Within so many minutes a conversation says that the article was not enough.
WITHIN = clock.DAY // clock.MINUTE
# What other processes have counted is written by then.
MARGIN = 10 * clock.MINUTE
# So many browsers of one network count for an article and day: a room full of people, and no more of a script's.
MOST_OF_NETWORK = 20
MAX_READERS, MAX_CONTACTS = 50_000, 20_000
# No person reads with these. What gives itself no name is none either.
ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|preview|externalhit|monitor|curl/|wget/|python-|go-http|java/|libwww", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Served:
    """Readers of an article in a locale, and how many of them needed nobody."""

    article_id: str
    locale: str
    readers: int
    helped: int


@dataclass(frozen=True, slots=True)
class Service:
    """`articles`: those that enough read, the most read first; `hidden`: how many others. `locales`: of all of them.

    `until`: the last day counted, in days since 1970; None where nothing is.
    """

    articles: list[Served]
    locales: dict[str, tuple[int, int]]
    hidden: int
    until: int | None

    @property
    def readers(self) -> int:
        return sum(readers for readers, _ in self.locales.values())

    @property
    def helped(self) -> int:
        return sum(helped for _, helped in self.locales.values())


class SelfService:
    """Counts in this process and writes it down once a minute, see `HelpCenter`."""

    def __init__(self, database: Database, key: bytes, *, now: Callable[[], Instant] = clock.now) -> None:
        self._database = database
        self._key = key
        self._now = now
        self._keys: dict[int, bytes] = {}
        self._read: dict[Read, dict[str, Reader]] = {}
        self._contacts: set[Contact] = set()

    def read(self, head: Head, caller: Caller) -> None:
        """Somebody reads an article."""
        moment = self._now()
        key = self._keys.get(moment // clock.DAY)
        if key is None or not _is_person(caller.browser):
            return
        place = Read(moment // clock.DAY, head.article_id, head.locale)
        if place not in self._read and len(self._read) >= MAX_READERS:
            return
        readers = self._read.setdefault(place, {})
        browser = _browser(key, head.brand_id, caller)
        if browser not in readers and len(readers) < MAX_READERS:
            readers[browser] = Reader(_digest(key, wide(caller.network)), moment // clock.MINUTE)

    def contacted(self, brand_id: str, caller: Caller) -> None:
        """Somebody begins a conversation: who read today or yesterday and is the same browser was not helped."""
        moment = self._now()
        today = moment // clock.DAY
        for day in (today - 1, today):
            if (key := self._keys.get(day)) and len(self._contacts) < MAX_CONTACTS:
                self._contacts.add(Contact(day, _browser(key, brand_id, caller), moment // clock.MINUTE))

    async def flush(self) -> None:
        """Writes what is counted, and sees to it that the day and the one that follows have a key. Raises Problem when the
        database is away; what is counted is kept then."""
        read, self._read = self._read, {}
        contacts, self._contacts = self._contacts, set()
        try:
            await again_if_raced(lambda: self._write(read, contacts))
        except Problem:
            for place, readers in read.items():
                self._read[place] = self._read.get(place, {}) | readers
            self._contacts |= contacts
            raise

    async def _write(self, read: dict[Read, dict[str, Reader]], contacts: Iterable[Contact]) -> None:
        today = self._now() // clock.DAY
        days = (today - 1, today, today + 1)
        async with self._database.write() as session:
            known = await store.keys(session, days)
            made = {day: secrets.token_bytes(32) for day in days[1:] if day not in known}
            await store.add_keys(session, made)
            # What was read on a day that is reckoned already comes too late.
            await store.add_readers(session, {place: who for place, who in read.items() if place.day in known})
            await store.add_contacts(session, [one for one in contacts if one.day in known])
        self._keys = {day: hmac.digest(self._key, key, hashlib.sha256) for day, key in (known | made).items()}

    async def reckon(self) -> None:
        """Each day whose next one is over: its two numbers for each article, and nothing else of it."""
        over = (self._now() - MARGIN) // clock.DAY - 1
        while True:
            async with self._database.write() as session:
                day = await store.oldest_key(session, before=over)
                if day is None:
                    await store.forget(session, before=over - KEPT_DAYS)
                    return
                await store.close(session, day, _figures(await store.groups(session, day, minutes=WITHIN)))

    async def report(self, brand_id: str, *, days: int, locale: str | None, limit: int) -> Service:
        """Of the articles read on the last days that are over."""
        since = self._now() // clock.DAY - days
        async with self._database.read() as session:
            rows = await store.helped(session, brand_id, since=since, locale=locale)
        served = [Served(row[0], row[1], int(row[2]), int(row[3])) for row in rows]
        locales: dict[str, tuple[int, int]] = {}
        for one in served:
            readers, helped = locales.get(one.locale, (0, 0))
            locales[one.locale] = readers + one.readers, helped + one.helped
        shown = [one for one in served if one.readers >= SHOWN_FROM]
        shown.sort(key=lambda one: (-one.readers, one.helped, one.article_id, one.locale))
        until = max((int(row[4]) for row in rows), default=None)
        return Service(shown[:limit], dict(sorted(locales.items())), len(served) - len(shown), until)


def _figures(groups: Iterable[Group]) -> dict[tuple[str, str], tuple[int, int]]:
    """(readers, helped) by article and locale; of a network only so many, those who began a conversation first."""
    found: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for article_id, locale, _, count, came in groups:
        readers, helped = found[article_id, locale]
        counted = min(count, MOST_OF_NETWORK)
        found[article_id, locale] = readers + counted, helped + counted - min(came, counted)
    return found


@lru_cache(maxsize=1024)
def _is_person(browser: str) -> bool:
    return bool(browser) and ROBOT.search(browser) is None


def _browser(key: bytes, brand_id: str, caller: Caller) -> str:
    return _digest(key, f"{brand_id}\n{caller.network}\n{caller.browser}")


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256)[:8].hex()
