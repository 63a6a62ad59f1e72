"""What a closed team is given, its members see, the brand's leads, and whom it was given to: nobody else, by any door."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from fairlead.kit.errors import Conflict, NotFound
from tests.harness import Client, Frame, Installation, Socket, message
from tests.proving import both_when_proving
from tests.search.conftest import caught_up


class House:
    """An exchange with a closed team: Mia belongs to it, Lena leads, Otto works beside it, and Lin has asked."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.teams = site.system.teams

    async def begin(self) -> None:
        site = self.site
        self.otto, self.mia = await site.agent("Otto"), await site.agent("Mia")
        self.lena, self.lin = await site.agent("Lena", role="lead"), await site.customer()
        await self.teams.add(site.brand_id, "Compliance", closed=True)
        await self.teams.put_member(site.brand_id, "Compliance", "mia@northlight.example", belongs=True)
        people = (await self.lena.http.get("/api/desk/people")).json()
        (self.team,) = [team["id"] for team in people["teams"] if team["name"] == "Compliance"]
        self.mia = await site.signed_in("mia@northlight.example", self.mia.id)
        self.otto = await site.signed_in("otto@northlight.example", self.otto.id)
        self.phone = await self.lin.open()
        self.conversation = (await self.phone.ask(message("where does my quetzal money come from")))["conversation"]

    async def give(self, desk: Socket) -> Frame:
        ask = {"type": "transfer", "client_id": str(uuid4()), "conversation": self.conversation}
        answer = await desk.ask(ask | {"to_team": self.team, "note": "for you"})
        assert answer["type"] == "ack", answer
        return answer


@pytest.fixture
async def house(site: Installation) -> House:
    made = House(site)
    await made.begin()
    return made


def bare(answer: httpx.Response) -> Frame:
    """Without what names the request."""
    return {key: value for key, value in answer.json().items() if key != "request_id"}


async def listed(agent: Client, view: str) -> tuple[list[str], int]:
    page = (await agent.http.get(f"/api/desk/conversations?view={view}")).json()
    return [each["id"] for each in page["conversations"]], page["counts"][view]


@both_when_proving
async def test_who_does_not_belong_to_it_finds_nothing_of_it_by_any_door(house: House):
    desk, watching = await house.lena.open(), await house.otto.open()
    await watching.ask({"type": "subscribe", "workspace": True})
    await watching.ask({"type": "subscribe", "conversation": house.conversation, "after": 0})
    file = (await house.lena.http.post("/api/desk/files", content=b"a log", headers={"X-File-Name": "log.txt"})).json()
    await desk.ask(message("see this", house.conversation, files=[file["id"]]))
    await house.give(desk)
    left = await watching.until(lambda frame: frame["type"] == "gone")
    assert left["conversation"] == house.conversation
    changed = await watching.until(lambda frame: frame["type"] == "changed" and frame.get("gone"))
    assert (changed["gone"], changed["conversations"]) == ([house.conversation], [])
    assert changed["counts"]["open"] == 0
    heard = len(watching.frames)
    await desk.ask(message("nobody else hears this", house.conversation))
    await caught_up(house.site.system)

    one, missing = house.conversation, "0" * 32
    doors = [f"/api/desk/conversations/{{}}{rest}" for rest in ("", "/entries", "/draft", "/translation")]
    for path in [*doors, "/api/desk/files/{}"]:
        here = file["id"] if "files" in path else one
        mine, nobodys = [await house.otto.http.get(path.format(each)) for each in (here, missing)]
        assert (mine.status_code, bare(mine)) == (404, bare(nobodys)), path
    for kind, fields in (
        ("send", {"text": "hello"}), ("close", {}), ("assign", {"to": house.otto.id}), ("transfer", {"to_agent": house.otto.id, "note": "n"}),
    ):  # fmt: skip
        asked = {"type": kind, "client_id": str(uuid4()), "conversation": one, **fields}
        mine, nobodys = [await watching.ask(asked | {"conversation": each}) for each in (one, missing)]
        assert (mine["code"], mine["message"]) == ("not_found", nobodys["message"]), kind
    assert (await watching.ask({"type": "subscribe", "conversation": one, "after": 0}))["code"] == "not_found"
    assert await listed(house.otto, "open") == ([], 0)
    assert (await house.otto.http.get(f"/api/desk/customers/{house.lin.id}/conversations")).json()[
        "conversations"
    ] == []
    found = (await house.otto.http.get("/api/desk/conversations/search?q=quetzal")).json()
    assert (found["hits"], found["total"]) == ([], 0)
    assert "hears this" not in str(watching.frames[heard:])
    for sees in (house.mia, house.lena):
        assert await listed(sees, "open") == ([one], 1)
        assert (await sees.http.get(f"/api/desk/conversations/{one}")).status_code == 200
        assert (await sees.http.get("/api/desk/conversations/search?q=quetzal")).json()["total"] == 1


