"""Waiting matters kept in order, and who is given which: what a free slot costs does not grow with how many wait.

Of one kind the one that waits longest is first at every moment, so that only the first of each kind need be compared.
"""

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fairlead.kit.clock import Instant
from fairlead.routing.rules import Agent, Channel, Kind, Matter, choose, rank

Order = Callable[[Matter, Instant], Any]


class Line:
    """Who waits. Not for several threads at once. An `order` other than the rule's is for comparing with it."""

    def __init__(self, matters: Iterable[Matter] = (), *, order: Order = rank) -> None:
        self._order = order
        self._matters: dict[str, Matter] = {}
        self._kinds: dict[Kind, list[tuple[Instant, str]]] = {}
        for matter in matters:
            self.put(matter)

    def __len__(self) -> int:
        return len(self._matters)

    def __iter__(self) -> Iterator[Matter]:
        return iter(self._matters.values())

    def get(self, matter_id: str) -> Matter | None:
        return self._matters.get(matter_id)

    def kinds(self) -> Iterator[tuple[Matter, int]]:
        """One of each kind, and how many of it there are."""
        return ((self._matters[row[0][1]], len(row)) for row in self._kinds.values())

    def channels(self) -> set[Channel]:
        """Through which those who wait came."""
        return {kind.channel for kind in self._kinds}

    def put(self, matter: Matter) -> None:
        """In its place; one that stood somewhere else leaves it."""
        self.drop(matter.id)
        self._matters[matter.id] = matter
        insort(self._kinds.setdefault(matter.kind, []), (matter.since, matter.id))

    def drop(self, matter_id: str) -> None:
        """Does nothing for one that does not wait."""
        matter = self._matters.pop(matter_id, None)
        if matter is None:
            return
        row = self._kinds[matter.kind]
        del row[bisect_left(row, (matter.since, matter.id))]
        if not row:
            del self._kinds[matter.kind]

    def take(self, matter: Matter) -> None:
        """Out of the line, unless it has been put anew since it was looked at: who put it knows more."""
        if self._matters.get(matter.id) is matter:
            self.drop(matter.id)

    def give(self, agents: Sequence[Agent], moment: Instant, *, most: int) -> list[tuple[Matter, Agent]]:
        """Who is to have what, first who goes first; at most `most`. Agents' loads rise by what they are given, the line stays as
        it is. A matter nobody here may take holds up nobody behind it."""
        # By channel: who has room for a mail is asked for no chat.
        roomy = {channel: [agent for agent in agents if agent.free(channel) > 0] for channel in self.channels()}
        given: list[tuple[Matter, Agent]] = []
        heads = [(self._rank(kind, 0, moment), kind, 0) for kind in self._kinds if roomy[kind.channel]]
        heapq.heapify(heads)
        while heads and len(given) < most:
            _, kind, index = heapq.heappop(heads)
            matter, able = self._matters[self._kinds[kind][index][1]], roomy[kind.channel]
            agent = choose(matter, able, moment)
            if agent is None:
                continue
            agent.load = {**agent.load, matter.channel: agent.load.get(matter.channel, 0) + 1}
            if agent.free(matter.channel) <= 0:
                able.remove(agent)
            given.append((matter, agent))
            if index + 1 < len(self._kinds[kind]):
                heapq.heappush(heads, (self._rank(kind, index + 1, moment), kind, index + 1))
        return given

    def _rank(self, kind: Kind, index: int, moment: Instant) -> Any:
        return self._order(self._matters[self._kinds[kind][index][1]], moment)
