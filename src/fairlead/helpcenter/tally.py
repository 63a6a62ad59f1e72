"""Counts what is searched, found and opened, and how hot that makes an article; who did it is kept nowhere.

A network (an IPv4 /24, an IPv6 /48) counts once a day for an article and kind of interest, by a keyed digest that is good for
that day. So a burst from one of them, however long, moves nothing.
"""

import hashlib
import hmac
import re
import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from sqlalchemy.exc import IntegrityError

from fairlead.helpcenter import store_tallies as store
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.store_tallies import Asked, Count, Interest
from fairlead.infra.database import Database
from fairlead.infra.jobs import enqueue
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem, Unavailable
from fairlead.shield.screen import screen

JOB = "heat_articles"
HALF_HOUR = 30 * clock.MINUTE
# While somebody types, what he typed before belongs to the same search until he rests this long.
REST = 4 * clock.SECOND
# What is looked at of a query, and what is kept.
LONGEST, MAX_QUERY = 1_000, 80
MAX_WAITING, MAX_COUNTED, MAX_INTEREST, MAX_NETWORKS = 5_000, 10_000, 50_000, 500
# A query from fewer clients is shown to nobody.
SHOWN_FROM = 3
# An article that fewer networks looked at on a day was not looked at.
LEAST_NETWORKS = 3
WORTH = {"view": 1.0, "search": 2.0, "solved": 3.0, "asked": 3.0}
HALF_LIFE, WINDOW = 3.0, 21
KEPT_DAYS = 90
RACES = 5
_PRIVATE = re.compile(r"\S*@\S+|\S*[0-9a-f]{20,}\S*|(?<!\d)\+?\d[\d -]{5,}\d|\S{40,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Typed:
    key: Asked
    client: str
    found: bool
    at: int


@dataclass(frozen=True, slots=True)
class Searched:
    """A query over some days. `found`: how often it found anything; `opened`: how often an article was opened from it."""

    locale: str
    query: str
    asked: int
    found: int
    opened: int


@dataclass(frozen=True, slots=True)
class Report:
    """`hidden`: how many queries are not shown because fewer than three clients asked them."""

    queries: list[Searched]
    hidden: int
    asked: int
    found: int
    opened: int


class Tally:
    """Counts in this process and writes it down once a minute, see `HelpCenter`."""

    def __init__(self, database: Database, key: bytes, rounds: Mapping[str, int] | None = None) -> None:
        """`rounds`: further kinds of jobs that are to be done again and again, and after how long."""
        self._database = database
        self._key = key
        self._rounds = {JOB: HALF_HOUR, **(rounds or {})}
        self._typed: OrderedDict[tuple[str, str], _Typed] = OrderedDict()
        self._counts: dict[Asked, Count] = {}
        self._interest: dict[Interest, set[str]] = {}

    def searched(self, brand_id: str, locale: str, query: str, *, found: bool, network: str) -> None:
        """A search, or one more letter of it."""
        if (text := normalised(query)) is None:
            return
        moment = clock.now()
        client = self._digest(wide(network), moment)
        before = self._typed.pop((brand_id, network), None)
        if before is not None and not _is_same(before.key.query, text):
            self._settle(before)
        key = Asked(brand_id, _day(moment), locale, text)
        self._typed[brand_id, network] = _Typed(key, client, found, moment)
        if len(self._typed) > MAX_WAITING:
            self._settle(self._typed.popitem(last=False)[1])

    def opened(self, head: Head, *, network: str, query: str = "") -> None:
        """An article was read; `query` is the search that led to it."""
        self.interested(head.article_id, head.locale, "search" if query else "view", network=network)
        if (text := normalised(query)) is None:
            return
        moment = clock.now()
        client = self._digest(wide(network), moment)
        if waiting := self._typed.pop((head.brand_id, network), None):
            self._settle(waiting)
        if count := self._count(Asked(head.brand_id, _day(moment), head.locale, text)):
            count.opened += 1
            count.clients.add(client)

    def interested(self, article_id: str, locale: str, kind: str, *, network: str) -> None:
        """`kind`: one of `WORTH`."""
        moment = clock.now()
        key = Interest(article_id, locale, _day(moment), kind)
        if key in self._interest or len(self._interest) < MAX_INTEREST:
            networks = self._interest.setdefault(key, set())
            if len(networks) < MAX_NETWORKS:
                networks.add(self._digest(wide(network), moment))

    def _settle(self, typed: _Typed) -> None:
        if count := self._count(typed.key):
            count.asked += 1
            count.found += typed.found
            if len(count.clients) < SHOWN_FROM:
                count.clients.add(typed.client)

    def _count(self, key: Asked) -> Count | None:
        if key not in self._counts and len(self._counts) >= MAX_COUNTED:
            return None
        return self._counts.setdefault(key, Count())

    def _digest(self, network: str, moment: int) -> str:
        return hmac.digest(self._key, f"{_day(moment)} {network}".encode(), hashlib.sha256)[:8].hex()

    async def flush(self, *, everything: bool = False) -> None:
        """Writes what is counted, and sees to it that the heat is computed once in each half hour, by whichever process."""
        moment = clock.now()
        for place, typed in list(self._typed.items()):
            if everything or typed.at < moment - REST:
                self._settle(self._typed.pop(place))
        counts, self._counts = self._counts, {}
        interest, self._interest = self._interest, {}
        try:
            await again_if_raced(lambda: self._write(counts, interest, moment))
        except Problem:
            # What came in the meantime is less than what was counted before.
            self._counts, self._interest = counts | self._counts, interest | self._interest
            raise

    async def _write(self, counts: dict[Asked, Count], interest: dict[Interest, set[str]], moment: Instant) -> None:
        async with self._database.write() as session:
            await store.add_searches(session, counts, clients=SHOWN_FROM)
            await store.add_interest(session, interest)
            for kind, every in self._rounds.items():
                await enqueue(session, kind, {}, key=f"{kind}:{moment // every}")

    async def heat(self) -> None:
        """How hot every article is now; forgets what is too old to matter."""
        today = _day(clock.now())
        async with self._database.write() as session:
            heats = heats_of(await store.networks(session, since=today - WINDOW), today)
            await store.replace_heats(session, heats, clock.now())
            await store.forget(session, interest_before=today - WINDOW, searches_before=today - KEPT_DAYS)

    async def report(self, brand_id: str, *, days: int, locale: str | None, limit: int) -> Report:
        """The most asked first."""
        async with self._database.read() as session:
            rows = await store.searches(session, brand_id, since=_day(clock.now()) - days + 1, locale=locale)
        sums: dict[tuple[str, str], Count] = defaultdict(Count)
        for row_locale, query, asked, found, opened, clients in rows:
            count = sums[row_locale, query]
            count.asked, count.found, count.opened = count.asked + asked, count.found + found, count.opened + opened
            # Digests of two days are never the same, whoever asked: the day with the most is what is known.
            count.clients = max(count.clients, set(clients), key=len)
        shown = [
            Searched(place[0], place[1], count.asked, count.found, count.opened)
            for place, count in sums.items()
            if len(count.clients) >= SHOWN_FROM
        ]
        shown.sort(key=lambda one: (-one.asked, one.query, one.locale))
        return Report(
            queries=shown[:limit],
            hidden=len(sums) - len(shown),
            asked=sum(count.asked for count in sums.values()),
            found=sum(count.found for count in sums.values()),
            opened=sum(count.opened for count in sums.values()),
        )


async def again_if_raced(write: Callable[[], Awaitable[None]]) -> None:
    """Writes anew where another process has written the same row since this one looked. Raises Unavailable when that never
    ends."""
    for _ in range(RACES):
        try:
            return await write()
        except IntegrityError:
            continue
    raise Unavailable(retry_after=1)


def heats_of(networks: list[tuple[Interest, int]], today: int) -> store.Heats:
    """Each day's networks by their kind's worth, half as much after three days."""
    found: store.Heats = defaultdict(float)
    for key, count in networks:
        if count >= LEAST_NETWORKS:
            age = max(0, today - key.day)
            found[key.article_id, key.locale] += WORTH.get(key.kind, 0.0) * count * 0.5 ** (age / HALF_LIFE)
    return dict(found)


def normalised(query: str) -> str | None:
    """The query as it is counted: one spelling, without what names a person or may be a secret. None when nothing is left."""
    try:
        screened = screen(query[:LONGEST])
    except Problem:
        return None
    if screened.removed:
        return None
    text = unicodedata.normalize("NFKC", screened.text).casefold()
    text = _PRIVATE.sub(" … ", text)
    text = " ".join(re.sub(r"[^\w…\s.+-]", " ", text).split())[:MAX_QUERY].strip(" .+-")
    return text if sum(char.isalnum() for char in text) >= 2 else None


def wide(network: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: what one customer of a provider may have many addresses of."""
    try:
        address = ip_address(network.partition("/")[0])
    except ValueError:
        return network
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def _is_same(before: str, now: str) -> bool:
    """Whether one is the other with letters added or taken away at its end."""
    return before.startswith(now) or now.startswith(before)


def _day(moment: int) -> int:
    return moment // clock.DAY
