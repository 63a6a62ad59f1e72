"""The ledger: a retry never duplicates, numbers are dense, and nobody pays for another's trouble (invariants 2 and 3)."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text

from fairlead.app import System
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, Problem, Unavailable
from fairlead.kit.ids import new_id
from fairlead.settings import Settings
from tests.harness import Installation, message
from tests.history import ACK_FIELDS

BRAND = "b" * 32


def customer(name: str = "Lin") -> Actor:
    return Actor(kind="customer", id=new_id(), name=name, brands=frozenset({BRAND}))


def agent(name: str = "Marco") -> Actor:
    return Actor(kind="agent", id=new_id(), name=name, brands=frozenset({BRAND}))


def first(actor: Actor, text: str = "hello", client_id: str | None = None) -> Draft:
    opening = Opening(brand_id=BRAND, customer_id=actor.id, channel="webchat", locale="en", bot_first=False)
    return Draft(actor=actor, kind="message", client_id=client_id or str(uuid4()), opening=opening, text=text)


def more(actor: Actor, conversation: str, text: str, *, kind: str = "message", client_id: str | None = None) -> Draft:
    return Draft(actor=actor, kind=kind, client_id=client_id or str(uuid4()), conversation_id=conversation, text=text)


async def answers(system: System, drafts: Sequence[Draft]) -> list[Receipt | Problem]:
    """What each sender gets, all submitted in the same moment: one batch."""
    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Receipt | Problem]] = [loop.create_future() for _ in drafts]
    for draft, future in zip(drafts, futures, strict=True):
        system.gather.submit(draft, future.set_result)
    async with asyncio.timeout(30):
        return [await future for future in futures]


async def somebody_waits(system: System) -> None:
    """Returns when a transaction of this database waits for another to end (PostgreSQL)."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(10):
        while True:
            async with system.database.read() as session:
                if (await session.execute(text(waiting))).scalar_one():
                    return
            await asyncio.sleep(0.01)


async def texts_of(system: System, conversation: str) -> list[tuple[int, int | None, str]]:
    entries = await system.reader.entries_between(conversation, 0, public=False)
    return [(entry.seq, entry.public_seq, entry.text) for entry in entries]


async def count(system: System, table: Any) -> int:
    async with system.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def bare(ack: dict[str, Any]) -> tuple[Any, ...]:
    assert ack["type"] == "ack", ack
    return tuple(ack[name] for name in ACK_FIELDS)


@pytest.mark.prove
@pytest.mark.parametrize("started", [False, True], ids=["first message", "later message"])
async def test_a_thousand_parallel_sends_of_one_client_id_on_two_sockets_make_one_entry_and_one_ack(
    site: Installation, started: bool
):
    person = await site.customer()
    phone, laptop = await person.open(), await person.open()
    conversation = (await phone.ask(message("hello")))["conversation"] if started else None
    frame = message("where is my money?", conversation)

    async def send(socket: Any, number: int) -> dict[str, Any]:
        await socket.send({**frame, "id": f"r{number}"})
        return await socket.until(lambda got: got.get("ref") == f"r{number}", seconds=60)

    acks = await asyncio.gather(*(send((phone, laptop)[number % 2], number) for number in range(1000)))
    assert len({bare(ack) for ack in acks}) == 1
    assert await count(site.system, ConversationRow) == 1
    said = [text for _, _, text in await texts_of(site.system, acks[0]["conversation"])]
    assert said.count("where is my money?") == 1


async def test_the_same_client_id_with_another_text_is_a_mismatch_and_changes_nothing(site: Installation):
    person = await site.customer()
    phone = await person.open()
    frame = message("sell 1 BTC")
    ack = await phone.ask(frame)
    refused = await phone.ask({**frame, "text": "sell 2 BTC"})
    assert (refused["type"], refused["code"]) == ("error", "idempotency_mismatch")
    elsewhere = await phone.ask({**frame, "conversation": new_id()})
    assert elsewhere["code"] == "idempotency_mismatch"
    assert bare(await phone.ask(frame)) == bare(ack)
    assert bare(await phone.ask({**frame, "conversation": ack["conversation"]})) == bare(ack)
    other = await (await site.customer(uid="123")).open()
    assert (await other.ask(frame))["conversation"] != ack["conversation"], "a client id belongs to its sender"


