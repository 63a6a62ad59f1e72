"""What clients asked for and were told, and whether that is what stands in the database afterwards.

A checker of its own: it reads rows, not the product's answers, and knows nothing of how they came to be. An ask that
was never answered may stand or not; one that was acknowledged must stand, once, as it was acknowledged.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from fairlead.app import System
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.store import Entry, entry_from
from fairlead.settings import Settings

ACK_FIELDS = ("conversation", "entry", "number", "public_number", "at")


@dataclass
class Ask:
    """One message somebody wants to send, under its client id."""

    sender: str
    client_id: str
    text: str
    acks: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # The server asked for another try later: what the sender said meanwhile may stand before it.
    put_off: bool = False


@dataclass
class Seen:
    """What one socket-independent watcher got of a conversation, in the order in which it took it."""

    who: str
    conversation: str
    public: bool
    entries: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Stored:
    """The database afterwards."""

    heads: dict[str, ConversationRow]
    entries: dict[str, list[Entry]]


class History:
    """Asks in the order in which each sender made them, and what each watcher saw."""

    def __init__(self) -> None:
        self.asks: dict[str, Ask] = {}
        self.seen: list[Seen] = []

    def ask(self, sender: str, client_id: str, text: str) -> Ask:
        made = self.asks[client_id] = Ask(sender, client_id, text)
        return made

    def watch(self, who: str, conversation: str, *, public: bool) -> Seen:
        made = Seen(who, conversation, public)
        self.seen.append(made)
        return made

    @property
    def acknowledged(self) -> int:
        return sum(bool(ask.acks) for ask in self.asks.values())

    def faults(self, stored: Stored) -> list[str]:
        """Everything that is wrong, in words; empty when all is well."""
        return [
            *self._lost_or_changed(stored),
            *self._doubled(stored),
            *self._phantoms(stored),
            *self._out_of_order(stored),
            *_not_dense(stored),
            *self._seen_wrongly(stored),
        ]

    def _lost_or_changed(self, stored: Stored) -> list[str]:
        found = []
        by_client_id = {entry.client_id: entry for entries in stored.entries.values() for entry in entries}
        for ask in self.asks.values():
            if not ask.acks:
                continue
            if len({tuple(ack[name] for name in ACK_FIELDS) for ack in ask.acks}) != 1:
                found.append(f"changed: {ask.client_id} got different acks {ask.acks}")
            entry = by_client_id.get(ask.client_id)
            if entry is None:
                found.append(f"lost: {ask.client_id} of {ask.sender} was acknowledged and is not there")
            elif (entry.conversation_id, entry.id, entry.public_seq) != tuple(
                ask.acks[0][name] for name in ("conversation", "entry", "public_number")
            ):
                found.append(f"changed: {ask.client_id} stands as {entry}, acknowledged was {ask.acks[0]}")
            elif entry.text != ask.text:
                found.append(f"changed: {ask.client_id} says {entry.text!r} instead of {ask.text!r}")
        return found

    def _doubled(self, stored: Stored) -> list[str]:
        texts = Counter(entry.text for entries in stored.entries.values() for entry in entries if _by_people(entry))
        return [f"duplicate: {text!r} stands {count} times" for text, count in texts.items() if text and count > 1]

    def _phantoms(self, stored: Stored) -> list[str]:
        found = []
        for entries in stored.entries.values():
            for entry in entries:
                if not _by_people(entry):
                    continue
                ask = self.asks.get(entry.client_id)
                if ask is None:
                    found.append(f"phantom: nobody asked for {entry.client_id}")
                elif ask.refused and not ask.acks:
                    found.append(f"phantom: {entry.client_id} was refused with {ask.refused} and stands")
        return found

    def _out_of_order(self, stored: Stored) -> list[str]:
        order = {client_id: place for place, client_id in enumerate(self.asks)}
        found = []
        for conversation, entries in stored.entries.items():
            last: dict[str, int] = {}
            for entry in entries:
                if entry.client_id not in order or self.asks[entry.client_id].put_off:
                    continue
                sender = self.asks[entry.client_id].sender
                if order[entry.client_id] < last.get(sender, -1):
                    found.append(f"disorder: {entry.client_id} of {sender} stands too late in {conversation}")
                last[sender] = order[entry.client_id]
        return found

    def _seen_wrongly(self, stored: Stored) -> list[str]:
        """Each watcher took every entry once, in order, up to the newest, as it stands."""
        found = []
        for seen in self.seen:
            right = [entry for entry in stored.entries[seen.conversation] if not seen.public or entry.public_seq]
            got = [(entry["number"], entry["id"], entry["text"]) for entry in seen.entries]
            want = [(entry.public_seq if seen.public else entry.seq, entry.id, entry.text) for entry in right]
            if got != want:
                found.append(f"disorder: {seen.who} took {_difference(got, want)} in {seen.conversation}")
        return found


def _by_people(entry: Entry) -> bool:
    """Said by one of the clients, not by the bot or the system."""
    return entry.kind == "message" and (entry.sender or "")[:1] in ("c", "a")


def _not_dense(stored: Stored) -> list[str]:
    found = []
    for conversation, entries in stored.entries.items():
        head = stored.heads[conversation]
        numbers = [entry.seq for entry in entries]
        public = [entry.public_seq for entry in entries if entry.public_seq is not None]
        if numbers != list(range(1, head.last_seq + 1)):
            found.append(f"disorder: numbers of {conversation} are {numbers}, the head says {head.last_seq}")
        if public != list(range(1, head.last_public_seq + 1)):
            found.append(
                f"disorder: public numbers of {conversation} are {public}, the head says {head.last_public_seq}"
            )
    return found


def _difference(got: list[Any], want: list[Any]) -> str:
    for place, (left, right) in enumerate(zip(got, want, strict=False)):
        if left != right:
            return f"{left} where {right} stands (place {place})"
    return f"{len(got)} entries of {len(want)}"


async def stored(settings: Settings) -> Stored:
    """Read with the installation's keys, past everything the server holds in memory."""
    system = System(settings)
    try:
        async with system.database.read() as session:
            heads = {row.id: row for row in await session.scalars(select(ConversationRow))}
            entries: dict[str, list[Entry]] = {conversation: [] for conversation in heads}
            rows = await session.scalars(select(EntryRow).order_by(EntryRow.conversation_id, EntryRow.seq))
            for row in rows:
                entries[row.conversation_id].append(entry_from(row, system.sealer))
        return Stored(heads, entries)
    finally:
        await system.database.close()
