"""A million open clocks recomputed after a calendar changed, on one core: each has a moment it began at and a promise in working
time, and gets the instant it is due at.

Beside it the same clocks by elapsed time, which is one addition each; and what the first question of a new calendar costs, which
lays its years out. Then the same many as rows of a database, on SQLite and PostgreSQL: recomputed after other hours, and how late
those ring that fall due among them.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import uvloop

from bench import _open_clocks, _report
from bench._report import Figure, at_most, say
from fairlead.brands.working_time import Calendar, Hours, promised
from fairlead.kit.clock import DAY, HOUR, MINUTE
from tests.services import Postgres

CLOCKS = 1_000_000
GOAL_SECONDS, GOAL_FIRST_MS = 120.0, 50.0
AMOUNTS = (4 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY)
# 2026-11-23 00:00 UTC, and the half year before it in which the clocks began.
NOW, SPREAD = 1_795_392_000_000_000, 180 * DAY
DAYTIME = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))


def hours(zone: str, seed: int) -> Hours:
    """Two intervals on six days, and a hundred exceptions."""
    chance = Random(seed)
    days = [date(2026, 1, 1) + timedelta(days=chance.randrange(730)) for _ in range(100)]
    return Hours(
        zone, (*(DAYTIME,) * 5, ((600, 840),), ()), {day: () if n % 2 else ((540, 720),) for n, day in enumerate(days)}
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="little of everything, for the tests")
    tiny = parser.parse_args(arguments).tiny
    count = 10_000 if tiny else CLOCKS
    chance = Random(20261123)
    clocks = [(NOW - chance.randrange(SPREAD // MINUTE) * MINUTE, chance.choice(AMOUNTS)) for _ in range(count)]
    began = time.perf_counter()
    bare = sum(since + amount > NOW for since, amount in clocks)
    elapsed = time.perf_counter() - began
    say(f"{count:,} clocks by elapsed time: {elapsed:.2f} s, {bare:,} still open")
    figures: list[Figure] = []
    for zone in ("Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tokyo"):
        calendar = Calendar(hours(zone, len(zone)))
        began = time.perf_counter()
        calendar.is_open(NOW)
        first = (time.perf_counter() - began) * 1000
        began = time.perf_counter()
        due = sum(promised(calendar, since, amount) > NOW for since, amount in clocks)
        took = time.perf_counter() - began
        say(f"{zone}: {count:,} clocks in {took:.2f} s ({took / count * 1e6:.2f} us each), {due:,} still open")
        say(f"{zone}: first question {first:.1f} ms")
        figures.append(at_most(f"{count:,} clocks recomputed, {zone}", took, GOAL_SECONDS, "s", elapsed))
        figures.append(at_most(f"first question of a calendar, {zone}", first, GOAL_FIRST_MS, "ms"))
    figures += stored(2000 if tiny else CLOCKS)
    return _report.finish("clocks", figures)


def stored(count: int) -> list[Figure]:
    """The same as rows, in each database."""
    postgres = Postgres(durable=True)
    postgres.start()
    try:
        found: list[Figure] = []
        for url in ("", postgres.create_database("clocks")):
            with tempfile.TemporaryDirectory() as folder:
                found += uvloop.run(_open_clocks.measure(Path(folder), url, count=count))
        return found
    finally:
        postgres.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
