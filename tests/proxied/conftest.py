"""One nginx with one server behind it for each file."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fairlead.app import System
from tests.harness import Installation, ServerProcess, copy_database, make_settings, seed
from tests.nginx import Nginx
from tests.proxied.front import Front
from tests.services import free_port


@pytest.fixture(scope="module")
async def front(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    port = free_port()
    nginx = Nginx(port)
    settings = make_settings(
        folder, copy_database(sqlite_template, folder), port=port, public_url=nginx.url, trusted_proxies="127.0.0.0/8", log_level="debug",
        session_rate=0.001, session_burst=20,
    )  # fmt: skip
    system = System(settings)
    brand_id = await seed(system)
    await system.database.close()
    server = ServerProcess(settings)
    server.start()
    try:
        async with asyncio.timeout(30), httpx.AsyncClient() as http:
            while True:
                try:
                    if (await http.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        nginx.start()
        yield Front(nginx, Installation(settings, None, brand_id), server)
    finally:
        nginx.close()
        server.stop()
