"""Gives waiting matters to agents who are here and have room, and takes back what lies: in every process, at most one at a time.

Woken by commits, and by a light look twice a second for what no commit of ours tells: an agent who came or went, another
process's commits, time that has run out. What is given is the ledger's own `assigned` entry under the conversation's lock.
"""

import asyncio
import time
from collections.abc import Collection, Iterable, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger, Written
from fairlead.conversations.rules import Draft, author_data
from fairlead.infra import metrics
from fairlead.infra.await_wake import woken
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_id
from fairlead.routing import store
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.models import GivenRow
from fairlead.routing.ports import NO_SHIFTS, Shifts
from fairlead.routing.rules import Agent, Matter
from fairlead.routing.run_surge import RunSurge, Surge, raised
from fairlead.routing.store import Known, Late

log = structlog.get_logger()

LOOK = 0.5
# Commits that follow each other closely are looked at together: a look is followed by a pause of its own length, or this.
PAUSE = 0.02
MOST = 50
ROUNDS = 8
# A page that is loaded anew, or a line that breaks off for a moment, is nobody who went away.
GRACE = 20.0
TIDY = 30.0
KEEP = 1.0
# Somebody else is writing in it: for so long the slot it is to have is kept for it, and then goes to who is next.
PATIENCE = 0.5

Pair = tuple[Matter, Agent]


