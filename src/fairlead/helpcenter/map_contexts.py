"""Which articles help on which page of the exchange: mapped by editors, asked by the exchange's own pages."""

import re
from collections.abc import Iterator, Sequence

from fairlead.helpcenter import store
from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.models import ContextRow
from fairlead.helpcenter.ports import HelpBrand
from fairlead.helpcenter.store import Head
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound

SHOWN = 8
MOST_ARTICLES = 20
MOST_PAGES = 1000
PAGE_CHARS = 120
_PAGE = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def checked_page(page: str) -> str:
    """`withdraw.usdt.trc20`: small letters, digits, `-` and `_`, in parts. Raises Invalid("invalid_field")."""
    lowered = page.strip().lower()
    if len(lowered) > PAGE_CHARS or not _PAGE.fullmatch(lowered):
        raise Invalid("invalid_field", field="page")
    return lowered


def prefixes(page: str) -> Iterator[str]:
    """The key itself, then without its last part, and so on."""
    parts = page.split(".")
    for count in range(len(parts), 0, -1):
        yield ".".join(parts[:count])


class Contexts:
    """For those who read."""

    def __init__(self, database: Database, help_center: HelpCenter) -> None:
        self._database = database
        self._help_center = help_center

    async def articles(self, brand: HelpBrand, locale: str, page: str) -> list[Head]:
        """What helps there, of the longest key that is mapped and leads to something published; each article in this locale,
        else in the nearest that has it."""
        keys = list(prefixes(page))
        async with self._database.read() as session:
            rows = {row.page: row for row in await store.context(session, brand.id, keys)}
        shelf = await self._help_center.shelf(brand.id)
        nearness = shelf.by_nearness(locale, brand.default_locale, "en")
        for key in keys:
            if key in rows and (heads := _heads(rows[key], shelf, nearness)):
                return heads[:SHOWN]
        return []


def _heads(row: ContextRow, shelf: Shelf, nearness: Sequence[str]) -> list[Head]:
    of_category = [
        head.article_id
        for tag in nearness
        for head in sorted(shelf.in_locale(tag), key=lambda head: (-head.views, -head.popularity, head.title))
        if row.category and head.category == row.category
    ]
    found = []
    for article_id in dict.fromkeys([*row.articles, *of_category]):
        translations = shelf.translations(article_id)
        if head := next((translations[tag] for tag in nearness if tag in translations), None):
            found.append(head)
    return found


class ContextMap:
    """For those who write."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    async def all(self, actor: Actor, brand_id: str) -> Sequence[ContextRow]:
        """Raises NotFound."""
        self._finder.authorize(actor, "article.read", Of(brand_id))
        async with self._finder.database.read() as session:
            return await store.contexts(session, brand_id)

    async def put(
        self, actor: Actor, brand_id: str, page: str, *, articles: Sequence[str], category: str
    ) -> ContextRow:
        """Maps a page, or maps it anew; to nothing: the page is mapped no more. Raises NotFound for an article of another brand,
        Refused, Invalid("invalid_field") for a key that is none, too many articles, or a category that is none."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        key, wanted = checked_page(page), list(dict.fromkeys(articles))
        if len(wanted) > MOST_ARTICLES:
            raise Invalid("invalid_field", field="articles")
        async with self._finder.database.write() as session:
            for article_id in wanted:
                row = await self._finder.see_article(session, actor, "article.write", article_id)
                if row.brand_id != brand_id:
                    raise NotFound
            if category and category not in await store.categories(session, brand_id):
                raise Invalid("invalid_field", field="category")
            known = {row.page: row for row in await store.contexts(session, brand_id)}
            if key not in known and len(known) >= MOST_PAGES:
                raise Invalid("invalid_field", field="page")
            made = ContextRow(brand_id=brand_id, page=key, articles=wanted, category=category, changed_at=clock.now())
            if wanted or category:
                return await session.merge(made)
            if key in known:
                await session.delete(known[key])
            return made
