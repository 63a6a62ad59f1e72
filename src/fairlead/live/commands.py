"""What each frame of a signed-in socket does. One method per command; every refusal is an error frame, nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from fairlead.conversations import hold
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.mark import Marker
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft, Guarded
from fairlead.conversations.schemas import receipt_wire
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotSignedIn, Problem, Refused
from fairlead.kit.ids import client_uuid
from fairlead.kit.text import is_language_tag
from fairlead.kit.texts import Texts
from fairlead.live import frames
from fairlead.live.connection import SESSION_GONE, Connection, encode
from fairlead.live.hub import Hub
from fairlead.live.ports import Summarise, Translate
from fairlead.live.viewers import Viewers
from fairlead.live.workspace import Workspace
from fairlead.people.sessions import Sessions
from fairlead.shield.limits import Fairness
from fairlead.shield.rules import FILES_PER_MESSAGE
from fairlead.shield.screen import readable, screen

log = structlog.get_logger()

SUBSCRIPTIONS = 200
# Sends of one socket that may wait for their commit at once.
IN_FLIGHT = 256


class Commands:
    def __init__(
        self,
        *,
        gather: Gather,
        changes: Changes,
        reader: Reader,
        marker: Marker,
        hub: Hub,
        viewers: Viewers,
        workspace: Workspace,
        translate: Translate,
        summarise: Summarise,
        limiter: Fairness,
        sessions: Sessions,
        texts: Texts,
    ) -> None:
        self._gather = gather
        self._changes = changes
        self._reader = reader
        self._marker = marker
        self._hub = hub
        self._viewers = viewers
        self._workspace = workspace
        self._translate = translate
        self._summarise = summarise
        self._limiter = limiter
        self._sessions = sessions
        self._texts = texts
        # What is done at once, and what has to wait for the database.
        self._quick: dict[str, Callable[[Connection, Any], None]] = {
            "unsubscribe": self._unsubscribe,
            "send": self._send,
            "delivered": self._mark,
            "read": self._mark,
            "typing": self._typing,
            "viewing": self._viewing,
            "ping": self._ping,
        }
        self._slow: dict[str, Callable[[Connection, Any], Awaitable[None]]] = {
            "subscribe": self._subscribe,
            "handover": self._handover,
            "assign": self._assign,
            "transfer": self._transfer,
            "close": self._close,
            "reopen": self._reopen,
            "redact": self._redact,
            "edit": self._edit,
            "release": self._release,
            "rate_answer": self._rate,
        }

    async def handle(self, connection: Connection, text: str) -> None:
        value: Any = None
        try:
            value = frames.parse(text)
            frame = frames.frame_from(value)
            self._admit(connection, frame)
            if frame.type in self._slow:
                await self._slow[frame.type](connection, frame)
                return
            if frame.type == "send" and connection.waiting >= IN_FLIGHT:
                connection.room = asyncio.get_running_loop().create_future()
                await connection.room
            self._quick[frame.type](connection, frame)
        except Exception as error:  # noqa: BLE001 - whatever it was, the sender gets an answer
            self._failed(connection, error, value)

    def handle_now(self, connection: Connection, text: str) -> bool:
        """As `handle`, when the frame's command needs no waiting; else False, and nothing has been done."""
        value: Any = None
        try:
            value = frames.parse(text)
            frame = frames.frame_from(value)
            if frame.type in self._slow or connection.waiting >= IN_FLIGHT:
                return False
            self._admit(connection, frame)
            self._quick[frame.type](connection, frame)
        except Exception as error:  # noqa: BLE001 - whatever it was, the sender gets an answer
            self._failed(connection, error, value)
        return True

    def _admit(self, connection: Connection, frame: frames.Frame) -> None:
        if frame.type == "hello":
            raise Problem("hello_twice")
        if connection.public and isinstance(frame, frames.OnConversation):
            self._limiter.take(connection.actor, connection.caller.network)

    def _failed(self, connection: Connection, error: Exception, value: Any) -> None:
        if not isinstance(error, Problem):
            log.error("a command failed", exc_info=error)
            error = Problem("internal", 500)
        if isinstance(error, NotSignedIn):
            # Not answered: it is still the client's to send, if it comes back with a session.
            connection.close(SESSION_GONE)
            return
        self.refuse(connection, error, value)

    def refuse(self, connection: Connection, problem: Problem, value: Any = None) -> None:
        """Answers with an error frame; the socket stays open."""
        connection.push(encode(self.error(problem, connection.locale, value)))

    def error(self, problem: Problem, locale: str, value: Any = None) -> dict[str, Any]:
        message = self._texts(f"error.{problem.code}", locale, **problem.told)
        frame: dict[str, Any] = {"type": "error", "code": problem.code, "message": message}
        if (ref := frames.ref_of(value)) is not None:
            frame["ref"] = ref
        if "retry_after" in problem.data:
            frame["retry_after"] = problem.data["retry_after"]
        client_id = value.get("client_id") if isinstance(value, dict) else None
        if isinstance(client_id, str) and len(client_id) <= frames.REF_CHARS:
            frame["client_id"] = client_id
        return frame

    # -- watching

    async def _subscribe(self, connection: Connection, frame: frames.Subscribe) -> None:
        if not connection.public:
            await self._sessions.confirm(connection.actor)
        if frame.workspace:
            if connection.public:
                raise Refused
            if frame.after is not None and not isinstance(frame.after, str):
                raise Invalid("invalid_field", field="after")
            await self._workspace.subscribe(connection, frame.after, frame.id)
            return
        after = 0 if frame.after is None else frame.after
        if frame.conversation is None:
            raise Invalid("missing_field", field="conversation")
        if not isinstance(after, int) or not 0 <= after < 2**53:
            raise Invalid("invalid_field", field="after")
        known = frame.conversation in connection.subscriptions
        if not known and len(connection.subscriptions) >= SUBSCRIPTIONS:
            raise Problem("too_many_subscriptions", 429, limit=SUBSCRIPTIONS)
        await self._hub.subscribe(connection, frame.conversation, after, frame.id)

    def _unsubscribe(self, connection: Connection, frame: frames.Unsubscribe) -> None:
        if frame.workspace:
            connection.workspace = False
        if frame.conversation is not None:
            self._hub.unsubscribe(connection, frame.conversation)
        self._answer(connection, "done", frame)

    def _ping(self, connection: Connection, frame: frames.Frame) -> None:
        self._answer(connection, "pong", frame)

    def _answer(self, connection: Connection, kind: str, frame: frames.Frame) -> None:
        connection.push(encode({"type": kind} | ({"ref": frame.id} if frame.id is not None else {})))

    # -- writing

    def _send(self, connection: Connection, frame: frames.Send) -> None:
        actor = connection.actor
        client_id = checked_client_id(frame.client_id)
        if connection.public:
            if frame.note or frame.mentions or frame.reply_to is not None or frame.translated is not None:
                raise Refused
            if frame.release is not None or frame.held:
                raise Refused
            self._limiter.take(actor, connection.caller.network)
            draft = self._translate.draft(
                actor,
                client_id=client_id,
                conversation_id=frame.conversation,
                text=frame.text,
                files=frame.files,
                locale=frame.locale,
                context=frame.context,
                as_is=frame.as_is,
                caller=connection.caller,
            )
        else:
            draft = agent_draft(
                actor,
                client_id,
                frame.conversation,
                frame.text,
                frame.files,
                note=frame.note,
                mentions=frame.mentions,
                reply_to=frame.reply_to,
                translated=frame.translated,
                release=frame.release,
                held=frame.held,
            )
        connection.waiting += 1
        given, ref, public = frame.client_id, frame.id, connection.public

        def done(result: Receipt | Problem) -> None:
            connection.waiting -= 1
            if connection.room is not None and not connection.room.done():
                connection.room.set_result(None)
            if isinstance(result, NotSignedIn):
                connection.close(SESSION_GONE)
            elif isinstance(result, Problem):
                connection.push(encode(self.error(result, connection.locale, {"id": ref, "client_id": given})))
            else:
                ack = receipt_wire(result, given, public=public)
                if ref is not None:
                    ack["ref"] = ref
                connection.push(encode(ack))

        self._gather.submit(draft, done)

    def _mark(self, connection: Connection, frame: frames.Mark) -> None:
        """Only for what the socket watches: a mark elsewhere would be a question about what exists."""
        if frame.conversation not in connection.subscriptions or frame.number < 0:
            return
        number = min(frame.number, 2**53)
        side: Any = "customer" if connection.public else "agents"
        read = number if frame.type == "read" else 0
        self._marker.mark(frame.conversation, side, delivered=number, read=read)

    def _typing(self, connection: Connection, frame: frames.Typing) -> None:
        if frame.conversation in connection.subscriptions:
            self._hub.typing(connection, frame.conversation, on=frame.on)

    def _viewing(self, connection: Connection, frame: frames.Viewing) -> None:
        _agents_only(connection)
        self._viewers.view(connection, frame.conversation, writing=frame.writing)

    # -- changing

    def _ack(self, connection: Connection, frame: frames.OnConversation, receipt: Receipt) -> None:
        ack = receipt_wire(receipt, frame.client_id, public=connection.public)
        connection.push(encode(ack | ({"ref": frame.id} if frame.id is not None else {})))

    async def _handover(self, connection: Connection, frame: frames.OnConversation) -> None:
        client_id = checked_client_id(frame.client_id)
        summary = await self._summarise(await self._reader.view(connection.actor, frame.conversation))
        receipt = await self._changes.hand_over(
            connection.actor, client_id, frame.conversation, reason="asked", summary=summary
        )
        self._ack(connection, frame, receipt)

    async def _assign(self, connection: Connection, frame: frames.Assign) -> None:
        _agents_only(connection)
        client_id = checked_client_id(frame.client_id)
        receipt = await self._changes.assign(connection.actor, client_id, frame.conversation, to=frame.to)
        self._ack(connection, frame, receipt)

    async def _transfer(self, connection: Connection, frame: frames.Transfer) -> None:
        _agents_only(connection)
        receipt = await self._changes.transfer(
            connection.actor,
            checked_client_id(frame.client_id),
            frame.conversation,
            to_agent=frame.to_agent,
            to_team=frame.to_team,
            note=frame.note,
        )
        self._ack(connection, frame, receipt)

    async def _close(self, connection: Connection, frame: frames.OnConversation) -> None:
        receipt = await self._changes.close(connection.actor, checked_client_id(frame.client_id), frame.conversation)
        self._ack(connection, frame, receipt)

    async def _reopen(self, connection: Connection, frame: frames.OnConversation) -> None:
        receipt = await self._changes.reopen(connection.actor, checked_client_id(frame.client_id), frame.conversation)
        self._ack(connection, frame, receipt)

    async def _redact(self, connection: Connection, frame: frames.Redact) -> None:
        _agents_only(connection)
        client_id = checked_client_id(frame.client_id)
        receipt = await self._changes.redact(connection.actor, client_id, frame.conversation, entry_id=frame.entry)
        self._ack(connection, frame, receipt)

    async def _edit(self, connection: Connection, frame: frames.Edit) -> None:
        _agents_only(connection)
        receipt = await self._changes.edit(
            connection.actor,
            checked_client_id(frame.client_id),
            frame.conversation,
            entry_id=frame.entry,
            text=frame.text,
            mentions=frame.mentions,
        )
        self._ack(connection, frame, receipt)

    async def _release(self, connection: Connection, frame: frames.Release) -> None:
        _agents_only(connection)
        client_id = checked_client_id(frame.client_id)
        receipt = await self._changes.release(
            connection.actor, client_id, frame.conversation, entry_id=frame.entry, reason=frame.reason
        )
        self._ack(connection, frame, receipt)

    async def _rate(self, connection: Connection, frame: frames.RateAnswer) -> None:
        client_id = checked_client_id(frame.client_id)
        receipt = await self._changes.rate_answer(
            connection.actor, client_id, frame.conversation, entry_id=frame.entry, helpful=frame.helpful
        )
        self._ack(connection, frame, receipt)


