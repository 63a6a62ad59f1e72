"""The reply time a customer is told is the one his fellows had: counted anew from the timelines, on both databases."""

from fractions import Fraction
from random import Random, SystemRandom
from typing import Any

import pytest
from sqlalchemy import event, select

from fairlead.app import System
from fairlead.channels.webchat.reply_time import ReplyTime
from fairlead.conversations.ledger import Past
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import Draft, Opening, author_data
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.ids import new_id
from fairlead.people.models import CustomerRow
from tests.channels.webchat.test_rules import within
from tests.harness import Installation, message

LOCALES, TIERS = ("en", "zh-CN"), ("", "VIP 4")
AGENT = Actor(kind="agent", id="a" * 32, name="Marco", role="agent")


async def a_customer(system: System, brand_id: str, tier: str) -> Actor:
    made = new_id()
    async with system.database.write() as session:
        row = CustomerRow(
            id=made, brand_id=brand_id, verified=True, locale="en", tier=tier, created_at=clock.now(), seen_at=clock.now(),
            profile=system.sealer.seal(b"{}", f"customer:{made}"),
        )  # fmt: skip
        session.add(row)
    return Actor(kind="customer", id=made, brands=frozenset({brand_id}))


def history(chance: Random, brand_id: str, customer: Actor, locale: str, *, now: Instant) -> list[Past]:
    """A matter of the last three hours: asked, handed over, answered, closed, asked again, answered or not."""
    agent = Actor(kind="agent", id=AGENT.id, name=AGENT.name, role="agent", brands=frozenset({brand_id}))
    bot_first = chance.random() < 0.5
    steps: list[tuple[Actor, str, dict[str, Any]]] = [(customer, "message", {})]
    if bot_first and chance.random() < 0.7:
        steps.append((customer, "handover", {"reason": "asked"}))
    open_now, taken = True, False
    for _ in range(chance.randrange(12)):
        act = chance.choice(["ask", "ask", "answer", "answer", "note", "close", "take"])
        if act == "close" and open_now:
            steps.append((agent, "closed", {"by": author_data(agent)}))
            open_now = False
        elif act == "ask":
            steps.append((customer, "message", {}))
            open_now = True
        elif act == "answer":
            steps.append((agent, "message", {}))
            open_now = taken = True
        elif act == "note":
            steps.append((agent, "note", {}))
        elif act == "take" and open_now and not taken:
            steps.append((agent, "assigned", {"to": author_data(agent), "by": author_data(agent)}))
            taken = True
    moments = sorted(now - chance.randrange(3 * clock.HOUR) for _ in steps)
    opening = Opening(brand_id, customer.id, "webchat", locale, bot_first)
    return [
        Past(Draft(actor, kind, new_id(), opening=None if place else opening, text="word", data=data), at)
        for place, ((actor, kind, data), at) in enumerate(zip(steps, moments, strict=True))
    ]


async def counted(
    system: System, brand_id: str, locale: str, tier: str, *, now: Instant
) -> tuple[list[int], list[int]]:
    """Waits that ended in the last hour and that go on, from the entries alone."""
    answered, waiting = [], []
    async with system.database.read() as session:
        rows = await session.execute(
            select(ConversationRow, CustomerRow.tier)
            .join(CustomerRow, CustomerRow.id == ConversationRow.customer_id)
            .where(ConversationRow.brand_id == brand_id, ConversationRow.locale == locale)
        )
        for conversation, of_tier in rows.all():
            if tier and of_tier != tier:
                continue
            entries = await session.scalars(
                select(EntryRow).where(EntryRow.conversation_id == conversation.id).order_by(EntryRow.seq)
            )
            with_bot, is_open, since = conversation.queued_at != conversation.created_at, True, None
            for entry in entries:
                if (entry.kind, entry.author_kind) == ("message", "customer"):
                    since = since if is_open and since is not None else None if with_bot else entry.created_at
                    is_open = True
                elif (entry.kind, entry.author_kind) == ("message", "agent"):
                    if since is not None and entry.created_at >= now - clock.HOUR:
                        answered.append(entry.created_at - since)
                    with_bot, is_open, since = False, True, None
                elif entry.kind == "handover":
                    with_bot, since = False, since or entry.created_at
                elif entry.kind == "assigned":
                    with_bot = False
                elif entry.kind == "closed":
                    is_open, since = False, None
            if since is not None:
                waiting.append(now - since)
    return answered, waiting


@pytest.mark.parametrize("run", range(4))
async def test_the_told_wait_is_within_a_tenth_of_the_one_counted_from_the_timelines(system: System, run: int):
    # Two that tell something, and two others each time; who fails names his.
    seed = run if run < 2 else SystemRandom().randrange(10**6)
    chance, now = Random(seed), clock.now()
    (brand,) = await system.brands.all()
    customers = {tier: await a_customer(system, brand.id, tier) for tier in TIERS}
    for locale in LOCALES:
        for tier in TIERS:
            matters = [history(chance, brand.id, customers[tier], locale, now=now) for _ in range(chance.randrange(40))]
            async with system.database.write_bulk() as connection:
                await system.ledger.write_past(connection, matters)
    told = 0
    for locale in LOCALES:
        for tier in TIERS:
            answered, waiting = await counted(system, brand.id, locale, tier, now=now)
            if tier and len(answered) + len(waiting) < 3:
                answered, waiting = await counted(system, brand.id, locale, "", now=now)
            said = await system.reply_time.of(brand.id, locale, customers[tier])
            truth = [within(answered, waiting, Fraction(share, 10)) for share in (5, 9)]
            if said is None or said.at_least:
                assert truth[0] is None or len(answered) + len(waiting) < 3, seed
                continue
            told += 1
            for ours, true in zip((said.p50, said.p90), truth, strict=True):
                assert (ours is None) == (true is None), seed
                if ours is not None and true is not None:
                    assert abs(ours - true / clock.SECOND) <= 0.1 * true / clock.SECOND + 1, seed
    assert told or run > 1


async def test_the_figure_costs_three_queries_and_none_while_it_is_fresh(system: System):
    (brand,) = await system.brands.all()
    customer = await a_customer(system, brand.id, "VIP 4")
    asked: list[str] = []
    event.listen(system.database.reader.sync_engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    reply_time = ReplyTime(system.database)
    await reply_time.of(brand.id, "en", customer)
    first = [text for text in asked if text.lstrip().upper().startswith("SELECT")]
    await reply_time.of(brand.id, "en", None)
    again = [text for text in asked if text.lstrip().upper().startswith("SELECT")]
    assert (len(first), len(again) - len(first)) == (3, 0)


async def test_a_real_answer_is_told_to_those_of_its_language_only(quiet_site: Installation):
    marco = await quiet_site.agent()
    desk = await marco.open()
    for uid in ("1", "2", "3"):
        phone = await (await quiet_site.customer(uid)).open()
        asked = await phone.ask(message("hello", locale="zh-CN"))
        matter = asked["conversation"]
        await phone.ask({"type": "handover", "client_id": new_id(), "conversation": matter})
        assert (await desk.ask(message("good day", matter)))["type"] == "ack"
    told = {}
    for locale in ("zh-CN", "en"):
        answer = await quiet_site.anonymous().http.get(f"/api/w/northlight/here?locale={locale}")
        told[locale] = answer.json()
    assert told["en"] == {"online": 1, "reply": None, "back": None, "rush": ""}
    assert told["zh-CN"]["reply"]["p50"] <= told["zh-CN"]["reply"]["p90"] < 30