class Assign:
    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        gather: Gather,
        kept: KeptLine,
        *,
        surges: RunSurge | None = None,
        shifts: Shifts = NO_SHIFTS,
    ) -> None:
        self._database, self._ledger, self._gather, self._kept = database, ledger, gather, kept
        self._surges = surges
        self._running: list[Surge] = []
        # Whether the last round gave as much as one gives: then there is room for more.
        self._full = False
        # Whose turn it was while somebody else held their rows, and since when.
        self._held: dict[str, float] = {}
        # Agents one of whose slots has just become free, and whether matters wait that nobody else had room for.
        self._freed: set[str] = set()
        self._short = False
        self._shifts = shifts
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._gone: dict[str, float] = {}
        self._known: dict[str, Known] = {}
        self._brands: dict[str, int] = {}
        self._known_at = self._brands_at = float("-inf")
        self._looked = self._tidied = float("-inf")

    def forget(self) -> None:
        """What leads entered is read anew with the next round."""
        self._known_at = self._brands_at = float("-inf")

    def wake(self) -> None:
        self._wake.set()

    def free(self, agent_ids: Iterable[str]) -> None:
        """Something of theirs has ended: they are looked at first, before it is asked who else has room."""
        self._freed.update(agent_ids)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="assignment")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            began = time.monotonic()
            try:
                given = await self.step()
            except Problem:
                given = 0  # The database is away; who waits is found again.
            except Exception:
                log.exception("the round of assignments broke off")
                given = 0
            # On a busy machine a round may take seconds: nobody waits for a pause as long.
            await asyncio.sleep(min(LOOK, max(PAUSE, time.monotonic() - began)))
            if not given and not self._are_some_held():
                await woken(self._wake, LOOK)

    async def step(self) -> int:
        """One round; how many matters were given."""
        if not await self._are_any_given_out():
            return 0
        await self._know_in_time()
        await self._kept.refresh()
        # Whose slot has just become free goes first: whatever else is looked at would keep him and a customer waiting.
        given = await self._give_freed()
        if time.monotonic() - self._looked >= LOOK:
            self._looked = time.monotonic()
            await self._take_back()
            await self._kept.refresh()
        return given or await self._give_all()

    async def _give_freed(self) -> int:
        """Where what waits has found nobody else, nobody else need be asked whether he has room."""
        freed, self._freed = self._freed, set()
        if not freed or not self._short or not len(self._kept.line):
            return 0
        await self._look_for_rush()
        return len(await self.give(freed))

    async def _give_all(self) -> int:
        waiting = len(self._kept.line)
        if not waiting:
            self._short = False
            return 0
        await self._look_for_rush()
        # Mostly nobody has room, or few have: that is found out before the turn is taken, and in it only they are asked again.
        able = None if self._full else await self._roomy()
        if able is not None and not able:
            self._held.clear()
            self._short = True
            return 0
        given = len(await self.give(able))
        self._full = given == MOST
        self._short = not self._full and given < waiting
        return given

    async def _are_any_given_out(self) -> bool:
        if time.monotonic() - self._brands_at > KEEP:
            async with self._database.read() as session:
                self._brands, self._brands_at = await store.given_out(session), time.monotonic()
        return bool(self._brands)

    async def _roomy(self) -> set[str]:
        """Agents with room for anything that waits, a moment ago."""
        resting = await self._shifts.resting(clock.now())
        async with self._database.read() as session:
            here = await self._with_room(session, clock.now())
        return {agent.id for agent in here} - set(resting)

    async def give(self, able: Collection[str] | None = None, *, most: int = MOST) -> list[Written]:
        """What can be given now, in one transaction; to these agents, or to anybody."""
        taken: list[Matter] = []
        resting = await self._shifts.resting(clock.now())
        try:
            async with self._database.write() as session:
                brands = await store.take_turn(session)
                moment = clock.now()
                agents = await self._agents(session, brands, moment, able)
                agents = [one for one in agents if one.id not in resting]
                pairs = await self._choose(session, agents, moment, most, taken)
                written = await self._write(session, pairs, brands, moment) if pairs else []
        except BaseException:
            # Whatever became of them is read anew.
            self._kept.hear(matter.id for matter in taken)
            raise
        self._gather.written(written)
        metrics.ASSIGNED.inc(len(written))
        return written

    async def _agents(
        self, session: AsyncSession, brands: dict[str, int], moment: Instant, able: Collection[str] | None
    ) -> list[Agent]:
        """Who has room and works for one of these brands. What leads changed counts within a second."""
        await self._know(session, moment)
        found = []
        for agent in await self._with_room(session, moment, able):
            if (entered := self._known.get(agent.id)) is not None and entered.brands & brands.keys():
                agent.brands, agent.teams = entered.brands & brands.keys(), entered.teams
                agent.skills, agent.languages = entered.skills, entered.languages
                found.append(agent)
        return found

    async def _look_for_rush(self) -> None:
        self._running = await self._surges.running() if self._surges is not None else []

    async def _know(self, session: AsyncSession, moment: Instant) -> None:
        if self._known_at == float("-inf"):
            self._known, self._known_at = await store.known(session, moment=moment), time.monotonic()

    async def _know_in_time(self) -> None:
        """Before the turn is taken: others wait for it."""
        if time.monotonic() - self._known_at > KEEP:
            async with self._database.read() as session:
                self._known = await store.known(session, moment=clock.now())
            self._known_at = time.monotonic()

    async def _with_room(
        self, session: AsyncSession, moment: Instant, of: Collection[str] | None = None
    ) -> list[Agent]:
        """For anything that waits."""
        share = None
        if self._running:
            # In a rush whoever works for the brand has more at once.
            await self._know(session, moment)
            share = self._share
        dialect, channels = self._database.dialect, self._kept.line.channels()
        return await store.with_room(session, dialect, channels, moment=moment, of=of, share=share)

    def _share(self, agent_id: str) -> int:
        entered = self._known.get(agent_id)
        return 100 if entered is None else raised(self._running, brands=entered.brands, teams=entered.teams)

    async def _choose(
        self, session: AsyncSession, agents: Sequence[Agent], moment: Instant, most: int, taken: list[Matter]
    ) -> list[Pair]:
        """Out of the line, those whose rows are ours from now on and that wait indeed; the line may be a moment old. `taken`: all
        that were taken out of it."""
        line = self._kept.line
        pairs: list[Pair] = []
        held: list[Matter] = []
        for _ in range(ROUNDS):
            chosen = line.give(agents, moment, most=most - len(pairs))
            if not chosen:
                break
            ids = [matter.id for matter, _ in chosen]
            ours, busy = await store.still_waiting(session, self._database.dialect, ids)
            for matter, agent in chosen:
                line.take(matter)
                taken.append(matter)
                if matter.id in ours:
                    pairs.append((matter, agent))
                    continue
                if matter.id in busy:
                    held.append(matter)
                    if self._is_kept_for(matter):
                        continue
                agent.load[matter.channel] -= 1
            if len(ours) == len(chosen):
                break
        self._hold(held)
        return pairs

    def _hold(self, held: Collection[Matter]) -> None:
        """Read anew with the next round; until their patience ends nobody passes them."""
        now = time.monotonic()
        self._held = {matter.id: self._held.get(matter.id, now) for matter in held}
        self._kept.hear(self._held)

    def _is_kept_for(self, matter: Matter) -> bool:
        now = time.monotonic()
        return now - self._held.get(matter.id, now) < PATIENCE

    def _are_some_held(self) -> bool:
        return any(time.monotonic() - since < PATIENCE for since in self._held.values())

    async def _write(
        self, session: AsyncSession, pairs: Sequence[Pair], brands: dict[str, int], moment: Instant
    ) -> list[Written]:
        given = [(matter.id, agent.id, brands[matter.brand] * SECOND) for matter, agent in pairs]
        await store.note_given(session, self._database.dialect, given, moment=moment)
        drafts = [
            _draft(matter.id, {"kind": "agent", "id": one.id, "name": self._known[one.id].name})
            for matter, one in pairs
        ]
        return await self._append(session, drafts)

    async def _append(self, session: AsyncSession, drafts: Sequence[Draft]) -> list[Written]:
        """The last act of the session's transaction."""

        async def store_rows(_: Sequence[Written]) -> None:
            await session.flush()

        return await self._ledger.append(await session.connection(), drafts, beside=store_rows)

    async def put_back(self, session: AsyncSession, conversation_id: str) -> list[Written]:
        """Into the line, at its place in time. The row is the caller's, and nothing comes behind in his transaction."""
        return await self._append(session, [_draft(conversation_id, None)])

    async def _take_back(self) -> None:
        """From agents who are gone or did not react."""
        moment = clock.now()
        async with self._database.read() as session:
            away = self._away(await store.gone(session, await store.awaited(session), moment=moment))
            late = await store.late(session, moment=moment, away=away)
        for one in late:
            try:
                await self._take(one, moment)
            except Problem:
                raise
            except Exception:
                # What cannot be taken from one keeps nobody else waiting.
                log.exception("a matter could not be taken back", conversation=one.conversation_id)
        if time.monotonic() - self._tidied > TIDY:
            self._tidied = time.monotonic()
            async with self._database.write() as session:
                await store.forget_settled(session, moment=moment)

    def _away(self, gone: dict[str, bool]) -> set[str]:
        """Who said so is away at once, whose sockets closed after a while."""
        now = time.monotonic()
        self._gone = {agent: self._gone.get(agent, now) for agent in gone}
        return {agent for agent, said in gone.items() if said or now - self._gone[agent] >= GRACE}

    async def _take(self, one: Late, moment: Instant) -> None:
        async with self._database.write() as session:
            if not await store.hold(session, self._database.dialect, one):
                return
            row = await session.get(GivenRow, (one.conversation_id, one.agent_id))
            if row is not None and one.overdue:
                row.let_lie_at = moment
            elif row is not None:
                await session.delete(row)
            written = await self.put_back(session, one.conversation_id)
        self._gather.written(written)
        metrics.TAKEN_BACK.inc()


def _draft(conversation_id: str, to: dict[str, str] | None) -> Draft:
    return Draft(
        actor=SYSTEM,
        kind="assigned",
        client_id=f"queue:{new_id()}",
        conversation_id=conversation_id,
        data={"to": to, "by": author_data(SYSTEM)},
    )
