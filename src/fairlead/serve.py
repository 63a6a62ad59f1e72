"""Starts uvicorn the one right way: sans-IO sockets, bounded frames, and an end within ten seconds."""

import gc
import sys
from collections.abc import Callable
from socket import socket
from typing import Any

import structlog
import uvicorn

from fairlead.app import System
from fairlead.infra import logs, metrics
from fairlead.infra.memory import give_back
from fairlead.infra.schema import check
from fairlead.infra.web.edge import App
from fairlead.infra.web.requests import HeldRequests
from fairlead.infra.web.sockets import BoundedSocket
from fairlead.mount import web
from fairlead.settings import Settings, SettingsError
from fairlead.worker import Worker

log = structlog.get_logger()

GRACE_SECONDS = 5
METRICS_TOKEN_CHARS = 16
FRAME_BYTES = 64 * 1024
PING_SECONDS = 20.0
# New objects before the collector looks at them: a busy chat makes many that are gone at once anyway.
COLLECT_AFTER = (50_000, 20, 20)
SWITCH_SECONDS = 0.0005


def uvicorn_config(app: Any, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=HeldRequests,
        ws=BoundedSocket,
        ws_max_size=FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=4096,
        h11_max_incomplete_event_size=32 * 1024,
        # Requests in flight get this long; sockets are told 1012 at once. The parts below have the rest of the ten seconds.
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, settings: Settings, ready: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._settings = settings
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # What is here now stays: nobody is kept waiting while the collector looks through it again and again.
            gc.collect()
            gc.freeze()
            give_back()
            gc.set_threshold(*COLLECT_AFTER)
            gc.enable()
            # A database's thread that comes back with an answer waits so long for the interpreter's lock, once per statement.
            sys.setswitchinterval(SWITCH_SECONDS)
            log.info("serving", address=self._settings.public_url, port=self._settings.port)
            if self._ready is not None:
                self._ready()


async def serve_system(
    settings: Settings, *, sites: dict[str, App] | None = None, ready: Callable[[], None] | None = None
) -> None:
    """Serves until SIGTERM or SIGINT. Raises SettingsError or SchemaError with a sentence before it listens."""
    logs.configure(settings.log_level)
    if 0 < len(settings.metrics_token) < METRICS_TOKEN_CHARS:
        raise SettingsError(f"FAIRLEAD_METRICS_TOKEN wants at least {METRICS_TOKEN_CHARS} random characters.")
    settings.data_path.mkdir(parents=True, exist_ok=True)
    system = System(settings)
    await check(system.database)
    await system.brands.all()
    companions = (Worker(system),) if settings.worker else ()
    server = _Server(uvicorn_config(web(system, companions=companions, sites=sites), settings), settings, ready)
    scrape = _metrics_server(settings)
    try:
        await server.serve()
    finally:
        if scrape is not None:
            scrape.shutdown()


def _metrics_server(settings: Settings) -> Any:
    if not settings.metrics_bind:
        return None
    from prometheus_client import start_http_server

    host, _, port = settings.metrics_bind.rpartition(":")
    if not port.isdecimal():
        raise SettingsError("FAIRLEAD_METRICS_BIND wants host:port.")
    server, _ = start_http_server(int(port), host or "127.0.0.1", registry=metrics.registry)
    return server
