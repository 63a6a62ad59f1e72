"""The help center as other rooms see it: search, articles, what is hot, and the count of views."""

import asyncio
import contextlib
import secrets
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple, Protocol

import structlog

from fairlead.helpcenter import store, store_tallies
from fairlead.helpcenter.library import Library, Shelf
from fairlead.helpcenter.measure import SelfService
from fairlead.helpcenter.models import AUDIENCES, PUBLIC
from fairlead.helpcenter.ports import Answers, Helpfulness
from fairlead.helpcenter.render import Rendered, render
from fairlead.helpcenter.rules import (
    ARTICLE,
    article_path,
    category_path,
    media_in,
    media_path,
    reading_minutes,
    slugify,
)
from fairlead.helpcenter.search import EVERYTHING, MAX_QUERY, Hit, Only, search, suggest
from fairlead.helpcenter.show_media import Showing
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.store_media import known_media
from fairlead.helpcenter.tally import Tally
from fairlead.infra.await_wake import woken
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Caller
from fairlead.kit.errors import Problem

log = structlog.get_logger()

FLUSH_SECONDS = 60.0
RENDERED_KEPT = 200
SUGGESTED_KEPT = 4_096
# So many conversations that began are looked at in a minute: they cost a search each.
MAX_BEGUN = 300
ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Article:
    head: Head
    rendered: Rendered
    minutes: int


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    # As imported; a catalogue may know better.
    name: str
    heads: tuple[Head, ...]


class Begun(NamedTuple):
    """A conversation's first message. Kept until it is searched, for a minute at most."""

    brand_id: str
    locale: str
    text: str
    page: str
    network: str


def _none_answers(found: Sequence[Any]) -> int | None:
    return None