@asynccontextmanager
async def second_system(settings: Settings) -> AsyncIterator[System]:
    """What a second server process is to the database."""
    made = System(settings)
    await made.brands.all()
    made.gather.start()
    try:
        yield made
    finally:
        await made.gather.stop()
        await made.database.close()


async def test_a_retry_on_a_second_server_gives_the_first_ack(site: Installation, settings: Settings):
    person = await site.customer()
    frame = message("over here")
    ack = await (await person.open()).ask(frame)
    await site.system.gather.stop()
    async with second_system(settings) as other:
        actor = await other.sessions.actor(person.session or "", "customer")
        draft = Draft(actor=actor, kind="message", client_id=frame["client_id"], text="over here", opening=None)
        receipt = await other.gather.write(draft)
    assert (receipt.conversation_id, receipt.entry_id) == (ack["conversation"], ack["entry"])
    site.system.gather._closed = False
    site.system.gather.start()


async def test_retries_that_reach_two_servers_crosswise_in_the_same_moment_make_one_entry_each(
    system: System, settings: Settings
):
    people = [customer(f"person {number}") for number in range(40)]
    drafts = [first(person, f"from {person.name}") for person in people]
    async with second_system(settings) as other:
        here, there = await asyncio.gather(answers(system, drafts), answers(other, drafts[::-1]))
    for mine, theirs in zip(here, there[::-1], strict=True):
        assert isinstance(mine, Receipt), mine
        assert mine == theirs
    assert await count(system, ConversationRow) == len(people)
    assert await count(system, EntryRow) == len(people)


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_retry_that_another_server_is_just_writing_gets_that_ones_receipt(system: System, settings: Settings):
    draft = first(customer(), "from the tunnel")
    async with second_system(settings) as other:
        async with other.database.write_bulk() as connection:
            (there,) = await other.ledger.write(connection, [draft], skip_locked=True)
            here = asyncio.create_task(system.gather.write(draft))
            await somebody_waits(system)
        assert await here == there.receipt
    assert await count(system, EntryRow) == 1


async def test_an_entry_the_database_refuses_refuses_only_its_sender(system: System):
    lin, marco = customer(), agent()
    started = await system.gather.write(first(lin))
    # An agent without an id, as a fault of ours might make one: the row breaks NOT NULL, whatever the ledger thinks of it.
    nobody: Any = None
    poison = more(dataclasses.replace(marco, id=nobody), started.conversation_id, "poison")
    good = [more(marco, started.conversation_id, f"word {number}") for number in range(10)]
    got = await answers(system, [*good[:5], poison, *good[5:]])
    assert isinstance(got.pop(5), Unavailable)
    assert all(isinstance(receipt, Receipt) for receipt in got), got
    stand = await texts_of(system, started.conversation_id)
    assert [text for _, _, text in stand] == ["hello", "", *(draft.text for draft in good)]
    assert [number for number, _, _ in stand] == list(range(1, len(stand) + 1))


async def test_a_refused_draft_leaves_no_trace_in_the_batch_it_came_with(system: System):
    lin, stranger = customer(), customer("Mallory")
    started = await system.gather.write(first(lin))
    here = started.conversation_id
    got = await answers(
        system,
        [
            more(lin, here, "one"),
            more(stranger, here, "let me in"),
            more(lin, here, "x", kind="reopened"),
            more(lin, here, "two"),
        ],
    )
    assert [type(each).__name__ for each in got] == ["Receipt", "NotFound", "Conflict", "Receipt"]
    assert await texts_of(system, here) == [(1, 1, "hello"), (2, 2, "one"), (3, 3, "two")]


async def test_a_file_that_is_not_there_is_refused_alone(system: System):
    lin = customer()
    with_file = replace(first(lin), files=(new_id(),))
    got = await answers(system, [first(lin), with_file])
    assert isinstance(got[0], Receipt)
    assert isinstance(got[1], Invalid)
    assert got[1].code == "file_not_usable"


