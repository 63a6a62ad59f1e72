"""Tells an agent at once that a colleague's note names him, on whichever process his sockets are. Losing a word costs a moment:
the list of mentions is in the database."""

from collections.abc import Sequence
from typing import Any

import structlog

from fairlead.conversations.ledger import Written
from fairlead.conversations.store import Entry
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
                named = _newly_named(entry)
                if named:
                    author = {"kind": entry.author_kind, "id": entry.author_id, "name": entry.author_name}
                    frame = {
                        "type": "mentioned",
                        "conversation": entry.conversation_id,
                        "entry": entry.data["entry"] if entry.kind == "edited" else entry.id,
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


def _newly_named(entry: Entry) -> list[str]:
    """Whom a note names, but for its author; after a change, who was not named before."""
    if entry.kind not in ("note", "edited"):
        return []
    before = entry.data["former"]["mentions"] if entry.kind == "edited" else ()
    known = {entry.author_id, *(author["id"] for author in before)}
    return [author["id"] for author in entry.data.get("mentions", ()) if author["id"] not in known]
