"""All published articles of this process: their heads by brand, and one search index per brand and locale.

Filled from the database at start and again whenever the revision there has risen, also by another process.
"""

import asyncio
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import structlog

from fairlead.helpcenter import store
from fairlead.helpcenter.index import BOOSTS, HEADING_BOOSTS, parts_of
from fairlead.helpcenter.models import AUDIENCES, PUBLIC
from fairlead.helpcenter.rules import media_in
from fairlead.helpcenter.store import CategoryHead, Head, Signpost, Withdrawn
from fairlead.helpcenter.synonyms import chinese_phrases
from fairlead.infra.database import Database
from fairlead.infra.memory import give_back
from fairlead.infra.search import SearchIndex
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem

# What is published is there within two seconds, taking it in among them.
CHECK_SECONDS = 1.5
REPAIR_SECONDS = 60.0
CHUNK = 2_000
# The most that readers' judgement and a fresh text add to an article's rank.
HELPFUL, FRESH = 0.06, 0.03
HALF_FRESH_DAYS = 120
# What is left of the rank of a campaign that is over: few still ask for it, and its words are those of what goes on.
ENDED = 0.6
NO_SIGNPOST = Signpost((), {}, {})
log = structlog.get_logger()


class Shelf:
    """What one brand has published for one audience, and how one finds one's way there."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.indexes: dict[str, SearchIndex] = {}
        # The headings of the same articles, each by itself.
        self.headings: dict[str, SearchIndex] = {}
        self._by_slug: dict[tuple[str, str], Head] = {}
        self._by_article: dict[str, dict[str, Head]] = {}
        self._by_name: dict[str, list[str]] = {}
        # What the texts show, by the translation's id: digests of pictures, videos and captions.
        self._media: dict[str, frozenset[str]] = {}
        # What readers saw once, by translation id.
        self._withdrawn: dict[str, Withdrawn] = {}
        self.signpost = NO_SIGNPOST
        # What is hot and found helpful, by article id and locale, and what editors pinned, by locale and product.
        self.heats: Mapping[tuple[str, str], float] = {}
        self.helpful: Mapping[tuple[str, str], float] = {}
        self.pins: Mapping[tuple[str, str], tuple[str, ...]] = {}

    def shows(self, digest: str) -> bool:
        """Whether one of the texts shows this picture or video."""
        return any(digest in digests for digests in list(self._media.values()))

    def set_media(self, translation_id: str, digests: frozenset[str]) -> None:
        if digests:
            self._media[translation_id] = digests
        else:
            self._media.pop(translation_id, None)

    def heat(self, head: Head) -> float:
        return self.heats.get((head.article_id, head.locale), 0.0)

    def standing(self, head: Head, moment: Instant) -> float:
        """What an article's rank is multiplied by: a little more for what helps readers and was looked through of late."""
        age = max(0, moment - head.updated_at) / clock.DAY
        fresh = math.exp2(-age / HALF_FRESH_DAYS)
        helps = HELPFUL * self.helpful.get((head.article_id, head.locale), 0.0)
        return (1 + helps + FRESH * fresh) * (ENDED if head.has_ended(moment) else 1.0)

    @property
    def categories(self) -> tuple[CategoryHead, ...]:
        """All of the brand, also those without an article, in the editors' order."""
        return self.signpost.categories

    def synonyms(self, locale: str) -> tuple[tuple[str, ...], ...]:
        """The editors' groups of words that mean the same in a locale."""
        return (*self.signpost.synonyms.get("", ()), *self.signpost.synonyms.get(locale, ()))

    def moved(self, locale: str, slug: str) -> Head | None:
        """The article that had this address once."""
        redirects = self.signpost.redirects
        article_id = redirects.get((locale, slug)) or redirects.get(("", slug))
        heads = self._by_article.get(article_id or "", {})
        return heads.get(locale) or next(iter(heads.values()), None)

    def withdrawn(self, locale: str, slug: str) -> Withdrawn | None:
        """What this address had, now or before a change of its slug, when this locale shows it no more, or none ever did but
        another, which shows it no more either."""
        redirects = self.signpost.redirects
        article_id = redirects.get((locale, slug)) or redirects.get(("", slug))
        same = [one for one in list(self._withdrawn.values()) if slug == one.slug or one.article_id == article_id]
        same = [one for one in same if locale not in self.translations(one.article_id)]
        here = (one for one in same if one.locale == locale)
        return next(here, None) or next((one for one in same if one.article_id not in self._by_article), None)

    def withdraw(self, one: Withdrawn) -> None:
        self._withdrawn[one.translation_id] = one

    def forget(self, translation_id: str) -> None:
        """It is shown again, or was never for these readers."""
        self._withdrawn.pop(translation_id, None)

    def drop(self, translation_id: str) -> None:
        head = self.heads.pop(translation_id, None)
        if head is None:
            return
        self._media.pop(translation_id, None)
        if self._by_slug.get((head.locale, head.slug)) == head:
            del self._by_slug[head.locale, head.slug]
        heads = self._by_article[head.article_id]
        del heads[head.locale]
        if not heads:
            del self._by_article[head.article_id]
            for name in (_bare(PurePosixPath(head.source)).name, head.slug):
                ids = self._by_name[name] = [one for one in self._by_name.get(name, ()) if one != head.article_id]
                if not ids:
                    del self._by_name[name]

    def put(self, head: Head) -> None:
        known = self.heads.get(head.translation_id)
        if known is not None and (known.slug, known.source) != (head.slug, head.source):
            self.drop(head.translation_id)
        self.forget(head.translation_id)
        self.heads[head.translation_id] = head
        self._by_slug[head.locale, head.slug] = head
        if head.article_id not in self._by_article:
            self._by_name.setdefault(_bare(PurePosixPath(head.source)).name, []).append(head.article_id)
            self._by_name.setdefault(head.slug, []).append(head.article_id)
        self._by_article.setdefault(head.article_id, {})[head.locale] = head

    def locales(self) -> list[str]:
        return sorted(self.indexes)

    def by_nearness(self, *wished: str) -> list[str]:
        """The locales it has been published in, the nearest to the wishes first: the same tag, else the same language."""

        def distance(tag: str) -> tuple[int, str]:
            same = (n for n, wish in enumerate(wished) if wish[:2] == tag[:2])
            return (2 * wished.index(tag) if tag in wished else 2 * next(same, len(wished)) + 1, tag)

        return sorted(self.indexes, key=distance)

    def by_slug(self, locale: str, slug: str) -> Head | None:
        return self._by_slug.get((locale, slug))

    def nearest(self, slug: str, *wished: str) -> Head | None:
        """What this address has in the nearest locale that has it."""
        return next((head for tag in self.by_nearness(*wished) if (head := self.by_slug(tag, slug))), None)

    def translations(self, article_id: str) -> dict[str, Head]:
        """The article's heads by locale."""
        return self._by_article.get(article_id, {})

    def by_source(self, path: PurePosixPath, locale: str) -> Head | None:
        """The article whose file has this path, or the most of its end; a file's name alone must be the only one."""
        wanted = _bare(path).parts
        near: list[tuple[int, Head]] = []
        for article_id in dict.fromkeys(self._by_name.get(wanted[-1], ()) if wanted else ()):
            heads = self._by_article[article_id]
            head = heads.get(locale) or next(iter(heads.values()))
            near.append((_shared_end(_bare(PurePosixPath(head.source)).parts, wanted), head))
        best = max((shared for shared, _ in near), default=0)
        heads_found = [head for shared, head in near if shared == best]
        return heads_found[0] if heads_found and (best > 1 or len(heads_found) == 1) else None

    def in_locale(self, locale: str) -> list[Head]:
        return [head for head in self.heads.values() if head.locale == locale]

    def set_views(self, views: dict[str, int]) -> None:
        for head in list(self.heads.values()):
            if head.views != views.get(head.article_id, 0):
                self.put(replace(head, views=views.get(head.article_id, 0)))