async def test_whom_it_is_given_to_sees_it_as_long_as_it_is_his(house: House):
    desk = await house.lena.open()
    await house.give(desk)
    ask = {"type": "assign", "conversation": house.conversation}
    await desk.ask(ask | {"client_id": str(uuid4()), "to": house.otto.id})
    assert await listed(house.otto, "open") == ([house.conversation], 1)
    assert await listed(house.otto, "mine") == ([house.conversation], 1)
    await desk.ask(ask | {"client_id": str(uuid4()), "to": house.mia.id})
    assert await listed(house.otto, "open") == ([], 0)
    assert (await house.otto.http.get(f"/api/desk/conversations/{house.conversation}")).status_code == 404


async def test_nobody_who_may_not_see_it_is_named_in_a_note_of_it_and_old_notes_are_told_no_more(house: House):
    desk = await house.lena.open()
    naming = {"note": True, "mentions": [house.otto.id]}
    assert (await desk.ask(message("look", house.conversation) | naming))["type"] == "ack"
    assert (await house.otto.http.get("/api/desk/mentions")).json()["unseen"] == 1
    await house.give(desk)
    assert (await desk.ask(message("look", house.conversation) | naming))["code"] == "mention_unknown"
    told = (await house.otto.http.get("/api/desk/mentions")).json()
    assert (told["mentions"], told["unseen"]) == ([], 0)
    assert (await desk.ask(message("look", house.conversation) | naming | {"mentions": [house.mia.id]}))[
        "type"
    ] == "ack"


async def test_sockets_follow_when_a_team_is_closed_opened_or_left(house: House):
    desk = await house.lena.open()
    await house.give(desk)
    brand = house.site.brand_id
    for change, seen in (
        (house.teams.set_closed(brand, "Compliance", closed=False), 200),
        (house.teams.set_closed(brand, "Compliance", closed=True), 404),
        (house.teams.put_member(brand, "Compliance", "otto@northlight.example", belongs=True), 200),
        (house.teams.put_member(brand, "Compliance", "otto@northlight.example", belongs=False), 404),
    ):
        before = await house.otto.open()
        await change
        async with asyncio.timeout(2):
            while before.close_code is None:
                await asyncio.sleep(0.01)
        assert (await house.otto.http.get(f"/api/desk/conversations/{house.conversation}")).status_code == seen


async def test_a_team_is_named_once_and_only_agents_of_the_brand_belong_to_it(house: House):
    brand = house.site.brand_id
    with pytest.raises(Conflict):
        await house.teams.add(brand, "Compliance", closed=False)
    with pytest.raises(NotFound):
        await house.teams.put_member(brand, "Compliance", "nobody@northlight.example", belongs=True)
    with pytest.raises(NotFound):
        await house.teams.set_closed(brand, "Nobody", closed=True)
    await house.site.agent("Stranger", brands=[])
    with pytest.raises(NotFound):
        await house.teams.put_member(brand, "Compliance", "stranger@northlight.example", belongs=True)
    (team,) = [each for each in await house.teams.all() if each.name == "Compliance"]
    assert (team.closed, team.members) == (True, ("mia@northlight.example",))
