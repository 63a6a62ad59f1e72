"""Tells an agent at once that a colleague's note names him, on whichever process his sockets are. Losing a word costs a moment:
the list of mentions is in the database."""

from collections.abc import Sequence
from typing import Any

import structlog

from fairlead.conversations.ledger import Written
from fairlead.infra.bus import Bus
from fairlead.live.connection import encode
from fairlead.live.hub import Hub

log = structlog.get_logger()


class Mentioning:
    def __init__(self, hub: Hub, bus: Bus) -> None:
        self._hub = hub
        self._bus = bus
        bus.listen(self._heard)

    def committed(self, batch: Sequence[Written]) -> None:
        for written in batch:
            for entry in written.entries:
                named = [author["id"] for author in entry.data.get("mentions", ()) if author["id"] != entry.author_id]
                if entry.kind == "note" and named:
                    author = {"kind": entry.author_kind, "id": entry.author_id, "name": entry.author_name}
                    frame = {
                        "type": "mentioned",
                        "conversation": entry.conversation_id,
                        "entry": entry.id,
                        "by": author,
                    }
                    self._tell(named, frame)
                    self._bus.publish({"t": "mentioned", "a": named, "f": frame})

    def _tell(self, agents: list[str], frame: dict[str, Any]) -> None:
        text = encode(frame)
        for connection in self._hub.connections:
            if connection.actor.kind == "agent" and connection.actor.id in agents:
                connection.push(text)

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("t") != "mentioned":
            return
        try:
            self._tell(message["a"], message["f"])
        except (KeyError, TypeError):
            log.warning("a message on the bus was not understood")
