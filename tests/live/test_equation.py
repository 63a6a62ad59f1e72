"""State before + events = state fetched fresh (invariant 3), under a random sequence of everything people may do."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from fairlead.kit.ids import new_id
from fairlead.people.models import TeamRow
from tests.conversations.test_ledger import more, second_system
from tests.harness import Client, Frame, Gone, Installation, Socket, message
from tests.screen import (
    VIEWS,
    Screen,
    apply,
    apply_lists,
    becomes_equal,
    fresh_lists,
    fresh_timeline,
    shown,
    timeline,
)

REFUSALS = {
    *("conversation_closed", "conversation_open", "already_with_person", "not_allowed", "not_found"),
    "idempotency_mismatch",
}


async def make_team(site: Installation, name: str = "Payments") -> str:
    team_id = new_id()
    async with site.system.database.write() as session:
        session.add(TeamRow(id=team_id, brand_id=site.brand_id, name=name))
    return team_id


class Play:
    """Two customers, three agents, some conversations, and a dice. The third agent's and the first customer's screens are watched."""

    def __init__(self, site: Installation, rng: random.Random) -> None:
        self.site = site
        self.rng = rng
        self.conversations: dict[str, Socket] = {}
        self.entries: dict[str, list[Frame]] = {}
        self.done: dict[str, int] = {}

    async def begin(self) -> None:
        site = self.site
        self.team = await make_team(site)
        self.agents = [await site.agent(name) for name in ("Marco", "Nora", "Olga")]
        self.desks = [await agent.open() for agent in self.agents]
        self.phones = [await (await site.customer(uid=uid)).open() for uid in ("771", "772")]
        for phone in self.phones:
            await self.start(phone)

    async def start(self, phone: Socket) -> str:
        ack = await phone.ask(message(f"matter {len(self.conversations)}"))
        conversation = str(ack["conversation"])
        self.conversations[conversation] = phone
        # The writers hold a subscription too: marks count only for what one watches.
        for socket in (phone, *self.desks[:2]):
            await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
        return conversation

    def any_entry(self, conversation: str, wanted: Callable[[Frame], bool]) -> Frame | None:
        found = [entry for entry in self.desks[0].entries(conversation) if wanted(entry)]
        return self.rng.choice(found) if found else None

    async def step(self) -> None:
        conversation = self.rng.choice(list(self.conversations))
        phone, desk = self.conversations[conversation], self.rng.choice(self.desks[:2])
        deeds = [
            *(
                partial(self.customer, phone, conversation, what)
                for what in (*["send"] * 4, "handover", "close", "reopen")
            ),
            *(
                partial(self.agent, desk, conversation, what)
                for what in (*["send"] * 3, *["note"] * 3, "close", "reopen")
            ),
            *(
                partial(self.agent, desk, conversation, what)
                for what in ("assign", "assign", "transfer", "redact", "redact", "edit", "edit", "edit")
            ),
            *(partial(self.mark, socket, conversation) for socket in (phone, desk, phone, desk)),
            partial(self.rate, phone, conversation),
        ]
        if len(self.conversations) < 6:
            deeds.append(partial(self.start, self.rng.choice(self.phones)))
        await self.rng.choice(deeds)()

    async def ask(self, socket: Socket, what: str, conversation: str, **fields: Any) -> None:
        answer = await socket.ask(
            {"type": what, "client_id": str(uuid4()), "conversation": conversation, **fields}, seconds=30
        )
        assert answer["type"] == "ack" or answer["code"] in REFUSALS, answer
        self.done[what] = self.done.get(what, 0) + (answer["type"] == "ack")

    async def customer(self, phone: Socket, conversation: str, what: str) -> None:
        # Now and then somebody gives his password away, and is urgent from then on.
        words = self.rng.choice((*["word"] * 9, "my password is Hunter2!x"))
        fields = {"text": f"{words} {self.rng.random()}"} if what == "send" else {}
        await self.ask(phone, what, conversation, **fields)

    async def agent(self, desk: Socket, conversation: str, what: str) -> None:
        fields: Frame = {}
        agents = [agent.id for agent in self.agents]
        if what in ("send", "note"):
            fields = {"text": f"{what} {self.rng.random()}", "note": what == "note"}
        elif what == "assign":
            fields = {"to": self.rng.choice([None, *agents])}
        elif what == "transfer":
            whom = self.rng.choice([{"to_team": self.team}, {"to_agent": self.rng.choice(agents)}])
            fields = {**whom, "note": "please look"}
        elif what == "redact":
            entry = self.any_entry(conversation, lambda entry: entry["kind"] in ("message", "note", "transferred"))
            if entry is None:
                return
            fields = {"entry": entry["id"]}
        elif what == "edit":
            entry = self.any_entry(conversation, lambda entry: entry["kind"] == "note")
            if entry is None:
                return
            named = self.rng.sample(agents, self.rng.randint(0, 2))
            fields = {"entry": entry["id"], "text": f"better {self.rng.random()}", "mentions": named}
        await self.ask(desk, "send" if what == "note" else what, conversation, **fields)
        self.done[what] = self.done.get(what, 0) + 1

    async def mark(self, socket: Socket, conversation: str) -> None:
        last = max((entry["public_number"] or 0 for entry in self.desks[0].entries(conversation)), default=0)
        number = self.rng.randint(0, last + 1)
        await socket.send(
            {"type": self.rng.choice(["delivered", "read"]), "conversation": conversation, "number": number}
        )

    async def rate(self, phone: Socket, conversation: str) -> None:
        entry = self.any_entry(
            conversation, lambda entry: entry["author"]["kind"] == "bot" and entry["kind"] == "message"
        )
        if entry is not None:
            await self.ask(phone, "rate_answer", conversation, entry=entry["id"], helpful=self.rng.random() < 0.5)


async def watch(client: Client, screen: Screen, conversation: str) -> None:
    """A new socket that resumes after the last number the screen holds."""
    socket = await client.open()
    await socket.send({"type": "subscribe", "conversation": conversation, "after": screen.last})
    screen.follow(socket)


async def watch_lists(client: Client, screen: Screen) -> None:
    position = screen.look()["position"]
    socket = await client.open()
    await socket.send({"type": "subscribe", "workspace": True, "after": position})
    screen.follow(socket)


async def leave(screen: Screen) -> None:
    if screen._socket is not None:
        await screen._socket.close()
        screen.look()


@pytest.mark.prove
async def test_what_a_screen_held_plus_the_frames_since_is_what_the_server_answers_fresh(
    site: Installation, proving: Callable[[int, int], int]
):
    number = random.randrange(2**32)
    print(f"seed {number}")
    rng = random.Random(number)
    play = Play(site, rng)
    await play.begin()
    conversation = next(iter(play.conversations))
    customer, olga = site.clients[3], play.agents[2]
    mine = Screen(timeline(conversation), partial(apply, side="customer"))
    theirs = Screen(timeline(conversation), partial(apply, side="agents"))
    lists = Screen(await fresh_lists(olga), apply_lists)
    ways = [partial(watch, customer, mine, conversation), partial(watch, olga, theirs, conversation)]
    ways.append(partial(watch_lists, olga, lists))
    for way in ways:
        await way()

    async def compare() -> None:
        await becomes_equal(mine.look, lambda: fresh_timeline(customer, conversation, agent=False))
        await becomes_equal(theirs.look, lambda: fresh_timeline(olga, conversation, agent=True))

        async def fresh() -> Frame:
            state = await fresh_lists(olga)
            return {"views": state["views"], "counts": state["counts"]}

        def held() -> Frame:
            state = lists.look()
            return {"views": {view: shown(state, view, me=olga.id) for view in VIEWS}, "counts": state["counts"]}

        await becomes_equal(held, fresh)

    rounds, steps = proving(5, 40), 25
    for _ in range(rounds):
        # One of the screens is away for a while, the others follow live.
        away = rng.randrange(4)
        if away < 3:
            await leave((mine, theirs, lists)[away])
        for _ in range(steps):
            await play.step()
        if away < 3:
            await ways[away]()
        await compare()
    print(play.done)
    assert len(mine.look()["entries"]) >= 5


async def test_a_wait_that_began_with_an_internal_step_is_told_though_another_one_undoes_the_rest(
    site: Installation, monkeypatch: pytest.MonkeyPatch
):
    """Transfer, a customer's message and taking it back, all before the head is told once: only the wait is another one."""
    customer, marco = await site.customer(), await site.agent("Marco")
    team = await make_team(site)
    phone, desk = await customer.open(), await marco.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    await desk.ask(message("I look", conversation))
    held = Screen(timeline(conversation), partial(apply, side="customer"))
    await watch(customer, held, conversation)
    await becomes_equal(held.look, lambda: fresh_timeline(customer, conversation, agent=False))
    monkeypatch.setattr("fairlead.live.heads.PAUSE", 1.0)
    for socket, step in (
        (desk, {"type": "transfer", "to_team": team, "note": "please look"}),
        (phone, message("are you there?", conversation)),
        (desk, {"type": "assign", "to": marco.id}),
    ):
        await socket.ask({"client_id": str(uuid4()), "conversation": conversation, **step})
    await becomes_equal(held.look, lambda: fresh_timeline(customer, conversation, agent=False))


