"""Many conversations at once: the socket's commands of agents, gathered into one request, each with its own outcome.

Every item carries a client id of its own, so that the whole request can be sent again: what was done stays done once.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import structlog

from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.give_back import GiveBack
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.conversations.schemas import receipt_wire
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.texts import Texts
from fairlead.live.commands import agent_draft, checked_client_id
from fairlead.live.hub import Hub

log = structlog.get_logger()

MOST = 100
# So many wait for their commit at once: they share it, and leave room for others.
AT_ONCE = 16


class Item(msgspec.Struct, forbid_unknown_fields=True):
    """One command, as over the socket."""

    # `back`: what this agent transferred goes back to whoever had it.
    type: Literal["send", "assign", "transfer", "close", "reopen", "back"]
    client_id: str
    conversation: str
    to: str | None = None
    to_agent: str | None = None
    to_team: str | None = None
    note: str = ""
    text: str = ""


class BulkRequest(msgspec.Struct, forbid_unknown_fields=True):
    items: list[Item]


class Bulk:
    def __init__(
        self, changes: Changes, gather: Gather, reader: Reader, hub: Hub, *, texts: Texts, give_back: GiveBack
    ) -> None:
        self._changes = changes
        self._give_back = give_back
        self._gather = gather
        self._reader = reader
        self._hub = hub
        self._texts = texts

    async def run(self, agent: Actor, items: Sequence[Item], *, locale: str) -> dict[str, Any]:
        """What became of each item, in their order, and the conversations as they are then.

        Raises Invalid("limit_out_of_range"), Invalid("invalid_field") where one conversation is named twice.
        """
        ids = {item.conversation for item in items}
        if not 1 <= len(items) <= MOST:
            raise Invalid("limit_out_of_range", limit=MOST)
        if len(ids) < len(items):
            raise Invalid("invalid_field", field="items")
        room = asyncio.Semaphore(AT_ONCE)

        async def outcome(item: Item) -> dict[str, Any]:
            async with room:
                return await self._outcome(agent, item, locale)

        results = await asyncio.gather(*(outcome(item) for item in items))
        views = await self._reader.views_for(agent, ids)
        return {"results": results, "conversations": [self._hub.wire(view, public=False) for view in views]}

    async def _outcome(self, agent: Actor, item: Item, locale: str) -> dict[str, Any]:
        named = {"client_id": item.client_id, "conversation": item.conversation}
        try:
            receipt = await self._do(agent, item)
        except Problem as problem:
            return named | refusal(self._texts, problem, locale)
        except Exception:
            log.exception("an item of a bulk request failed")
            return named | refusal(self._texts, Problem("internal", 500), locale)
        return acked(receipt, item.client_id)

    async def _do(self, agent: Actor, item: Item) -> Receipt:
        client_id, conversation = checked_client_id(item.client_id), item.conversation
        if item.type == "send":
            draft = agent_draft(agent, client_id, conversation, item.text, [], note=False, mentions=[], reply_to=None)
            return await self._gather.write(draft)
        if item.type == "assign":
            return await self._changes.assign(agent, client_id, conversation, to=item.to)
        if item.type == "transfer":
            return await self._changes.transfer(
                agent, client_id, conversation, to_agent=item.to_agent, to_team=item.to_team, note=item.note
            )
        if item.type == "back":
            return await self._give_back(agent, client_id, conversation)
        change = self._changes.close if item.type == "close" else self._changes.reopen
        return await change(agent, client_id, conversation)


def acked(receipt: Receipt, client_id: str) -> dict[str, Any]:
    """What became of one of several things asked for together: it was done."""
    ack = receipt_wire(receipt, client_id, public=False)
    return {"ok": True} | {key: value for key, value in ack.items() if key != "type"}


def refusal(texts: Texts, problem: Problem, locale: str) -> dict[str, Any]:
    """The same where it was not, in words of the reader's."""
    return {"ok": False, "code": problem.code, "message": texts(f"error.{problem.code}", locale, **problem.told)}
