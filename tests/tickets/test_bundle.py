"""A matter taken out as one file, which tells of any byte that was changed since."""

import asyncio
import base64
import hashlib
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.cli import main
from fairlead.tickets.pack_bundle import PROOF, SUMS, Packer, Tampered, check, is_ours, safe_name
from tests.harness import SEALING, SECRET, Client, Installation, message
from tests.tickets.ground import entries, key, opened

KEY = b"k" * 32
OTHER = base64.b64encode(hashlib.sha256(b"another house signs with this").digest()).decode()


def packed(members: dict[str, bytes], key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    packer = Packer(out)
    for name, content in members.items():
        packer.add(name, [content])
    packer.close(number="CS-261123-7K3QM-4", made_at="2026-11-23T01:00:00Z", key=key)
    return out.getvalue()


async def bundle(lead: Client, ticket: dict[str, Any], *, notes: bool = False) -> bytes:
    answer = await lead.http.get(f"/api/desk/tickets/{ticket['id']}/bundle", params={"notes": str(notes).lower()})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


async def test_a_bundle_has_page_entries_and_files_and_verifies_offline(quiet_site: Installation, tmp_path: Path):
    """C10 of a bundle, which leads take out and agents see taken out."""
    customer, lead = await quiet_site.customer(), await quiet_site.agent("Ann", role="lead")
    agent = await quiet_site.agent()
    sent = b"what the exchange said"
    file = (await customer.http.post("/api/files", content=sent, headers={"X-File-Name": "a%20%3Cb%3E.txt"})).json()
    ticket = await opened(customer, text="Where is <b>my</b> deposit?")
    socket = await customer.open()
    await socket.ask(message("look", ticket["conversation"], files=[file["id"]]))
    note = {"conversation": ticket["conversation"], "text": "he sounds worried", "note": True}
    assert (await agent.http.post("/api/desk/messages", json=note, headers=key())).status_code == 201
    path = f"/api/desk/tickets/{ticket['id']}/bundle"
    assert (await agent.http.get(path)).status_code == 403
    content = await bundle(lead, ticket)
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        names = found.namelist()
        said = json.loads(found.read("entries.json"))["conversations"][0]["entries"]
        page, matter = found.read("page.html").decode(), json.loads(found.read("matter.json"))
        found.extractall(tmp_path / "out")
    assert [one["id"] for one in said] == [one["id"] for one in await entries(customer, ticket["conversation"])]
    where = next(one for entry in said for one in entry["files"])["path"]
    assert (tmp_path / "out" / where).read_bytes() == sent
    assert (matter["number"], "weight" in matter, "he sounds worried" in page) == (ticket["number"], False, False)
    assert "Where is &lt;b&gt;my&lt;/b&gt; deposit?" in page and "<b>my" not in page
    assert names[-2:] == [SUMS, PROOF]
    sums = await asyncio.create_subprocess_exec("sha256sum", "-c", "--status", SUMS, cwd=tmp_path / "out")
    assert await sums.wait() == 0
    with_notes = await bundle(lead, ticket, notes=True)
    assert b"he sounds worried" in with_notes and b"he sounds worried" not in content
    told = [one["data"] for one in await entries(agent, ticket["conversation"], agent=True) if one["kind"] == "ticket"]
    proof = json.loads((tmp_path / "out" / PROOF).read_text())
    taken = [(one["exported"], one["notes"]) for one in told if "exported" in one]
    assert taken[0] == (proof["sums"], False) and [notes for _, notes in taken] == [False, True]
    # It is known to the installation that made it, whole to everybody, and strange to another.
    one = tmp_path / "one.zip"
    one.write_bytes(content)
    whole = CliRunner().invoke(main, ["verify-bundle", str(one)], env={"FAIRLEAD_SECRET_KEY": None})
    assert (whole.exit_code, "none of them changed" in whole.output) == (0, True), whole.output
    ours = {"FAIRLEAD_SECRET_KEY": SECRET, "FAIRLEAD_SEALING_KEYS": SEALING}
    known = CliRunner().invoke(main, ["verify-bundle", str(one)], env=ours)
    assert (known.exit_code, "This installation made it." in known.output) == (0, True), known.output
    strange = CliRunner().invoke(
        main,
        ["verify-bundle", str(one)],
        env=ours | {"FAIRLEAD_SECRET_KEY": OTHER},
    )
    assert (strange.exit_code, "NOT made by this" in strange.output) == (3, True), strange.output
    one.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
    torn = CliRunner().invoke(main, ["verify-bundle", str(one)], env=ours)
    assert (torn.exit_code, "NOT as it was made" in torn.output) == (1, True), torn.output


async def test_c09_a_bundle_that_is_made_while_people_write_is_one_moment_of_the_matter(
    quiet_site: Installation,
):
    """Every entry up to some number is there, and none after it; what it says of its files and digests is true of it."""
    customer, lead = await quiet_site.customer(), await quiet_site.agent("Ann", role="lead")
    ticket = await opened(customer)
    socket = await customer.open()

    async def write() -> None:
        for number in range(60):
            assert (await socket.ask(message(f"and {number}", ticket["conversation"])))["type"] == "ack"

    writing = asyncio.create_task(write())
    made = [await bundle(lead, ticket) for _ in range(4)]
    await writing
    for content in made:
        check(io.BytesIO(content), io.BytesIO())
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            (talk,) = json.loads(found.read("entries.json"))["conversations"]
        said = [one["text"] for one in talk["entries"] if one["kind"] == "message"][1:]
        assert said == [f"and {number}" for number in range(len(said))]
        numbers = [one["number"] for one in talk["entries"]]
        assert numbers == sorted(set(numbers))


def test_a_change_of_any_byte_is_found():
    """Every byte of a small bundle, each with another bit, and every cut and addition at its end."""
    whole = packed({"page.html": b"<p>hello", "files/001-a.txt": b"words\n"})
    checked = check(io.BytesIO(whole), io.BytesIO())
    assert checked.names == ["page.html", "files/001-a.txt"] and is_ours(checked.proof, KEY)
    assert not is_ours(checked.proof, b"j" * 32)
    chance = random.Random(7)
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(Tampered):
            check(io.BytesIO(bytes(changed)), io.BytesIO())
    for odd in (whole[:-1], whole + b"\0", b"\0" + whole, whole + whole, b"", b"PK\5\6" + bytes(18)):
        with pytest.raises(Tampered):
            check(io.BytesIO(odd), io.BytesIO())


def test_who_writes_the_digests_anew_cannot_write_the_proof():
    forged = packed({"page.html": b"<p>another word"}, key=b"of his own".ljust(32))
    assert not is_ours(check(io.BytesIO(forged), io.BytesIO()).proof, KEY)


NAMES = st.text(max_size=300).map(safe_name)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(NAMES.filter(lambda name: name not in (SUMS, PROOF)), st.binary(max_size=300), max_size=6))
def test_whatever_is_packed_comes_back_as_it_was(members: dict[str, bytes]):
    whole = packed(members)
    assert check(io.BytesIO(whole), io.BytesIO()).names == list(members)
    assert packed(members) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        assert {name: found.read(name) for name in members} == members
        digests = dict(reversed(line.split("  ")) for line in found.read(SUMS).decode().splitlines())
    assert digests == {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
