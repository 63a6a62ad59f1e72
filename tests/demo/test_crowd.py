"""`fairlead demo crowd`: simulated people use the same doors as everybody, and what they say stands there once."""

import asyncio
import contextlib
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import click.testing
import pytest
from sqlalchemy import select

from fairlead.brands.models import BrandRow
from fairlead.cli import main
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.demo.dialogues import NoDialogues, own, read
from fairlead.demo.join import AGENT_NAMES, NothingToJoin, Wanted, join
from fairlead.demo.run import demo_keys
from fairlead.demo.seed import seed
from fairlead.infra.database import async_url
from fairlead.infra.schema import migrate
from fairlead.people.models import AgentRow
from fairlead.settings import Settings
from tests.harness import Installation, installation
from tests.proving import both_when_proving
from tests.routing.queue import switch_on

SECONDS = 9.0


async def cut(site: Installation, every: float) -> None:
    """Every socket of the server, again and again, as a restart would."""
    while True:
        await asyncio.sleep(every)
        for connection in list(site.system.hub.connections):
            connection.close(1012)


@pytest.fixture
async def exchanges(settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Installation, dict[str, bytes]]]:
    """An installation with the demo's two exchanges, and what these sign with."""
    keys = {name: value.encode() for name, value in demo_keys(tmp_path / "keys.json").items()}
    async with installation(settings, key="another") as site:
        await seed(site.system, keys, dict.fromkeys(("northlight", "seabright"), settings.origin), lambda _: None)
        yield site, keys


@both_when_proving
async def test_a_crowd_talks_through_cut_sockets_and_every_word_stands_there_once(
    exchanges: tuple[Installation, dict[str, bytes]],
):
    site, keys = exchanges
    told: list[str] = []
    cutter = asyncio.create_task(cut(site, 4.0))
    wanted = Wanted(customers=8, agents=2, pace=120.0, seconds=SECONDS, dialogues=None)
    acked = 0
    # A slow machine needs longer until a matter comes to its end.
    for _ in range(6):
        await join(site.system, keys, wanted, told.append)
        assert told[-1].endswith("0 under way")
        acked += int(told[-1].split(" closed; ")[1].split(" messages")[0])
        if " 0 closed; " not in told[-1] and acked > 20:
            break
    cutter.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await cutter
    assert acked > 20
    async with site.system.database.read() as session:
        people = (EntryRow.kind == "message", EntryRow.author_kind.in_(("customer", "agent")))
        said = (await session.scalars(select(EntryRow.client_id).where(*people))).all()
        numbers = (await session.execute(select(EntryRow.conversation_id, EntryRow.seq).order_by(EntryRow.seq))).all()
        closed = (await session.scalars(select(ConversationRow.id).where(ConversationRow.status == "closed"))).all()
        agents = (await session.scalars(select(AgentRow.name).where(AgentRow.email.like("crowd-%")))).all()
    assert len(said) == len(set(said)) == acked
    assert closed, "matters come to an end"
    assert sorted(agents) == sorted(AGENT_NAMES[:2])
    each: dict[str, list[int]] = {}
    for conversation, seq in numbers:
        each.setdefault(conversation, []).append(seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in each.values())


@both_when_proving
async def test_where_matters_are_given_out_the_crowd_serves_what_it_was_given_and_takes_nothing_from_the_line(
    exchanges: tuple[Installation, dict[str, bytes]],
):
    site, keys = exchanges
    async with site.system.database.read() as session:
        brands = list(await session.scalars(select(BrandRow.id).where(BrandRow.key.in_(("northlight", "seabright")))))
    for brand_id in brands:
        await switch_on(site.system, brand_id, react=3600)
    told: list[str] = []
    wanted = Wanted(customers=8, agents=2, pace=120.0, seconds=SECONDS, dialogues=None)
    for _ in range(6):
        await join(site.system, keys, wanted, told.append)
        assert told[-1].endswith("0 under way")
        if " 0 closed; " not in told[-1]:
            break
    assert " 0 closed; " not in told[-1]
    async with site.system.database.read() as session:
        by = list(await session.scalars(select(EntryRow.author_kind).where(EntryRow.kind == "assigned")))
        answered = set(await session.scalars(select(EntryRow.conversation_id).where(EntryRow.author_kind == "agent")))
        given = set(await session.scalars(select(EntryRow.conversation_id).where(EntryRow.kind == "assigned")))
    assert set(by) == {"system"}
    assert answered and answered <= given


def test_the_demos_own_dialogues_leave_no_place_open():
    for number in range(60):
        dialogue = own(Random(number), ("en", "zh-CN", "ar"))
        assert dialogue.locale in {"en", "zh-CN"}
        words = [dialogue.question, dialogue.first, *(text for pair in dialogue.rounds for text in pair)]
        assert all(text and "{" not in text for text in words)


def turn(role: str, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


def test_dialogues_are_read_from_json_lines_zips_and_folders(tmp_path: Path):
    talk = {"messages": [turn("sys", "Hi"), turn("usr", "A"), turn("usr", "B"), turn("sys", "C"), turn("usr", "D")]}
    (tmp_path / "one.json").write_text(json.dumps({"7": talk}))
    turns = {
        "turns": [{"speaker": "user", "text": "我的充值呢?"}, {"speaker": "agent", "text": "在查。"}, turn("usr", None)]
    }
    (tmp_path / "two.jsonl").write_text(json.dumps(turns) + "\n\n")
    with zipfile.ZipFile(tmp_path / "three.zip", "w") as packed:
        packed.writestr("inner.json", json.dumps([talk, {"messages": "none"}]))
    found = {(each.locale, each.question, each.first) for each in read(tmp_path)}
    assert found == {("en", "A\nB", "C"), ("zh-CN", "我的充值呢?", "在查。")}
    assert len(read(tmp_path)) == 3


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", b"{"), ("b.zip", b"PK"), ("c.json", b"[]"), ("d.json", b"\xff")]
)
def test_a_file_without_dialogues_is_refused_with_its_name(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NoDialogues, match=name):
        read(tmp_path / name)


def test_real_chats_can_be_replayed(shared: Path):
    found = read(shared / "data" / "chats")
    assert len(found) > 900
    assert {each.locale for each in found} == {"zh-CN"}
    assert sum(len(each.rounds) for each in found) > 3 * len(found)


async def test_a_crowd_of_nobody_is_refused(system: Any):
    for customers, agents, pace in ((0, 1, 1.0), (1, -1, 1.0), (1, 1, 0.0)):
        with pytest.raises(NothingToJoin, match="at least one customer"):
            await join(system, {}, Wanted(customers, agents, pace, 1.0, None), lambda _: None)


def test_without_a_running_demo_the_command_says_so(tmp_path: Path):
    environment = {"FAIRLEAD_DATA_DIR": str(tmp_path), "FAIRLEAD_DATABASE_URL": ""}

    def said(*arguments: str) -> str:
        result = click.testing.CliRunner().invoke(main, ["demo", "crowd", *arguments], env=environment)
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
        return result.output.strip().splitlines()[-1]

    assert "There is no demo" in said()
    demo_keys(tmp_path / "keys.json")
    migrate(async_url("", tmp_path))
    assert "Nothing answers at http://localhost:9" in said("--port", "9")
    assert "there is nothing" not in said("--dialogues", str(tmp_path), "--port", "9")
    assert "holds no dialogues" in said("--dialogues", str(tmp_path), "--port", "9")