class HelpCenter:
    """A companion of the web part. Search works without `start`; the first one then reads the articles."""

    def __init__(
        self,
        database: Database,
        *,
        key: bytes | None = None,
        helpful: Helpfulness | None = None,
        answers: Answers = _none_answers,
        rounds: Mapping[str, int] | None = None,
    ) -> None:
        """`key`: what digests of networks are made with, the same in every process. `helpful`: what readers say of articles;
        `answers`: which article answers a question; `rounds`: kinds of jobs that come again and again, and after how long."""
        key = key or secrets.token_bytes(32)
        self.tally, self.alone = Tally(database, key, rounds or {}), SelfService(database, key)
        self._answers = answers
        self._begun: deque[Begun] = deque()
        self._helpful = helpful
        self._database = database
        self._library = Library(database)
        self._views: Counter[str] = Counter()
        self._suggested: OrderedDict[tuple[int, str, str, str, str, int], list[Head]] = OrderedDict()
        self._articles: OrderedDict[tuple[str, str, int], Article] = OrderedDict()
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="help center")

    async def stop(self) -> None:
        """Writes what was counted since the last minute."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        with contextlib.suppress(Problem):
            await self.flush(everything=True)
            await self.flush_views()

    async def _run(self) -> None:
        """Reads the articles, so that the first question need not wait; then writes the counted views once a minute."""
        with contextlib.suppress(Problem):
            await self._library.refresh()
            await self.refresh_standing()
            await self.alone.flush()
        while not self._stopping.is_set():
            await woken(self._stopping, FLUSH_SECONDS)
            with contextlib.suppress(Problem):  # The database is away; what is counted is kept for the next minute.
                await self.flush()
                await self.flush_views()

    async def search(
        self,
        brand_id: str,
        locale: str,
        query: str,
        *,
        then: str = "en",
        limit: int = 10,
        typing: bool = False,
        only: Only = EVERYTHING,
    ) -> list[Hit]:
        """See `search.search`."""
        return await search(self._library, brand_id, locale, query, then=then, limit=limit, typing=typing, only=only)

    async def suggest(self, brand_id: str, locale: str, query: str, *, then: str, limit: int) -> list[Head]:
        """What `search` finds for an unfinished query, looked at less closely. What people begin with is the same again and
        again: the latest answers are kept as long as nothing has changed."""
        await self.shelf(brand_id)
        key = (self._library.stamp, brand_id, locale, query.casefold(), then, limit)
        if key in self._suggested:
            self._suggested.move_to_end(key)
            return self._suggested[key]
        self._suggested[key] = await suggest(self._library, brand_id, locale, query, then=then, limit=limit)
        if len(self._suggested) > SUGGESTED_KEPT:
            self._suggested.popitem(last=False)
        return self._suggested[key]

    async def search_for_agents(
        self,
        brand_id: str,
        locale: str,
        query: str,
        *,
        then: str = "en",
        limit: int = 10,
        typing: bool = False,
        only: Only = EVERYTHING,
    ) -> list[Hit]:
        """As `search`, with the articles that customers never see among the others."""
        found: list[Hit] = []
        for audience in AUDIENCES:
            found += await search(
                self._library,
                brand_id,
                locale,
                query,
                then=then,
                limit=limit,
                typing=typing,
                only=only,
                audience=audience,
            )
        # What another locale has stands after what this one has; ranks count in the same unit on every shelf.
        return sorted(found, key=lambda hit: (hit.head.locale != locale, -hit.rank))[:limit]

    async def shelf(self, brand_id: str, audience: str = PUBLIC) -> Shelf:
        """What everybody may read, unless asked for what only agents may."""
        return await self._library.shelf(brand_id, audience)

    @property
    def revision(self) -> int:
        """Rises with every change of what readers see that this process has taken in."""
        return self._library.revision

    async def hot(self, brand_id: str, locale: str, limit: int, *, then: str = "en", product: str = "") -> list[Head]:
        """What editors pinned, then what is looked for most in these days (see tally.py); before anyone has looked, what its
        authors expect to be. No campaign that is over. `product`: the slug of a category; those below it belong to it.

        A locale without any takes those of the nearest one that has: of its language, else of `then`.
        """
        shelf = await self.shelf(brand_id)
        moment = clock.now()
        below = {product} | {one.slug for one in shelf.categories if product and one.parent == product}
        for tag in shelf.by_nearness(locale, then, "en"):
            heads = [head for head in shelf.in_locale(tag) if not head.has_ended(moment)]
            heads = [head for head in heads if not product or head.category in below]
            if heads:
                pinned = shelf.pins.get((tag, product)) or shelf.pins.get(("", product), ())
                places = {article_id: place for place, article_id in enumerate(pinned)}
                by_heat = _by_interest(shelf, heads)
                return sorted(by_heat, key=lambda head: places.get(head.article_id, len(places)))[:limit]
        return []

    async def find(
        self, brand_id: str, brand_key: str, locale: str, *, then: str, article: str = "", category: str = ""
    ) -> dict[str, str] | None:
        """Where a slug leads, in the nearest language that has it: `{"article": id}`, or `{"url"}` of a category."""
        shelf = await self.shelf(brand_id)
        for tag in shelf.by_nearness(locale, then, "en"):
            if article and (head := shelf.by_slug(tag, article)):
                return {"article": head.translation_id}
            if category and any(head.category == category for head in shelf.in_locale(tag)):
                return {"url": category_path(brand_key, tag, category)}
        return None

    async def categories(self, brand_id: str, locale: str) -> list[Category]:
        """Categories with their articles, the most read first."""
        shelf = await self.shelf(brand_id)
        groups: dict[str, list[Head]] = {}
        for head in _by_interest(shelf, shelf.in_locale(locale)):
            groups.setdefault(head.category, []).append(head)
        return [Category(slug, heads[0].category_name, tuple(heads)) for slug, heads in groups.items()]

    async def related(self, head: Head, limit: int) -> list[Head]:
        """Its most read neighbours in the category, and what else answers the article's own title."""
        hits = await self.search(head.brand_id, head.locale, head.title, limit=limit + 1)
        shelf = await self.shelf(head.brand_id)
        neighbours = [
            other for other in _by_interest(shelf, shelf.in_locale(head.locale)) if other.category == head.category
        ]
        found = dict.fromkeys(
            other.translation_id
            for other in (*neighbours[:2], *(hit.head for hit in hits if hit.coverage > 0.6), *neighbours)
            if other.locale == head.locale and other.article_id != head.article_id
        )
        return [shelf.heads[key] for key in list(found)[:limit]]

    async def article(self, brand_key: str, head: Head) -> Article | None:
        """The article with its text as HTML; None when it was taken back just now."""
        key = (brand_key, head.translation_id, head.version)
        if key in self._articles:
            self._articles.move_to_end(key)
            return self._articles[key]
        async with self._database.read() as session:
            body = await store.body(session, head.translation_id, head.version)
            known = await known_media(session, head.brand_id, body or "")
        if body is None:
            return None
        showing = Showing(known, partial(media_path, brand_key), head.locale)
        links = LinksOf(brand_key, head, await self.shelf(head.brand_id))
        made = Article(head, await asyncio.to_thread(render, body, head.title, links, showing), reading_minutes(body))
        if media_in(body) <= known.keys():  # What is missing may come any moment.
            self._articles[key] = made
        if len(self._articles) > RENDERED_KEPT:
            self._articles.popitem(last=False)
        return made

    def count_view(self, article_id: str) -> None:
        self._views[article_id] += 1

    def opened(self, head: Head, *, caller: Caller, query: str = "") -> None:
        """Somebody reads an article; `query` is the search that led him there."""
        self.count_view(head.article_id)
        self.tally.opened(head, network=caller.network, query=query)
        self.alone.read(head, caller)

    def began(self, brand_id: str, locale: str, text: str, *, page: str, caller: Caller) -> None:
        """Somebody begins a conversation, on this page if that is known: he was not helped, and asks what an article says."""
        self.alone.contacted(brand_id, caller)
        if len(self._begun) < MAX_BEGUN:
            self._begun.append(Begun(brand_id, locale, text[:MAX_QUERY], page, caller.network))

    async def flush(self, *, everything: bool = False) -> None:
        """Writes what was counted. Raises Problem when the database is away."""
        while self._begun:
            one = self._begun.popleft()
            try:
                if head := await self._asked_of(one):
                    self.tally.interested(head.article_id, head.locale, "asked", network=one.network)
            except Problem:
                self._begun.appendleft(one)
                raise
            except Exception as error:
                log.error("a first message could not be searched", exc_info=error)
            await asyncio.sleep(0)
        await self.tally.flush(everything=everything)
        await self.alone.flush()

    async def _asked_of(self, begun: Begun) -> Head | None:
        """The article a conversation began from, else the one that answers its first message."""
        if named := ARTICLE.search(begun.page):
            shelf = await self.shelf(begun.brand_id)
            if head := shelf.by_slug(named["locale"], named["slug"]):
                return head
        hits = await self.search(begun.brand_id, begun.locale, begun.text, limit=ANSWERS)
        best = self._answers(hits)
        return None if best is None else hits[best].head

    async def reckon(self, _: dict[str, Any]) -> None:
        """The job: what is hot, and how many readers needed nobody."""
        await self.tally.heat()
        await self.alone.reckon()

    async def refresh_standing(self) -> None:
        """What is hot, pinned and found helpful, as the database has it."""
        helpful = await self._helpful() if self._helpful else {}
        async with self._database.read() as session:
            heats, pins = await store_tallies.heats(session), await store_tallies.pins(session)
        self._library.set_standing(heats, pins, helpful)

    async def flush_views(self) -> None:
        counted, self._views = self._views, Counter()
        try:
            if counted:
                async with self._database.write() as session:
                    await store.add_views(session, counted)
        except Problem:
            self._views += counted
            raise
        await self._library.refresh_views()
        await self.refresh_standing()


