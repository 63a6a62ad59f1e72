"""The editors' interface over HTTP: categories, redirects, words that mean the same, and who may own an article."""

from typing import Any

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET

from fairlead.helpcenter.categorise import Group
from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import (
    ChangedCategory,
    NewCategory,
    NewRedirect,
    OldRedirect,
    Order,
    Synonyms,
    category_wire,
    synonyms_wire,
)
from fairlead.helpcenter.write import known_locale
from fairlead.kit.access import Actor


def place_routes(counter: Counter) -> list[HTTPRouteHandler]:
    categorising, arranging = counter.editing.categorising, counter.editing.arranging

    @get("/api/desk/help/categories", name="help_edit_categories")
    async def categories(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await categorising.all(agent, await counter.brand_id(agent, brand))
        return {"categories": [category_wire(one, counter.texts) for one in found]}

    @post("/api/desk/help/categories", name="help_edit_add_category")
    async def add(agent: NamedDependency[Actor], data: JSONBody[NewCategory]) -> dict[str, Any]:
        made = await categorising.add(
            agent,
            await counter.brand_id(agent, data.brand),
            slug=data.slug,
            names=data.names,
            parent=data.parent,
            position=data.position,
        )
        return category_wire(made, counter.texts)

    @put("/api/desk/help/categories/order", name="help_edit_order")
    async def order(agent: NamedDependency[Actor], data: JSONBody[Order]) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, data.brand)
        found = await categorising.order(agent, brand_id, parent=data.parent, slugs=data.slugs)
        return {"categories": [category_wire(one, counter.texts) for one in found]}

    @put("/api/desk/help/categories/{category_id:str}", name="help_edit_change_category")
    async def change(
        agent: NamedDependency[Actor], category_id: FromPath[str], data: JSONBody[ChangedCategory]
    ) -> dict[str, Any]:
        made = await categorising.change(
            agent,
            category_id,
            edition=data.edition,
            slug=data.slug,
            names=data.names,
            parent=None if data.parent is UNSET else data.parent,
            move=data.parent is not UNSET,
            position=data.position,
        )
        return category_wire(made, counter.texts)

    @delete("/api/desk/help/categories/{category_id:str}", name="help_edit_remove_category")
    async def remove(agent: NamedDependency[Actor], category_id: FromPath[str]) -> None:
        await categorising.remove(agent, category_id)

    @get("/api/desk/help/synonyms", name="help_edit_synonyms")
    async def synonyms(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        return synonyms_wire(*await categorising.synonyms(agent, await counter.brand_id(agent, brand)))

    @put("/api/desk/help/synonyms", name="help_edit_put_synonyms")
    async def put_synonyms(agent: NamedDependency[Actor], data: JSONBody[Synonyms]) -> dict[str, Any]:
        groups = [Group(one.locale, tuple(one.words)) for one in data.synonyms]
        brand_id = await counter.brand_id(agent, data.brand)
        return synonyms_wire(*await categorising.put_synonyms(agent, brand_id, groups, edition=data.edition))

    @get("/api/desk/help/redirects", name="help_edit_redirects")
    async def redirects(
        agent: NamedDependency[Actor], brand: FromQuery[str], locale: FromQuery[str] = ""
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        tag = known_locale(locale) if locale else ""
        return {"redirects": await counter.editing.browsing.redirects(agent, brand_id, locale=tag)}

    @post("/api/desk/help/redirects", name="help_edit_add_redirect", status_code=204)
    async def add_redirect(agent: NamedDependency[Actor], data: JSONBody[NewRedirect]) -> None:
        locale = known_locale(data.locale) if data.locale else ""
        await arranging.add_redirect(agent, data.article, locale=locale, slug=data.slug)

    @post("/api/desk/help/redirects/remove", name="help_edit_remove_redirect", status_code=204)
    async def remove_redirect(agent: NamedDependency[Actor], data: JSONBody[OldRedirect]) -> None:
        brand_id = await counter.brand_id(agent, data.brand)
        await arranging.remove_redirect(agent, brand_id, locale=data.locale, slug=data.slug)

    @get("/api/desk/help/people", name="help_edit_people")
    async def people(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        return {"people": await counter.editing.browsing.people(agent, await counter.brand_id(agent, brand))}

    return [
        *(categories, add, order, change, remove, synonyms, put_synonyms),
        *(redirects, add_redirect, remove_redirect, people),
    ]
