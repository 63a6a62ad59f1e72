"""What people do to a conversation besides writing: assign, transfer, close, reopen, redact, edit, hand over, rate.

Each looks up what its entry must say, then goes through the same group commit as a message.
"""

from typing import Any

from fairlead.conversations.gather import Gather
from fairlead.conversations.hold import release
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft
from fairlead.infra.database import Database
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound, Refused
from fairlead.people import store as people
from fairlead.shield.screen import readable, screen


class Changes:
    def __init__(self, database: Database, gather: Gather, reader: Reader) -> None:
        self._database = database
        self._gather = gather
        self._reader = reader

    async def assign(self, actor: Actor, client_id: str, conversation_id: str, *, to: str | None) -> Receipt:
        """To an agent of the conversation's brand, or back to the queue. Raises Invalid("transfer_target")."""
        brand_id = (await self._reader.view(actor, conversation_id)).row.brand_id
        to_data = await self._agent(to, brand_id) if to is not None else None
        data = {"to": to_data, "by": _author(actor)}
        return await self._add(actor, "assigned", client_id, conversation_id, data)

    async def transfer(
        self,
        actor: Actor,
        client_id: str,
        conversation_id: str,
        *,
        to_agent: str | None,
        to_team: str | None,
        note: str,
    ) -> Receipt:
        """With a note, so that nobody asks again. Raises Invalid("transfer_target"), Invalid("empty_message")."""
        brand_id = (await self._reader.view(actor, conversation_id)).row.brand_id
        if to_agent is None and to_team is None:
            raise Invalid("transfer_target")
        data: dict[str, Any] = {"note": screen(note, as_is=True).text}
        if to_agent is not None:
            data["to_agent"] = await self._agent(to_agent, brand_id)
        if to_team is not None:
            data["to_team"] = await self._team(to_team, brand_id)
        return await self._add(actor, "transferred", client_id, conversation_id, data)

    async def close(self, actor: Actor, client_id: str, conversation_id: str) -> Receipt:
        return await self._add(actor, "closed", client_id, conversation_id, {"by": _author(actor)})

    async def reopen(self, actor: Actor, client_id: str, conversation_id: str) -> Receipt:
        return await self._add(actor, "reopened", client_id, conversation_id, {"by": _author(actor)})

    async def hand_over(
        self,
        actor: Actor,
        client_id: str,
        conversation_id: str,
        *,
        reason: str,
        summary: dict[str, Any] | None = None,
    ) -> Receipt:
        """From the bot to people. `summary` is for the person who takes over; the customer does not see it."""
        data: dict[str, Any] = {"reason": reason} | ({"summary": summary} if summary else {})
        return await self._add(actor, "handover", client_id, conversation_id, data)

    async def redact(self, actor: Actor, client_id: str, conversation_id: str, *, entry_id: str) -> Receipt:
        """The content goes for everyone and for good; the number stays. Only messages and notes can be redacted."""
        if actor.kind not in ("agent", "bot"):
            raise Refused
        target = await self._reader.entry(actor, conversation_id, entry_id)
        if target.kind not in ("message", "note", "transferred"):
            raise Refused
        data = {
            "entry": target.id,
            "number": target.seq,
            "public_number": target.public_seq,
            "internal": target.public_seq is None,
            "files": [file["id"] for file in target.files],
        }
        return await self._add(actor, "redaction", client_id, conversation_id, data)

    async def release(
        self, actor: Actor, client_id: str, conversation_id: str, *, entry_id: str, reason: str
    ) -> Receipt:
        """What a held note says goes to the customer, in the name of the lead who answers for it.

        Raises NotFound, Refused, Conflict("already_released"), Invalid("release_reason").
        """
        if actor.kind != "agent":
            raise Refused
        guarded = release(reason, entry=entry_id)
        note = await self._reader.entry(actor, conversation_id, entry_id)
        if "held" not in note.data:
            raise NotFound
        target = note.data.get("reply_to") or {}
        draft = Draft(
            actor=actor,
            kind="message",
            client_id=client_id,
            conversation_id=conversation_id,
            text=note.text,
            data={key: note.data[key] for key in ("translated", "removed") if key in note.data},
            reply_to=target.get("number") if target.get("public_number") else None,
            guarded=guarded,
        )
        return await self._gather.write(draft)

    async def edit(
        self, actor: Actor, client_id: str, conversation_id: str, *, entry_id: str, text: str, mentions: list[str]
    ) -> Receipt:
        """One's own note. Raises Refused, Conflict("edit_too_late"), Invalid: what a note's text and mentions raise."""
        target = await self._reader.entry(actor, conversation_id, entry_id)
        if actor.kind != "agent":
            raise Refused
        draft = Draft(
            actor=actor,
            kind="edited",
            client_id=client_id,
            conversation_id=conversation_id,
            text=readable(text, may_be_empty=bool(target.files)),
            data={"entry": target.id, "number": target.seq},
            mentions=tuple(mentions),
        )
        return await self._gather.write(draft)

    async def rate_answer(
        self, actor: Actor, client_id: str, conversation_id: str, *, entry_id: str, helpful: bool
    ) -> Receipt:
        target = await self._reader.entry(actor, conversation_id, entry_id)
        if target.author_kind != "bot" or target.kind != "message":
            raise Refused
        data = {"entry": target.id, "helpful": helpful}
        return await self._add(actor, "rated", client_id, conversation_id, data)

    async def _add(
        self, actor: Actor, kind: str, client_id: str, conversation_id: str, data: dict[str, Any]
    ) -> Receipt:
        draft = Draft(actor=actor, kind=kind, client_id=client_id, conversation_id=conversation_id, data=data)
        return await self._gather.write(draft)

    async def _agent(self, agent_id: str, brand_id: str) -> dict[str, str]:
        async with self._database.read() as session:
            row = await people.agent_for_brand(session, agent_id, brand_id)
        if row is None:
            raise Invalid("transfer_target")
        return {"kind": "agent", "id": row.id, "name": row.name}

    async def _team(self, team_id: str, brand_id: str) -> dict[str, str]:
        async with self._database.read() as session:
            row = await people.team_for_brand(session, team_id, brand_id)
        if row is None:
            raise Invalid("transfer_target")
        return {"id": row.id, "name": row.name}


def _author(actor: Actor) -> dict[str, str]:
    return {"kind": actor.kind, "id": actor.id, "name": actor.name}
