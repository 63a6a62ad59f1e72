"""A recovery phrase sent in pieces: as soon as it is whole, every message that holds a part of it is taken back.

Each piece is harmless by itself and is stored, sealed, until then. Messages of nothing but words of the lists are kept in memory
for some minutes, in this process; only what makes a phrase there costs a look into the timeline.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from contextlib import suppress

import structlog

from fairlead.bot.consider import ACTOR, Bot
from fairlead.conversations.change import Changes
from fairlead.conversations.ledger import Written
from fairlead.conversations.read import Reader
from fairlead.conversations.store import Entry
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.shield.find_phrases import SIZES, find_phrases, list_words

log = structlog.get_logger()
WITHIN = 10 * clock.MINUTE
CONVERSATIONS = 10_000
_LAST = 50


class Pieces:
    def __init__(self, reader: Reader, changes: Changes, bot: Bot) -> None:
        self._reader = reader
        self._changes = changes
        self._bot = bot
        # Conversation id → when which words of the lists came; who wrote longest ago first.
        self._seen: OrderedDict[str, deque[tuple[int, str]]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def committed(self, batch: Sequence[Written]) -> None:
        for written in batch:
            for entry in written.entries:
                if entry.kind == "message" and entry.author_kind == "customer" and self._completes(entry):
                    task = asyncio.create_task(self._look(entry))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    def _completes(self, entry: Entry) -> bool:
        if not list_words(entry.text):
            return False
        seen = self._seen.setdefault(entry.conversation_id, deque(maxlen=SIZES[-1]))
        self._seen.move_to_end(entry.conversation_id)
        if len(self._seen) > CONVERSATIONS:
            self._seen.popitem(last=False)
        seen.append((entry.at, entry.text))
        return bool(find_phrases("\n".join(text for at, text in seen if at > entry.at - WITHIN)))

    async def _look(self, entry: Entry) -> None:
        try:
            view = await self._reader.view(ACTOR, entry.conversation_id)
            entries, _ = await self._reader.page_of(ACTOR, view, before=entry.seq + 1, limit=_LAST)
            pieces = parts([each for each in entries if each.at > entry.at - WITHIN])
            for piece in pieces:
                name = f"{piece.id}:taken-back"
                await self._changes.redact(ACTOR, name, entry.conversation_id, entry_id=piece.id)
            if pieces:
                self._seen.pop(entry.conversation_id, None)
                with suppress(Problem):
                    await self._bot.leaked(view, entry)
        except Problem as problem:
            log.warning("a phrase in pieces was not taken back", code=problem.code, conversation=entry.conversation_id)


def parts(entries: Sequence[Entry]) -> list[Entry]:
    """Those of the customer's messages, oldest first, that hold a phrase together and none of which does alone."""
    said = [
        each
        for each in entries
        if each.kind == "message" and each.author_kind == "customer" and not each.redacted and list_words(each.text)
    ]
    spans, at = [], 0
    for each in said:
        spans.append((at, at + len(each.text)))
        at += len(each.text) + 1
    found = find_phrases("\n".join(each.text for each in said))
    return [
        each
        for each, (start, end) in zip(said, spans, strict=True)
        if any(start < span.end and span.start < end for span in found)
    ]
