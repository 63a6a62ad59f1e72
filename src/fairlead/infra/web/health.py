"""Whether this process lives, whether it can serve, and what it measures."""

import asyncio
import hmac
from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import text

from fairlead.infra import metrics
from fairlead.infra.bus import Bus
from fairlead.infra.database import Database
from fairlead.kit.errors import NotFound, Problem


def routes(*, database: Database, bus: Bus, stopping: Callable[[], bool], metrics_token: str) -> list[HTTPRouteHandler]:
    @get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @get("/health/ready")
    async def ready() -> Response[dict[str, Any]]:
        """503 while the database is away or the process is going down. The bus carries wake-ups only: its loss is told."""
        checks = {"database": await _database_answers(database), "bus": await bus.healthy(), "serving": not stopping()}
        good = checks["database"] and checks["serving"]
        return Response(
            {"status": "ready" if good else "not ready", "checks": checks}, status_code=200 if good else 503
        )

    @get("/metrics")
    async def exposed(request: Request[Any, Any, Any]) -> Response[bytes]:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not metrics_token or not hmac.compare_digest(given.encode(), metrics_token.encode()):
            raise NotFound
        return Response(metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [live, ready, exposed]


async def _database_answers(database: Database) -> bool:
    try:
        async with asyncio.timeout(2), database.read() as session:
            await session.execute(text("SELECT 1"))
    except (Problem, TimeoutError):
        return False
    return True
