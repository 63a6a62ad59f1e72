"""What is searched and opened is counted without saying who, and makes articles hot that no single network can."""

import asyncio
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import InterestRow, SearchedRow
from fairlead.helpcenter.store_tallies import Interest, pin
from fairlead.helpcenter.tally import JOB, heats_of, normalised, wide
from fairlead.infra.jobs import JobRow
from fairlead.kit import clock
from fairlead.kit.access import Caller
from tests.helpcenter.conftest import BRAND
from tests.shield import corpus

FILES = {
    "en/deposit-late.md": "---\ntitle: My deposit is late\ncategory: deposits\npopularity: 5\n---\nWait.\n",
    "en/fees.md": "---\ntitle: What fees do I pay?\ncategory: fees\npopularity: 9\n---\nSome.\n",
    "en/p2p.md": "---\ntitle: The seller does not release\ncategory: p2p\npopularity: 1\n---\nAppeal.\n",
}


@pytest.fixture
async def filled(database, help_center: HelpCenter, folder) -> HelpCenter:
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    return help_center


async def head_of(help_center, slug):
    return (await help_center.shelf(BRAND)).by_slug("en", slug)


async def hot(help_center, **options) -> list[str]:
    return [head.slug for head in await help_center.hot(BRAND, "en", 5, **options)]


async def settle(help_center):
    await help_center.tally.flush(everything=True)
    await help_center.tally.heat()
    await help_center.refresh_standing()


async def test_what_many_look_for_is_hot_and_popularity_decides_before(filled):
    assert await hot(filled) == ["fees", "deposit-late", "p2p"]
    for number in range(4):
        filled.opened(await head_of(filled, "p2p"), caller=Caller(f"10.0.{number}.1"))
    await settle(filled)
    assert await hot(filled) == ["p2p", "fees", "deposit-late"]


async def test_ten_thousand_requests_from_one_network_move_nothing(filled, database):
    for number in range(3):
        filled.opened(await head_of(filled, "deposit-late"), caller=Caller(f"10.1.{number}.1"))
    await settle(filled)
    before = await hot(filled)
    for number in range(10_000):
        filled.opened(await head_of(filled, "p2p"), caller=Caller(f"192.0.2.{number % 256}"), query="release")
    await settle(filled)
    assert await hot(filled) == before
    async with database.read() as session:
        noted = (await session.scalars(select(InterestRow.kind))).all()
    assert sorted(noted) == ["search", "view", "view", "view"]


async def test_pins_stand_first_in_their_order_and_a_product_has_its_own(filled, database):
    fees, late = await head_of(filled, "fees"), await head_of(filled, "deposit-late")
    p2p = await head_of(filled, "p2p")
    async with database.write() as session:
        await pin(session, BRAND, "en", "", [p2p.article_id, late.article_id])
        await pin(session, BRAND, "", "fees", [fees.article_id])
    await filled.refresh_standing()
    assert await hot(filled) == ["p2p", "deposit-late", "fees"]
    assert await hot(filled, product="fees") == ["fees"]
    assert await hot(filled, product="nothing") == []


async def test_heat_halves_in_three_days_and_two_networks_are_none():
    def heat(count, day=100):
        return heats_of([(Interest("a", "en", day, "view"), count)], 100).get(("a", "en"), 0.0)

    assert heat(2) == 0.0
    assert heat(6) == 6.0
    assert heat(6, day=97) == pytest.approx(3.0)


async def test_the_heat_is_computed_by_one_job_in_half_an_hour(filled, database):
    await filled.tally.flush()
    await HelpCenter(database).tally.flush()
    async with database.read() as session:
        jobs = (await session.scalars(select(JobRow.kind).where(JobRow.kind == JOB))).all()
    assert jobs == [JOB]


async def test_what_comes_again_and_again_is_one_job_for_all_processes_in_its_time(database):
    rounds = {"look_at_facts": clock.DAY}
    for _ in range(3):
        await HelpCenter(database, rounds=rounds).tally.flush()
    async with database.read() as session:
        jobs = (await session.scalars(select(JobRow.kind).where(JobRow.kind != JOB))).all()
    assert jobs == ["look_at_facts"]


