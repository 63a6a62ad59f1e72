"""Internal tasks: what another team is asked, and what its customer hears of that."""

from typing import Any

import pytest

from fairlead.kit import clock
from fairlead.kit.clock import HOUR, iso
from fairlead.kit.errors import Invalid, NotFound
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import Client, Installation, site_token
from tests.tickets.ground import changed, entries, key, opened
from tests.tickets.test_work import later, of_ticket, seen

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ASKED = "Was the deposit swept to the cold wallet?"


class House:
    """A customer's ticket, Marco who has it, and the wallet team with Mia in it."""

    def __init__(self, site: Installation) -> None:
        self.site = site

    async def begin(self) -> None:
        site = self.site
        self.marco, self.mia, self.otto = await site.agent("Marco"), await site.agent("Mia"), await site.agent("Otto")
        await site.system.teams.add(site.brand_id, "wallet-ops", closed=False)
        await site.system.teams.put_member(site.brand_id, "wallet-ops", "mia@northlight.example", belongs=True)
        people = (await self.marco.http.get("/api/desk/people")).json()
        self.team = next(one["id"] for one in people["teams"] if one["name"] == "wallet-ops")
        self.mia = await site.signed_in("mia@northlight.example", self.mia.id)
        self.customer = await site.customer()
        self.ticket = await opened(self.customer)
        await changed(self.marco, self.ticket, status="with_agent")

    async def ask(self, *, within: int = 2 * HOUR, by: Client | None = None, **body: Any) -> dict[str, Any]:
        asked = {"team": self.team, "text": ASKED, "due_at": iso(clock.now() + within)} | body
        path = f"/api/desk/tickets/{self.ticket['id']}/tasks"
        answer = await (by or self.marco).http.post(path, json=asked, headers=key())
        return answer.json() | {"status_code": answer.status_code}

    async def answer(self, who: Client, task: str, state: str, text: str = "") -> dict[str, Any]:
        path = f"/api/desk/tickets/{self.ticket['id']}/tasks/{task}"
        answer = await who.http.put(path, json={"state": state, "text": text})
        return answer.json() | {"status_code": answer.status_code}


@pytest.fixture
async def house(quiet_site: Installation) -> House:
    made = House(quiet_site)
    await made.begin()
    return made


async def test_the_customer_hears_who_looks_into_it_and_by_when_but_nothing_of_the_task(house: House):
    await house.site.system.teams.call(house.site.brand_id, "wallet-ops", "Wallet operations")
    asked = await house.ask()
    assert asked["status_code"] == 201, asked
    (task,) = asked["tasks"]
    assert (asked["status"], task["state"], task["text"]) == ("investigating", "open", ASKED)
    public = await seen(house.customer, house.ticket)
    assert public["investigated_by"]["team"] == "Wallet operations"
    # The task's time is the promise, and the clock that the customer sees.
    due = task["due_at"]
    assert (public["investigated_by"]["next_update_by"], public["next_update_by"]) == (due, due)
    assert "tasks" not in public
    told = await of_ticket(house.customer, house.ticket, "investigated_by")
    assert told == [{"team": "Wallet operations", "next_update_by": task["due_at"]}]
    everything = str(await entries(house.customer, house.ticket["conversation"])) + str(public)
    assert ASKED not in everything
    assert "wallet-ops" not in everything.replace(str(public["team"]), "")
    # When that is over and nobody has said anything, the customer is told so.
    await later(house.site, house.ticket, 3 * HOUR)
    assert await of_ticket(house.customer, house.ticket, "late") == [True]


async def test_done_tells_who_asked_and_gives_the_ticket_back(house: House):
    task = (await house.ask())["tasks"][0]["id"]
    mine = (await house.mia.http.get("/api/desk/ticket-tasks?brand=northlight")).json()["tasks"]
    assert [(one["id"], one["ticket"]["number"]) for one in mine] == [(task, house.ticket["number"])]
    assert (await house.marco.http.get("/api/desk/ticket-tasks?brand=northlight")).json()["tasks"] == []
    asked = (await house.marco.http.get("/api/desk/ticket-tasks?brand=northlight&whose=asked")).json()["tasks"]
    assert [one["text"] for one in asked] == [ASKED]
    taken = await house.answer(house.mia, task, "taken")
    assert taken["tasks"][0]["agent"]["name"] == "Mia"
    silent = await house.answer(house.mia, task, "done")
    assert (silent["status_code"], silent["code"]) == (422, "missing_field")
    done = await house.answer(house.mia, task, "done", "It was: batch 7 of this morning.")
    assert (done["status"], done["investigated_by"]) == ("with_agent", None), done
    assert done["tasks"][0]["answer"] == "It was: batch 7 of this morning."
    mentions = (await house.marco.http.get("/api/desk/mentions")).json()
    assert [one["entry"]["text"] for one in mentions["mentions"]] == ["It was: batch 7 of this morning."]
    assert (await of_ticket(house.customer, house.ticket, "investigated_by"))[-1] is None
    again = await house.answer(house.mia, task, "declined", "it is not ours")
    assert (again["status_code"], again["code"]) == (409, "task_over")


