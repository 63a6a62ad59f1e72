"""Which agents have a conversation before their eyes, and who of them writes: told to agents who watch it, never to customers.

Nothing is stored. A process tells the others whom it has, and says it again every few seconds: who is not named again is
forgotten, so that a process that dies takes its viewers along.
"""

import asyncio
from typing import Any

import structlog

from fairlead.conversations.rules import author_data
from fairlead.infra.bus import Bus
from fairlead.live.connection import Connection, encode
from fairlead.live.hub import Hub

log = structlog.get_logger()

BEAT = 3.0
# What another process said is good for so long.
LIFE = 10.0
# Who has the conversation open in two windows counts once, with what he does most of.
_RANK = {"reply": 2, "note": 1, None: 0}

Viewer = dict[str, Any]


class Viewers:
    def __init__(self, hub: Hub, bus: Bus) -> None:
        self._hub = hub
        self._bus = bus
        # Conversation → who looks at it here, and what he writes.
        self._here: dict[str, dict[Connection, str | None]] = {}
        self._of: dict[Connection, str] = {}
        # Conversation → by process: until when it is believed, and whom it named.
        self._there: dict[str, dict[str, tuple[float, list[Viewer]]]] = {}
        self._task: asyncio.Task[None] | None = None
        hub.on_leave.append(self._left)
        bus.listen(self._heard)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="viewers")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def view(self, connection: Connection, conversation_id: str | None, *, writing: str | None) -> None:
        """One conversation at a time for each window; None when the window shows none or nobody sees it."""
        before = self._of.get(connection)
        if before is not None and before != conversation_id:
            self._left(connection, before)
        if conversation_id is None or conversation_id not in connection.subscriptions:
            return
        self._of[connection] = conversation_id
        here = self._here.setdefault(conversation_id, {})
        if connection not in here or here[connection] != writing:
            here[connection] = writing
            self._publish(conversation_id)
            self._tell(conversation_id)

    def of(self, conversation_id: str) -> list[Viewer]:
        """Everybody who looks, once each, in the order of their names."""
        found: dict[str, Viewer] = {}
        remote = [viewer for _, named in self._there.get(conversation_id, {}).values() for viewer in named]
        for viewer in [*self._local(conversation_id), *remote]:
            known = found.get(viewer["agent"]["id"])
            if known is None or _RANK[known["writing"]] < _RANK[viewer["writing"]]:
                found[viewer["agent"]["id"]] = viewer
        return sorted(found.values(), key=lambda viewer: (viewer["agent"]["name"], viewer["agent"]["id"]))

    def _local(self, conversation_id: str) -> list[Viewer]:
        here = self._here.get(conversation_id, {})
        return [{"agent": author_data(each.actor), "writing": writing} for each, writing in here.items()]

    def _left(self, connection: Connection, conversation_id: str) -> None:
        if self._of.get(connection) != conversation_id:
            return
        del self._of[connection]
        here = self._here[conversation_id]
        del here[connection]
        if not here:
            del self._here[conversation_id]
        self._publish(conversation_id)
        self._tell(conversation_id)

    def _publish(self, conversation_id: str) -> None:
        if self._bus.distributed:
            self._bus.publish({"t": "viewers", "c": conversation_id, "v": self._local(conversation_id)})

    def _tell(self, conversation_id: str) -> None:
        topic = self._hub.topics.get(conversation_id)
        if topic is None:
            return
        frame = {"type": "viewers", "conversation": conversation_id, "viewers": self.of(conversation_id)}
        text = encode(frame)
        for connection in topic.connections:
            if not connection.public:
                connection.push(text)

    # -- other processes

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("t") != "viewers":
            return
        try:
            named = [{"agent": viewer["agent"], "writing": viewer["writing"]} for viewer in message["v"]]
            self._note(message["c"], message["node"], named)
        except (KeyError, TypeError):
            log.warning("a message on the bus was not understood")

    def _note(self, conversation_id: str, node: str, named: list[Viewer]) -> None:
        before = self.of(conversation_id)
        if named:
            until = asyncio.get_running_loop().time() + LIFE
            self._there.setdefault(conversation_id, {})[node] = (until, named)
        else:
            self._forget(conversation_id, node)
        if self.of(conversation_id) != before:
            self._tell(conversation_id)

    def _forget(self, conversation_id: str, node: str) -> None:
        nodes = self._there.get(conversation_id, {})
        nodes.pop(node, None)
        if not nodes:
            self._there.pop(conversation_id, None)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for conversation_id in list(self._here):
                self._publish(conversation_id)
            moment = asyncio.get_running_loop().time()
            for conversation_id, nodes in list(self._there.items()):
                for node in [node for node, (until, _) in nodes.items() if until < moment]:
                    self._note(conversation_id, node, [])
