"""What an idle visitor costs: ten thousand open widgets in one process, beside sockets that do nothing at all.

Ours are signed in and answer the server's pings, and one in a hundred watches a conversation; the bare ones are open, no more.
"""

import asyncio
import os
import resource
import sys
import tempfile
from pathlib import Path

import uvloop

from bench import _report, _server
from bench._load import Talker, connect, in_turns
from bench._report import at_most, say
from tests.harness import make_settings
from tests.services import free_port

SOCKETS, GOAL_BYTES = 10_000, 40_000
# One in so many has a matter open; an idle visitor has none.
ONE_WATCHES_IN = 100
WARM = 100
SETTLE_SECONDS = 5.0


async def weigh(process: _server.Process, before: int, talkers: list[Talker]) -> float:
    """Bytes a socket, once the process has come to rest."""
    await asyncio.sleep(SETTLE_SECONDS)
    if lost := sum(talker.lost for talker in talkers):
        raise ConnectionError(f"{lost} of {len(talkers)} sockets were closed by the server")
    each = (process.resident_bytes() - before) / len(talkers)
    for talker in talkers:
        talker.transport.close()
    return each


async def bare(sockets: int) -> float:
    port = free_port()
    with _server.running(_server.bare(port, "sqlite::memory:")) as process:
        await process.listening(port)
        await in_turns([lambda: connect("c", port, path="/live?warm")] * WARM)
        before = process.resident_bytes()
        talkers = await in_turns([lambda n=n: connect("c", port, path=f"/live?room{n}") for n in range(sockets)])
        return await weigh(process, before, talkers)


async def ours(sockets: int, folder: Path) -> float:
    settings = make_settings(folder, "")
    await asyncio.to_thread(_server.migrate, settings)
    people = await _server.fill(settings, customers=sockets + WARM, agents=1)

    async def widget(number: int) -> Talker:
        talker = await connect("c", settings.port)
        await talker.ask({"type": "hello", "version": 1, "session": people.sessions[number]}, "welcome")
        if number % ONE_WATCHES_IN == 0:
            first = {
                "type": "send",
                "client_id": f"{number:032x}",
                "conversation": None,
                "text": "Where is my deposit?",
            }
            conversation = (await talker.ask(first, "ack"))["conversation"]
            await talker.ask({"type": "subscribe", "conversation": conversation, "after": 0}, "subscribed")
        return talker

    with _server.running(_server.fairlead(settings)) as process:
        await process.listening(settings.port)
        # What the first visitors load once is no cost of the next.
        await in_turns([lambda n=n: widget(n) for n in range(sockets, sockets + WARM)])
        before = process.resident_bytes()
        talkers = await in_turns([lambda n=n: widget(n) for n in range(sockets)])
        return await weigh(process, before, talkers)


async def measure(sockets: int) -> int:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        mine = await ours(sockets, Path(folder))
    reference = await bare(sockets)
    say(f"{sockets:,} idle sockets in one process: ours {mine:,.0f} bytes each, bare {reference:,.0f} bytes each.")
    return _report.finish("idle", [at_most("memory of an idle widget socket", mine, GOAL_BYTES, "bytes", reference)])


if __name__ == "__main__":
    _, others = _report.cores()
    os.sched_setaffinity(0, others)
    sys.exit(uvloop.run(measure(200 if "--tiny" in sys.argv else SOCKETS)))
