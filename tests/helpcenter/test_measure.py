"""Whom articles helped is counted from browsers that come back for a person and those that do not, and nothing says who."""

import asyncio

import pytest
from sqlalchemy import func, select, text
from websockets.http11 import USER_AGENT

from fairlead.bot.rules import answering
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.measure import MARGIN, MOST_OF_NETWORK, SelfService
from fairlead.helpcenter.models import ContactRow, HelpedRow, InterestRow, ReaderKeyRow, ReaderRow
from fairlead.kit import clock
from fairlead.kit.access import Caller
from tests.harness import Installation, message
from tests.helpcenter.conftest import BRAND

FILES = {
    "en/deposit-late.md": "---\ntitle: My deposit is late\ncategory: deposits\n---\nWait for the network.\n",
    "en/fees.md": "---\ntitle: What fees do I pay?\ncategory: fees\n---\nSome.\n",
    "es/fees.md": "---\ntitle: ¿Qué comisiones pago?\ncategory: fees\n---\nAlgunas.\n",
}
MORNING = 20_000 * clock.DAY + 9 * clock.HOUR
ANYBODY = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"
DATA = (ReaderRow, ContactRow, ReaderKeyRow)


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
async def filled(database, help_center: HelpCenter, folder) -> HelpCenter:
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    return help_center


@pytest.fixture
async def alone(database, filled, time) -> SelfService:
    made = SelfService(database, b"k" * 32, now=time)
    await made.flush()
    return made


async def head_of(help_center, slug, locale="en"):
    return (await help_center.shelf(BRAND)).by_slug(locale, slug)


def browser(number: int, name: str = ANYBODY) -> Caller:
    return Caller(f"10.0.{number}.1", name)


async def told(alone, time, **options):
    """(readers, helped) by slug-less article, after everything is over."""
    await alone.flush()
    time.now = MORNING + 3 * clock.DAY
    await alone.reckon()
    report = await alone.report(BRAND, **({"days": 7, "locale": None, "limit": 10} | options))
    return [(one.locale, one.readers, one.helped) for one in report.articles], report


async def rows(database, table) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_who_begins_a_conversation_within_a_day_was_not_helped(filled, alone, time):
    fees = await head_of(filled, "fees")
    for number in range(5):
        alone.read(fees, browser(number))
    time.now += 23 * clock.HOUR
    await alone.flush()
    alone.contacted(BRAND, browser(0))
    time.now += 2 * clock.HOUR
    await alone.flush()
    alone.contacted(BRAND, browser(1))
    assert (await told(alone, time))[0] == [("en", 5, 4)]


async def test_a_conversation_before_reading_says_nothing_and_one_in_the_same_minute_says_that_it_was_not_enough(
    filled, alone, time
):
    fees = await head_of(filled, "fees")
    for number in range(3):
        alone.contacted(BRAND, browser(number))
    time.now += clock.HOUR
    for number in range(3):
        alone.read(fees, browser(number))
    alone.contacted(BRAND, browser(2))
    assert (await told(alone, time))[0] == [("en", 3, 2)]


async def test_another_brand_another_browser_and_another_network_are_somebody_else(filled, alone, time):
    fees = await head_of(filled, "fees")
    for number in range(3):
        alone.read(fees, browser(number))
    alone.contacted("b" * 32, browser(0))
    alone.contacted(BRAND, browser(1, "Mozilla/5.0 (iPhone)"))
    alone.contacted(BRAND, browser(9))
    assert (await told(alone, time))[0] == [("en", 3, 3)]