async def test_a_conversation_another_transaction_holds_waits_without_holding_the_others_and_keeps_its_order(
    system: System, settings: Settings, engine: str
):
    if engine == "sqlite":
        return  # One writer: nobody can hold a row.
    lin, marco = customer(), agent()
    held = (await system.gather.write(first(lin))).conversation_id
    free = (await system.gather.write(first(lin))).conversation_id
    got: list[str] = []

    def note(name: str) -> Any:
        return lambda result: got.append(name if isinstance(result, Receipt) else f"{name} {result!r}")

    other = System(settings)
    async with other.database.write() as session:
        await session.execute(select(ConversationRow).where(ConversationRow.id == held).with_for_update())
        for number in range(5):
            system.gather.submit(more(marco, held, f"held {number}"), note(f"held {number}"))
        # While those wait, others come and go, and more words for the same matter come behind.
        for number in range(20):
            receipt = await asyncio.wait_for(system.gather.write(more(lin, free, f"free {number}")), 5)
            assert receipt.seq == number + 2
            if number % 5 == 0:
                system.gather.submit(more(marco, held, f"later {number}"), note(f"later {number}"))
        assert got == []
    await other.database.close()
    want = [*(f"held {number}" for number in range(5)), *(f"later {number}" for number in range(0, 20, 5))]
    async with asyncio.timeout(10):
        while len(got) < len(want):
            await asyncio.sleep(0.01)
    assert got == want
    # `joined` comes with the agent's first word.
    assert [text for _, _, text in await texts_of(system, held)] == ["hello", "", *want]


async def test_a_conversation_that_stays_held_is_refused_as_unavailable_and_can_be_sent_again(
    system: System, settings: Settings, engine: str, monkeypatch: pytest.MonkeyPatch
):
    if engine == "sqlite":
        return
    monkeypatch.setattr("fairlead.conversations.gather.ROW_WAIT", 0.2)
    lin = customer()
    held = (await system.gather.write(first(lin))).conversation_id
    draft = more(lin, held, "are you there?")
    other = System(settings)
    async with other.database.write() as session:
        await session.execute(select(ConversationRow).where(ConversationRow.id == held).with_for_update())
        with pytest.raises(Unavailable):
            await asyncio.wait_for(system.gather.write(draft), 10)
    await other.database.close()
    assert (await system.gather.write(draft)).seq == 2


async def test_a_retry_of_a_command_whose_details_were_looked_up_anew_is_still_the_same(site: Installation):
    """The file of a redacted entry is gone at the retry, a customer may have got another name: the ack is the first one."""
    lin, marco = await site.customer(), await site.agent()
    file = (await lin.http.post("/api/files", content=b"%PDF-1.4\n%%EOF\n", headers={"X-File-Name": "a.pdf"})).json()
    phone, desk = await lin.open(), await marco.open()
    sent = await phone.ask(message("my papers", files=[file["id"]]))
    frame = {"type": "redact", "client_id": str(uuid4()), "conversation": sent["conversation"], "entry": sent["entry"]}
    assert bare(await desk.ask(frame)) == bare(await desk.ask(frame))
    closing = {"type": "close", "client_id": str(uuid4()), "conversation": sent["conversation"]}
    closed = await phone.ask(closing)
    renamed = await (await site.customer(name="Lin the Second")).open()
    assert bare(await renamed.ask(closing)) == bare(closed)


async def test_a_listener_that_fails_does_not_end_the_commits_of_all(system: System):
    lin = customer()

    def broken(_: Any) -> None:
        raise RuntimeError("a fault of ours")

    system.gather.announce.append(broken)
    system.gather.submit(first(lin), broken)
    assert isinstance(await asyncio.wait_for(system.gather.write(first(lin)), 10), Receipt)


async def test_closing_twice_is_a_conflict_and_takes_no_number(system: System):
    lin = customer()
    here = (await system.gather.write(first(lin))).conversation_id
    await system.gather.write(more(lin, here, "", kind="closed"))
    with pytest.raises(Conflict):
        await system.gather.write(more(lin, here, "", kind="closed"))
    assert (await system.gather.write(more(lin, here, "again"))).seq == 3