def _by_interest(shelf: Shelf, heads: Sequence[Head]) -> list[Head]:
    return sorted(heads, key=lambda head: (-shelf.heat(head), -head.popularity, head.title))


class Place(Protocol):
    """Where an article's text stands."""

    @property
    def source(self) -> str: ...
    @property
    def locale(self) -> str: ...


class LinksOf:
    """Finds the address of what an article's Markdown links to: other imported files by their path, the web as it is."""

    def __init__(self, brand_key: str, head: Place, shelf: Shelf) -> None:
        self._brand_key = brand_key
        self._head = head
        self._shelf = shelf

    def __call__(self, address: str) -> str | None:
        if address.startswith(("https://", "http://", "mailto:", "/help/")):
            return address
        path, _, anchor = address.partition("#")
        anchor = slugify(anchor, 60)
        if not path:
            return f"#{anchor}" if anchor else None
        if ":" in path or path.startswith("//"):
            return None
        head = self._shelf.by_source(_wanted(path, self._head.source), self._head.locale)
        return article_path(self._brand_key, head.locale, head.slug, anchor) if head else None


def _wanted(path: str, source: str) -> PurePosixPath:
    """The path a link means, seen from the file it stands in, without what every builder leaves out."""
    path = path.partition("?")[0].rstrip("/")
    parts = [] if path.startswith("/") else list(PurePosixPath(source).parts[:-1])
    for part in PurePosixPath(path.lstrip("/")).parts:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)
