"""Where in the line somebody stands, as he is told it, and how long it will take: the same order that decides who is next.

One per process, for all who ask: what is read of agents and of matters that ended is kept for some seconds.
"""

import asyncio
import time
from collections.abc import Collection, Set
from typing import NamedTuple

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import DAY
from fairlead.routing import store, store_places
from fairlead.routing.expect_wait import Need, Place, expect, lasted, mean, need_of, needs, places, queue_of, served
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.line import Line
from fairlead.routing.ports import Shifts
from fairlead.routing.rules import Agent, language_of, widened
from fairlead.routing.run_surge import RunSurge, raised

SERVED_KEPT = 3.0
TIMES_KEPT = 30.0
# So far back one looks, and at no more matters than these; of a queue the newest count.
WINDOW = 7 * DAY
MOST = 1000
NEWEST = 50


class _Times(NamedTuple):
    """Of a brand's matters that ended, the newest first: (team, language, how long each took)."""

    spans: list[tuple[str, str, int]]
    read_at: float


class FindPlaces:
    def __init__(self, database: Database, kept: KeptLine, surges: RunSurge, shifts: Shifts) -> None:
        self._database, self._kept = database, kept
        self._surges, self._shifts = surges, shifts
        self._served: dict[Need, tuple[int, float]] = {}
        self._served_at = float("-inf")
        self._times: dict[str, _Times] = {}
        self._turn = asyncio.Lock()

    async def of(self, conversation_id: str) -> Place | None:
        """None for one that waits for nobody, and for a ticket: that has a time by which it hears of us."""
        return (await self.all({conversation_id})).get(conversation_id)

    async def all(self, ids: Collection[str]) -> dict[str, Place]:
        """Those of these that wait. Raises Problem while the database is away and nothing was read yet."""
        line = await self._kept.refresh()
        waiting = [matter for one in ids if (matter := line.get(one)) is not None and not matter.ticket]
        if not waiting:
            return {}
        # One at a time: the second finds what the first has read.
        async with self._turn:
            served = await self._by_need(line, {need_of(matter) for matter in waiting})
            times = {brand: await self._brand(brand) for brand in {matter.brand for matter in waiting}}
        stand = places(line, map(queue_of, waiting), clock.now())
        takes = {queue: _service(times[queue[0]], *queue[1:]) for queue in set(map(queue_of, waiting))}
        found = {}
        for matter in waiting:
            if matter.id not in stand:
                continue  # Taken while we asked.
            able, at_once = served[need_of(matter)]
            position, among = stand[matter.id]
            wait = expect(among, takes[queue_of(matter)], at_once)
            found[matter.id] = Place(position, wait, able, not matter.let_go, matter.brand, matter.team)
        return found

    async def _by_need(self, line: Line, wanted: Set[Need]) -> dict[Need, tuple[int, float]]:
        if time.monotonic() - self._served_at > SERVED_KEPT or not wanted <= self._served.keys():
            agents, moment = await self._here(), clock.now()
            # What is wanted may have left the line meanwhile.
            self._served = served(dict.fromkeys(wanted, 1) | needs(line), agents, moment)
            self._served_at = time.monotonic()
        return self._served

    async def _here(self) -> list[Agent]:
        """Who is given something now, with what he is lent to, and in a rush with what he has at once then."""
        resting, running = await self._shifts.resting(clock.now()), await self._surges.running()
        async with self._database.read() as session:
            agents = await store_places.agents_here(session, self._database.dialect, moment=clock.now())
            known = await store.known(session, moment=clock.now()) if agents else {}
        agents = [agent for agent in agents if agent.id not in resting]
        for agent in agents:
            if (entered := known.get(agent.id)) is not None:
                agent.brands, agent.teams = entered.brands, entered.teams
                agent.skills, agent.languages = entered.skills, entered.languages
                share = raised(running, brands=entered.brands, teams=entered.teams)
                agent.capacity = widened(agent.capacity, share)
        return agents

    async def _brand(self, brand_id: str) -> _Times:
        kept = self._times.get(brand_id)
        if kept is None or time.monotonic() - kept.read_at > TIMES_KEPT:
            moment = clock.now()
            async with self._database.read() as session:
                rows = await store_places.services(
                    session, self._database.dialect, brand_id, since=moment - WINDOW, moment=moment, limit=MOST
                )
            spans = [(team, language_of(locale), lasted(begun, ended)) for team, locale, begun, ended in rows]
            kept = self._times[brand_id] = _Times(spans, time.monotonic())
        return kept


def _service(times: _Times, team: str, language: str) -> int | None:
    """How long one takes here: of this team and language; where too few know, of the language, and else of the whole brand."""
    of_queue = [span for one, tongue, span in times.spans if (one, tongue) == (team, language)]
    of_language = [span for _, tongue, span in times.spans if tongue == language]
    whole = [span for _, _, span in times.spans]
    return next(
        (found for spans in (of_queue, of_language, whole) if (found := mean(spans[:NEWEST])) is not None), None
    )
