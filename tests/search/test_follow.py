"""The index: made of what there is, kept up with what happens, made again when it is lost, and readable to nobody."""

import asyncio
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from fairlead.app import System
from fairlead.conversations.rules import Draft, Opening
from fairlead.demo.cast import COLLEAGUES, EXCHANGES
from fairlead.demo.fill import fill
from fairlead.infra.disk_index import DiskIndex, Document, Question, Word
from fairlead.infra.turns import by_turns
from fairlead.infra.word_digests import WordDigests
from fairlead.kit.access import Actor
from fairlead.search import follow, store
from fairlead.search.rules import STRETCH
from fairlead.settings import Settings
from tests.harness import Installation, ServerProcess, message, seed
from tests.proving import both_when_proving
from tests.search.conftest import by_hand, caught_up, ids, search

CANARIES = ("Pomegranate", "kestrel.wren@mail.example", "0xA11CE5EEDBEEF00D", "石榴红宝石")


def written(root: Path) -> bytes:
    found = b"\n".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())
    assert len(found) > 500, "there is an index to look into"
    return found


def readable(words: Iterable[str], content: bytes) -> list[str]:
    """Which of the words stand in the bytes, in any case and any usual coding."""
    low = content.lower()
    return [
        word
        for word in words
        for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
        if word.encode(code) in content or word.lower().encode(code) in low
    ]


async def test_no_word_of_anybody_can_be_read_in_the_index(quiet_site: Installation, tmp_path: Path):
    site, agent = quiet_site, await quiet_site.agent()
    phone = await (await site.customer("88123456", name="Quillon")).open()
    where = (await phone.ask(message(" ".join(CANARIES))))["conversation"]
    await (await agent.open()).ask(message("internal marmalade", where, note=True))
    await caught_up(site.system)
    for word in (*CANARIES, "Quillon", "88123456", "marmalade"):
        assert await ids(agent, word) == [where], "it is indexed, or its absence would prove nothing"
    found = written(tmp_path / "search")
    parts = ("pomeg", "kestrel", "a11ce5", "石榴", "quillon", "88123456", "marmalade")
    assert readable((*CANARIES, *parts), found) == []
    assert readable(["northlight"], found + b"Northlight"), "the look itself can see"