class Library:
    def __init__(self, database: Database) -> None:
        self._database = database
        # By brand and audience.
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._revision = 0
        self._stamp = 0
        self._helpful: Mapping[tuple[str, str], float] = {}
        self._checked_at = self._repaired_at = float("-inf")
        # Whether everything was read once.
        self._is_filled = False
        self._lock = asyncio.Lock()

    async def shelf(self, brand_id: str, audience: str = PUBLIC) -> Shelf:
        """The brand's articles for everybody, or those for agents only; at most `CHECK_SECONDS` behind the database, and as they
        were last while it is away or changes cannot be taken in. Raises what is wrong when they never were there."""
        is_stale = time.monotonic() - self._checked_at > CHECK_SECONDS
        if is_stale and not (self._is_filled and self._lock.locked()):
            try:
                await self.refresh()
            except Exception as error:
                if not self._is_filled:
                    raise
                if not isinstance(error, Problem):
                    log.error("changes of articles cannot be taken in", exc_info=error)
                self._checked_at = time.monotonic()
        return self._shelves.get((brand_id, audience)) or Shelf()

    @property
    def revision(self) -> int:
        """Of the last change this process has seen; every change of what readers see raises it."""
        return self._revision

    @property
    def stamp(self) -> int:
        """Rises with everything that a search may answer otherwise after."""
        return self._stamp

    async def refresh(self) -> None:
        async with self._lock:
            async with self._database.read() as session:
                now = await store.revision(session)
            # A smaller one is of a database that was restored: what came after it never was.
            if now < self._revision or (not self._is_whole() and self._may_repair()):
                await self._begin_anew(now)
            elif now > self._revision:
                try:
                    await self._catch_up(now)
                except Problem:
                    raise
                except Exception:
                    # Whatever is left of an index that broke halfway is no index.
                    if not self._may_repair():
                        raise
                    log.exception("the articles' index broke and is made anew")
                    await self._begin_anew(now)
            self._checked_at = time.monotonic()
            self._is_filled = True

    async def repair(self, error: Exception) -> bool:
        """After a search that failed: everything is read and indexed again. False when nothing was done."""
        if not self._may_repair():
            return False
        log.error("the articles' index cannot be searched and is made anew", exc_info=error)
        async with self._lock:
            async with self._database.read() as session:
                now = await store.revision(session)
            await self._begin_anew(now)
        return True

    def _may_repair(self) -> bool:
        """Not twice in a minute: what breaks a whole index again shall not keep us busy."""
        if time.monotonic() - self._repaired_at < REPAIR_SECONDS:
            return False
        self._repaired_at = time.monotonic()
        return True

    def _is_whole(self) -> bool:
        """Whether every article that is shown is in an index, by their numbers."""
        return all(
            len(shelf.heads) == sum(index.size for index in list(shelf.indexes.values()))
            and shelf.indexes.keys() == shelf.headings.keys()
            for shelf in list(self._shelves.values())
        )

    async def _begin_anew(self, now: int) -> None:
        """From the database, beside what is there: that answers until the new is whole."""
        fresh = Library(self._database)
        await fresh._catch_up(now)
        for key, shelf in fresh._shelves.items():
            if old := self._shelves.get(key):
                shelf.heats, shelf.pins, shelf.helpful = old.heats, old.pins, old.helpful
        self._shelves, self._revision = fresh._shelves, fresh._revision
        self._stamp += 1

    async def _catch_up(self, now: int) -> None:
        async with self._database.read() as session:
            gone = await store.withdrawn_since(session, self._revision)
            signposts = await store.signposts(session)
        await asyncio.to_thread(self._take_out, gone, signposts)
        self._stamp += 1
        while True:
            async with self._database.read() as session:
                changed = await store.changed_since(session, self._revision, limit=CHUNK)
            if not changed:
                break
            await asyncio.to_thread(self._take_in, changed)
            self._revision = changed[-1].revision
            self._stamp += 1
            del changed
            give_back()
        await asyncio.to_thread(self._get_ready)
        self._stamp += 1
        # What changed last may have been no text. Revisions are committed in their order: nothing below comes later.
        self._revision = max(self._revision, now)

    def _take_out(self, gone: Sequence[Withdrawn], signposts: Mapping[str, Signpost]) -> None:
        for shelf in list(self._shelves.values()):
            _remove(shelf, [one.translation_id for one in gone])
        for one in gone:
            for audience in AUDIENCES:
                shelf = self._shelves.setdefault((one.brand_id, audience), Shelf())
                shelf.forget(one.translation_id)
                if audience == one.audience:
                    shelf.withdraw(one)
        for brand_id, signpost in signposts.items():
            for audience in AUDIENCES:
                self._shelves.setdefault((brand_id, audience), Shelf()).signpost = signpost

    def set_standing(
        self,
        heats: Mapping[str, Mapping[tuple[str, str], float]],
        pins: Mapping[str, Mapping[tuple[str, str], tuple[str, ...]]],
        helpful: Mapping[tuple[str, str], float],
    ) -> None:
        """Heats and pins by brand id."""
        if helpful != self._helpful:
            self._helpful = helpful
            self._stamp += 1
        for (brand_id, _), shelf in list(self._shelves.items()):
            shelf.heats, shelf.pins, shelf.helpful = heats.get(brand_id, {}), pins.get(brand_id, {}), helpful

    def _get_ready(self) -> None:
        """Makes here, in a thread, what the next question would have to wait for."""
        for shelf in list(self._shelves.values()):
            for index in list(shelf.indexes.values()):
                index.get_ready()

    async def refresh_views(self) -> None:
        async with self._database.read() as session:
            views = await store.views(session)
        for shelf in self._shelves.values():
            shelf.set_views(views)

    def _take_in(self, changed: Sequence[store.Changed]) -> None:
        """Runs in a thread; an index shows the change as a whole or not at all."""
        groups: dict[tuple[str, str, str], list[store.Changed]] = {}
        for item in changed:
            groups.setdefault((item.head.brand_id, item.head.audience, item.head.locale), []).append(item)
        for (brand_id, audience, locale), items in groups.items():
            for other in set(AUDIENCES) - {audience}:
                _remove(self._shelves.get((brand_id, other)), [item.head.translation_id for item in items])
            shelf = self._shelves.setdefault((brand_id, audience), Shelf())
            index = shelf.indexes.get(locale) or SearchIndex(BOOSTS, chinese_phrases)
            gone = [item.head.translation_id for item in items if item.head.translation_id in shelf.heads]
            headings = shelf.headings.get(locale) or SearchIndex(HEADING_BOOSTS, spelled=False)
            made = [parts_of(item) for item in items]
            index.update((article for article, _ in made), gone)
            headings.update((heading for _, headed in made for heading in headed), gone)
            for item in items:
                shelf.put(item.head)
                shelf.set_media(item.head.translation_id, media_in(item.body))
            shelf.headings[locale] = headings
            shelf.indexes[locale] = index


def _remove(shelf: Shelf | None, translation_ids: Iterable[str]) -> None:
    if shelf is None:
        return
    gone: dict[str, list[str]] = {}
    for translation_id in translation_ids:
        if head := shelf.heads.get(translation_id):
            gone.setdefault(head.locale, []).append(translation_id)
    for locale, ids in gone.items():
        shelf.indexes[locale].update([], ids)
        shelf.headings[locale].update([], ids)
        for translation_id in ids:
            shelf.drop(translation_id)
        if not shelf.in_locale(locale):
            del shelf.indexes[locale], shelf.headings[locale]


def _bare(path: PurePosixPath) -> PurePosixPath:
    """Without the ending, and a folder's own page as the folder."""
    bare = path.with_suffix("") if path.suffix.lower() in (".md", ".markdown", ".html") else path
    return bare.parent if bare.name.lower() in ("index", "readme") and len(bare.parts) > 1 else bare


def _shared_end(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a.lower() != b.lower():
            break
        count += 1
    return count
