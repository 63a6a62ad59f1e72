"""Ratings over HTTP; see docs/protocol.md section 3.2.7."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from fairlead.brands.store import Brands
from fairlead.feedback.count import RatingFigures
from fairlead.feedback.rate import Ratings
from fairlead.feedback.rules import BY, By
from fairlead.feedback.schemas import (
    Declined,
    GivenRating,
    RatingRule,
    asked_wire,
    figures_wire,
    rating_wire,
    told_wire,
)
from fairlead.feedback.store import Place, Span
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import DAY, Instant, iso, read_instant
from fairlead.kit.errors import Invalid
from fairlead.kit.paging import Cursors, checked_limit
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness

USUAL_SPAN = 28 * DAY
PAGE = 25


def customer_routes(ratings: Ratings, *, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    @get("/api/conversations/{conversation_id:str}/rating")
    async def asked_rating(customer: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        asked = await ratings.asked(customer, conversation_id)
        return {"rating": asked_wire(asked) if asked is not None else None}

    @put("/api/conversations/{conversation_id:str}/rating")
    async def give_rating(
        customer: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[GivenRating],
        request: AnyRequest,
    ) -> dict[str, Any]:  # fmt: skip
        limiter.take(customer, door.network(request))
        given = await ratings.give(
            customer,
            conversation_id,
            data.resolution,
            satisfaction=data.satisfaction,
            effort=data.effort,
            reasons=data.reasons,
            words=data.words,
            as_is=data.as_is,
        )
        return {"rating": asked_wire(given)}

    @post("/api/conversations/{conversation_id:str}/rating/decline", status_code=200)
    async def decline_rating(
        customer: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[Declined], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return {"rating": asked_wire(await ratings.decline(customer, conversation_id, data.resolution))}

    return [asked_rating, give_rating, decline_rating]


def desk_routes(
    ratings: Ratings, figures: RatingFigures, *, brands: Brands, cursors: Cursors
) -> list[HTTPRouteHandler]:
    async def span_of(brand: str, since: str | None, until: str | None) -> Span:
        """Days and times; the last four weeks where nothing is said. Raises NotFound, Invalid("span_invalid")."""
        end = _instant(until) if until is not None else clock.now()
        begin = _instant(since) if since is not None else max(0, end - USUAL_SPAN)
        return Span((await brands.require(brand)).id, begin, end)

    @get("/api/desk/conversations/{conversation_id:str}/ratings")
    async def ratings_of_conversation(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        seen = await ratings.seen(agent, conversation_id)
        return {
            "ratings": [
                {
                    "number": end.row.seq,
                    "ended_at": iso(end.row.ended_at),
                    "rated_at": iso(end.row.rated_at or end.row.ended_at),
                    **rating_wire(rating),
                }
                for end in seen
                if (rating := ratings.rating_of(end.row)) is not None
            ]
        }

    @get("/api/desk/ratings")
    async def rating_figures(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        by: FromQuery[str] = "agent",
        since: FromQuery[str | None] = None,
        until: FromQuery[str | None] = None,
    ) -> dict[str, Any]:
        span, way = await span_of(brand, since, until), _by(by)
        return figures_wire(await figures.count(agent, span, way), span, way)

    @get("/api/desk/ratings/said")
    async def ratings_said(
        *,
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        since: FromQuery[str | None] = None,
        until: FromQuery[str | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        span, most = await span_of(brand, since, until), checked_limit(limit, PAGE)
        figures.check(agent, span)
        scope = f"ratings:{agent.id}:{span.brand_id}"
        told = await figures.said(agent, span, after=_place(cursors, scope, cursor), limit=most + 1)
        last = told[most - 1].row if len(told) > most else None
        then = cursors.make(scope, last.ended_at, last.conversation_id, last.seq) if last is not None else None
        return {"ratings": [told_wire(one) for one in told[:most]], "next": then}

    @get("/api/desk/ratings/export")
    async def export_ratings(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        since: FromQuery[str | None] = None,
        until: FromQuery[str | None] = None,
    ) -> Stream:
        pieces = await figures.exported(agent, await span_of(brand, since, until))
        headers = {"Content-Disposition": 'attachment; filename="ratings.csv"', "Cache-Control": "no-store"}
        return Stream(_encoded(pieces), media_type="text/csv", headers=headers)

    @put("/api/desk/ratings/rule")
    async def choose_rating_rule(agent: NamedDependency[Actor], data: JSONBody[RatingRule]) -> dict[str, Any]:
        await figures.show(agent, (await brands.require(data.brand)).id, data.shown)
        return {"shown": data.shown}

    return [ratings_of_conversation, rating_figures, ratings_said, export_ratings, choose_rating_rule]


async def _encoded(pieces: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield piece.encode()


def _instant(text: str) -> Instant:
    found = read_instant(text)
    if found is None:
        raise Invalid("invalid_field", field="since")
    return found


def _by(text: str) -> By:
    for way in BY:
        if text == way:
            return way
    raise Invalid("invalid_field", field="by")


def _place(cursors: Cursors, scope: str, cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    moment, conversation_id, seq = cursors.read(scope, cursor)
    return int(moment), conversation_id, int(seq)