async def test_what_was_there_before_is_indexed_newest_first_and_what_comes_meanwhile_too(
    system: System, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(follow, "MATTERS_AT_ONCE", 10)
    monkeypatch.setattr(follow, "COMMIT_SECONDS", 0.0)
    await seed(system, key="seabright")
    brand_ids = frozenset(brand.id for brand in await system.brands.all())
    assert {brand.key for brand in await system.brands.all()} == {exchange.key for exchange in EXCHANGES}
    assert COLLEAGUES
    await fill(system, conversations=60, progress=lambda _: None, chance=Random(5))
    agent = Actor("agent", "a" * 32, brands=brand_ids)
    await system.indexer.step()
    begun = await system.finder.search(agent, "is:open is:closed", brand="northlight", limit=100)
    assert not begun.progress.complete
    assert 0 < begun.progress.share < 1
    early = await everything(system, agent)
    await say(system, "a word from meanwhile: tamarind")
    await by_hand(system)
    whole = await everything(system, agent)
    assert len(whole) == 61
    # What was found first were the newest, but for what has been said since.
    assert whole[1:][: len(early)] == early
    assert [hit.view.row.id for hit in (await system.finder.search(agent, "tamarind", limit=5)).hits] == whole[:1]
    await system.indexer.stop()


async def everything(system: System, agent: Actor) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = await system.finder.search(agent, "after:2000-01-01", limit=20, cursor=cursor)
        found += [hit.view.row.id for hit in page.hits]
        cursor = page.next
        if cursor is None:
            return found


async def say(system: System, text: str, *, where: str | None = None, customer: str = "c" * 32) -> str:
    brand = await system.brands.require("northlight")
    actor = Actor("customer", customer, "Lin", frozenset({brand.id}))
    opening = Opening(brand.id, actor.id, "webchat", "en", bot_first=False)
    draft = Draft(actor, "message", str(uuid4()), conversation_id=where, opening=None if where else opening, text=text)
    return (await system.gather.write(draft)).conversation_id


async def test_a_new_process_goes_on_where_the_old_one_stood(system: System):
    await say(system, "first tamarind")
    await by_hand(system)
    before = system.indexer.indexed
    await system.indexer.stop()
    again = System(system.settings)
    await say(system, "second tamarind")
    await by_hand(again)
    assert before == 1
    assert again.indexer.indexed == 1, "only what was new"
    agent = Actor("agent", "a" * 32, brands=frozenset({(await again.brands.require("northlight")).id}))
    assert len((await again.finder.search(agent, "tamarind", limit=5)).hits) == 2
    await again.indexer.stop()
    await again.database.close()


async def test_of_much_that_is_said_in_one_place_each_word_is_indexed_once(
    system: System, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(follow, "EVENTS_AT_ONCE", 5)
    await by_hand(system)
    where = await say(system, "tamarind 0")
    for number in range(1, 30):
        await say(system, f"tamarind {number}", where=where)
    await by_hand(system)
    assert system.indexer.indexed == 30
    await system.indexer.stop()


@pytest.mark.parametrize("loss", ["gone", "damaged", "another key", "new epoch"])
async def test_an_index_that_is_lost_is_made_again_by_itself(system: System, loss: str):
    await say(system, "one tamarind")
    await by_hand(system)
    folder = system.settings.data_path / "search" / "0"
    assert (folder / "meta.json").exists()
    await system.indexer.stop()
    if loss == "gone":
        shutil.rmtree(folder)
    elif loss == "damaged":
        for path in folder.iterdir():
            path.write_bytes(b"\x00" * 40)
    elif loss == "another key":
        other = DiskIndex(folder.parent, follow.LABELS, name=WordDigests(b"another key").name)
        other.open()
        other.close()
    else:
        await store.new_epoch(system.database)
    again = System(system.settings)
    await by_hand(again)
    agent = Actor("agent", "a" * 32, brands=frozenset({(await again.brands.require("northlight")).id}))
    found = await again.finder.search(agent, "tamarind", limit=5)
    assert len(found.hits) == 1
    assert found.progress.complete
    await again.indexer.stop()
    await again.database.close()


async def test_two_processes_on_one_folder_keep_an_index_each(system: System):
    other = System(system.settings)
    await say(system, "tamarind")
    await by_hand(system)
    await by_hand(other)
    folders = sorted(path.name for path in (system.settings.data_path / "search").iterdir() if path.is_dir())
    assert folders == ["0", "1"]
    await system.indexer.stop()
    await other.indexer.stop()
    await other.database.close()


async def test_the_search_comes_back_when_its_folder_is_deleted_under_a_running_server(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    phone = await (await site.customer()).open()
    where = (await phone.ask(message("tamarind one")))["conversation"]
    await caught_up(site.system)
    shutil.rmtree(site.settings.data_path / "search" / "0")
    await phone.ask(message("tamarind two", where))
    async with asyncio.timeout(30):
        while (site.settings.data_path / "search" / "0" / "meta.json").exists() is False:
            await asyncio.sleep(0.05)
    await caught_up(site.system)
    assert await ids(agent, "two") == [where]
    # The chat never waited for it.
    assert (await phone.ask(message("tamarind three", where)))["type"] == "ack"


@pytest.mark.prove
@both_when_proving
async def test_after_a_kill_at_any_moment_everything_acknowledged_is_found(
    settings: Settings, proving: Callable[[int, int], int]
):
    chance = Random()
    system = System(settings)
    brand = await seed(system)
    await system.database.close()
    site = Installation(settings, None, brand)
    server = ServerProcess(settings)
    kept: list[str] = []
    for _ in range(proving(2, 20)):
        server.start()
        await server.ready()
        phone = await (await site.customer()).open()
        for _ in range(20):
            word = f"w{uuid4().hex[:12]}"
            assert (await phone.ask(message(word)))["type"] == "ack"
            kept.append(word)
        await asyncio.sleep(chance.random() * 0.5)
        server.kill()
    server.start()
    await server.ready()
    agent = await site.agent()
    async with asyncio.timeout(60):
        for word in kept:
            while (await search(agent, word))["total"] == 0:
                await asyncio.sleep(0.05)
    assert all([(await search(agent, word))["total"] == 1 for word in kept])
    await site.close()
    server.stop()


SAID = (
    "fee",
    "fees",
    "memo",
    "deposit",
    "deposits",
    "usdt",
    "到账",
    "提币",
    "充值未到账",
    "lost",
    "card",
    "0x9f2c4b7e",
)
ASKED = tuple(word for word in SAID if word != "充值未到账")
talk = st.tuples(st.lists(st.sampled_from(SAID), min_size=1, max_size=8), st.sampled_from(["mine", "other"]))


@given(talks=st.lists(talk, min_size=1, max_size=6), asked=st.lists(st.sampled_from(ASKED), min_size=1, max_size=2))
@given_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_has_all_the_words_and_is_allowed_is_found_and_nothing_else(
    tmp_path: Path, talks: list[tuple[list[str], str]], asked: list[str]
):
    digests = WordDigests(b"k" * 32)

    def words_of(text: str) -> set[str]:
        return asyncio.run(by_turns(digests.of_text(text, "en")))

    index = DiskIndex(tmp_path / uuid4().hex, follow.LABELS, name=digests.name)
    index.open()
    same = {"status": "open", "channel": "webchat", "locale": "en"}
    index.write(
        Document(f"{n}:0", str(n), False, n, {**same, "brand": brand}, "", words_of(" ".join(said)))
        for n, (said, brand) in enumerate(talks)
    )
    index.commit("")
    question = Question(tuple(Word((digests.whole(word),)) for word in asked), {"brand": ["mine"]})
    found, total = index.find(question, limit=100)
    index.close()

    def has(said: list[str], word: str) -> bool:
        return word in said if word.isascii() else any(word in each for each in said)

    expected = [n for n, (said, brand) in enumerate(talks) if brand == "mine" and all(has(said, w) for w in asked)]
    assert [match.at for match in found] == expected[::-1]
    assert total == len(found)


async def test_a_changed_note_is_found_by_what_it_says_now(quiet_site: Installation):
    site = quiet_site
    agent = await site.agent()
    phone, desk = await (await site.customer()).open(), await agent.open()
    where = (await phone.ask(message("hello")))["conversation"]
    note = await desk.ask(message("he wants marmalade", where, note=True))
    # The change stands in another stretch than the note.
    for number in range(STRETCH):
        await desk.ask(message(f"line {number}", where, note=True))
    await caught_up(site.system)
    assert await ids(agent, "marmalade") == [where]
    edit = {"type": "edit", "client_id": str(uuid4()), "conversation": where, "entry": note["entry"]}
    ack = await desk.ask(edit | {"text": "he wants honey"})
    assert ack["number"] > STRETCH
    await caught_up(site.system)
    assert await ids(agent, "marmalade") == []
    (hit,) = (await search(agent, "honey"))["hits"]
    assert hit["entry"]["number"] == note["number"]