async def test_figures_are_per_article_and_locale_and_few_readers_stand_in_the_sums_alone(filled, alone, time):
    late, fees = await head_of(filled, "deposit-late"), await head_of(filled, "fees")
    for number in range(4):
        alone.read(fees, browser(number))
        alone.read(await head_of(filled, "fees", "es"), browser(number))
    alone.read(late, browser(1))
    alone.contacted(BRAND, browser(1))
    shown, report = await told(alone, time)
    assert sorted(shown) == [("en", 4, 3), ("es", 4, 3)]
    assert report.locales == {"en": (5, 3), "es": (4, 3)}
    assert (report.readers, report.helped, report.hidden, report.until) == (9, 6, 1, MORNING // clock.DAY)
    assert (await told(alone, time, locale="es"))[0] == [("es", 4, 3)]


async def test_robots_read_nothing_and_one_network_is_a_room_full_of_people_at_most(filled, alone, time):
    fees = await head_of(filled, "fees")
    for name in (
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        "curl/8.5",
        "python-httpx/0.27",
        "",
        "facebookexternalhit/1.1",
    ):
        alone.read(fees, browser(1, name))
    for number in range(300):
        alone.read(fees, Caller(f"192.0.2.{number % 250}", f"Mozilla/5.0 {number}"))
    alone.contacted(BRAND, Caller("192.0.2.7", "Mozilla/5.0 7"))
    assert (await told(alone, time))[0] == [("en", MOST_OF_NETWORK, MOST_OF_NETWORK - 1)]


async def test_what_two_processes_see_of_one_browser_is_one_reader(database, filled, alone, time):
    other = SelfService(database, b"k" * 32, now=time)
    await other.flush()
    fees = await head_of(filled, "fees")
    for process in (alone, other):
        for number in range(3):
            process.read(fees, browser(number))
    other.contacted(BRAND, browser(0))
    await asyncio.gather(alone.flush(), other.flush())
    assert (await told(alone, time))[0] == [("en", 3, 2)]
    assert (await told(other, time))[0] == [("en", 3, 2)], "a day is reckoned once"


async def test_when_a_day_and_the_next_are_over_two_numbers_stay_of_it(database, filled, alone, time):
    fees = await head_of(filled, "fees")
    for number in range(3):
        alone.read(fees, browser(number))
    alone.contacted(BRAND, browser(0))
    await alone.flush()
    assert [await rows(database, table) for table in DATA] == [3, 1, 2]
    time.now = (MORNING // clock.DAY + 2) * clock.DAY + MARGIN - 1
    await alone.reckon()
    assert await rows(database, HelpedRow) == 0, "the last reader has a day to come back"
    time.now += 1
    await alone.reckon()
    await alone.reckon()
    assert [await rows(database, table) for table in (ReaderRow, ContactRow, HelpedRow)] == [0, 0, 1]
    async with database.read() as session:
        assert list(await session.scalars(select(ReaderKeyRow.day))) == [MORNING // clock.DAY + 1]


async def test_nothing_kept_says_who_read_and_the_installations_key_alone_makes_no_digest_again(
    database, filled, alone
):
    alone.read(await head_of(filled, "fees"), Caller("192.0.2.77", ANYBODY))
    alone.contacted(BRAND, Caller("192.0.2.77", ANYBODY))
    await alone.flush()
    async with database.read() as session:
        reader = (await session.scalars(select(ReaderRow))).one()
        contact = (await session.scalars(select(ContactRow))).one()
        kept = [tuple(row) for row in await session.execute(text("select * from article_readers"))]
    assert reader.reader == contact.reader
    assert "192.0.2" not in str(kept)
    assert "Mozilla" not in str(kept)
    again = SelfService(database, b"k" * 32)
    again.read(await head_of(filled, "fees"), Caller("192.0.2.77", ANYBODY))
    assert not again._read, "without the day's key nobody is counted"


async def test_while_the_database_is_away_what_is_counted_waits(database, filled, alone, time):
    fees = await head_of(filled, "fees")
    for number in range(3):
        alone.read(fees, browser(number))
    alone.contacted(BRAND, browser(0))
    written, alone._database = alone._database, type(database)("sqlite+aiosqlite:////nowhere/at/all.db")
    with pytest.raises(Exception, match="unavailable"):
        await alone.flush()
    await alone._database.close()
    alone._database = written
    assert (await told(alone, time))[0] == [("en", 3, 2)]


async def test_a_conversation_that_an_article_answers_or_began_from_counts_as_asked_and_one_network_moves_nothing(
    database, filled, folder
):
    asking = HelpCenter(database, answers=answering)
    for number in range(50):
        caller = Caller(f"192.0.2.{number}", ANYBODY)
        asking.began(BRAND, "en", "My deposit is late", page="", caller=caller)
    for number in range(3):
        caller = Caller(f"10.7.{number}.1", ANYBODY)
        asking.began(BRAND, "en", "And now?", page="https://x.example/help/northlight/en/a/fees?q=a", caller=caller)
        asking.began(BRAND, "en", "zxqv plmk wrtz", page="/help/northlight/en/a/gone", caller=caller)
    await asking.flush(everything=True)
    await asking.reckon({})
    async with database.read() as session:
        kept = (await session.execute(select(InterestRow.article_id, InterestRow.kind))).all()
    fees, late = await head_of(filled, "fees"), await head_of(filled, "deposit-late")
    assert sorted(kept) == sorted([(fees.article_id, "asked")] * 3 + [(late.article_id, "asked")])
    await filled.refresh_standing()
    shelf = await filled.shelf(BRAND)
    assert shelf.heat(fees) == pytest.approx(9.0)
    assert shelf.heat(late) == 0.0


async def test_in_a_whole_installation_a_reader_who_writes_is_known_again(quiet_site: Installation, folder):
    system = quiet_site.system
    await import_folder(system.database, quiet_site.brand_id, folder(FILES), default_locale="en")
    await system.help_center._library.refresh()
    await system.help_center.flush()
    reader, other, customer = quiet_site.anonymous(), quiet_site.anonymous(), await quiet_site.customer()
    for client, name in ((reader, USER_AGENT), (other, ANYBODY)):
        page = await client.http.get("/help/northlight/en/a/deposit-late", headers={"User-Agent": name})
        assert page.status_code == 200
    phone = await customer.open()
    assert (await phone.ask(message("My deposit is late")))["type"] == "ack"
    await system.help_center.flush(everything=True)
    async with system.database.read() as session:
        readers = set(await session.scalars(select(ReaderRow.reader)))
        contacts = set(await session.scalars(select(ContactRow.reader)))
        kinds = sorted(await session.scalars(select(InterestRow.kind)))
    assert (len(readers), len(contacts), len(readers & contacts)) == (2, 1, 1)
    assert kinds == ["asked", "view"]


async def test_editors_read_whom_articles_helped(quiet_site: Installation, folder):
    system = quiet_site.system
    await import_folder(system.database, quiet_site.brand_id, folder(FILES), default_locale="en")
    await system.help_center._library.refresh()
    head = (await system.help_center.shelf(quiet_site.brand_id)).by_slug("en", "fees")
    yesterday = clock.now() // clock.DAY - 2
    async with system.database.write() as session:
        session.add(HelpedRow(article_id=head.article_id, locale="en", day=yesterday, readers=40, helped=31))
    editor = await quiet_site.agent("Ayu", role="editor")
    answer = await editor.http.get("/api/desk/articles/helped?brand=northlight&locale=en")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["readers"], told["helped"], told["hidden"]) == (40, 31, 0)
    assert told["locales"] == [{"locale": "en", "readers": 40, "helped": 31}]
    assert told["articles"] == [
        {
            "article": head.article_id,
            "locale": "en",
            "title": "What fees do I pay?",
            "url": "/help/northlight/en/a/fees",
            "readers": 40,
            "helped": 31,
        }
    ]
    assert told["until"] == clock.iso((yesterday + 1) * clock.DAY)
    for query, code in (
        ("days=0", "days_out_of_range"),
        ("days=91", "days_out_of_range"),
        ("locale=xx-1", "locale_unknown"),
    ):
        refused = await editor.http.get(f"/api/desk/articles/helped?brand=northlight&{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_whatever_a_first_message_says_counting_goes_on(database, filled):
    def breaks(found):
        raise RuntimeError(str(len(found)))

    asking = HelpCenter(database, answers=breaks)
    for text_of_it in ("\x00\ud800", "*" * 5_000, "充值" * 5_000, "deposit"):
        asking.began(BRAND, "en", text_of_it, page="/help/northlight/en/a/%00", caller=Caller("10.0.0.1", ANYBODY))
    asking.opened(await head_of(filled, "fees"), caller=Caller("10.0.0.1", ANYBODY))
    await asking.flush(everything=True)
    async with database.read() as session:
        assert list(await session.scalars(select(InterestRow.kind))) == ["view"]
