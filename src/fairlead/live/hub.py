"""Who watches what in this process, and how committed entries reach them.

Local commits bring their entries along; commits of other processes come as a hint and are read from the database. Each
subscription knows the last number it sent: the next number is pushed, an older one is dropped, a gap is read from the
database. So hints may be lost, doubled or out of order.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import structlog

from fairlead.brands.store import Brands
from fairlead.conversations.ledger import Written
from fairlead.conversations.read import Reader, Stretch, View
from fairlead.conversations.rules import Marks, author_data
from fairlead.conversations.schemas import conversation_wire, entry_wire
from fairlead.conversations.store import Entry
from fairlead.infra import metrics
from fairlead.infra.bus import Bus
from fairlead.kit.errors import Problem
from fairlead.live.connection import SESSION_GONE, Connection, Subscription, encode
from fairlead.live.heads import MOVES_HEAD, Heads, Topic, carry, emptied_by, signature, tell

log = structlog.get_logger()


class Hub:
    def __init__(self, reader: Reader, brands: Brands, bus: Bus) -> None:
        self._reader = reader
        self._brands = brands
        self._bus = bus
        self.topics: dict[str, Topic] = {}
        self.connections: set[Connection] = set()
        self._heads = Heads(reader, self.topics, self.wire, self.unsubscribe)
        self._tasks: set[asyncio.Task[None]] = set()
        # Told about every change and about marks, to keep the agents' lists.
        self.on_change: list[Callable[[list[str]], None]] = []
        self.on_mark: list[Callable[[str], None]] = []
        # Told when a socket no longer watches a conversation, however that came.
        self.on_leave: list[Callable[[Connection, str], None]] = []
        bus.listen(self._heard)

    # -- who is here

    def add(self, connection: Connection) -> None:
        self.connections.add(connection)
        metrics.SOCKETS.labels(connection.actor.kind).inc()

    def remove(self, connection: Connection) -> None:
        self.connections.discard(connection)
        metrics.SOCKETS.labels(connection.actor.kind).dec()
        for conversation_id in list(connection.subscriptions):
            self.unsubscribe(connection, conversation_id)

    def end_session(self, session_id: str) -> None:
        """Closes the session's sockets here and everywhere."""
        self._close_session(session_id)
        self._bus.publish({"t": "ended", "s": session_id})

    def change_rights(self, agent_id: str) -> None:
        """Closes the agent's sockets here and everywhere: they come back with the rights he has now."""
        self._close_agent(agent_id)
        self._bus.publish({"t": "rights", "a": agent_id})

    def _close_session(self, session_id: str) -> None:
        self.close_ended({session_id})

    def _close_agent(self, agent_id: str) -> None:
        for connection in [c for c in self.connections if c.actor.key == f"a:{agent_id}"]:
            connection.close(SESSION_GONE)

    def sessions(self) -> tuple[set[str], set[str]]:
        """Of agents, and of customers: those whose sockets are open here."""
        found: tuple[set[str], set[str]] = set(), set()
        for connection in self.connections:
            found[connection.public].add(connection.actor.session)
        return found

    def close_ended(self, ended: AbstractSet[str]) -> None:
        if ended:
            for connection in [c for c in self.connections if c.actor.session in ended]:
                connection.close(SESSION_GONE)

    def close_outdated(self, rights: Mapping[str, int]) -> None:
        """`rights`: of sessions of agents, as of when the agent's rights are."""
        for connection in [
            c for c in self.connections if rights.get(c.actor.session, c.actor.rights_at) != c.actor.rights_at
        ]:
            connection.close(SESSION_GONE)

    def close_expired(self, moment: int) -> None:
        for connection in [c for c in self.connections if 0 < c.actor.until < moment]:
            connection.close(SESSION_GONE)

    # -- conversations

    async def subscribe(self, connection: Connection, conversation_id: str, after: int, ref: str | None) -> None:
        """Sends the head and what follows `after`; from then on everything. Raises NotFound."""
        subscription = Subscription(after)
        # From here on commits are noticed; they wait until what came before has been sent.
        subscription.loading = True
        topic = self.topics.setdefault(conversation_id, Topic())
        topic.connections[connection] = connection.subscriptions[conversation_id] = subscription
        try:
            stretch = await self._stretch(connection, conversation_id, after, topic)
        except BaseException:
            self.unsubscribe(connection, conversation_id)
            raise
        if connection.subscriptions.get(conversation_id) is not subscription:
            return  # Subscribed anew or gone meanwhile.
        self._noticed(topic, stretch.view.row)
        tell(connection, subscription, stretch.view.row)
        subscription.last = stretch.start - 1
        frame = {
            "type": "subscribed",
            "conversation": self.wire(stretch.view, public=connection.public),
            "from": stretch.start,
            "last": stretch.last,
            "resync": stretch.resync,
        }
        connection.push(encode(frame | ({"ref": ref} if ref else {})))
        for entry in stretch.entries:
            if connection.congested:
                subscription.wanted = max(subscription.wanted, stretch.last)
                break  # The rest follows at the reader's pace.
            self._offer(connection, subscription, entry)
        subscription.loading = False
        if subscription.wanted > subscription.last:
            self._spawn(self._fetch(connection, conversation_id, subscription))

    async def _stretch(self, connection: Connection, conversation_id: str, after: int, topic: Topic) -> Stretch:
        """Read again when marks moved meanwhile: the head that is sent must not take back what was told before it."""
        while True:
            marks = topic.marks
            stretch = await self._reader.stretch(connection.actor, conversation_id, after)
            if marks == topic.marks:
                return stretch

    def _noticed(self, topic: Topic, row: Any) -> None:
        """A newcomer has read the database: if it knows more than we do, the others here have missed something."""
        if topic.signature not in ((), signature(row)):
            self._heads.refresh(row.id)  # One of the two is older than the other.
        else:
            topic.signature = signature(row)
        if len(topic.connections) > 1:
            self._remote(row.id, row.last_seq, row.last_public_seq)
        topic.seq = max(topic.seq, row.last_seq)

    def unsubscribe(self, connection: Connection, conversation_id: str) -> None:
        connection.subscriptions.pop(conversation_id, None)
        topic = self.topics.get(conversation_id)
        if topic is not None:
            topic.connections.pop(connection, None)
            if not topic.connections:
                del self.topics[conversation_id]
        for listener in self.on_leave:
            listener(connection, conversation_id)

    def committed(self, batch: Sequence[Written]) -> None:
        """What this process has just committed: to the watchers here, and as a hint to other processes."""
        hints = []
        for written in batch:
            head = written.head
            if head is None:
                continue
            hints.append((head.id, written.entries[-1].seq, head.last_public_seq))
            topic = self.topics.get(head.id)
            if topic is None:
                continue
            for entry in written.entries:
                self._fan_out(topic, entry)
            topic.seq = max(topic.seq, written.entries[-1].seq)
            if topic.signature != signature(head) or any(entry.kind in MOVES_HEAD for entry in written.entries):
                topic.signature = signature(head)
                self._heads.refresh(head.id, always=emptied_by(written.entries))
        if hints:
            if self._bus.distributed:
                self._bus.publish({"t": "new", "c": hints})
            for listener in self.on_change:
                listener([hint[0] for hint in hints])

    def _fan_out(self, topic: Topic, entry: Entry) -> None:
        texts: dict[tuple[bool, bool], str] = {}
        for connection, subscription in list(topic.connections.items()):
            public = connection.public
            if public and entry.public_seq is None:
                continue
            number = entry.public_seq if public else entry.seq
            if subscription.loading or number != subscription.last + 1 or connection.congested:
                self._want(connection, entry.conversation_id, subscription, number or 0)
                continue
            own = entry.sender is not None and entry.sender == connection.actor.key
            text = texts.get((public, own))
            if text is None:
                text = texts[public, own] = _entry_text(entry, connection)
            subscription.last = number
            subscription.wanted = max(subscription.wanted, number)
            carry(subscription, entry, number)
            connection.push(text)

    def _want(self, connection: Connection, conversation_id: str, subscription: Subscription, number: int) -> None:
        subscription.wanted = max(subscription.wanted, number)
        if subscription.wanted > subscription.last and not subscription.loading:
            self._spawn(self._fetch(connection, conversation_id, subscription))

    async def _fetch(self, connection: Connection, conversation_id: str, subscription: Subscription) -> None:
        """Reads what is missing until nothing is."""
        if subscription.loading:
            return
        subscription.loading = True
        try:
            while subscription.wanted > subscription.last and self._current(connection, conversation_id, subscription):
                entries = await self._reader.entries_between(
                    conversation_id, subscription.last, public=connection.public
                )
                if not entries:
                    subscription.wanted = subscription.last
                for entry in entries:
                    await connection.flow()
                    if not self._current(connection, conversation_id, subscription):
                        return
                    self._offer(connection, subscription, entry)
                if always := emptied_by(entries):
                    self._heads.refresh(conversation_id, always=always)
        except Problem:
            # The database is away: the next hint or poll asks again.
            subscription.wanted = subscription.last
        finally:
            subscription.loading = False

    def _current(self, connection: Connection, conversation_id: str, subscription: Subscription) -> bool:
        """False once the socket has subscribed anew, unsubscribed or closed: then nothing more is sent for this one."""
        return not connection.closed and connection.subscriptions.get(conversation_id) is subscription

    def _offer(self, connection: Connection, subscription: Subscription, entry: Entry) -> None:
        number = entry.public_seq if connection.public else entry.seq
        if number == subscription.last + 1:
            subscription.last = number
            carry(subscription, entry, number)
            connection.push(_entry_text(entry, connection))

    def catch_up(self, changed: dict[str, tuple[int, int]]) -> None:
        """Conversation id → highest (seq, public seq), from the feed: whoever missed a hint is helped here."""
        for conversation_id, (seq, public_seq) in changed.items():
            self._remote(conversation_id, seq, public_seq)

    # -- heads, marks, typing, presence

    def wire(self, view: View, *, public: bool) -> dict[str, Any]:
        return conversation_wire(view, self._brands.known(view.row.brand_id), public=public)

    def marked(self, moved: Sequence[Marks]) -> None:
        for marks in moved:
            self._send_marks(marks.conversation_id, marks.side, marks.delivered, marks.read)
            self._bus.publish({"t": "marks", "m": [marks.conversation_id, marks.side, marks.delivered, marks.read]})

    def _send_marks(self, conversation_id: str, side: str, delivered: int, read: int) -> None:
        topic = self.topics.get(conversation_id)
        if topic is not None:
            frame = {"type": "receipt", "conversation": conversation_id, "side": side}
            text = encode(frame | {"delivered": delivered, "read": read})
            topic.marks += 1
            for connection in topic.connections:
                connection.push_later(text)
        for listener in self.on_mark:
            listener(conversation_id)

    def typing(self, connection: Connection, conversation_id: str, *, on: bool) -> None:
        """Coalesced: a start within a second of the last one is not told, nor the end of what was not told."""
        if connection.typed is None:
            connection.typed = {}
        state, when = connection.typed.get(conversation_id, (False, 0.0))
        moment = time.monotonic()
        if (on and moment - when < 1.0) or not (on or state):
            return
        connection.typed[conversation_id] = (on, moment if on else when)
        self._send_typing(conversation_id, author_data(connection.actor), on=on)
        author = author_data(connection.actor)
        self._bus.publish({"t": "typing", "c": conversation_id, "a": author, "on": on})

    def composing(self, conversation_id: str, author: dict[str, str], text: str | None) -> None:
        """What a machine is writing, as far as it may be read already; None when it has written it or given up."""
        self._send_typing(conversation_id, author, on=text is not None, text=text)
        told = {"t": "typing", "c": conversation_id, "a": author, "on": text is not None}
        self._bus.publish(told if text is None else told | {"x": text})

    def _send_typing(self, conversation_id: str, author: dict[str, str], *, on: bool, text: str | None = None) -> None:
        topic = self.topics.get(conversation_id)
        if topic is None:
            return
        frame = {"type": "typing", "conversation": conversation_id, "author": author, "on": on}
        sent = encode(frame if text is None else frame | {"text": text})
        for connection in topic.connections:
            if (connection.actor.kind, connection.actor.id) != (author["kind"], author["id"]):
                connection.push(sent)

    def presence(self, brand_id: str, online: int) -> None:
        text = encode({"type": "presence", "online": online})
        for connection in self.connections:
            if connection.brand_id == brand_id:
                connection.push(text)

    def online_agents(self) -> set[str]:
        return {connection.actor.id for connection in self.connections if connection.actor.kind == "agent"}

    def customers_brands(self) -> set[str]:
        return {connection.brand_id for connection in self.connections if connection.brand_id}

    # -- other processes

    def _heard(self, message: dict[str, Any]) -> None:
        try:
            self._hear(message)
        except (KeyError, TypeError, ValueError):
            log.warning("a message on the bus was not understood")

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["t"]
        if kind == "new":
            for conversation_id, seq, public_seq in message["c"]:
                self._remote(conversation_id, seq, public_seq)
            for listener in self.on_change:
                listener([hint[0] for hint in message["c"]])
        elif kind == "marks":
            conversation_id, side, delivered, read = message["m"]
            self._send_marks(conversation_id, side, delivered, read)
        elif kind == "typing":
            self._send_typing(message["c"], message["a"], on=message["on"], text=message.get("x"))
        elif kind == "ended":
            self._close_session(message["s"])
        elif kind == "rights":
            self._close_agent(message["a"])

    def _remote(self, conversation_id: str, seq: int, public_seq: int) -> None:
        topic = self.topics.get(conversation_id)
        if topic is None or seq <= topic.seq:
            return
        topic.seq = seq
        self._heads.refresh(conversation_id)
        for connection, subscription in list(topic.connections.items()):
            self._want(connection, conversation_id, subscription, public_seq if connection.public else seq)

    def _spawn(self, coroutine: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _entry_text(entry: Entry, connection: Connection) -> str:
    wire = entry_wire(entry, public=connection.public, sender=connection.actor.key)
    return encode({"type": "entry", "conversation": entry.conversation_id, "entry": wire})
