"""Composes the help center's pages: what each one needs, drawn by its template."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fairlead.helpcenter import describe
from fairlead.helpcenter.excerpt import marked, summary_of
from fairlead.helpcenter.help_center import Article, HelpCenter
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.paint_brand import CARD
from fairlead.helpcenter.ports import HelpBrand
from fairlead.helpcenter.rules import article_path, category_path, is_right_to_left, native_name
from fairlead.helpcenter.search import Hit
from fairlead.helpcenter.sort_topics import Topic, found, topics
from fairlead.helpcenter.store import Head, Withdrawn
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.kit.text import one_line
from fairlead.kit.texts import Texts

ROOM = Path(__file__).parent
ASSETS = {path.name: path.read_bytes() for path in sorted((ROOM / "assets").iterdir())}
HOT = 8
RELATED = 4
RESULTS = 20
# So many are looked through when only those of a type or a category are wanted.
LOOKED_THROUGH = 100
SIDE = 14
# How much of a withdrawn article's title must stand in another that may answer the same.
NEAR_ENOUGH = 0.6


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
        self._templates.globals.update(
            asset=asset_path,
            native_name=native_name,
            date=lambda at: clock.iso(at)[:10],
            iso=clock.iso,
            second=_second,
        )
        self._templates.filters["native"] = native_name

    def category_name(self, category: str, fallback: str, locale: str) -> str:
        key = f"help.category.{category}"
        spoken = self._texts.choose(locale)
        return self._texts(key, spoken) if self._texts.has(key) else fallback

    def name_in(self, place: Place, slug: str, fallback: str) -> str:
        """As the editors call it in this locale, else the catalogue, else as it was imported."""
        head = next((head for head in place.shelf.categories if head.slug == slug), None)
        written = head.names.get(place.locale, "") if head else ""
        return written or self.category_name(slug, head.name if head else fallback, place.locale)

    async def home(self, place: Place) -> str:
        hot = await self._help_center.hot(place.brand.id, place.locale, HOT)
        return self.draw("home.jinja", place, "/", categories=await self._topics(place), hot=hot)

    async def category(self, place: Place, slug: str) -> str | None:
        every = await self._topics(place)
        chosen, above = found(every, slug)
        if chosen is None:
            return None
        slugs = {topic.slug for topic in chosen.all()}
        exists_in = {
            tag: category_path(place.brand.key, tag, slug)
            for tag in offered_locales(place.brand, place.shelf)
            if any(head.category in slugs for head in place.shelf.in_locale(tag))
        }
        return self.draw(
            "category.jinja",
            place,
            f"/c/{slug}",
            category=chosen,
            above=above,
            categories=every,
            exists_in=exists_in,
        )

    async def article(self, place: Place, article: Article, *, wanted: str = "") -> str:
        """`wanted` is the locale it was asked for in and does not have."""
        head = article.head
        every = await self._topics(place)
        related = await self._help_center.related(head, RELATED)
        translations = place.shelf.translations(head.article_id)
        own, above = found(every, head.category)
        steps = [(self.name_in(place, one.slug, one.name), one.slug) for one in (above, own) if one]
        return self.draw(
            "article.jinja",
            place,
            f"/a/{head.slug}",
            article=article,
            body=Markup(article.rendered.html),  # noqa: S704 - nh3 has cleaned it
            contents=_contents(article),
            beside=_beside(own, head),
            category=own,
            trail=[(name, f"{place.root}/c/{slug}") for name, slug in steps],
            categories=every,
            related=related,
            wanted=wanted,
            ended=head.type == "campaign" and head.has_ended(clock.now()),
            data=self._data(place, article, steps),
            card=describe.first_picture(article) or _own_card(place),
            exists_in=_addresses(place, translations),
        )

    def _data(self, place: Place, article: Article, steps: Sequence[tuple[str, str]]) -> Markup:
        root, spoken = f"{self._origin}{place.root}", self._texts.choose(place.locale)
        address = f"{root}/a/{article.head.slug}"
        way = [(self._texts("help.name", spoken), f"{root}/"), *((name, f"{root}/c/{slug}") for name, slug in steps)]
        return describe.article(
            article, address=address, publisher=place.brand.name, steps=[*way, (article.head.title, address)]
        )

    async def _topics(self, place: Place) -> list[Topic]:
        return await topics(self._help_center, place.brand.id, place.locale, place.shelf)

    async def results(self, place: Place, query: str, *, kind: str = "", category: str = "") -> tuple[str, bool]:
        """What was found, and whether anything was; only articles of a type (`models.TYPES`) or category when one is named."""
        query = one_line(query, 200)
        chosen = {"kind": kind, "category": category[:80]}
        hits = (
            await self._help_center.search(
                place.brand.id, place.locale, query, then=place.brand.default_locale, limit=LOOKED_THROUGH
            )
            if query
            else []
        )
        wanted = [hit for hit in hits if kind in ("", hit.head.type) and chosen["category"] in ("", hit.head.category)][
            :RESULTS
        ]
        shown = [
            {
                "head": hit.head,
                "title": Markup(marked(hit.head.title, hit.terms, hit.head.locale)),  # noqa: S704 - escapes
                "heading": hit.passage.heading,
                "passage": Markup(summary_of(hit)),  # noqa: S704 - escapes
                "path": _from_search(place, hit, query),
            }
            for hit in wanted
        ]

        def asked(**more: str) -> str:
            values = {name: value for name, value in ({"q": query} | chosen | more).items() if value}
            return f"/search?{urlencode(values)}" if values else "/search"

        page = self.draw(
            "search.jinja",
            place,
            "/search",
            query=query,
            found=shown,
            chosen=chosen,
            asked=asked,
            types=Counter(hit.head.type for hit in hits if chosen["category"] in ("", hit.head.category)),
            in_categories=Counter(hit.head.category for hit in hits if kind in ("", hit.head.type)),
            elsewhere=sorted({hit.head.locale for hit in wanted} - {place.locale}),
            hot=[] if hits else await self._help_center.hot(place.brand.id, place.locale, HOT),
            exists_in={
                tag: f"/help/{place.brand.key}/{tag}{asked()}" for tag in offered_locales(place.brand, place.shelf)
            },
        )
        return page, bool(shown)

    async def withdrawn(self, place: Place, gone: Withdrawn) -> str:
        """In place of what was taken back: the languages that still have it, what answers the same now, or else what is asked
        for most."""
        others = place.shelf.translations(gone.article_id)
        order = place.shelf.by_nearness(place.locale, place.brand.default_locale, "en")
        hits = await self._help_center.search(
            place.brand.id, place.locale, gone.title, then=place.brand.default_locale, limit=RELATED
        )
        near = [hit.head for hit in hits if hit.coverage >= NEAR_ENOUGH and hit.head.article_id != gone.article_id]
        hot = [] if near or others else await self._help_center.hot(place.brand.id, place.locale, HOT)
        return self.draw(
            "withdrawn.jinja",
            place,
            "/",
            others=[others[tag] for tag in order if tag in others],
            near=near,
            hot=hot,
            verification=gone.verification,
            exists_in=_addresses(place, others),
        )

    async def missing(self, place: Place) -> str:
        hot = await self._help_center.hot(place.brand.id, place.locale, HOT)
        return self.draw("missing.jinja", place, "/", hot=hot)

    def title(self, place: Place) -> str:
        return self._texts("help.title", self._texts.choose(place.locale), brand=place.brand.name)

    def say(self, place: Place) -> Callable[..., str]:
        """`say("contact.title")` in the reader's language."""
        spoken = self._texts.choose(place.locale)

        def t(key: str, **words: Any) -> str:
            return self._texts(f"help.{key}", spoken, **words)

        return t

    def problem(self, place: Place, problem: Problem) -> str:
        """What went wrong, as a sentence."""
        return self._texts(f"error.{problem.code}", self._texts.choose(place.locale), **problem.told)

    @property
    def origin(self) -> str:
        return self._origin

    def draw(self, template: str, place: Place, path: str, **values: Any) -> str:
        """A template filled in. `path` is the page's own below its place; `exists_in` says where the same stands, by locale."""
        spoken = self._texts.choose(place.locale)
        offered = offered_locales(place.brand, place.shelf)
        exists_in = values.pop("exists_in", None) or {tag: f"/help/{place.brand.key}/{tag}{path}" for tag in offered}

        return self._templates.get_template(template).render(
            t=self.say(place),
            brand=place.brand,
            locale=place.locale,
            spoken=spoken,
            direction="rtl" if is_right_to_left(place.locale) else "ltr",
            root=place.root,
            origin=self._origin,
            path=f"{place.root}{path}",
            locales=[(tag, exists_in.get(tag) or f"/help/{place.brand.key}/{tag}/") for tag in offered],
            alternates=exists_in,
            name_of=lambda category: self.name_in(place, *_named(category)),
            name_of_head=lambda head: self.name_in(place, head.category, head.category_name),
            link=lambda head: article_path(place.brand.key, head.locale, head.slug),
            query=values.pop("query", ""),
            card=values.pop("card", None) or _own_card(place),
            **values,
        )


