"""What passes the last door before the first write, by whose hand, and that one who cannot pass holds nobody."""

import asyncio

import pytest

from fairlead.conversations import gather
from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, Problem, Unavailable
from fairlead.kit.ids import new_uuid
from tests.harness import Installation, message

CUSTOMER = Actor(kind="customer", id="c1", brands=frozenset({"b1"}))
AGENT = Actor(kind="agent", id="a1", brands=frozenset({"b1"}), role="agent")
BOT = Actor(kind="bot", id="bot")
TXID = "4f3c2d1b" * 8
ASKS = "Please send me your verification code"


def draft(actor: Actor, text: str, kind: str = "message", *, as_is: bool = False) -> Draft:
    return Draft(actor=actor, kind=kind, client_id="1", text=text, data={"a": 1}, as_is=as_is)


@pytest.mark.parametrize("kind", ["message", "note", "edited"])
@pytest.mark.parametrize("actor", [CUSTOMER, AGENT], ids=["customer", "agent"])
def test_a_secret_is_out_of_whatever_a_person_writes_and_the_entry_says_so(actor: Actor, kind: str):
    kept = guard(draft(actor, f"the private key is {TXID} ok", kind))
    assert (kept.text, kept.data) == (
        "the private key is [removed: private key] ok",
        {"a": 1, "removed": ["private_key"]},
    )


def test_only_a_customer_is_asked_and_only_once():
    with pytest.raises(Invalid, match="maybe_private_key"):
        guard(draft(CUSTOMER, TXID))
    for asked in (draft(CUSTOMER, TXID, as_is=True), draft(AGENT, TXID), draft(BOT, TXID)):
        assert guard(asked) is asked


def test_only_an_agent_who_speaks_to_a_customer_may_not_ask_for_a_secret():
    with pytest.raises(Invalid, match="asks_for_secret"):
        guard(draft(AGENT, ASKS))
    for other in (draft(AGENT, ASKS, "note"), draft(CUSTOMER, ASKS), draft(BOT, ASKS)):
        assert guard(other) is other


async def test_what_cannot_be_looked_through_refuses_its_sender_alone(site: Installation):
    customer = await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    actor = await site.system.sessions.actor(customer.session, "customer")
    results: list[asyncio.Future[Receipt | Problem]] = []
    # In one batch: nothing of it is written before this coroutine waits.
    for text in ("before", b"no text at all", ASKS, TXID, "after"):
        results.append(asyncio.get_running_loop().create_future())
        sent = Draft(actor=actor, kind="message", client_id=new_uuid(), conversation_id=conversation, text=text)  # type: ignore[arg-type] # it is what is tried
        site.system.gather.submit(sent, results[-1].set_result)
    told = await asyncio.gather(*results)
    assert [type(each) for each in told] == [Receipt, Unavailable, Receipt, Invalid, Receipt]
    assert (await phone.ask(message("and on", conversation)))["type"] == "ack"


async def test_while_the_disk_is_waited_for_those_who_are_next_are_looked_through_and_answered_in_their_turn(
    site: Installation, monkeypatch: pytest.MonkeyPatch
):
    customer = await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    actor = await site.system.sessions.actor(customer.session, "customer")
    looked_at: list[object] = []
    monkeypatch.setattr(gather, "guard", lambda draft: looked_at.append(draft.text) or guard(draft))
    results: list[asyncio.Future[Receipt | Problem]] = []
    early: list[object] = []

    def send(*texts: object) -> None:
        for text in texts:
            results.append(asyncio.get_running_loop().create_future())
            sent = Draft(actor=actor, kind="message", client_id=new_uuid(), conversation_id=conversation, text=text)  # type: ignore[arg-type] # it is what is tried
            site.system.gather.submit(sent, results[-1].set_result)

    def come_meanwhile() -> None:
        meanwhile.remove(come_meanwhile)
        send("my password is fairlead", b"no text at all", TXID, "after")

    def look() -> None:
        if not early:
            early.extend([result.done() for result in results] + looked_at)

    meanwhile = site.system.database.dialect.meanwhile
    meanwhile.insert(0, come_meanwhile)
    meanwhile.append(look)
    send("first")
    told = [await results[0], *await asyncio.gather(*results[1:])]
    assert early == [*[False] * 5, "first", "my password is fairlead", b"no text at all", TXID, "after"]
    assert [type(each) for each in told] == [Receipt, Receipt, Unavailable, Invalid, Receipt]
    receipts = [each for each in told if isinstance(each, Receipt)]
    assert [receipt.seq for receipt in receipts] == sorted(receipt.seq for receipt in receipts)
    # What passed is not looked through again; the rest is once more, and refused, or asked about before.
    assert [looked_at.count(text) for text in ("after", b"no text at all", TXID)] == [1, 2, 3]
