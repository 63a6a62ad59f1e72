"""What a customer has said in a chat, offered as evidence; and the ticket that a conversation is."""

import pytest

from fairlead.bot.take_answer import said_in_chat
from fairlead.kit import clock
from fairlead.tickets.find_facts import OF_A_FIELD, Spoken, find_facts
from fairlead.tickets.taxonomy import house
from tests.harness import Installation, message
from tests.tickets.ground import DEPOSIT, TRON_TXID, key, talked

ADDRESS = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


def found(*texts: str) -> list[tuple[str, str]]:
    said = find_facts([Spoken(str(at), text) for at, text in enumerate(texts)], said_in_chat, house(), now=clock.now())
    return [(one.field, one.value) for one in said]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("I sent 250.5 USDT over TRC20", {("asset", "USDT"), ("network", "TRON"), ("amount", "250.5")}),
        (f"txid is {TRON_TXID} on TRON", {("network", "TRON"), ("txid", TRON_TXID)}),
        (f"to {ADDRESS} please", {("address", ADDRESS)}),
        ("order #123456789 was not filled", {("order_id", "123456789")}),
        ("比特币 0.0031 BTC 没到", {("asset", "BTC"), ("network", "BTC"), ("amount", "0.0031")}),
        # An amount that can be read in two ways is nobody's to choose, and a year is no amount.
        ("1.234 USDT in 2025", {("asset", "USDT")}),
        ("hello, my name is Marco and I am waiting", set()),
        ("write to marco.longer-name-than-usual@northlight.example", set()),
    ],
)
def test_what_is_said_of_a_transfer_is_found(text: str, facts: set[tuple[str, str]]):
    assert set(found(text)) == facts


def test_what_was_said_last_counts_and_of_ids_each_but_not_without_end():
    assert found("it was 5 USDT on BSC", "sorry, 6 USDT on TRC20") == [
        ("asset", "USDT"), ("network", "TRON"), ("amount", "6"),
    ]  # fmt: skip
    orders = found(" ".join(f"#{100000 + at}" for at in range(40)))
    assert len(orders) == OF_A_FIELD
    # The newest words are looked at, and so much of them that nobody makes it a burden.
    filler = ["word " * 800] * 5
    assert found("order #123456789", *filler) == []
    assert found(*filler, "order #123456789") == [("order_id", "123456789")]


async def test_an_agent_is_offered_what_the_customer_wrote_and_nothing_that_others_did(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    socket = await customer.open()
    told = await socket.ask(message(f"I sent 12 USDT over TRC20, {TRON_TXID}"))
    talk = told["conversation"]
    desk = await agent.open()
    await desk.ask(message("Was it order #987654321?", talk))
    facts = (await agent.http.get(f"/api/desk/conversations/{talk}/facts")).raise_for_status().json()["facts"]
    assert {(one["field"], one["value"]) for one in facts} == {
        ("asset", "USDT"), ("network", "TRON"), ("txid", TRON_TXID), ("amount", "12"),
    }  # fmt: skip
    assert {one["entry"] for one in facts} == {told["entry"]}
    body = {
        "conversation": talk,
        "category": "DEP-NOCRED",
        "evidence": [{"field": one["field"], "value": one["value"]} for one in facts],
    }
    made = await agent.http.post("/api/desk/tickets", json=body, headers=key())
    assert made.status_code == 201, made.text


async def test_a_conversation_says_which_ticket_it_is_to_those_who_see_it(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    talk = await talked(customer)
    path = f"/api/desk/conversations/{talk}/ticket"
    assert (await agent.http.get(path)).json() == {"ticket": None}
    body = {"conversation": talk, "category": "DEP-NOCRED", "evidence": DEPOSIT}
    made = (await agent.http.post("/api/desk/tickets", json=body, headers=key())).json()
    assert (await agent.http.get(path)).json()["ticket"] == made
    stranger = await site.agent("Elsewhere", brands=[])
    for door in (path, f"/api/desk/conversations/{talk}/facts"):
        assert (await stranger.http.get(door)).status_code == 404
        assert (await agent.http.get(door.replace(talk, "no-id"))).status_code == 404


async def test_a_list_of_what_is_open_holds_all_of_it_in_order_page_by_page(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    made = []
    for category, status in (
        ("FEE-Q", None),
        ("DEP-NOCRED", "investigating"),
        ("DEP-NOCRED", "solved"),
        ("SEC-ATO", None),
        ("FEE-Q", "in_queue"),
    ):
        talk = await talked(customer, f"about {len(made)}")
        body = {"conversation": talk, "category": category, "evidence": []}
        one = (await agent.http.post("/api/desk/tickets", json=body, headers=key())).json()
        if status is not None:
            change = {"revision": one["revision"], "status": status}
            one = (await agent.http.put(f"/api/desk/tickets/{one['id']}", json=change)).raise_for_status().json()
        made.append(one)
    seen, cursor = [], ""
    while cursor is not None:
        page = (
            await agent.http.get(
                f"/api/desk/tickets?brand=northlight&status=open&limit=2{cursor and '&cursor='}{cursor}"
            )
        ).json()
        seen += [one["id"] for one in page["tickets"]]
        cursor = page["next"]
    wanted = sorted(
        (one for one in made if one["open"]), key=lambda one: (one["priority"], one["created_at"], one["id"])
    )
    assert seen == [one["id"] for one in wanted]
    assert len(seen) == 4
