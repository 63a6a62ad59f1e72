"""A draft as its readers would see it, and what is wrong with it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fairlead.brands.store import Brands
from fairlead.helpcenter.check_links import Around, Finding, check
from fairlead.helpcenter.find_article import Finder, Held, Of, version_of
from fairlead.helpcenter.help_center import HelpCenter, LinksOf
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.models import AGENTS, PUBLIC, ArticleRow, VersionRow
from fairlead.helpcenter.render import Rendered, render
from fairlead.helpcenter.rules import desk_media_path, reading_minutes
from fairlead.helpcenter.show_media import Showing
from fairlead.helpcenter.store_media import known_media
from fairlead.helpcenter.write import Text, known_locale
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound
from fairlead.shield.allow_links import Allowed


@dataclass(frozen=True, slots=True)
class _Place:
    source: str
    locale: str


@dataclass(frozen=True, slots=True)
class Preview:
    rendered: Rendered
    minutes: int
    findings: list[Finding]


class Previewing:
    """`allowed` says for a brand's id where its people may lead customers."""

    def __init__(
        self, finder: Finder, help_center: HelpCenter, brands: Brands, allowed: Callable[[str], Allowed]
    ) -> None:
        self._finder = finder
        self._help_center = help_center
        self._brands = brands
        self._allowed = allowed

    async def of(self, actor: Actor, brand_id: str, text: Text, *, locale: str, source: str = "") -> Preview:
        """`source`: where the article stands among imported files, for its relative links. Raises NotFound, Invalid."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        text, tag = text.checked(), known_locale(locale)
        around = await self._around(brand_id, _Place(source or "draft.md", tag), audience=AGENTS)
        showing = await self._showing(around.brand_key, brand_id, text.body, tag)
        around = around._replace(known=showing.known)
        rendered, findings = await asyncio.to_thread(
            lambda: (render(text.body, text.title, around.links, showing), check(text.body, text.title, around))
        )
        return Preview(rendered, reading_minutes(text.body), findings)

    async def read(self, actor: Actor, translation_id: str) -> tuple[Held, VersionRow, Rendered]:
        """What readers see, as those who answer may read it: also of an article for agents only. Raises NotFound also for
        one that is not shown."""
        async with self._finder.database.read() as session:
            held = await self._finder.see_translation(session, actor, "article.read", translation_id)
            shown = await version_of(session, translation_id, held.translation.version)
        if shown is None:
            raise NotFound
        place = _Place(held.article.source, held.translation.locale)
        around = await self._around(held.article.brand_id, place, audience=AGENTS)
        showing = await self._showing(around.brand_key, held.article.brand_id, shown.body, held.translation.locale)
        return held, shown, await asyncio.to_thread(render, shown.body, shown.title, around.links, showing)

    async def findings(self, article: ArticleRow, locale: str, version: VersionRow) -> list[Finding]:
        """Of a version, whoever asks."""
        around = await self._around(article.brand_id, _Place(article.source, locale), audience=article.audience)
        showing = await self._showing(around.brand_key, article.brand_id, version.body, locale)
        around = around._replace(known=showing.known)
        return await asyncio.to_thread(check, version.body, version.title, around)

    async def _showing(self, brand_key: str, brand_id: str, body: str, locale: str) -> Showing:
        async with self._finder.database.read() as session:
            known = await known_media(session, brand_id, body)
        return Showing(known, partial(desk_media_path, brand_key), locale)

    async def _around(self, brand_id: str, place: _Place, *, audience: str) -> Around:
        """Customers are led to what customers can read; agents to both."""
        await self._brands.all()
        brand = self._brands.known(brand_id)
        if brand is None:
            raise NotFound
        shelves: list[Shelf] = [await self._help_center.shelf(brand_id)]
        if audience != PUBLIC:
            shelves.append(await self._help_center.shelf(brand_id, AGENTS))
        resolvers = [LinksOf(brand.key, place, shelf) for shelf in shelves]

        def links(address: str) -> str | None:
            return next((found for resolve in resolvers if (found := resolve(address))), None)

        return Around(brand.key, shelves, links, self._allowed(brand_id), locale=place.locale)
