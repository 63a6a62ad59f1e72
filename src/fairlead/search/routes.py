"""The search over HTTP; see docs/protocol.md section 3.2."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from fairlead.brands.store import Brands
from fairlead.kit.access import Actor
from fairlead.kit.paging import checked_limit
from fairlead.search.find import Finder
from fairlead.search.schemas import results_wire

PAGE = 20


def desk_routes(*, finder: Finder, brands: Brands) -> list[HTTPRouteHandler]:
    @get("/api/desk/conversations/search")
    async def search_conversations(
        *,
        agent: NamedDependency[Actor],
        q: FromQuery[str] = "",
        brand: FromQuery[str | None] = None,
        status: FromQuery[str | None] = None,
        channel: FromQuery[str | None] = None,
        locale: FromQuery[str | None] = None,
        since: FromQuery[str | None] = None,
        until: FromQuery[str | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        results = await finder.search(
            agent,
            q,
            brand=brand,
            status=status,
            channel=channel,
            locale=locale,
            since=since,
            until=until,
            cursor=cursor,
            limit=checked_limit(limit, PAGE),
        )
        return results_wire(results, brands)

    return [search_conversations]