async def test_the_first_matter_of_a_fresh_installation_reaches_the_lists(site: Installation):
    agent, customer = await site.agent(), await site.customer()
    lists = Screen(await fresh_lists(agent), apply_lists)
    await watch_lists(agent, lists)
    desk = agent.sockets[0]
    await desk.until(lambda frame: frame["type"] == "workspace")
    await (await customer.open()).ask(message("first ever"))
    changed = await desk.until(lambda frame: frame["type"] == "changed")
    assert [row["subject"] for row in changed["conversations"]] == ["first ever"]


async def test_marks_that_moved_while_nobody_watched_the_lists_are_told_to_who_comes_back(site: Installation):
    agent, customer = await site.agent(), await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    reader = await agent.open()
    await reader.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    lists = Screen({}, apply_lists)

    async def bring_up_to_date() -> None:
        lists.state = await fresh_lists(agent)
        await watch_lists(agent, lists)
        await agent.sockets[-1].until(lambda frame: frame["type"] == "workspace")

    await bring_up_to_date()
    # The bot's greeting has come, and nothing more will: what comes now are marks alone.
    while (await fresh_lists(agent))["position"] != lists.look()["position"]:
        await leave(lists)
        await bring_up_to_date()
    await leave(lists)
    for socket, side in ((reader, "agents"), (phone, "customer")):
        since = len(socket.frames)
        await socket.send({"type": "read", "conversation": conversation, "number": 1})
        await socket.until(lambda frame, side=side: frame["type"] == "receipt" and frame["side"] == side, since=since)
    await watch_lists(agent, lists)

    async def fresh() -> Frame:
        return dict((await fresh_lists(agent))["rows"])

    await becomes_equal(lambda: lists.look()["rows"], fresh)


