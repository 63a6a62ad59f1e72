"""nginx with a server behind it, and the ways to both."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import websockets
from sqlalchemy import func, select

from fairlead.app import System
from fairlead.people.models import CustomerRow
from tests.harness import Installation, ServerProcess, Socket
from tests.nginx import NAME, Nginx

HOME = "/api/w/northlight/home"


class Front:
    """nginx, and the server behind it."""

    def __init__(self, nginx: Nginx, site: Installation, server: ServerProcess) -> None:
        self.nginx, self.site, self.server = nginx, site, server

    def http(self, session: str | None = None, **options: Any) -> httpx.AsyncClient:
        headers = {"Origin": self.nginx.url} | ({"Authorization": f"Bearer {session}"} if session else {})
        return httpx.AsyncClient(
            base_url=self.nginx.url, headers=headers, verify=self.nginx.trust, timeout=30, **options
        )

    async def session(self, body: dict[str, Any]) -> str:
        async with self.http() as http:
            answer = await http.post("/api/w/northlight/session", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["session"])

    async def socket(self, session: str) -> Socket:
        url = self.nginx.url.replace("https", "wss") + "/live"
        connection = await websockets.connect(
            url, ssl=self.nginx.trust, origin=self.nginx.url, compression=None, max_size=None
        )  # type: ignore[arg-type] # an origin is a text of its own kind there
        made = Socket(connection)
        assert (await made.ask({"type": "hello", "version": 1, "session": session}))["type"] == "welcome"
        return made

    async def wire(
        self, *, source: str = "127.0.0.1", alpn: str = "http/1.1"
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Bytes as they are, inside TLS."""
        trust = ssl.create_default_context(cafile=self.nginx.folder / "both.pem")
        trust.set_alpn_protocols([alpn])
        return await asyncio.open_connection(
            "127.0.0.1", self.nginx.port, ssl=trust, server_hostname=NAME, local_addr=(source, 0)
        )

    async def customers(self) -> int:
        system = System(self.site.settings)
        async with system.database.read() as session:
            found = await session.scalar(select(func.count()).select_from(CustomerRow)) or 0
        await system.database.close()
        return found


@asynccontextmanager
async def quick_for_others(front: Front, *, most: float = 2.0) -> AsyncIterator[None]:
    """All the while somebody else is answered, each time soon."""
    waits: list[float] = []
    ends = asyncio.Event()

    async def ask() -> None:
        async with front.http() as http:
            while not ends.is_set():
                started = time.monotonic()
                assert (await http.get(HOME)).status_code == 200
                waits.append(time.monotonic() - started)
                await asyncio.sleep(0.02)

    task = asyncio.create_task(ask())
    yield
    while len(waits) < 5 and not task.done():
        await asyncio.sleep(0.01)
    ends.set()
    await task
    assert sorted(waits)[int(len(waits) * 0.99)] < most, max(waits)


async def ended(reader: asyncio.StreamReader, seconds: float) -> bytes:
    """What came until the other side ended it."""
    got = b""
    try:
        async with asyncio.timeout(seconds):
            while part := await reader.read(65_536):
                got += part
    except (ConnectionError, ssl.SSLError):
        pass
    return got


async def what_comes(reader: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(2):
            return await reader.read(65_536)
    except (TimeoutError, ConnectionError, ssl.SSLError):
        return b""
