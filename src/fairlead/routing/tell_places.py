"""Tells customers who wait where they stand and how long it takes, over their sockets and polls, as it changes.

One round for all of a process; who is told the same as before is told nothing. Beside it, it notes who is here.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import structlog

from fairlead.brands.keep_hours import ServiceHours, standing_of
from fairlead.conversations.rules import OPEN
from fairlead.infra.await_wake import woken
from fairlead.kit import clock
from fairlead.kit.clock import Instant, iso_or_none
from fairlead.kit.errors import Problem
from fairlead.live.connection import Connection, Subscription, encode
from fairlead.live.hub import Hub
from fairlead.routing.expect_wait import Place
from fairlead.routing.find_places import FindPlaces
from fairlead.routing.keep_places import BEAT, KeepPlaces

log = structlog.get_logger()

# What no commit tells, as agents who come and go, is looked for so often; after a commit it is told at once.
LOOK = 1.0
PAUSE = 0.2
# A round that takes long, because very many wait, is followed by a pause so many times as long, up to so many seconds: whoever
# finds nobody here is told within three when people are back.
REST = 20
MOST = 1.5

Watcher = tuple[str, Connection, Subscription]


class TellPlaces:
    def __init__(self, hub: Hub, places: FindPlaces, keep: KeepPlaces, hours: ServiceHours) -> None:
        self._hub, self._places, self._keep, self._hours = hub, places, keep, hours
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        # Of whom it is noted that they are here, and who has left since.
        self._here: set[str] = set()
        self._left: set[str] = set()
        self._beaten = float("-inf")
        hub.on_leave.append(self._on_leave)
        hub.on_change.append(lambda _: self._wake.set())

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="telling places")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._keep.here(self._here | self._left)
        except Problem:
            return

    async def look(self, conversation_id: str, locale: str) -> tuple[Place | None, Instant | None]:
        """For a page that is loaded: where its customer stands, if he waits, and when people are back while it is closed. He is
        here by loading it."""
        place = await self._places.of(conversation_id)
        if place is None:
            return None, None
        await self._keep.here({conversation_id})
        return place, await self._back(place, locale)

    def _on_leave(self, connection: Connection, conversation_id: str) -> None:
        if connection.public and conversation_id in self._here:
            self._left.add(conversation_id)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self.round()
            except Problem:
                pass  # The database is away; what was told stays true enough for a moment.
            except Exception:
                log.exception("telling places broke off")
            await asyncio.sleep(min(MOST, max(PAUSE, REST * (loop.time() - began))))
            await woken(self._wake, LOOK)
            self._wake.clear()

    async def round(self) -> None:
        watchers = list(self._watchers())
        found = await self._places.all({watched for watched, _, _ in watchers}) if watchers else {}
        await self._note({watched for watched, _, _ in watchers if watched in found})
        backs: dict[tuple[str, str, str], Instant | None] = {}
        for conversation_id, connection, subscription in watchers:
            told = None
            if (place := found.get(conversation_id)) is not None:
                of = (place.brand, place.team, connection.locale)
                if of not in backs:
                    backs[of] = await self._back(place, connection.locale)
                told = (place, backs[of])
            if told != subscription.place:
                subscription.place = told
                wire = place_wire(*told) if told else None
                connection.push(encode({"type": "place", "conversation": conversation_id, "place": wire}))

    def _watchers(self) -> Iterator[Watcher]:
        """Customers who look at an open matter that nobody has, as far as they know, or who were told a place."""
        for conversation_id, topic in self._hub.topics.items():
            for connection, subscription in topic.connections.items():
                if not connection.public or not subscription.head:
                    continue
                status, _, assignee, *_ = subscription.head
                if (status == OPEN and assignee is None) or subscription.place:
                    yield conversation_id, connection, subscription

    async def _back(self, place: Place, locale: str) -> Instant | None:
        """When people are back; None while it is open."""
        calendar = await self._hours.calendar(place.brand, team=place.team or None, channel="chat", region=locale)
        standing = standing_of(calendar, clock.now())
        return None if standing.open else standing.opens_at

    async def _note(self, waiting: set[str]) -> None:
        """Who has come at once, who goes on being here now and then, who has left once more."""
        loop = asyncio.get_running_loop()
        new, left = waiting - self._here, self._left - waiting
        whole = loop.time() - self._beaten > BEAT
        if whole:
            self._beaten = loop.time()
        await self._keep.here(waiting if whole else new)
        await self._keep.here(left, leaves=True)
        self._here, self._left = waiting, self._left - left - waiting


def place_wire(place: Place, back: Instant | None) -> dict[str, Any]:
    """As the customer who stands there is told."""
    return {
        "position": place.position,
        "wait": None if place.wait is None else {"usual": place.wait.usual, "most": place.wait.most},
        "able": place.able,
        "kept": place.kept,
        "back": iso_or_none(back),
    }
