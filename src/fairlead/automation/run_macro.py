"""A reply and the steps that go with it, in one request and in their order: each gated, done and answered as by itself; where the
ticket is among them, all of them or none.

The agent's desk says what is to be done, as he has it before his eyes; so a macro that is changed meanwhile changes nothing for
him. Every step has a client id of its own, made from the request's: sent again, what was done stays done once.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
import structlog

from fairlead.automation.carry_out import CarryOut, Order
from fairlead.automation.rules import TICKET_STEPS, Step, check_steps
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, Problem
from fairlead.kit.texts import Texts
from fairlead.live.bulk import acked, refusal
from fairlead.live.commands import agent_draft, checked_client_id
from fairlead.live.frames import Translated
from fairlead.live.hub import Hub

log = structlog.get_logger()

REPLY = "reply"


class ToRun(Step, frozen=True):
    """A step as it is to be done: its text is filled in, and `mentions` are those whom its note names."""

    mentions: tuple[str, ...] = ()


class MacroRun(msgspec.Struct, forbid_unknown_fields=True):
    """The reply, unless it is empty, and then the steps. `dry`: only what would come of it, of steps on a ticket."""

    client_id: str
    text: str = ""
    files: list[str] = []
    reply_to: int | None = None
    translated: Translated | None = None
    steps: list[ToRun] = []
    dry: bool = False


def _says(asked: MacroRun) -> bool:
    return bool(asked.text.strip() or asked.files)


class Deed(NamedTuple):
    name: str
    client_id: str
    do: Callable[[], Awaitable[Receipt]]


class Macros:
    def __init__(
        self, gather: Gather, changes: Changes, reader: Reader, hub: Hub, texts: Texts, *, carry_out: CarryOut
    ) -> None:
        self._gather = gather
        self._changes = changes
        self._reader = reader
        self._hub = hub
        self._texts = texts
        self._carry_out = carry_out

    async def run(self, agent: Actor, conversation_id: str, asked: MacroRun, *, locale: str) -> dict[str, Any]:
        """What became of the reply and of each step, and the conversation as it is then. Nothing follows a refused one.

        Raises NotFound; Invalid for what could not be done as a whole: then nothing was. With steps on the ticket, whatever one
        of them is refused for is raised, and nothing was done.
        """
        await self._reader.view(agent, conversation_id)
        check_steps(asked.steps)
        if any(step.type in TICKET_STEPS for step in asked.steps):
            return await self._together(agent, conversation_id, asked)
        if asked.dry:
            raise Invalid("invalid_field", field="dry")
        deeds = list(self._deeds(agent, conversation_id, asked))
        if not deeds:
            raise Invalid("empty_message")
        results: list[dict[str, Any]] = []
        for deed in deeds:
            stopped = any(not result["ok"] for result in results)
            outcome = self._skipped(locale) if stopped else await self._outcome(deed, locale)
            results.append({"type": deed.name} | outcome)
        view = await self._reader.view(agent, conversation_id)
        return {"results": results, "conversation": self._hub.wire(view, public=False)}

    async def _together(self, agent: Actor, conversation_id: str, asked: MacroRun) -> dict[str, Any]:
        given = checked_client_id(asked.client_id)
        mentions = tuple(dict.fromkeys(name for step in asked.steps for name in step.mentions))
        order = Order(
            actor=agent,
            conversation_id=conversation_id,
            brand_id=(await self._reader.view(agent, conversation_id)).row.brand_id,
            cause=given,
            steps=tuple(asked.steps),
            ticket_id=await self._carry_out.ticket_of(conversation_id),
            said=self._draft(agent, conversation_id, str(uuid5(UUID(given), REPLY)), asked) if _says(asked) else None,
            mentions=mentions,
            dry=asked.dry,
        )
        entries = await self._carry_out.rehearse(order) if asked.dry else []
        if not asked.dry:
            await self._carry_out(order)
        view = await self._reader.view(agent, conversation_id)
        done = [REPLY] * (order.said is not None) + [step.type for step in asked.steps]
        return {
            "results": [{"type": name, "ok": True} for name in done],
            "entries": [{"kind": entry.kind, "text": entry.text, "data": entry.data} for entry in entries],
            "conversation": self._hub.wire(view, public=False),
        }

    def _deeds(self, agent: Actor, conversation_id: str, asked: MacroRun) -> Iterator[Deed]:
        """Raises Problem for what no step may be."""
        given = UUID(checked_client_id(asked.client_id))
        if _says(asked):
            yield self._said(agent, conversation_id, given, asked)
        for step in asked.steps:
            if step.type == "note":
                yield self._said(agent, conversation_id, given, MacroRun("", step.text), note=step)
            else:
                yield self._changed(agent, conversation_id, str(uuid5(given, step.type)), step)

    def _said(
        self, agent: Actor, conversation_id: str, given: UUID, asked: MacroRun, *, note: ToRun | None = None
    ) -> Deed:
        name = note.type if note else REPLY
        client_id = str(uuid5(given, name))
        draft = self._draft(agent, conversation_id, client_id, asked, note=note)
        return Deed(name, client_id, lambda: self._gather.write(draft))

    def _draft(
        self, agent: Actor, conversation_id: str, client_id: str, asked: MacroRun, *, note: ToRun | None = None
    ) -> Draft:
        return agent_draft(
            agent,
            client_id,
            conversation_id,
            asked.text,
            asked.files,
            note=note is not None,
            mentions=list(note.mentions) if note else [],
            reply_to=asked.reply_to,
            translated=asked.translated,
        )

    def _changed(self, agent: Actor, conversation_id: str, client_id: str, step: ToRun) -> Deed:
        async def do() -> Receipt:
            change = self._changes
            if step.type == "close":
                return await change.close(agent, client_id, conversation_id)
            if step.type == "transfer":
                return await change.transfer(
                    agent, client_id, conversation_id, to_agent=None, to_team=step.team, note=step.text
                )
            to = agent.id if step.type == "assign" else None
            return await change.assign(agent, client_id, conversation_id, to=to)

        return Deed(step.type, client_id, do)

    async def _outcome(self, deed: Deed, locale: str) -> dict[str, Any]:
        try:
            receipt = await deed.do()
        except Problem as problem:
            return refusal(self._texts, problem, locale)
        except Exception:
            log.exception("a step of a macro failed")
            return refusal(self._texts, Problem("internal", 500), locale)
        return acked(receipt, deed.client_id)

    def _skipped(self, locale: str) -> dict[str, Any]:
        return refusal(self._texts, Conflict("step_skipped"), locale)
