"""For editors over HTTP: how the bot did with real questions, and what it goes by. docs/protocol.md, section 3.2.5."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from fairlead.bot.measure_answers import KEPT_DAYS, Measuring
from fairlead.bot.schemas import answers_wire, model_wire
from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.find_article import Of
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.store import Head
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid

# The articles that answered most; what is left out is counted in the sums.
SHOWN = 200
USUAL_DAYS = 28


def figure_routes(measuring: Measuring, counter: Counter, help_center: HelpCenter) -> list[HTTPRouteHandler]:
    @get("/api/desk/bot/figures")
    async def bot_figures(
        agent: NamedDependency[Actor], brand: FromQuery[str], days: FromQuery[int] = USUAL_DAYS
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        counter.editing.finder.authorize(agent, "article.write", Of(brand_id))
        if not 1 <= days <= KEPT_DAYS:
            raise Invalid("days_out_of_range", most=KEPT_DAYS)
        found = await measuring.figures(brand_id, days=days)
        heads = (await help_center.shelf(brand_id)).heads
        articles = sorted(found.articles.items(), key=lambda one: (-one[1].answered, one[0]))
        return {
            "since": iso(found.since),
            "total": answers_wire(found.total),
            "locales": [{"locale": key} | answers_wire(one) for key, one in sorted(found.locales.items())],
            "intents": [{"intent": key} | answers_wire(one) for key, one in sorted(found.intents.items())],
            "articles": [_article(key, heads.get(key), brand) | answers_wire(one) for key, one in articles[:SHOWN]],
            "models": [model_wire(row) for row in found.models],
        }

    return [bot_figures]


def _article(translation_id: str, head: Head | None, brand: str) -> dict[str, Any]:
    """Without title, address and language when nobody may read it any more."""
    return {
        "id": translation_id,
        "title": head.title if head else None,
        "url": article_path(brand, head.locale, head.slug) if head else None,
        "locale": head.locale if head else None,
    }
