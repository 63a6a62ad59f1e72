"""Composes the help center's pages: what each one needs, drawn by its template."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fairlead.helpcenter.excerpt import marked, summary_of
from fairlead.helpcenter.help_center import Article, Category, HelpCenter
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.ports import HelpBrand
from fairlead.helpcenter.rules import article_path, category_path, is_right_to_left, native_name
from fairlead.helpcenter.search import Hit
from fairlead.helpcenter.store import Head
from fairlead.kit import clock
from fairlead.kit.text import one_line
from fairlead.kit.texts import Texts

ROOM = Path(__file__).parent
ASSETS = {path.name: path.read_bytes() for path in sorted((ROOM / "assets").iterdir())}
HOT = 8
RELATED = 4
RESULTS = 20
SIDE = 14


def asset_path(name: str) -> str:
    """The address of a file of ours; it changes with the file, so that it can be kept for good."""
    return f"/help/-/{name}?v={hashlib.sha256(ASSETS[name]).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: the brand, and the locale of the page."""

    brand: HelpBrand
    locale: str
    shelf: Shelf

    @property
    def root(self) -> str:
        return f"/help/{self.brand.key}/{self.locale}"


def offered_locales(brand: HelpBrand, shelf: Shelf) -> list[str]:
    """Those with articles, the brand's own first; all the brand's own while there are no articles at all."""
    filled = shelf.locales()
    return [
        *(tag for tag in brand.locales if tag in filled or not filled),
        *(t for t in filled if t not in brand.locales),
    ]


class Pages:
    def __init__(self, help_center: HelpCenter, texts: Texts, *, origin: str) -> None:
        self._help_center = help_center
        self._origin = origin
        self._texts = texts
        # S701 looks for a literal True; select_autoescape would leave our .jinja files out.
        self._templates = Environment(
            loader=FileSystemLoader(ROOM / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.globals.update(asset=asset_path, native_name=native_name, date=lambda at: clock.iso(at)[:10])

    def category_name(self, category: str, fallback: str, locale: str) -> str:
        key = f"help.category.{category}"
        spoken = self._texts.choose(locale)
        return self._texts(key, spoken) if self._texts.has(key) else fallback

    async def home(self, place: Place) -> str:
        categories = await self._help_center.categories(place.brand.id, place.locale)
        hot = await self._help_center.hot(place.brand.id, place.locale, HOT)
        return self._draw("home.jinja", place, "/", categories=categories, hot=hot)

    async def category(self, place: Place, slug: str) -> str | None:
        categories = await self._help_center.categories(place.brand.id, place.locale)
        chosen = next((category for category in categories if category.slug == slug), None)
        if chosen is None:
            return None
        exists_in = {
            tag: category_path(place.brand.key, tag, slug)
            for tag in offered_locales(place.brand, place.shelf)
            if any(head.category == slug for head in place.shelf.in_locale(tag))
        }
        return self._draw(
            "category.jinja", place, f"/c/{slug}", category=chosen, categories=categories, exists_in=exists_in
        )

    async def article(self, place: Place, article: Article) -> str:
        head = article.head
        categories = await self._help_center.categories(place.brand.id, place.locale)
        related = await self._help_center.related(head, RELATED)
        translations = place.shelf.translations(head.article_id)
        own = next((category for category in categories if category.slug == head.category), None)
        return self._draw(
            "article.jinja",
            place,
            f"/a/{head.slug}",
            article=article,
            body=Markup(article.rendered.html),  # noqa: S704 - nh3 has cleaned it
            contents=_contents(article),
            beside=_beside(own, head),
            category=own,
            categories=categories,
            related=related,
            exists_in={tag: f"/help/{place.brand.key}/{tag}/a/{other.slug}" for tag, other in translations.items()},
        )

    async def results(self, place: Place, query: str) -> tuple[str, bool]:
        """And whether anything was found."""
        query = one_line(query, 200)
        hits = (
            await self._help_center.search(
                place.brand.id, place.locale, query, then=place.brand.default_locale, limit=RESULTS
            )
            if query
            else []
        )
        found = [
            {
                "head": hit.head,
                "title": Markup(marked(hit.head.title, hit.terms, hit.head.locale)),  # noqa: S704 - escapes
                "heading": hit.passage.heading,
                "passage": Markup(summary_of(hit)),  # noqa: S704 - escapes
                "path": _from_search(place, hit, query),
            }
            for hit in hits
        ]
        hot = [] if hits else await self._help_center.hot(place.brand.id, place.locale, HOT)
        asked = f"/search?q={quote(query)}" if query else "/search"
        exists_in = {tag: f"/help/{place.brand.key}/{tag}{asked}" for tag in offered_locales(place.brand, place.shelf)}
        page = self._draw("search.jinja", place, "/search", query=query, found=found, hot=hot, exists_in=exists_in)
        return page, bool(found)

    async def missing(self, place: Place) -> str:
        hot = await self._help_center.hot(place.brand.id, place.locale, HOT)
        return self._draw("missing.jinja", place, "/", hot=hot)

    def _draw(self, template: str, place: Place, path: str, **values: Any) -> str:
        spoken = self._texts.choose(place.locale)
        offered = offered_locales(place.brand, place.shelf)
        exists_in = values.pop("exists_in", None) or {tag: f"/help/{place.brand.key}/{tag}{path}" for tag in offered}

        def t(key: str, **words: Any) -> str:
            return self._texts(f"help.{key}", spoken, **words)

        return self._templates.get_template(template).render(
            t=t,
            brand=place.brand,
            locale=place.locale,
            spoken=spoken,
            direction="rtl" if is_right_to_left(place.locale) else "ltr",
            root=place.root,
            origin=self._origin,
            path=f"{place.root}{path}",
            locales=[(tag, exists_in.get(tag) or f"/help/{place.brand.key}/{tag}/") for tag in offered],
            alternates=exists_in,
            name_of=lambda category: self.category_name(category.slug, category.name, place.locale),
            name_of_head=lambda head: self.category_name(head.category, head.category_name, place.locale),
            link=lambda head: article_path(place.brand.key, head.locale, head.slug),
            query=values.pop("query", ""),
            **values,
        )


def _from_search(place: Place, hit: Hit, query: str) -> str:
    """The article's address with the search that leads there, which is counted."""
    path, _, anchor = article_path(place.brand.key, hit.head.locale, hit.head.slug, hit.passage.anchor).partition("#")
    return f"{path}?q={quote(query)}" + (f"#{anchor}" if anchor else "")


def _contents(article: Article) -> Sequence[Any]:
    """The headings worth a table of contents: the two upper levels, when there are three or more."""
    upper = [heading for heading in article.rendered.headings if heading.level <= 3]
    top = [heading for heading in upper if heading.level == 2]
    shown = top if len(top) >= 3 and len(upper) > 12 else upper
    return shown if len(shown) >= 3 else ()


def _beside(category: Category | None, head: Head) -> Sequence[Head]:
    """The articles listed beside this one, it among them."""
    if category is None:
        return ()
    first = list(category.heads[:SIDE])
    return first if any(other.article_id == head.article_id for other in first) else [head, *first[: SIDE - 1]]