async def test_a_position_from_another_database_means_reload_and_not_an_error(site: Installation):
    desk = await (await site.agent()).open()
    answer = await desk.ask({"type": "subscribe", "workspace": True, "after": "99999999999.7"})
    assert (answer["type"], answer["resync"]) == ("workspace", True)
    broken = await desk.ask({"type": "subscribe", "workspace": True, "after": "yesterday"})
    assert broken["type"] == "error"


async def test_who_subscribes_elsewhere_does_not_swallow_what_others_here_have_missed(site: Installation, settings):
    """Another process commits and its hint is lost; a newcomer who reads the database must not make this one think it told all."""
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    ack = await phone.ask(message("hello"))
    conversation = ack["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 1})
    async with second_system(settings) as other:
        actor = await other.sessions.actor(customer.session or "", "customer")
        await other.gather.write(more(actor, conversation, "written elsewhere"))
    await desk.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    # The poll would help after five seconds; the newcomer's look helps at once.
    heard = await phone.until(
        lambda frame: frame["type"] == "entry" and frame["entry"]["text"] == "written elsewhere", seconds=3
    )
    assert heard["entry"]["number"] >= 2


async def test_nothing_of_an_old_subscription_comes_after_a_new_one(site: Installation):
    customer = await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("one")))["conversation"]
    for number in range(20):
        await phone.send(message(f"word {number}", conversation))
        await phone.send({"type": "subscribe", "conversation": conversation, "after": 0})
    await phone.send({"type": "ping", "id": "end"})
    await phone.until(lambda frame: frame.get("ref") == "end", seconds=30)
    last = 0
    for frame in phone.frames:
        if frame["type"] == "subscribed":
            last = frame["from"] - 1
        elif frame["type"] == "entry":
            assert frame["entry"]["number"] == last + 1
            last += 1


async def test_a_socket_that_is_gone_is_told_apart_from_one_that_says_no(site: Installation):
    client = await site.customer()
    socket = await client.open()
    await socket.close()
    with pytest.raises(Gone):
        await socket.until(lambda frame: False)
