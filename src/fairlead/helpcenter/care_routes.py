"""For editors over HTTP: what needs them today, which texts lead nowhere, and where an article stands."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import article_wire, figures_wire, finding_wire, person
from fairlead.helpcenter.look_after import Care, LookingAfter
from fairlead.helpcenter.place_article import Placing
from fairlead.helpcenter.take_feedback import Feedback
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso, iso_or_none
from fairlead.kit.errors import Invalid

# Texts looked through in one request: under half a second of a core.
MOST_CHECKED = 100


def care_routes(counter: Counter, feedback: Feedback) -> list[HTTPRouteHandler]:
    editing = counter.editing
    looking = LookingAfter(editing.finder, editing.previewing)
    placing = Placing(editing.finder, feedback)

    @get("/api/desk/help/today", name="help_edit_today")
    async def today(agent: NamedDependency[Actor], brand: FromQuery[str], owner: FromQuery[str] = "") -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        found = await looking.today(agent, brand_id, owner=owner)
        known = await counter.brands.by_id(brand_id)
        return {
            kind: {"count": cares.count, "first": [_care_wire(one, brand) for one in cares.first]}
            for kind, cares in found.items()
        } | {"four_eyes": known is not None and known.four_eyes}

    @get("/api/desk/help/broken", name="help_edit_broken")
    async def broken(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int] = MOST_CHECKED,
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        if not 1 <= limit <= MOST_CHECKED:
            raise Invalid("invalid_field", field="limit")
        scope = f"broken:{agent.id}:{brand_id}"
        after = counter.cursors.read(scope, cursor)[0] if cursor else ""
        looked = await looking.broken(agent, brand_id, after=after, limit=limit)
        return {
            "texts": [
                {
                    "article": article_wire(one.whole, brand),
                    "translation": one.translation_id,
                    "locale": one.locale,
                    "title": one.title,
                    "findings": [finding_wire(found) for found in one.findings],
                }
                for one in looked.broken
            ],
            "checked": looked.checked,
            "total": looked.total,
            "next": counter.cursors.make(scope, looked.after) if looked.after else None,
        }

    @get("/api/desk/help/articles/{article_id:str}/places", name="help_edit_places")
    async def places(agent: NamedDependency[Actor], article_id: FromPath[str]) -> dict[str, Any]:
        found = await placing.of(agent, article_id)
        return {
            "redirects": [
                {"locale": row.locale, "slug": row.slug, "created_at": iso(row.created_at)} for row in found.redirects
            ],
            "contexts": [{"page": page, "named": named} for page, named in found.contexts.items()],
            "pins": [{"locale": row.locale, "product": row.product, "position": row.position} for row in found.pins],
            "said": [
                {"locale": locale, "version": version} | figures_wire(one)
                for (locale, version), one in sorted(found.said.items(), key=lambda item: (item[0][0], -item[0][1]))
            ],
        }

    return [today, broken, places]


def _care_wire(one: Care, brand_key: str) -> dict[str, Any]:
    said = one.said and {"helpful": one.said.helpful, "unhelpful": one.said.unhelpful, "outdated": one.said.outdated}
    return {
        "article": article_wire(one.whole, brand_key),
        "translation": one.translation_id,
        "at": iso_or_none(one.at),
        "author": person(*one.author) if one.author else None,
        "said": said,
    }
