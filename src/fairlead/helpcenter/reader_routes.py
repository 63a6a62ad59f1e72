"""What readers say and ask over HTTP: answers about an article, the contact page, and help for a page of the exchange; with what
editors see and map of it. See docs/protocol.md 3.4."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct

from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import figures_wire
from fairlead.helpcenter.map_contexts import ContextMap, Contexts, checked_page
from fairlead.helpcenter.models import ContextRow
from fairlead.helpcenter.rules import article_path, locale_tag
from fairlead.helpcenter.send_page import AnyRequest, Page, Reading, html
from fairlead.helpcenter.show_contact import ContactPages
from fairlead.helpcenter.show_pages import ASSETS
from fairlead.helpcenter.take_feedback import REASONS, Feedback
from fairlead.helpcenter.write import known_locale
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.read_form import read_form
from fairlead.kit.text import storable

FIELDS = frozenset({"said", "reason", "words"})
# The exchange's own pages ask from their own origin; what they get everybody may read.
FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
MOST_DAYS = 365


class NewContext(Struct, forbid_unknown_fields=True):
    brand: str
    articles: list[str] = []
    category: str = ""


@dataclass(frozen=True, slots=True)
class Readers:
    """Everything these routes need. `network_of` says whose answers count as one client's."""

    reading: Reading
    feedback: Feedback
    contact: ContactPages
    contexts: Contexts
    network_of: Callable[[AnyRequest], str]


def reader_routes(readers: Readers, counter: Counter) -> list[HTTPRouteHandler]:
    return [_feedback(readers), _contact(readers), *_context(readers), *_desk(readers, counter)]


def _feedback(readers: Readers) -> HTTPRouteHandler:
    reading = readers.reading

    @post("/help/{brand:str}/{locale:str}/a/{slug:str}/feedback", status_code=200, name="help_feedback")
    async def feedback(request: AnyRequest, brand: FromPath[str], locale: FromPath[str], slug: FromPath[str]) -> Page:
        """A form's answer, and what may be added to it; whatever it is refused for is said on the same page."""
        fields = read_form(await request.body(), FIELDS)
        where, right = await reading.place(request, brand, locale)
        head = where.shelf.by_slug(locale, slug) if right else None
        if head is None:
            return await reading.missing(request, where)
        problem: Problem | None = None
        try:
            network = readers.network_of(request)
            await readers.feedback.take(head, network, **fields)
            if fields["said"] == "yes":
                reading.help_center.tally.interested(head.article_id, head.locale, "solved", network=network)
        except Problem as error:
            problem = error
        page = reading.pages.draw(
            "thanks.jinja",
            where,
            f"/a/{slug}",
            head=head,
            said=fields["said"],
            reasons=REASONS,
            more=fields["said"] != "yes" and not problem and not (fields["reason"] or fields["words"]),
            problem=reading.pages.problem(where, problem) if problem else "",
            exists_in={},
        )
        answer = html(request, page, status=problem.status if problem else 200)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return feedback


def _contact(readers: Readers) -> HTTPRouteHandler:
    reading = readers.reading

    @get("/help/{brand:str}/{locale:str}/contact", name="help_contact")
    async def contact(
        *,
        request: AnyRequest,
        brand: FromPath[str],
        locale: FromPath[str],
        about: FromQuery[str] = "",
        urgency: FromQuery[str] = "",
        sign_in: FromQuery[str] = "",
        came_from: Annotated[str, QueryParameter(name="from")] = "",
    ) -> Page:
        where, right = await reading.place(request, brand, locale)
        if not right:
            return await reading.canonical(request, where, brand, locale)
        said = {"about": about, "urgency": urgency, "sign_in": sign_in, "from": storable(came_from)}
        answer = html(request, await readers.contact.contact(where, said))
        # The waits in it are of this moment.
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    return contact


def _context(readers: Readers) -> list[HTTPRouteHandler]:
    reading = readers.reading

    @get("/api/w/{brand:str}/context", name="help_context")
    async def context(
        brand: FromPath[str], page: FromQuery[str], locale: FromQuery[str | None] = None
    ) -> Response[Any]:
        known = await reading.brand(brand)
        tag = locale_tag(locale or "") or known.default_locale
        heads = await readers.contexts.articles(known, tag, checked_page(page))
        articles = [
            {
                "id": head.translation_id,
                "title": head.title,
                "summary": head.summary,
                "url": article_path(known.key, head.locale, head.slug),
                "locale": head.locale,
            }
            for head in heads
        ]
        headers = FOR_ALL | {"Cache-Control": "public, max-age=60"}
        return Response({"page": page, "articles": articles}, headers=headers)

    @get("/w/{brand:str}/context.js", name="help_context_script")
    async def script(brand: FromPath[str]) -> Page:
        await reading.brand(brand)
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(ASSETS["context.js"], media_type="text/javascript", headers=headers)

    return [context, script]


def _context_wire(row: ContextRow) -> dict[str, Any]:
    return {
        "page": row.page,
        "articles": row.articles,
        "category": row.category,
        "changed_at": clock.iso(row.changed_at),
    }


def _desk(readers: Readers, counter: Counter) -> list[HTTPRouteHandler]:
    mapped = ContextMap(counter.editing.finder)

    @get("/api/desk/help/feedback", name="help_feedback_figures")
    async def figures(
        agent: NamedDependency[Actor], brand: FromQuery[str], days: FromQuery[int] = 30
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        if not 1 <= days <= MOST_DAYS:
            raise Invalid("invalid_field", field="days")
        found = await readers.feedback.figures(brand_id, days=days)
        return {
            "articles": [
                {"id": article_id} | figures_wire(one)
                for article_id, one in sorted(
                    found.items(), key=lambda item: (-item[1].unhelpful - item[1].outdated, item[0])
                )
            ]
        }

    @get("/api/desk/help/contexts", name="help_contexts")
    async def contexts(
        agent: NamedDependency[Actor], brand: FromQuery[str], locale: FromQuery[str] = ""
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        tag = known_locale(locale) if locale else ""
        rows = await mapped.all(agent, brand_id)
        named = {article for row in rows for article in row.articles}
        titles = await counter.editing.browsing.titles(agent, brand_id, named, tag)
        return {"contexts": [_context_wire(row) for row in rows], "titles": titles}

    @put("/api/desk/help/contexts/{page:str}", name="help_map_context")
    async def map_page(
        agent: NamedDependency[Actor], page: FromPath[str], data: JSONBody[NewContext]
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, data.brand)
        row = await mapped.put(agent, brand_id, page, articles=data.articles, category=data.category)
        return _context_wire(row)

    return [figures, contexts, map_page]
