"""The editors' interface over HTTP: articles, their translations, versions and states."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from fairlead.brands.store import Brands
from fairlead.helpcenter.arrange import Arranging
from fairlead.helpcenter.browse_articles import Browsing, Filters
from fairlead.helpcenter.categorise import Categorising
from fairlead.helpcenter.compare import compare, words
from fairlead.helpcenter.decide import Deciding
from fairlead.helpcenter.edit_schemas import (
    ChangedArticle,
    ChangedText,
    Moving,
    NewArticle,
    NewTranslation,
    Previewed,
    Restored,
    Step,
    article_wire,
    difference_wire,
    finding_wire,
    log_wire,
    opened_wire,
    text_wire,
    time_of,
    version_wire,
)
from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.mention import Mentioned
from fairlead.helpcenter.models import VersionRow
from fairlead.helpcenter.preview import Previewing
from fairlead.helpcenter.write import New, Text, Writing
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid
from fairlead.kit.paging import Cursors, checked_limit
from fairlead.kit.text import storable
from fairlead.kit.texts import Texts
from fairlead.shield.allow_links import Allowed


class Editing:
    """Everything editors do, over one finder."""

    def __init__(
        self,
        database: Database,
        authorize: Authorize,
        help_center: HelpCenter,
        brands: Brands,
        allowed: Callable[[str], Allowed],
    ) -> None:
        self.finder = Finder(database, authorize)
        self.previewing = Previewing(self.finder, help_center, brands, allowed)
        self.writing = Writing(self.finder)
        self.deciding = Deciding(self.finder, self.previewing.findings, brands)
        self.arranging = Arranging(self.finder)
        self.categorising = Categorising(self.finder)
        self.browsing = Browsing(self.finder)
        self.mentioned = Mentioned(self.finder)


@dataclass(frozen=True, slots=True)
class Counter:
    """What every route needs: the verbs, the brands by key, and cursors."""

    editing: Editing
    brands: Brands
    cursors: Cursors
    texts: Texts

    async def brand_id(self, actor: Actor, key: str) -> str:
        """Raises NotFound, before anything else that was sent is looked at."""
        brand_id = (await self.brands.require(key)).id
        self.editing.finder.authorize(actor, "article.read", Of(brand_id))
        return brand_id

    async def key_of(self, brand_id: str) -> str:
        brand = await self.brands.by_id(brand_id)
        return brand.key if brand else ""

    async def opened(self, actor: Actor, translation_id: str) -> dict[str, Any]:
        opened = await self.editing.browsing.open(actor, translation_id)
        brand = await self.brands.by_id(opened.whole.row.brand_id)
        made = opened_wire(opened, brand.key if brand else "")
        return made | {"four_eyes": brand is not None and brand.four_eyes}

    async def article(self, actor: Actor, article_id: str) -> dict[str, Any]:
        whole, log = await self.editing.browsing.one(actor, article_id)
        locales = {part.row.id: part.row.locale for part in whole.parts}
        made = article_wire(whole, await self.key_of(whole.row.brand_id))
        return made | {"log": [log_wire(line, name, locales) for line, name in log]}


def article_routes(counter: Counter) -> list[HTTPRouteHandler]:
    editing = counter.editing

    @get("/api/desk/help/articles", name="help_edit_list")
    async def list_articles(
        *,
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        wanted: Annotated[str, QueryParameter(name="state")] = "",
        owner: FromQuery[str] = "",
        category: FromQuery[str] = "",
        kind: Annotated[str, QueryParameter(name="type")] = "",
        audience: FromQuery[str] = "",
        locale: FromQuery[str] = "",
        q: FromQuery[str] = "",
        overdue: FromQuery[bool] = False,
        behind: FromQuery[bool] = False,
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        filters = Filters(
            storable(wanted),
            storable(owner),
            storable(category),
            storable(kind),
            storable(audience),
            storable(locale),
            storable(q),
            overdue,
            behind,
        )
        scope = f"articles:{agent.id}:{brand_id}"
        before = counter.cursors.read(scope, cursor) if cursor else None
        found, last = await editing.browsing.page(
            agent,
            brand_id,
            filters,
            before=(int(before[0]), before[1]) if before else None,
            limit=checked_limit(limit),
        )
        return {
            "articles": [article_wire(one, brand) for one in found],
            "next": counter.cursors.make(scope, *last) if last else None,
        }

    @get("/api/desk/help/articles/{article_id:str}", name="help_edit_article")
    async def one(agent: NamedDependency[Actor], article_id: FromPath[str]) -> dict[str, Any]:
        return await counter.article(agent, article_id)

    @post("/api/desk/help/articles", name="help_edit_create")
    async def create(agent: NamedDependency[Actor], data: JSONBody[NewArticle]) -> dict[str, Any]:
        text = Text(data.title, data.summary, data.body, tuple(data.questions))
        new = New(data.locale, data.category, text, data.type, data.audience, data.slug)
        made = await editing.writing.create(agent, await counter.brand_id(agent, data.brand), new)
        return await counter.article(agent, made)

    @put("/api/desk/help/articles/{article_id:str}", name="help_edit_change")
    async def change(
        agent: NamedDependency[Actor], article_id: FromPath[str], data: JSONBody[ChangedArticle]
    ) -> dict[str, Any]:
        await editing.arranging.change(agent, article_id, data.wanted(), edition=data.edition)
        return await counter.article(agent, article_id)

    @post("/api/desk/help/articles/{article_id:str}/translations", name="help_edit_translate")
    async def translate(
        agent: NamedDependency[Actor], article_id: FromPath[str], data: JSONBody[NewTranslation]
    ) -> dict[str, Any]:
        made = await editing.writing.translate(agent, article_id, data.locale, data.text())
        return await counter.opened(agent, made)

    @post("/api/desk/help/move", name="help_edit_move", status_code=200)
    async def move(agent: NamedDependency[Actor], data: JSONBody[Moving]) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, data.brand)
        done = await editing.arranging.move(agent, brand_id, data.articles, data.category)
        return {"moved": done.moved, "skipped": [{"id": key, "code": code} for key, code in done.skipped.items()]}

    @get("/api/desk/help/mentions", name="help_edit_mentions")
    async def mentions(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        term: FromQuery[str],
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        scope = f"mentions:{agent.id}:{brand_id}"
        after = counter.cursors.read(scope, cursor)[0] if cursor else ""
        found, last = await editing.mentioned.page(
            agent, brand_id, storable(term), after=after, limit=checked_limit(limit)
        )
        told = [
            article_wire(one.whole, brand) | {"count": one.count, "locales": list(one.locales), "excerpt": one.excerpt}
            for one in found
        ]
        return {"articles": told, "next": counter.cursors.make(scope, last) if last else None}

    @post("/api/desk/help/preview", name="help_edit_preview", status_code=200)
    async def preview(agent: NamedDependency[Actor], data: JSONBody[Previewed]) -> dict[str, Any]:
        made = await editing.previewing.of(
            agent, await counter.brand_id(agent, data.brand), Text(data.title, body=data.body), locale=data.locale
        )
        return {
            "html": made.rendered.html,
            "headings": [
                {"level": one.level, "anchor": one.anchor, "text": one.text} for one in made.rendered.headings
            ],
            "minutes": made.minutes,
            "findings": [finding_wire(found) for found in made.findings],
        }

    return [list_articles, one, create, change, translate, move, mentions, preview]


def translation_routes(counter: Counter) -> list[HTTPRouteHandler]:
    editing = counter.editing

    @get("/api/desk/help/translations/{translation_id:str}", name="help_edit_open")
    async def open_one(agent: NamedDependency[Actor], translation_id: FromPath[str]) -> dict[str, Any]:
        return await counter.opened(agent, translation_id)

    @put("/api/desk/help/translations/{translation_id:str}", name="help_edit_save")
    async def save(
        agent: NamedDependency[Actor], translation_id: FromPath[str], data: JSONBody[ChangedText]
    ) -> dict[str, Any]:
        await editing.writing.save(agent, translation_id, data.text(), edition=data.edition)
        return await counter.opened(agent, translation_id)

    @post("/api/desk/help/translations/{translation_id:str}/state", name="help_edit_state", status_code=200)
    async def step(
        agent: NamedDependency[Actor], translation_id: FromPath[str], data: JSONBody[Step]
    ) -> dict[str, Any]:
        await take_step(editing, agent, translation_id, data)
        return await counter.opened(agent, translation_id)

    @post("/api/desk/help/translations/{translation_id:str}/restore", name="help_edit_restore", status_code=200)
    async def restore(
        agent: NamedDependency[Actor], translation_id: FromPath[str], data: JSONBody[Restored]
    ) -> dict[str, Any]:
        await editing.writing.restore(agent, translation_id, data.number, edition=data.edition)
        return await counter.opened(agent, translation_id)

    @get("/api/desk/help/translations/{translation_id:str}/versions", name="help_edit_versions")
    async def versions(agent: NamedDependency[Actor], translation_id: FromPath[str]) -> dict[str, Any]:
        found = await editing.browsing.versions(agent, translation_id)
        return {"versions": [version_wire(row, author) for row, author in found]}

    @get("/api/desk/help/translations/{translation_id:str}/versions/{number:int}", name="help_edit_version")
    async def version(
        agent: NamedDependency[Actor], translation_id: FromPath[str], number: FromPath[int]
    ) -> dict[str, Any]:
        row, author = await editing.browsing.version(agent, translation_id, number)
        return version_wire(row, author) | text_wire(row)

    @get("/api/desk/help/translations/{translation_id:str}/difference", name="help_edit_difference")
    async def difference(
        agent: NamedDependency[Actor], translation_id: FromPath[str], before: FromQuery[int], after: FromQuery[int]
    ) -> dict[str, Any]:
        old, _ = await editing.browsing.version(agent, translation_id, before)
        new, _ = await editing.browsing.version(agent, translation_id, after)
        return difference_wire(old, new, await asyncio.to_thread(_compared, old, new))

    @get("/api/desk/help/translations/{translation_id:str}/check", name="help_edit_check")
    async def check(agent: NamedDependency[Actor], translation_id: FromPath[str]) -> dict[str, Any]:
        held = (await editing.browsing.open(agent, translation_id)).held
        found = await editing.previewing.findings(held.article, held.translation.locale, held.newest)
        return {"findings": [finding_wire(one) for one in found]}

    @get("/api/desk/help/read/{translation_id:str}", name="help_edit_read")
    async def read(agent: NamedDependency[Actor], translation_id: FromPath[str]) -> dict[str, Any]:
        held, shown, rendered = await editing.previewing.read(agent, translation_id)
        return {
            "id": translation_id,
            "brand": await counter.key_of(held.article.brand_id),
            "title": shown.title,
            "html": rendered.html,
            "version": shown.number,
            "updated_at": iso(held.translation.updated_at),
            "locale": held.translation.locale,
            "type": held.article.type,
            "audience": held.article.audience,
        }

    return [read, open_one, save, step, restore, versions, version, difference, check]


def _compared(old: VersionRow, new: VersionRow) -> tuple[Any, ...]:
    return (
        words(old.title, new.title),
        words(old.summary, new.summary),
        compare("\n".join(old.questions), "\n".join(new.questions)),
        compare(old.body, new.body),
    )


async def take_step(editing: Editing, actor: Actor, translation_id: str, step: Step) -> None:
    """Raises what the step does, and Invalid for a field that does not go with it."""
    if bool(step.at) != (step.to == "scheduled"):
        raise Invalid("missing_field" if step.to == "scheduled" else "invalid_field", field="at")
    deciding, edition = editing.deciding, step.edition
    if step.to == "review":
        await editing.writing.submit(actor, translation_id, edition=edition)
    elif step.to == "draft":
        await deciding.send_back(actor, translation_id, edition=edition, note=step.note)
    elif step.to == "published":
        await deciding.publish(actor, translation_id, edition=edition, anyway=step.anyway)
    elif step.to == "scheduled":
        at = time_of(step.at, "at")
        await deciding.schedule(actor, translation_id, edition=edition, at=at, anyway=step.anyway)
    else:
        await deciding.archive(actor, translation_id, edition=edition)