def _own_card(place: Place) -> describe.Card:
    """The brand's, for pages without a picture."""
    return describe.Card(f"/help/{place.brand.key}/brand.png", place.brand.name, *CARD)


def _addresses(place: Place, heads: Mapping[str, Head]) -> dict[str, str]:
    """By locale."""
    return {tag: article_path(place.brand.key, tag, head.slug) for tag, head in heads.items()}


def _from_search(place: Place, hit: Hit, query: str) -> str:
    """The article's address with the search that leads there, which is counted."""
    path, _, anchor = article_path(place.brand.key, hit.head.locale, hit.head.slug, hit.passage.anchor).partition("#")
    return f"{path}?q={quote(query)}" + (f"#{anchor}" if anchor else "")


def _second(instant: int) -> str:
    return f"{clock.iso(instant)[:19].replace('T', ' ')} UTC"


def _named(category: Any) -> tuple[str, str]:
    return (category["slug"], category["name"]) if isinstance(category, dict) else (category.slug, category.name)


def _contents(article: Article) -> Sequence[Any]:
    """The headings worth a table of contents: the two upper levels, when there are three or more."""
    upper = [heading for heading in article.rendered.headings if heading.level <= 3]
    top = [heading for heading in upper if heading.level == 2]
    shown = top if len(top) >= 3 and len(upper) > 12 else upper
    return shown if len(shown) >= 3 else ()


def _beside(category: Topic | None, head: Head) -> Sequence[Head]:
    """The articles listed beside this one, it among them."""
    if category is None:
        return ()
    first = list(category.heads[:SIDE])
    return first if any(other.article_id == head.article_id for other in first) else [head, *first[: SIDE - 1]]
