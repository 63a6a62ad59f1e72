"""The heads of conversations that somebody watches: told when they changed, and to each only as far as he may see it.

A head is read from the database some time after the change was noticed, so it may be overtaken by entries and marks that
were sent meanwhile. Then it is read again: a screen never goes back.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from fairlead.conversations.permit import of_my_brands
from fairlead.conversations.read import Reader, View
from fairlead.conversations.rules import BOT, Head
from fairlead.conversations.store import Entry
from fairlead.kit.errors import Problem
from fairlead.live.connection import Connection, Subscription, encode

PAUSE = 0.05
# Who is told a head even when nothing in its signature changed.
NOBODY, AGENTS, BOTH = 0, 1, 2
# A redaction empties subject and preview, an emergency fills them; the others begin or end a wait, also when two of them undo
# each other.
MOVES_HEAD = frozenset({"redaction", "closed", "reopened", "handover", "assigned", "transferred", "emergency"})


# Who may not see a conversation any more watches it no more.
Leave = Callable[[Connection, str], None]


class Wire(Protocol):
    def __call__(self, view: View, *, public: bool) -> dict[str, Any]: ...


class Topic:
    """The sockets that watch one conversation, and what this process has noticed of it."""

    __slots__ = ("connections", "marks", "seq", "signature")

    def __init__(self) -> None:
        self.connections: dict[Connection, Subscription] = {}
        # The highest number this process has seen committed; what the feed tells up to it is no news.
        self.seq = 0
        # The head as it was last noticed; another one has to be told.
        self.signature: tuple[Any, ...] = ()
        # How often marks were told: a head read from the database before is older than they are.
        self.marks = 0


def signature(head: Head | Any) -> tuple[Any, ...]:
    """What of a head is told as soon as it changes; the rest moves with the entries."""
    whose = (head.assignee_id, head.team_id, head.customer_id)
    return (head.status, head.handler, head.bot_active, head.calm, head.locale, *whose)


def public_signature(head: Head | Any) -> tuple[Any, ...]:
    """The same for the customer, who must not notice what is not for him."""
    handler = BOT if head.bot_active else head.handler
    return (head.status, handler, head.assignee_id, head.locale, head.customer_id)


def tell(connection: Connection, subscription: Subscription, head: Head | Any) -> bool:
    """Notes that the one behind this socket is sent this head; True when he does not hold all of it already."""
    public = connection.public
    told = public_signature(head) if public else signature(head)
    waiting_since = None if public and head.bot_active else head.waiting_since
    news = (told, waiting_since) != (subscription.head, subscription.waiting_since)
    subscription.head, subscription.waiting_since = told, waiting_since
    subscription.head_last = head.last_public_seq if public else head.last_seq
    return news


def carry(subscription: Subscription, entry: Entry, number: int) -> None:
    """What the peer works out for himself from an entry he is sent (docs/protocol.md, 2.2)."""
    if entry.kind != "message" or entry.public_seq is None or number <= subscription.head_last:
        return
    if entry.author_kind == "agent":
        subscription.waiting_since = None
    elif entry.author_kind == "customer" and subscription.waiting_since is None and subscription.head[1] != BOT:
        subscription.waiting_since = entry.at


def emptied_by(entries: Iterable[Entry]) -> int:
    """Whose subject and preview a redaction among these has emptied; one of something internal empties none of a customer's."""
    public = {entry.public_seq is not None for entry in entries if entry.kind == "redaction"}
    return BOTH if True in public else AGENTS if public else NOBODY


class Heads:
    def __init__(self, reader: Reader, topics: Mapping[str, Topic], wire: Wire, leave: Leave) -> None:
        self._reader = reader
        self._leave = leave
        self._topics = topics
        self._wire = wire
        # Conversation id → who is told its head in any case.
        self._stale: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def refresh(self, conversation_id: str, *, always: int = NOBODY) -> None:
        self._stale[conversation_id] = max(always, self._stale.get(conversation_id, NOBODY))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="heads")

    async def _run(self) -> None:
        while self._stale:
            await asyncio.sleep(PAUSE)
            stale, self._stale = self._stale, {}
            marks = {each: self._topics[each].marks for each in stale if each in self._topics}
            try:
                views = await self._reader.views_by_id(set(marks))
            except Problem:
                self._stale = stale | self._stale
                await asyncio.sleep(1)
                continue
            for view in views:
                topic = self._topics.get(view.row.id)
                if topic is None:
                    continue
                if view.row.last_seq < topic.seq or marks[view.row.id] != topic.marks:
                    # Overtaken while it was read: what was sent meanwhile must not be taken back.
                    self.refresh(view.row.id, always=stale[view.row.id])
                else:
                    self._send(topic, view, always=stale[view.row.id])

    def _send(self, topic: Topic, view: View, *, always: int) -> None:
        topic.signature = signature(view.row)
        texts: dict[bool, str] = {}
        for connection, subscription in list(topic.connections.items()):
            if not connection.public and not of_my_brands(connection.actor, view.row):
                # It was given to a closed team.
                self._leave(connection, view.row.id)
                connection.push(encode({"type": "gone", "conversation": view.row.id}))
                continue
            # Who has just come gets the head with `subscribed`; who knows it already need not wonder why it comes again.
            public = connection.public
            if not subscription.head:
                continue
            if not tell(connection, subscription, view.row) and always < (BOTH if public else AGENTS):
                continue
            if public not in texts:
                texts[public] = encode({"type": "conversation", "conversation": self._wire(view, public=public)})
            connection.push(texts[public])
