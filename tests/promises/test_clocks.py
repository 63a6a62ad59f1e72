"""Clocks of real conversations: what begins and ends them, and what follows when their moment comes."""

import asyncio

from sqlalchemy import select

from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, iso
from fairlead.kit.ids import new_id
from fairlead.promises.models import ClockRow
from tests.harness import Installation, message
from tests.promises.ground import clocks, count, pass_time, ring, told
from tests.proving import both_when_proving
from tests.routing.queue import waits
from tests.tickets.ground import changed, opened


async def test_a_chat_has_its_first_words_measured_apart_and_a_greeting_helps_nobody(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await count(system)
    agent = await site.agent("Marco")
    chat = await waits(system, site.brand_id)
    found = await clocks(system, chat)
    assert set(found) == {"automated", "meaningful", "human", "resolution"}
    assert found["automated"].due_at is None
    spans = {name: (row.due_at or 0) - row.started_at for name, row in found.items()}
    assert (spans["meaningful"], spans["human"]) == (30 * SECOND, 5 * MINUTE)
    assert spans["resolution"] == 3 * DAY
    desk = await agent.open()
    await desk.ask(message("Hello Lena, how can I help you today?", chat))
    found = await clocks(system, chat)
    assert found["human"].met_at is not None
    assert found["human"].broken_at is None
    assert found["meaningful"].ended_at is None
    # No machine was needed.
    assert (found["automated"].met_at, found["automated"].ended_at is None) == (None, False)
    await desk.ask(message("Your deposit waits for six more confirmations.", chat))
    assert (await clocks(system, chat))["meaningful"].met_at is not None


async def test_the_next_word_is_owed_from_the_customers_word_until_ours_and_no_longer_than_the_matter(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    await count(system)
    customer, agent = await site.customer(), await site.agent()
    mine, desk = await customer.open(), await agent.open()
    chat = (await mine.ask(message("where is my money")))["conversation"]
    await desk.ask(message("I am looking into it.", chat))
    assert "reply" not in await clocks(system, chat)
    await mine.ask(message("and?", chat))
    first = (await clocks(system, chat))["reply"]
    assert first.ended_at is None
    await mine.ask(message("hello?", chat))
    assert (await clocks(system, chat))["reply"].started_at == first.started_at
    await desk.ask(message("It is there now.", chat))
    assert (await clocks(system, chat))["reply"].met_at is not None
    await mine.ask(message("thanks", chat))
    assert (await clocks(system, chat))["reply"].ended_at is None
    await desk.ask({"type": "close", "client_id": new_id(), "conversation": chat})
    found = await clocks(system, chat)
    assert (found["reply"].ended_at is None, found["reply"].met_at) == (False, None)
    assert found["resolution"].met_at is not None
    # What is open again is promised anew.
    await mine.ask(message("it is gone again", chat))
    again = await clocks(system, chat)
    assert again["reply"].ended_at is None
    assert again["resolution"].ended_at is None


async def test_a_macro_marked_as_greeting_helps_nobody_and_the_same_words_unmarked_do(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await count(system)
    lead = await site.agent("Marco", role="lead")
    words = "{{customer.name}}, you have reached {{brand}}. I shall read what you wrote!"
    reply = {"shortcut": "welcome", "title": "Welcome", "text": words, "locale": "en", "greeting": True}
    made = await lead.http.post("/api/desk/canned", json=reply | {"brand": "northlight"})
    assert (made.status_code, made.json()["greeting"]) == (201, True), made.text
    desk, said = await lead.open(), "Lena, you have reached Northlight.\nI shall read what you wrote."
    first, second, third = [await waits(system, site.brand_id) for _ in range(3)]
    await count(system)
    await desk.ask(message(said, first))
    translated = {"translated": {"from": "en", "to": "es", "original": said}}
    await desk.ask(message("Lena, has llegado a Northlight. Voy a leerlo.", second) | translated)
    for chat in (first, second):
        found = await clocks(system, chat)
        assert (found["human"].met_at is None, found["meaningful"].ended_at) == (False, None)
    await desk.ask(message(f"{said} Your deposit waits for six more confirmations.", first))
    assert (await clocks(system, first))["meaningful"].met_at is not None
    await lead.http.put(f"/api/desk/canned/{made.json()['id']}", json=reply | {"greeting": False})
    await desk.ask(message(said, third))
    assert (await clocks(system, third))["meaningful"].met_at is not None


@both_when_proving
async def test_a_broken_promise_is_told_to_the_customer_once_with_the_new_time_and_then_to_who_leads(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    await count(system)
    lead = await site.agent("Lena", role="lead")
    chat = await waits(system, site.brand_id, locale="es")
    await pass_time(system, chat, 4 * MINUTE)
    assert await ring(system)
    assert [(one["act"], one["metric"], one["public"]) for one in await told(system, chat)] == [
        ("warned", "human", False)
    ]
    await pass_time(system, chat, MINUTE)
    before = (await clocks(system, chat))["human"]
    assert await ring(system) == 1
    entries = await told(system, chat)
    assert [(one["act"], one["public"]) for one in entries[1:]] == [("late", True), ("broken", False)]
    assert entries[1]["text"].startswith("Llegamos tarde con nuestra respuesta")
    assert entries[1]["by"] > entries[1]["was"]
    after = (await clocks(system, chat))["human"]
    assert after.broken_at is not None
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at > before.due_at
    assert await ring(system) == 0
    assert len(await told(system, chat)) == 3
    # Who leads finds it among what named him.
    page = (await lead.http.get("/api/desk/mentions")).json()
    assert [one["conversation"]["id"] for one in page["mentions"]] == [chat]
    # The new time is a promise too, with twice the time; who leads has heard of it already.
    assert abs(after.due_at - after.resumed_at - 10 * MINUTE) < SECOND
    await pass_time(system, chat, 10 * MINUTE)
    assert await ring(system) == 1
    assert [one["act"] for one in await told(system, chat)] == ["warned", "late", "broken", "late"]


async def test_two_schedulers_and_a_restart_tell_it_once(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await count(system)
    chats = [await waits(system, site.brand_id) for _ in range(3)]
    for chat in chats:
        await pass_time(system, chat, 6 * MINUTE)
    await asyncio.gather(*(ring(system) for _ in range(4)))
    for chat in chats:
        acts = [one["act"] for one in await told(system, chat)]
        assert acts.count("late") == 1
        assert acts.count("broken") == 1


async def test_a_solution_waits_while_the_customers_answer_is_waited_for(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await count(system)
    customer, agent = await site.customer(), await site.agent()
    ticket = await opened(customer)
    chat = ticket["conversation"]
    running = (await clocks(system, chat))["resolution"]
    assert (running.due_at or 0) - running.started_at == 3 * DAY
    await changed(agent, ticket, status="waiting_for_you", text="Which address did you use?")
    paused = (await clocks(system, chat))["resolution"]
    assert paused.paused_since is not None
    assert paused.next_at is None
    assert (await clocks(system, chat))["update"].ended_at is not None
    await pass_time(system, chat, 2 * DAY)
    assert not await ring(system)
    await changed(agent, ticket, status="with_agent")
    again = (await clocks(system, chat))["resolution"]
    assert again.paused_since is None
    assert (again.due_at or 0) - again.resumed_at + again.used == 3 * DAY
    # From when it was paused and not from when it began: what passed meanwhile is not counted.
    assert again.used < HOUR


async def test_a_changed_priority_gives_clocks_their_new_times_and_breaks_none(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await count(system)
    customer, agent = await site.customer(), await site.agent()
    ticket = await opened(customer)
    chat = ticket["conversation"]
    first = (await clocks(system, chat))["human"]
    assert (first.due_at or 0) - first.started_at == 4 * HOUR
    await pass_time(system, chat, 3 * HOUR)
    flags = {"large_sum": True, "many_affected": False, "deadline": False, "vulnerable": False}
    await changed(agent, ticket, priority=0, flags=flags)
    found = await clocks(system, chat)
    # Half an hour would have been over for long: it is what is left of the four hours, or half an hour from now.
    assert found["human"].priority == 2
    assert (found["human"].due_at or 0) - found["human"].resumed_at == 30 * MINUTE
    assert found["human"].broken_at is None
    assert not [one for one in await told(system, chat) if one["act"] in ("late", "broken")]
    shown = (await customer.http.get(f"/api/tickets/{ticket['id']}")).json()["next_update_by"]
    assert shown == iso(found["update"].due_at or 0)


@both_when_proving
async def test_a_ticket_whose_chat_its_customer_ended_and_took_up_again_has_one_clock_for_its_next_word(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    customer = await site.customer()
    ticket = await opened(customer)
    chat = ticket["conversation"]
    assert (await clocks(system, chat))["update"].ended_at is None
    mine = await customer.open()
    await mine.ask({"type": "close", "client_id": new_id(), "conversation": chat})
    assert (await clocks(system, chat))["update"].ended_at is not None
    for words in ("I was wrong", "are you there?"):
        await mine.ask(message(words, chat))
        again = (await clocks(system, chat))["update"]
        assert again.ended_at is None
    # It was begun once more, and not with every word.
    async with system.database.read() as session:
        rows = await session.scalars(
            select(ClockRow.started_at).where(ClockRow.conversation_id == chat, ClockRow.metric == "update")
        )
        assert len(list(rows)) == 2
