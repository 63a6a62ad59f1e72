"""The agents' lists, kept live: which conversations changed, in their newest state, and the counts.

The feed is the source; commits and hints only wake it. The position sent along covers what was sent, so that a workspace
that comes back resumes from it, or is told to reload when too much happened.
"""

import asyncio
import time
from itertools import takewhile
from typing import Any

import structlog
from msgspec import Raw

from fairlead.conversations import browse
from fairlead.conversations.permit import of_my_brands
from fairlead.conversations.read import Reader, View
from fairlead.infra import feed
from fairlead.infra.await_wake import woken
from fairlead.infra.bus import Bus
from fairlead.infra.database import Database
from fairlead.infra.feed import Position
from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.live.connection import Connection, encode
from fairlead.live.hub import Hub

log = structlog.get_logger()

TICK = 0.1
# A pause of so many times the look before it: where much happens, lists are told less often and messages go first.
REST = 4.0
LONGEST_PAUSE = 1.0
POLL_ALONE = 5.0
POLL_MANY = 1.0
# After a wake-up the feed is looked at a few times more: an older writer may still be at work.
LINGER = 5
MOST_CHANGED = 200
MOST_MARKED = 10_000
# A position somebody else has read may be ahead of ours by a look at the feed: marks younger than this are told in any case.
YOUNG = 2 * POLL_ALONE


class _MarkLog:
    """Marks are no events: that a conversation's marks moved, and where the feed stood then, is known here for who comes back."""

    def __init__(self, start: Position) -> None:
        # In the order of moving, the newest last.
        self._moved: dict[str, tuple[Position, float]] = {}
        self._known_since = start

    def note(self, conversation_id: str, position: Position) -> None:
        self._moved.pop(conversation_id, None)
        self._moved[conversation_id] = (position, time.monotonic())
        if len(self._moved) > MOST_MARKED:
            self._known_since, _ = self._moved.pop(next(iter(self._moved)))

    def since(self, position: Position) -> set[str] | None:
        """None when that is too long ago to know."""
        if position < self._known_since:
            return None
        young = time.monotonic() - YOUNG
        newest = takewhile(lambda item: item[1][0] >= position or item[1][1] > young, reversed(self._moved.items()))
        return {conversation_id for conversation_id, _ in newest}


