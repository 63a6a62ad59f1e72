"""What leads see of a brand's queue, at most a second old, and read once however many of them look."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from fairlead.conversations.read import Reader, View
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import MINUTE, Instant
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.routing import store_board
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.manage_work import HasId
from fairlead.routing.ports import Promises, Risk
from fairlead.routing.rules import CHANNELS, Matter, Reason, widened
from fairlead.routing.run_surge import RunSurge, Surge, raised
from fairlead.routing.store_board import Beside
from fairlead.routing.sum_up import Asked, Cell, Flow, cells, in_order, reasons

KEEP = 1.0
# What came and went in an hour costs more to count, and moves slower.
KEEP_FLOW = 5.0
# Of what was asked so seldom that another second has begun long ago nothing is kept.
MOST_KEPT = 200
PAGE, FURTHEST = 50, 10_000
# A promise is at risk so long before its time is up.
SOON = 5 * MINUTE
MOST_RISKS = 200
MATTERS = 50

T = TypeVar("T")


class Look(Struct, frozen=True):
    """The board at a moment."""

    at: Instant
    cells: list[Cell]
    flow: Flow
    risks: list[Risk]
    agents: list[Beside]
    teams: list[tuple[str, str]]


class Standing(NamedTuple):
    """One of the line, why it stands there, and what it is about."""

    reason: Reason
    view: View


class _Kept:
    """What was found out lately; whoever asks while it is found out waits for the same answer."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Any]] = {}
        self._turns: dict[Hashable, asyncio.Lock] = {}

    async def get(self, key: Hashable, seconds: float, find: Callable[[], Awaitable[T]]) -> T:
        async with self._turns.setdefault(key, asyncio.Lock()):
            found = self._found.get(key)
            if found is None or time.monotonic() - found[0] > seconds:
                self._forget()
                found = self._found[key] = (time.monotonic(), await find())
            kept: T = found[1]
            return kept

    def _forget(self) -> None:
        if len(self._found) >= MOST_KEPT:
            oldest = time.monotonic() - KEEP_FLOW
            self._found = {key: each for key, each in self._found.items() if each[0] > oldest}
            self._turns = {key: turn for key, turn in self._turns.items() if key in self._found or turn.locked()}


class Oversee:
    def __init__(
        self,
        database: Database,
        authorize: Authorize,
        reader: Reader,
        kept: KeptLine,
        *,
        promises: Promises,
        surges: RunSurge,
    ) -> None:
        self._database, self._authorize, self._reader = database, authorize, reader
        self._line, self.promises, self._surges = kept, promises, surges
        self._kept = _Kept()

    def forget(self) -> None:
        """Whoever looks next sees what is there then."""
        self._kept = _Kept()

    async def look(self, by: Actor, brand: HasId, *, team: str = "") -> Look:
        """Of all the brand's matters, or of one team's. Raises NotFound, Refused."""
        await self._check(by, brand, team)
        return await self._kept.get(("look", brand.id, team), KEEP, lambda: self._look(brand.id, team))

    async def _check(self, by: Actor, brand: HasId, team: str) -> None:
        self._authorize(by, "queue.oversee", brand)
        if not team:
            return
        async with self._database.read() as session:
            if not is_id(team) or await people.team_for_brand(session, team, brand.id) is None:
                raise NotFound

    async def _look(self, brand_id: str, team: str) -> Look:
        dialect, asked = self._database.dialect, Asked(brand_id, team)
        moment, everybody = await self._waiting(brand_id)
        waiting = [one for one in everybody if asked.fits(one)]
        flow = await self._kept.get(("flow", brand_id, team), KEEP_FLOW, lambda: self._flow(brand_id, team))
        risks = await self._kept.get(("risks", brand_id), KEEP, lambda: self._risks(brand_id))
        async with self._database.read() as session:
            agents = await store_board.agents(session, dialect, brand_id, moment)
            teams = await store_board.teams_of_brand(session, brand_id)
        running = [one for one in await self._surges.running() if one.brand_id == brand_id]
        beside = [_in_rush(one, running, brand_id) for one in agents] if running else agents
        return Look(moment, cells(waiting, moment), flow, list(risks), beside, teams)

    async def _flow(self, brand_id: str, team: str) -> Flow:
        async with self._database.read() as session:
            return await store_board.flow(session, brand_id, team, clock.now())

    async def _risks(self, brand_id: str) -> Sequence[Risk]:
        return await self.promises.at_risk(brand_id, until=clock.now() + SOON, most=MOST_RISKS)

    async def line(self, by: Actor, brand: HasId, asked: Asked, *, start: int) -> tuple[int, list[Standing]]:
        """(How many wait, those from place `start` on in their order). Raises NotFound, Refused, Invalid("invalid_field")."""
        await self._check(by, brand, asked.team)
        if not 0 <= start <= FURTHEST:
            raise Invalid("invalid_field", field="start")
        if asked.channel not in ("", *CHANNELS):
            raise Invalid("invalid_field", field="channel")
        moment, everybody = await self._waiting(brand.id)
        ordered = await self._kept.get(("line", asked, moment), KEEP, lambda: self._ordered(everybody, asked, moment))
        part = ordered[start : start + PAGE]
        told = {matter.id: reason for matter, reason in reasons(part, everybody, moment)}
        views = {view.row.id: view for view in await self._reader.views_for(by, set(told))}
        return len(ordered), [Standing(told[one.id], views[one.id]) for one in part if one.id in views]

    async def _waiting(self, brand_id: str) -> tuple[Instant, list[Matter]]:
        """The same for the figures and for the line, so that neither contradicts the other."""

        async def read() -> tuple[Instant, list[Matter]]:
            line = await self._line.refresh()
            return clock.now(), [one for one in line if one.brand == brand_id]

        return await self._kept.get(("waiting", brand_id), KEEP, read)

    async def _ordered(self, everybody: list[Matter], asked: Asked, moment: Instant) -> list[Matter]:
        return in_order(everybody, asked, moment)

    async def of_agent(self, by: Actor, brand: HasId, agent_id: str) -> list[View]:
        """His open matters of this brand, who waits first. Raises NotFound, Refused."""
        self._authorize(by, "queue.oversee", brand)
        async with self._database.read() as session:
            if not is_id(agent_id) or await people.agent_for_brand(session, agent_id, brand.id) is None:
                raise NotFound
            rows = (await session.scalars(store_board.of_agent(agent_id, brand.id, MATTERS))).all()
            return await self._reader.views(session, rows)


def _in_rush(agent: Beside, running: Sequence[Surge], brand_id: str) -> Beside:
    teams = agent.teams | {one.name for one in agent.lent if one.kind == "team"}
    share = raised(running, brands={brand_id}, teams=teams)
    return agent._replace(capacity=widened(agent.capacity, share))
