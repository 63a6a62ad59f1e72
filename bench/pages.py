"""How many readers one core serves: an article of the demo from cache over HTTP, beside the same bytes from a bare ASGI
application, both driven by the same generator in turns.

Every answer is checked: its status, and that it has as many bytes as the first one.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import cast

from bench import _report, _server
from bench._report import Figure, at_least, median, say, spread
from fairlead.app import System
from fairlead.demo.seed import ARTICLES
from fairlead.helpcenter.import_folder import import_folder
from fairlead.settings import Settings
from tests.harness import make_settings, seed
from tests.services import free_port

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 3.0
WARM_SECONDS = 1.0
PATH = "/help/northlight/en/a/account-hacked-freeze-now"
# A page a second from cache on one core, and how far below the bare limit that may lie.
GOAL = 3000.0
SHARE = 0.15


class Reader(asyncio.Protocol):
    """One connection kept alive: the next request leaves when the answer to the last is whole."""

    def __init__(self, request: bytes, size: int) -> None:
        self.answers = 0
        self.wrong = 0
        self.stopped = False
        self._request = request
        self._size = size
        self._got = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._got and not data.startswith(b"HTTP/1.1 200"):
            self.wrong += 1
        self._got += len(data)
        if self._got < self._size:
            return
        self.wrong += self._got > self._size
        self.answers += 1
        self._got = 0
        if not self.stopped:
            self._transport.write(self._request)

    def close(self) -> None:
        self._transport.close()


def asking(port: int) -> bytes:
    return f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: en\r\n\r\n".encode()


async def first(port: int) -> bytes:
    """One whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asking(port))
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    body = await reader.readexactly(int(length.partition(b":")[2]))
    writer.close()
    return head + body


async def rate(port: int, size: int, seconds: float) -> float:
    """Answers a second over all connections. Raises RuntimeError for one that is not the page."""
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Reader(asking(port), size), "127.0.0.1", port) for _ in range(CONNECTIONS)
    ]
    readers = [reader for _, reader in made]
    await asyncio.sleep(WARM_SECONDS)
    before, since = sum(reader.answers for reader in readers), loop.time()
    await asyncio.sleep(seconds)
    answers, lasted = sum(reader.answers for reader in readers) - before, loop.time() - since
    for reader in readers:
        reader.stopped = True
        reader.close()
    if wrong := sum(reader.wrong for reader in readers):
        raise RuntimeError(f"{wrong} answers were not the page")
    return answers / lasted


async def prepare(settings: Settings) -> None:
    system = System(settings)
    brand_id = await seed(system)
    await import_folder(system.database, brand_id, ARTICLES, default_locale="en")
    await system.database.close()


async def measure(folder: Path) -> list[Figure]:
    settings = make_settings(folder, f"sqlite:///{folder}/pages.db")
    _server.migrate(settings)
    await prepare(settings)
    bare_port = free_port()
    ours: list[float] = []
    limit: list[float] = []
    with _server.running(_server.fairlead(settings)) as process:
        await process.listening(settings.port)
        answer = await first(settings.port)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the article is not there: {answer[:80]!r}")
        answer = await first(settings.port)
        say(f"{PATH}: {len(answer):,} bytes with headers, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:g} s")
        (folder / "answer").write_bytes(answer)
        command = [sys.executable, "-m", "bench._bare_page", str(bare_port), str(folder / "answer")]
        with _server.running(_server.Process(command)) as bare:
            await bare.listening(bare_port)
            bare_size = len(await first(bare_port))
            for _ in range(ROUNDS):
                ours.append(await rate(settings.port, len(answer), SECONDS))
                limit.append(await rate(bare_port, bare_size, SECONDS))
    say(f"ours: {median(ours):,.0f} a second ({spread(ours)})")
    say(f"bare uvicorn with the same bytes: {median(limit):,.0f} a second ({spread(limit)})")
    share = median(ours) / median(limit)
    whole = Figure(
        "articles from cache a second", median(ours), median(limit), share, f">= {GOAL:g}", median(ours) >= GOAL
    )
    return [whole, at_least("share of the bare limit", median(ours), median(limit), share, SHARE)]


def main() -> int:
    _, others = _report.cores()
    os.sched_setaffinity(0, others)
    with tempfile.TemporaryDirectory() as folder:
        return _report.finish("pages", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    sys.exit(main())