@SQLITE
async def test_who_is_neither_asked_nor_leads_answers_no_task(house: House):
    task = (await house.ask())["tasks"][0]["id"]
    refused = await house.answer(house.otto, task, "taken")
    assert (refused["status_code"], refused["code"]) == (403, "not_allowed")
    bare = await house.answer(house.mia, task, "declined", "no")
    assert (bare["status_code"], bare["code"]) == (422, "task_reason")
    # Who asked takes it back as well.
    declined = await house.answer(house.marco, task, "declined", "I found it myself")
    assert declined["tasks"][0]["state"] == "declined"


@SQLITE
async def test_of_several_tasks_the_first_that_is_due_is_what_the_customer_waits_for(house: House):
    first = (await house.ask(within=4 * HOUR))["tasks"][0]
    second = (await house.ask(within=HOUR))["tasks"][1]
    assert (await seen(house.customer, house.ticket))["next_update_by"] == second["due_at"]
    await house.answer(house.mia, second["id"], "done", "nothing there")
    public = await seen(house.customer, house.ticket)
    assert (public["status"], public["next_update_by"]) == ("investigating", first["due_at"])
    # A team without a name for customers is one of ours.
    assert public["investigated_by"]["team"] == ""
    browser = PortalBrowser(house.site)
    await browser.enter(site_token())
    page = await browser.open(f"{PORTAL}/{house.ticket['number']}")
    await browser.http.aclose()
    assert '<dt>Being investigated by</dt><dd dir="auto">a specialist team</dd>' in page
    assert "Being investigated by a specialist team" in page
    assert first["due_at"] in page
    teams, brand = house.site.system.teams, house.site.brand_id
    with pytest.raises(NotFound):
        await teams.call(brand, "nobody", "Nobody")
    with pytest.raises(Invalid):
        await teams.call(brand, "wallet-ops", "x" * 81)


@SQLITE
async def test_what_cannot_be_asked_is_refused_and_the_same_asked_twice_is_one(house: House):
    for body, code in (
        ({"due_at": iso(clock.now() - HOUR)}, "task_due"),
        ({"due_at": "2999-01-01T00:00:00Z"}, "task_due"),
        ({"due_at": "0001-01-01T00:00:00+14:00"}, "invalid_field"),
        ({"due_at": "2026-11-23T10:00:00"}, "invalid_field"),
        ({"team": "nobody"}, "transfer_target"),
        ({"agent": house.ticket["id"]}, "transfer_target"),
        ({"text": " "}, "empty_message"),
    ):
        refused = await house.ask(**body)
        assert (refused["status_code"], refused["code"]) == (422, code), body
    body = {"team": house.team, "text": ASKED, "due_at": iso(clock.now() + HOUR), "agent": house.mia.id}
    path, once = f"/api/desk/tickets/{house.ticket['id']}/tasks", key()
    for _ in range(2):
        answer = await house.marco.http.post(path, json=body, headers=once)
        assert len(answer.json()["tasks"]) == 1, answer.text
    # The one who is asked by name hears of it.
    assert (await house.mia.http.get("/api/desk/mentions")).json()["unseen"] == 1
    other = await house.marco.http.post(path, json=body | {"due_at": iso(clock.now() + 2 * HOUR)}, headers=once)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


@SQLITE
async def test_what_was_redacted_in_the_timeline_is_gone_from_the_task(house: House):
    asked = await house.ask()
    notes = [
        one for one in await entries(house.marco, house.ticket["conversation"], agent=True) if one["kind"] == "note"
    ]
    desk = await house.marco.open()
    gone = await desk.ask(
        {"type": "redact", "client_id": key()["Idempotency-Key"], "conversation": house.ticket["conversation"],
         "entry": notes[0]["id"]}
    )  # fmt: skip
    assert gone["type"] == "ack", gone
    now = await seen(house.marco, house.ticket, agent=True)
    assert (asked["tasks"][0]["text"], now["tasks"][0]["text"]) == (ASKED, "")


@SQLITE
async def test_open_tasks_of_a_ticket_that_goes_on_as_another_go_on_there(house: House):
    await house.ask()
    other = await opened(house.customer, category="FEE-Q", evidence=[], text="and the fee?")
    now = await seen(house.marco, house.ticket, agent=True)
    body = {"into": other["id"], "revision": now["revision"]}
    merged = await house.marco.http.post(f"/api/desk/tickets/{house.ticket['id']}/merge", json=body)
    assert merged.json()["tasks"] == [], merged.text
    assert [one["text"] for one in (await seen(house.marco, other, agent=True))["tasks"]] == [ASKED]