class Workspace:
    def __init__(self, database: Database, reader: Reader, hub: Hub, bus: Bus) -> None:
        self._database = database
        self._reader = reader
        self._hub = hub
        self._poll = POLL_MANY if bus.distributed else POLL_ALONE
        self._position: Position | None = None
        # Whose marks moved since the last look.
        self._marked: set[str] = set()
        self._mark_log = _MarkLog(feed.START)
        self._watching: set[Connection] = set()
        self._wake = asyncio.Event()
        self._pause = TICK
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        hub.on_change.append(lambda _: self._wake.set())
        hub.on_mark.append(self._mark)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="workspace")

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def _mark(self, conversation_id: str) -> None:
        if self._position is not None:
            self._mark_log.note(conversation_id, self._position)
        if self._watching:
            self._marked.add(conversation_id)
            self._wake.set()

    async def counts(self, actor: Actor) -> dict[str, int]:
        async with self._database.read() as session:
            numbers, _ = await browse.counts(session, actor, brands=sorted(actor.brands))
        return numbers

    async def subscribe(self, connection: Connection, after: str | None, ref: str | None) -> None:
        """From a position on, or from now. Raises Invalid("position_invalid")."""
        await self._begin()
        connection.workspace = True
        self._watching.add(connection)
        resync, missed = False, set[str]()
        async with self._database.read() as session:
            now = await feed.end(session, self._database.dialect)
            if after is not None:
                since = Position.parse(after)
                oldest = await feed.start(session)
                marked = self._mark_log.since(since)
                missed = (marked or set()).union(await feed.changed_conversations(session, since, now))
                # Too old, from a database that is no more, or too much: the lists are to be loaded anew.
                resync = marked is None or not oldest <= since <= now or len(missed) > MOST_CHANGED
        frame: dict[str, Any] = {"type": "workspace", "position": str(now), "resync": resync}
        frame["counts"] = await self.counts(connection.actor)
        connection.push(encode(frame | ({"ref": ref} if ref else {})))
        if missed and not resync:
            views = await self._reader.views_by_id(missed)
            here = self._seen(connection.actor, views)
            self._send(connection, now, here, frame["counts"], gone(connection.actor, views))

    def _watchers(self) -> set[Connection]:
        """Those who watch the lists now; who left is forgotten here."""
        self._watching = {each for each in self._watching if each.workspace and not each.closed}
        return self._watching

    async def _run(self) -> None:
        linger = 0
        while not self._stopping:
            try:
                await self._begin()
                woken = await self._wait(TICK if linger else self._poll)
                linger = LINGER if woken else max(0, linger - 1)
                began = time.monotonic()
                await self._tick()
                self._pause = min(max(TICK, REST * (time.monotonic() - began)), LONGEST_PAUSE)
            except Problem:
                await asyncio.sleep(1)
            except Exception:
                log.exception("the lists could not be told what changed")
                await asyncio.sleep(1)

    async def _begin(self) -> None:
        """What was there before this process is no news."""
        if self._position is None:
            async with self._database.read() as session:
                position = await feed.end(session, self._database.dialect)
            self._start_at(position)

    def _start_at(self, position: Position) -> None:
        if self._position is None:
            self._position = position
            self._mark_log = _MarkLog(position)

    async def _wait(self, seconds: float) -> bool:
        if not await woken(self._wake, seconds):
            return False
        if not self._stopping:
            await asyncio.sleep(self._pause)
        self._wake.clear()
        return True

    async def _tick(self) -> None:
        marked, self._marked = self._marked, set()
        try:
            await self._tell(marked)
        except BaseException:
            self._marked |= marked
            raise

    async def _tell(self, marked: set[str]) -> None:
        since = self._position or feed.START
        changed: dict[str, tuple[int, int]] = {}
        async with self._database.read() as session:
            now = max(since, await feed.end(session, self._database.dialect))
            if now > since:
                changed = await feed.changed_conversations(session, since, now)
        self._hub.catch_up(changed)
        await self._tell_watchers(changed.keys() | marked, now)
        # Only now: what could not be told is told with the next look.
        self._position = now

    async def _tell_watchers(self, ids: set[str], now: Position) -> None:
        # A copy: who comes or leaves meanwhile is met by the next look.
        watchers = tuple(self._watchers())
        if not watchers or not ids:
            return
        views = await self._reader.views_by_id(ids) if len(ids) <= MOST_CHANGED else []
        async with self._database.read() as session:
            agents = {connection.actor.id: connection.actor for connection in watchers}
            counted = await browse.counts_of(session, agents.values())
        seen: dict[tuple[frozenset[str], str], Raw] = {}
        for connection in watchers:
            actor = connection.actor
            counts = counted[actor.id]
            if len(ids) > MOST_CHANGED:
                frame = {"type": "workspace", "position": str(now), "counts": counts, "resync": True}
                connection.push(encode(frame))
                continue
            alike = (actor.brands, actor.id if actor.shut else "")
            if alike not in seen:
                seen[alike] = self._seen(actor, views)
            self._send(connection, now, seen[alike], counts, gone(actor, views))

    def _seen(self, actor: Actor, views: list[View]) -> Raw:
        """What of these an agent sees: the same for all who work for the same brands, so it is written once."""
        return Raw(encode([self._hub.wire(view, public=False) for view in views if may_see(actor, view)]).encode())

    def _send(
        self, connection: Connection, position: Position, seen: Raw, counts: dict[str, int], left: list[str]
    ) -> None:
        frame = {"type": "changed", "position": str(position), "conversations": seen, "counts": counts}
        connection.push(encode(frame | ({"gone": left} if left else {})))


def may_see(actor: Actor, view: View) -> bool:
    """Whether an agent's workspace shows this conversation."""
    return of_my_brands(actor, view.row)


def gone(actor: Actor, views: list[View]) -> list[str]:
    """Which of these are with a closed team now, so that an agent who had them in his lists has them no longer."""
    if not actor.shut:
        return []
    return [view.row.id for view in views if view.row.brand_id in actor.brands and not may_see(actor, view)]
