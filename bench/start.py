"""How long an operator waits: from `fairlead serve` to ready, and what the process weighs while nobody is there."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench import _report, _server
from bench._report import at_most, median, say, spread
from tests.harness import make_settings

GOAL_SECONDS, GOAL_MEGABYTES = 2.0, 150.0
IDLE_SECONDS = 5.0
MEGABYTE = 1024 * 1024


async def measure(rounds: int, idle_seconds: float) -> int:
    seconds: list[float] = []
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        settings = make_settings(Path(folder), "")
        await asyncio.to_thread(_server.migrate, settings)
        await _server.fill(settings, customers=100, agents=10)
        for _ in range(rounds):
            since = time.monotonic()
            with _server.running(_server.fairlead(settings)) as process:
                while not await asyncio.to_thread(_server.is_ready, settings):
                    if process.process.poll() is not None:
                        raise RuntimeError(
                            f"the server ended with {process.process.returncode} instead of getting ready"
                        )
                    await asyncio.sleep(0.005)
                seconds.append(time.monotonic() - since)
                await asyncio.sleep(idle_seconds)
                weight = process.resident_bytes() / MEGABYTE
    say(f"From `fairlead serve` to ready: {median(seconds):.2f} s (median of {rounds}, slowest {max(seconds):.2f} s).")
    say(f"Resident memory of the idle process: {weight:.0f} MB (starts in ms: {spread([s * 1000 for s in seconds])}).")
    figures = [
        at_most("ready after", median(seconds), GOAL_SECONDS, "s"),
        at_most("idle resident memory", weight, GOAL_MEGABYTES, "MB"),
    ]
    return _report.finish("start", figures)


if __name__ == "__main__":
    tiny = "--tiny" in sys.argv
    sys.exit(asyncio.run(measure(1 if tiny else 5, 0.1 if tiny else IDLE_SECONDS)))
