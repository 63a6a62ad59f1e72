"""`fairlead demo fill`: what it writes is what people would have written, and what it cannot do it says in a sentence."""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import click.testing
import pytest
from sqlalchemy import func, select

from fairlead.cli import main
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import PREVIEW_CHARS, SUBJECT_CHARS
from fairlead.demo.fill import FIRST_UID, NothingToFill, fill
from fairlead.demo.run import demo_keys
from fairlead.infra.database import async_url
from fairlead.infra.feed import EventRow
from fairlead.infra.schema import migrate
from fairlead.kit.clock import iso, now
from fairlead.kit.text import one_line
from fairlead.people.models import CustomerRow
from tests.harness import Client, Installation, seed

CONVERSATIONS = 130


async def listed(agent: Client, view: str) -> list[dict[str, Any]]:
    """Every page of a view."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await agent.http.get("/api/desk/conversations", params={"view": view, "limit": 50, **cursor})
        page = answer.raise_for_status().json()
        found += page["conversations"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def count(site: Installation, table: Any) -> int:
    async with site.system.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
async def agent(quiet_site: Installation) -> Client:
    """One who works for both of the demo's exchanges."""
    other = await seed(quiet_site.system, key="seabright")
    return await quiet_site.agent(brands=[quiet_site.brand_id, other])


def agrees(wire: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """The head says what its entries say."""
    said = [entry for entry in entries if entry["kind"] == "message"]
    assert [entry["number"] for entry in entries] == list(range(1, wire["last"] + 1))
    public = [entry["public_number"] for entry in entries if entry["public_number"] is not None]
    assert public == list(range(1, wire["last_public"] + 1))
    assert wire["subject"] == one_line(said[0]["text"], SUBJECT_CHARS) != ""
    assert wire["preview"] == one_line(said[-1]["text"], PREVIEW_CHARS) != ""
    assert wire["preview_author"] == said[-1]["author"]["kind"]
    moments = [entry["at"] for entry in entries]
    assert moments == sorted(moments) and moments[0] == wire["created_at"] and moments[-1] <= iso(now())
    assert (entries[-1]["kind"] == "closed") == (wire["status"] == "closed")
    assert (wire["waiting_since"] is not None) or wire["handler"] != "queue" or wire["status"] == "closed"


async def test_every_conversation_opens_at_the_desk_and_its_head_agrees_with_its_entries(quiet_site, agent):
    done: list[int] = []
    written = await fill(quiet_site.system, conversations=CONVERSATIONS, progress=done.append, chance=Random(2))
    heads = await listed(agent, "closed") + await listed(agent, "open")
    assert len({wire["id"] for wire in heads}) == len(heads) == sum(done) == CONVERSATIONS
    entries = 0
    for wire in heads:
        opened = (await agent.http.get(f"/api/desk/conversations/{wire['id']}")).raise_for_status().json()
        assert opened["conversation"] == wire
        agrees(wire, opened["entries"])
        entries += len(opened["entries"])
    assert entries == written == await count(quiet_site, EntryRow)
    assert 8 < entries / CONVERSATIONS < 13
    kinds = Counter(wire["status"] for wire in heads)
    assert kinds["closed"] > 0.8 * CONVERSATIONS
    assert {wire["brand"] for wire in heads} == {"northlight", "seabright"}
    assert {wire["locale"] for wire in heads} == {"en", "zh-CN"}


async def test_a_customer_finds_his_own_in_the_widget_and_nobody_is_told_of_what_is_past(quiet_site, agent):
    await fill(quiet_site.system, conversations=CONVERSATIONS, progress=lambda _: None, chance=Random(2))
    customer = await quiet_site.customer(str(FIRST_UID))
    own = (await customer.http.get("/api/conversations")).raise_for_status().json()["conversations"]
    assert own
    for wire in own:
        page = (await customer.http.get(f"/api/conversations/{wire['id']}/entries")).raise_for_status().json()
        assert [entry["number"] for entry in page["entries"]] == list(range(1, wire["last"] + 1))
    assert await count(quiet_site, EventRow) == 0


async def test_a_second_run_adds_more_of_the_same_customers(quiet_site, agent):
    await fill(quiet_site.system, conversations=CONVERSATIONS, progress=lambda _: None, chance=Random(2))
    customers = await count(quiet_site, CustomerRow)
    await fill(quiet_site.system, conversations=20, progress=lambda _: None, chance=Random(2))
    assert await count(quiet_site, ConversationRow) == CONVERSATIONS + 20
    assert await count(quiet_site, CustomerRow) == customers > 2


async def test_without_the_demos_exchanges_nothing_is_written(system):
    with pytest.raises(NothingToFill, match="fairlead demo"):
        await fill(system, conversations=1, progress=lambda _: None, chance=Random(2))


def said(folder: Path, *arguments: str) -> str:
    """The one sentence with which the command refuses."""
    environment = {"FAIRLEAD_DATA_DIR": str(folder), "FAIRLEAD_DATABASE_URL": ""}
    result = click.testing.CliRunner().invoke(main, ["demo", *arguments], env=environment)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output.strip().splitlines()[-1]


def test_the_command_refuses_with_a_sentence(tmp_path):
    assert "There is no demo" in said(tmp_path, "fill", "--conversations", "5")
    assert not list(tmp_path.iterdir()), "a refusal leaves nothing behind"
    demo_keys(tmp_path / "keys.json")
    assert "fairlead migrate" in said(tmp_path, "fill", "--conversations", "5")
    migrate(async_url("", tmp_path))
    assert "The demo's exchanges are not in this database" in said(tmp_path, "fill", "--conversations", "5")
    for wrong in ("0", "-3"):
        assert "must be positive" in said(tmp_path, "fill", "--conversations", wrong)
    assert "is not a valid integer" in said(tmp_path, "fill", "--conversations", "many")
    assert "--fresh" in said(tmp_path, "--fresh", "fill", "--conversations", "5")
    assert json.loads((tmp_path / "keys.json").read_text()), "--fresh has not gone before the refusal"
