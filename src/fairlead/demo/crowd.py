"""A crowd of simulated customers and agents who talk through the real protocol, so that a lead sees a living desk.

Nothing here knows the server from within: customers hold sessions, agents tickets, and everybody has one socket.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fairlead.demo.dialogues import Dialogue
from fairlead.demo.line import Credentials, Frame, Line, Refused

# Seconds on average, at a pace of one: until somebody comes with a new matter, reads and writes as a customer, as an agent.
COMES, CUSTOMER_WRITES, AGENT_WRITES = 30.0, 14.0, 9.0
# So long a customer waits for the bot, and an agent for a customer who has left.
BOT_SECONDS, PATIENCE = 8.0, 90.0
# The share of matters that the bot's answer settles.
SETTLED_BY_BOT = 0.35
# Messages whose other half (ack, or arrival) is still awaited; more are forgotten, the oldest first.
UNPAIRED = 20_000
DRAIN_SECONDS = 20.0


class Tally:
    """What the crowd has said and heard, and how long a message took to somebody who watched."""

    def __init__(self) -> None:
        self.acked = 0
        self.closed = 0
        self.refused: dict[str, int] = {}
        self.latencies: list[float] = []
        self._sent: OrderedDict[str, float] = OrderedDict()
        self._heard: OrderedDict[str, float] = OrderedDict()

    def ack(self, frame: Frame, since: float) -> None:
        self.acked += 1
        if (heard := self._heard.pop(frame["entry"], None)) is not None:
            self.latencies.append(heard - since)
        else:
            _keep(self._sent, frame["entry"], since)

    def heard(self, entry: str) -> None:
        moment = time.monotonic()
        if (since := self._sent.pop(entry, None)) is not None:
            self.latencies.append(moment - since)
        else:
            _keep(self._heard, entry, moment)

    def note_refusal(self, refused: Refused) -> None:
        self.refused[str(refused)] = self.refused.get(str(refused), 0) + 1


def _keep(waiting: OrderedDict[str, float], entry: str, moment: float) -> None:
    waiting[entry] = moment
    if len(waiting) > UNPAIRED:
        waiting.popitem(last=False)


@dataclass
class Stage:
    """What all share: where to connect, what to say, how fast, and which matters are the crowd's own. `given_out`: keys of the
    exchanges whose waiting matters go to free agents by themselves; nobody takes from the line there."""

    url: str
    origin: str
    chance: Random
    dialogue: Callable[[tuple[str, ...]], Dialogue]
    pace: float = 1.0
    given_out: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)
    told: dict[str, Dialogue] = field(default_factory=dict)
    waiting: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    taken: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(min(4 * seconds, self.chance.expovariate(1 / seconds)) / self.pace)

    def within(self, seconds: float) -> asyncio.Timeout:
        return asyncio.timeout(max(2.0, seconds / self.pace))

    def offer(self, conversation: str) -> None:
        """A matter of the crowd that waits for a person; others are left to real agents."""
        if conversation in self.told and conversation not in self.taken:
            self.taken.add(conversation)
            self.waiting.put_nowait(conversation)

    def forget(self, conversation: str) -> None:
        self.told.pop(conversation, None)
        self.taken.discard(conversation)


class Ended(Exception):
    """The matter was closed while something of it was waited for."""


class _Talk:
    """One conversation as one side hears it."""

    def __init__(self) -> None:
        self.entries: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.handler = "bot"
        self._held: list[dict[str, Any]] = []

    async def next(self, *sides: str) -> dict[str, Any]:
        """The next message of one of these sides. Raises Ended."""
        while True:
            entry = self._held.pop() if self._held else await self.entries.get()
            if entry["kind"] == "closed":
                raise Ended
            if entry["kind"] == "message" and entry["author"]["kind"] in sides:
                return entry

    def hold(self, entry: dict[str, Any]) -> None:
        """Gives back what somebody else waits for."""
        self._held.append(entry)


class _Somebody:
    """A socket, and the conversations heard over it."""

    side = ""

    def __init__(self, stage: Stage, credentials: Credentials) -> None:
        self.stage = stage
        self.line = Line(stage.url, stage.origin, credentials, hear=self.hear, acked=stage.tally.ack)
        self.talks: dict[str, _Talk] = {}
        stage.lines.append(self.line)

    def hear(self, frame: Frame, live: bool) -> None:
        if frame["type"] == "entry":
            entry = frame["entry"]
            if live and entry["kind"] == "message" and entry["author"]["kind"] in {"customer", "agent"} - {self.side}:
                self.stage.tally.heard(entry["id"])
            if (talk := self.talks.get(frame["conversation"])) is not None:
                talk.entries.put_nowait(entry)
        elif frame["type"] == "conversation":
            head = frame["conversation"]
            if (talk := self.talks.get(head["id"])) is not None:
                talk.handler = head["handler"]

    async def open(self, conversation: str) -> _Talk:
        talk = self.talks[conversation] = _Talk()
        await self.line.subscribe(conversation)
        return talk

    async def leave(self, conversation: str) -> None:
        self.talks.pop(conversation, None)
        await self.line.unsubscribe(conversation)

    async def say(self, conversation: str, text: str, seconds: float) -> None:
        """Reads, types and sends, as long as people take for it."""
        stage = self.stage
        await stage.pause(seconds / 2)
        await self.line.tell({"type": "typing", "conversation": conversation, "on": True})
        await stage.pause(seconds / 2)
        await self.line.send("send", conversation=conversation, text=text)

    async def seen(self, conversation: str, entry: dict[str, Any]) -> None:
        await self.line.tell({"type": "read", "conversation": conversation, "number": entry["public_number"]})


class Customer(_Somebody):
    side = "customer"

    def __init__(self, stage: Stage, credentials: Credentials, locales: tuple[str, ...], *, brand: str) -> None:
        super().__init__(stage, credentials)
        self._locales, self._brand = locales, brand

    async def live(self) -> None:
        """One matter after the other."""
        while True:
            await self.stage.pause(COMES)
            dialogue = self.stage.dialogue(self._locales)
            ack = await self.line.send(
                "send", conversation=None, text=dialogue.question, locale=dialogue.locale, context={"page": "trade"}
            )
            conversation = ack["conversation"]
            self.stage.told[conversation] = dialogue
            try:
                await self._matter(conversation, dialogue)
            except (Ended, TimeoutError):
                pass
            except Refused as refused:
                self.stage.tally.note_refusal(refused)
            finally:
                self.stage.forget(conversation)
                await self.leave(conversation)

    async def _matter(self, conversation: str, dialogue: Dialogue) -> None:
        talk = await self.open(conversation)
        if await self._bot_helps(conversation, talk):
            await self.line.send("close", conversation=conversation)
            self.stage.tally.closed += 1
            return
        if talk.handler == "bot":
            with contextlib.suppress(Refused):  # The bot may have called a person in the same moment.
                await self.line.send("handover", conversation=conversation)
        # Agents see it in their lists; who is just reconnecting must not miss it.
        if self._brand not in self.stage.given_out:
            self.stage.offer(conversation)
        await self.seen(conversation, await talk.next("agent"))
        for asked, _ in dialogue.rounds:
            await self.say(conversation, asked, CUSTOMER_WRITES)
            async with self.stage.within(20 * PATIENCE):
                await self.seen(conversation, await talk.next("agent"))
        async with self.stage.within(20 * PATIENCE):
            await talk.next("nobody")

    async def _bot_helps(self, conversation: str, talk: _Talk) -> bool:
        try:
            async with self.stage.within(BOT_SECONDS):
                said = await talk.next("bot", "agent")
                while said["author"]["kind"] == "bot" and not said["data"].get("answer"):
                    said = await talk.next("bot", "agent")
        except TimeoutError:
            return False
        if said["author"]["kind"] == "agent":
            talk.hold(said)
            return False
        await self.stage.pause(CUSTOMER_WRITES)
        helped = self.stage.chance.random() < SETTLED_BY_BOT
        await self.line.send("rate_answer", conversation=conversation, entry=said["id"], helpful=helped)
        return helped


class Agent(_Somebody):
    side = "agent"

    def __init__(self, stage: Stage, credentials: Credentials, *, capacity: int, me: str) -> None:
        super().__init__(stage, credentials)
        self._capacity = capacity
        self._me = me
        self._given: asyncio.Queue[str] = asyncio.Queue()

    def hear(self, frame: Frame, live: bool) -> None:
        super().hear(frame, live)
        if frame["type"] == "changed":
            for head in frame["conversations"]:
                if head["status"] == "open":
                    self._look_at(head)

    def _look_at(self, head: dict[str, Any]) -> None:
        stage, conversation = self.stage, head["id"]
        if head["brand"] not in stage.given_out:
            if head["handler"] == "queue":
                stage.offer(conversation)
        elif (head["assignee"] or {}).get("id") == self._me and conversation in stage.told.keys() - stage.taken:
            stage.taken.add(conversation)
            self._given.put_nowait(conversation)

    async def live(self) -> None:
        await self.line.watch_workspace()
        await asyncio.gather(self._serve_given(), *(self._serve() for _ in range(self._capacity)))

    async def _serve(self) -> None:
        while True:
            await self._try_to_help(await self.stage.waiting.get(), take=True)

    async def _serve_given(self) -> None:
        """As many at once as the queue gives him."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._try_to_help(await self._given.get(), take=False))

    async def _try_to_help(self, conversation: str, *, take: bool) -> None:
        if (dialogue := self.stage.told.get(conversation)) is None:
            return
        try:
            if take:
                await self.line.send("assign", conversation=conversation, to=self._me)
            await self._help(conversation, dialogue)
        except (Ended, TimeoutError):
            pass  # A customer who has just left leaves the matter open, as in life.
        except Refused as refused:
            self.stage.tally.note_refusal(refused)
        finally:
            await self.leave(conversation)

    async def _help(self, conversation: str, dialogue: Dialogue) -> None:
        talk = await self.open(conversation)
        question = await talk.next("customer")
        await self.seen(conversation, question)
        await self.say(conversation, dialogue.first, AGENT_WRITES)
        for _, answer in dialogue.rounds:
            async with self.stage.within(PATIENCE):
                heard = await talk.next("customer")
            await self.seen(conversation, heard)
            await self.say(conversation, answer, AGENT_WRITES)
        await self.stage.pause(AGENT_WRITES)
        await self.line.send("close", conversation=conversation)
        self.stage.tally.closed += 1


async def play(
    stage: Stage, people: list[Customer | Agent], *, seconds: float | None, told: Callable[[], None]
) -> None:
    """Until the time is up or for ever; `told` is called every few seconds. At the end what was sent is waited for."""
    async with asyncio.TaskGroup() as group:
        sockets = [group.create_task(somebody.line.run()) for somebody in people]
        lives = [group.create_task(somebody.live()) for somebody in people]
        end = None if seconds is None else time.monotonic() + seconds
        try:
            while end is None or time.monotonic() < end:
                await asyncio.sleep(5.0 if end is None else max(0.0, min(5.0, end - time.monotonic())))
                told()
        finally:
            # Whoever is in the middle of a sentence gets its ack; nobody begins another.
            for line in stage.lines:
                line.end()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    await asyncio.gather(*(line.drained() for line in stage.lines))
            for task in (*lives, *sockets):
                task.cancel()