async def test_the_report_says_what_was_asked_found_and_opened(filled):
    for number in range(3):
        filled.tally.searched(BRAND, "en", "Deposit  LATE", found=True, network=f"10.0.{number}.1")
        filled.tally.searched(BRAND, "en", "staking", found=False, network=f"10.1.{number}.1")
    filled.opened(await head_of(filled, "deposit-late"), caller=Caller("10.0.0.1"), query="deposit late")
    await filled.tally.flush(everything=True)
    filled.tally.searched(BRAND, "en", "staking", found=False, network="10.1.0.1")
    await filled.tally.flush(everything=True)
    report = await filled.tally.report(BRAND, days=7, locale="en", limit=10)
    told = [(one.query, one.asked, one.found, one.opened) for one in report.queries]
    assert told == [("staking", 4, 0, 0), ("deposit late", 3, 3, 1)]
    assert (report.asked, report.found, report.opened, report.hidden) == (7, 3, 1, 0)
    assert (await filled.tally.report(BRAND, days=7, locale="es", limit=10)).queries == []


async def test_what_two_clients_typed_is_shown_to_nobody(filled):
    for network in ("10.0.0.1", "10.0.1.1", "10.0.0.7"):
        filled.tally.searched(BRAND, "en", "my own story", found=False, network=network)
    await filled.tally.flush(everything=True)
    report = await filled.tally.report(BRAND, days=7, locale=None, limit=10)
    assert (report.queries, report.hidden, report.asked) == ([], 1, 3)


async def test_letters_typed_one_after_the_other_are_one_search(filled):
    for text in ("dep", "depos", "deposit", "deposit l", "deposit late"):
        filled.tally.searched(BRAND, "en", text, found=True, network="10.0.0.1")
    await filled.tally.flush()
    assert (await filled.tally.report(BRAND, days=1, locale=None, limit=9)).asked == 0, "he may be typing still"
    await filled.tally.flush(everything=True)
    assert (await filled.tally.report(BRAND, days=1, locale=None, limit=9)).asked == 1


async def test_nothing_personal_and_no_secret_is_kept(filled, database):
    phrase = " ".join(corpus.phrase(Random(1), "english"))
    for query in (phrase, "mail ayu@example.com", "+49 170 1234567", "0x" + "ab" * 32, "x" * 100_000, "\x00\x1b[31m"):
        filled.tally.searched(BRAND, "en", query, found=False, network="10.0.0.1")
    await filled.tally.flush(everything=True)
    async with database.read() as session:
        kept = (await session.scalars(select(SearchedRow.query))).all()
        clients = (await session.scalars(select(SearchedRow.clients))).all()
    assert set(kept) <= {"mail …", "31m"}
    assert "10.0.0" not in str(clients)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Ｕ SDT　充值 ", "u sdt 充值"),
        ("50011", "50011"),
        ("order 1234567890", "order …"),
        ("?", None),
        ("", None),
        ("<script>alert(1)</script>", "script alert 1 script"),
    ],
)
def test_a_query_is_counted_in_one_spelling(query, kept):
    assert normalised(query) == kept


@pytest.mark.parametrize(
    ("network", "whole"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("unix", "unix")],
)
def test_a_network_is_what_one_customer_of_a_provider_may_have(network, whole):
    assert wide(network) == whole


async def test_two_processes_that_note_the_same_network_at_once_lose_nothing_and_go_on(filled, database):
    """PostgreSQL lets both look before either has written; SQLite lets them in one after the other."""
    head = await head_of(filled, "p2p")
    first, second = (HelpCenter(database, key=b"k" * 32) for _ in range(2))
    for process in (first, second):
        process.opened(head, caller=Caller("10.0.0.1"), query="release")
        process.tally.searched(BRAND, "en", "release", found=True, network="10.0.0.1")
        process.tally.interested(head.article_id, "en", "asked", network="10.0.9.1")
    day = clock.now() // clock.DAY
    digest = first.tally._digest(wide("10.0.0.1"), clock.now())
    async with database.write() as session:
        session.add(InterestRow(article_id=head.article_id, locale="en", day=day, kind="search", network=digest))
        await session.flush()
        waits = asyncio.create_task(second.tally.flush(everything=True))
        await until_locked(database, waits)
    await waits
    await first.tally.flush(everything=True)
    async with database.read() as session:
        noted = sorted(await session.scalars(select(InterestRow.kind)))
        row = (await session.scalars(select(SearchedRow))).one()
    assert noted == ["asked", "search"]
    assert (row.asked, row.opened) == (2, 2)


LOCKED = sql("select count(*) from pg_locks where not granted")


async def until_locked(database, task) -> None:
    """Until the task waits for what the open transaction has written; on SQLite it waits for its turn from the first."""
    if "postgresql" not in database.url:
        return
    while not task.done():
        async with database.read() as session:
            if await session.scalar(LOCKED):
                return
        await asyncio.sleep(0.01)