def _agents_only(connection: Connection) -> None:
    if connection.public:
        raise Refused


def checked_client_id(raw: str) -> str:
    """The canonical UUID. Raises Invalid("client_id_invalid")."""
    client_id = client_uuid(raw)
    if client_id is None:
        raise Invalid("client_id_invalid")
    return client_id


def checked_files(files: list[str]) -> tuple[str, ...]:
    """Raises Invalid("too_many_files"), Invalid("file_not_usable") for one named twice."""
    if len(files) > FILES_PER_MESSAGE:
        raise Invalid("too_many_files", limit=FILES_PER_MESSAGE)
    if len(set(files)) != len(files):
        raise Invalid("file_not_usable")
    return tuple(files)


def agent_draft(
    actor: Actor,
    client_id: str,
    conversation_id: str | None,
    text: str,
    files: list[str],
    *,
    note: bool,
    mentions: list[str],
    reply_to: int | None,
    translated: frames.Translated | None = None,
    release: frames.Reason | None = None,
    held: bool = False,
) -> Draft:
    """An agent's reply or note. Raises Problem."""
    if conversation_id is None:
        raise Invalid("missing_field", field="conversation")
    if reply_to is not None and not 0 < reply_to < 2**53:
        raise Invalid("reply_target")
    data: dict[str, Any] = {"translated": _translated(translated)} if translated is not None else {}
    if data and ((note and not held) or not text):
        raise Invalid("invalid_field", field="translated")
    if (release is not None and note) or (held and (not note or files)):
        raise Invalid("invalid_field", field="held" if held else "release")
    return Draft(
        actor=actor,
        kind="note" if note else "message",
        client_id=client_id,
        conversation_id=conversation_id,
        text=readable(text, may_be_empty=bool(files)),
        files=checked_files(files),
        data=data,
        mentions=tuple(mentions),
        reply_to=reply_to,
        guarded=hold.release(release.reason) if release is not None else Guarded(held=True) if held else None,
    )


def _translated(translated: frames.Translated) -> dict[str, str]:
    """As the entry's data says it. Raises Invalid."""
    if not is_language_tag(translated.source) or not is_language_tag(translated.to):
        raise Invalid("invalid_field", field="translated")
    original = screen(translated.original, as_is=True).text
    return {"from": translated.source, "to": translated.to, "original": original}
