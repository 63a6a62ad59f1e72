"""Uploads that are empty, large, cut, disguised or nobody's (reliability.md 3.3): nothing half stored, nothing runs."""

import asyncio
import hashlib
import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from obstore.store import LocalStore
from PIL import Image
from sqlalchemy import text

from fairlead.conversations import files as files_room
from fairlead.kit import clock
from tests.bad_input.ground import (
    blob_count,
    counts,
    lead_of,
    no_leak,
    nothing_stored,
    problem,
    raw_http,
    request,
    someone,
)
from tests.harness import Client, Installation, copy_database, installation, make_settings, message

NOWHERE = "0" * 32


def picture(kind: str = "PNG", color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), color).save(out, kind)
    return out.getvalue()


async def upload(client: Client, content: bytes, name: str = "a.txt", **headers: str) -> Any:
    return await client.http.post("/api/files", content=content, headers={"X-File-Name": quote(name), **headers})


@pytest.fixture
async def customer(either: Installation) -> Client:
    return await someone(either)


async def test_u01_an_empty_file_is_refused(either: Installation, customer: Client):
    async with nothing_stored(either):
        problem(await upload(customer, b""), 422, "file_empty")


async def test_u01_one_byte_over_the_limit_is_refused_and_the_limit_is_kept(sqlite_template: Any, tmp_path: Any):
    small = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), file_bytes=50_000)
    async with installation(small, worker=False) as site:
        customer = await site.customer()
        assert (await upload(customer, b"a" * 50_000)).status_code == 201

        async def chunked(size: int) -> Any:
            for start in range(0, size, 10_000):
                yield b"b" * min(10_000, size - start)

        async with nothing_stored(site):
            problem(await upload(customer, b"a" * 50_001), 413, "file_too_large")
            answer = await customer.http.post("/api/files", content=chunked(50_001), headers={"X-File-Name": "a.txt"})
            problem(answer, 413, "file_too_large")


@pytest.mark.parametrize("declared", [10 * 1024**3, 2**63, 26_214_401], ids="U30 {} bytes".format)
async def test_u30_a_giant_is_refused_before_it_is_read(either: Installation, customer: Client, declared: int):
    head = request(
        either,
        "POST /api/files HTTP/1.1",
        "X-File-Name: a.txt",
        f"Content-Length: {declared}",
        session=customer.session,
    )
    async with nothing_stored(either):
        answer = await raw_http(either, head, seconds=3, to_the_end=True)
    assert answer.status_code in (413, 400)
    if answer.status_code == 413:
        problem(answer, 413, "file_too_large")
    assert answer.closed


async def test_u02_an_interrupted_upload_stores_nothing_and_can_be_sent_again(either: Installation, customer: Client):
    """There is no resuming in pieces: half a file is forgotten, the whole one is taken, whatever its bytes are now."""
    head = request(
        either, "POST /api/files HTTP/1.1", "X-File-Name: a.txt", "Content-Length: 100000", session=customer.session
    )
    async with nothing_stored(either):
        _, writer = await asyncio.open_connection("127.0.0.1", either.settings.port)
        writer.write(head + b"a" * 50_000)
        await writer.drain()
        writer.transport.abort()
        await asyncio.sleep(0.2)
    for content in (b"a" * 100_000, b"b" * 100_000):
        made = await upload(customer, content)
        assert made.status_code == 201
        assert (await customer.http.get(f"/api/files/{made.json()['id']}")).content == content


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
REFUSED = [
    pytest.param(b"MZ\x90\x00" + b"\0" * 200, "shot.png", id="U04 exe named png"),
    pytest.param(b"\x7fELF" + b"\0" * 200, "shot.jpg", id="U04 ELF named jpg"),
    pytest.param(SVG, "a.png", id="U04 SVG named png"),
    pytest.param(b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", id="U04 HTML named txt"),
    pytest.param(b"\n\n  <HtMl><body>", "a.jpg", id="U04 HTML named jpg"),
    pytest.param(b"\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0", "a.txt", id="U04 UTF-16 markup"),
    pytest.param(b"text\x00with NUL", "a.txt", id="U04 binary named txt"),
]


@pytest.mark.parametrize(("content", "name"), REFUSED)
async def test_v34_u04_what_a_file_is_called_does_not_make_it_one(
    either: Installation, customer: Client, content: bytes, name: str
):
    async with nothing_stored(either):
        problem(await upload(customer, content, name), 415, "file_type_not_accepted")


async def test_u04_a_png_named_exe_is_a_png(either: Installation, customer: Client):
    made = (await upload(customer, picture(), "setup.exe")).json()
    assert (made["type"], made["name"]) == ("image/png", "setup.exe.png")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n", id="U04 signature only"),
        pytest.param(picture()[:40], id="U04 half a png"),
        pytest.param(b"GIF89a<script>alert(1)</script>", id="U04 GIF in name only"),
        pytest.param(b"RIFF\0\0\0\0WEBPVP8 ", id="U04 WebP in name only"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack("!IIBBBBB", 65535, 65535, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", b""),
            id="U04 65,535 squared",
        ),
    ],
)
async def test_u04_a_picture_that_cannot_be_read_is_refused(either: Installation, customer: Client, content: bytes):
    async with nothing_stored(either):
        problem(await upload(customer, content, "a.png"), 422, "picture_unreadable")


SPELLINGS = [
    "image/svg+xml; x", "text/html;", "IMAGE/PNG", "a/b, text/html", "", "text/html", "application/json", "image/svg+xml",
    "application/xhtml+xml", "multipart/form-data", "text/xml", "*/*", "x", "text/html; charset=utf-7",
]  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLINGS, ids="U07 {}".format)
async def test_v24_u07_the_senders_own_type_is_never_looked_at(house: Installation, spelled: str):
    customer = await someone(house)
    made = await upload(customer, b"plain words", "a.html", **{"Content-Type": spelled})
    assert made.json()["type"] == "text/plain"
    answer = await customer.http.get(f"/api/files/{made.json()['id']}")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


NAMES = [
    "../../etc/passwd", "..\\..\\win.ini", "a/b\0.png", "CON", "con.txt", "LPT1.txt", "COM\u00b9", "NUL .txt", ".htaccess", "-rf",
    "--help", "-. CON", "x" * 300, "\U0001f600" * 64, "a.png. . .", " . ", "", ".", "..", "\u202egnp.exe", "shell.p\u200bhp",
    "\uff0e\uff0e\uff0fetc", "a\uff0ephp", 'a".txt', "a\r\nSet-Cookie: x=1.txt", "a;filename*=UTF-8''evil.html", "a%0d%0ab.txt",
    "\ud800.txt", "<img src=x onerror=alert(1)>.txt", "a\u2028b.txt", "文件.txt", "e\u0301.txt", "a\tb.txt", "*?|.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[f"U08 U09 U10 {name[:24]!a}" for name in NAMES])
async def test_v34_u08_no_name_is_a_path_a_device_or_a_header(house: Installation, name: str):
    customer = await someone(house)
    raw = quote(name.encode("utf-8", "replace"))
    answer = await customer.http.post("/api/files", content=uuid4().hex.encode(), headers={"X-File-Name": raw})
    assert answer.status_code == 201, answer.text
    shown = answer.json()["name"]
    assert shown.endswith(".txt")
    assert not set(shown) & set('/\\\0\r\n":;*?<>|\u202e\u200b\u2028')
    assert not shown.startswith((".", "-", " "))
    assert shown.partition(".")[0].rstrip().lower() not in {"con", "nul", "lpt1", "com1"}
    got = await customer.http.get(f"/api/files/{answer.json()['id']}")
    assert got.status_code == 200
    disposition = got.headers["Content-Disposition"]
    assert disposition.count("filename=") == 1
    assert disposition.count("filename*=") == 1
    assert disposition.endswith(quote(shown, safe=""))
    assert "set-cookie" not in got.headers
    # On disk it has a name of ours.
    stored = [path.name for path in (house.settings.data_path / "blobs").rglob("*") if path.is_file()]
    assert all(len(name) == 32 and set(name) <= set("0123456789abcdef") for name in stored)


async def test_u10_a_name_of_four_kilobytes_is_refused(house: Installation):
    customer = await someone(house)
    async with nothing_stored(house):
        problem(await upload(customer, b"a", "x" * 4000), 422, "invalid_field")


async def test_u23_a_file_is_for_those_who_may_see_it(either: Installation, customer: Client):
    other, lead = await someone(either), await lead_of(either)
    made = (await upload(customer, b"only mine")).json()
    path = f"/api/files/{made['id']}"
    for client, where in ((other, path), (lead, f"/api/desk{path[4:]}")):
        problem(await client.http.get(where), 404, "not_found")
    problem(await either.anonymous().http.get(path), 401, "not_signed_in")
    for query in ("?disposition=inline", "?download=0", "?token=x"):
        problem(await customer.http.get(path + query), 422, "unknown_field")
    for wrong in (NOWHERE, made["id"][:-1] + ("0" if made["id"][-1] != "0" else "1"), "..", "x"):
        problem(await customer.http.get(f"/api/files/{wrong}"), 404, "not_found")
    socket = await customer.open()
    ack = await socket.ask(message("look", files=[made["id"]]))
    assert (await lead.http.get(f"/api/desk{path[4:]}")).content == b"only mine"
    problem(await other.http.get(path), 404, "not_found")
    redact = {"type": "redact", "client_id": str(uuid4()), "conversation": ack["conversation"], "entry": ack["entry"]}
    assert (await (await lead.open()).ask(redact))["type"] == "ack"
    for client, where in ((customer, path), (lead, f"/api/desk{path[4:]}")):
        problem(await client.http.get(where), 404, "not_found")
    await customer.http.delete("/api/w/session")
    problem(await customer.http.get(path), 401, "not_signed_in")


async def test_u24_fifty_files_in_a_message_are_too_many_and_can_be_sent_with_fewer(
    either: Installation, customer: Client
):
    ids = [(await upload(customer, f"file {number}".encode())).json()["id"] for number in range(11)]
    socket = await customer.open()
    frame = message("with files", files=ids)
    async with nothing_stored(either):
        for files in (ids, ids * 5):
            error = await socket.ask(frame | {"files": files})
            assert error["code"] == "too_many_files"
            assert error["client_id"] == frame["client_id"]
    assert (await socket.ask(frame | {"files": ids[:10]}))["type"] == "ack"


async def test_u25_what_no_message_used_is_gone_after_a_day(
    either: Installation, customer: Client, monkeypatch: pytest.MonkeyPatch
):
    content = uuid4().hex.encode()
    made = (await upload(customer, content)).json()
    kept = (await upload(customer, uuid4().hex.encode())).json()
    await (await customer.open()).ask(message("kept", files=[kept["id"]]))
    assert await either.system.files.sweep() == 0
    before, now = blob_count(either), clock.now()
    monkeypatch.setattr(files_room.clock, "now", lambda: now + 25 * clock.HOUR)
    assert await either.system.files.sweep() >= 1
    monkeypatch.undo()
    assert blob_count(either) < before
    problem(await customer.http.get(f"/api/files/{made['id']}"), 404, "not_found")
    assert (await customer.http.get(f"/api/files/{kept['id']}")).status_code == 200


async def test_u26_a_file_lost_on_disk_says_so_and_its_message_is_still_there(either: Installation, customer: Client):
    content = uuid4().hex.encode()
    made = (await upload(customer, content)).json()
    ack = await (await customer.open()).ask(message("words stay", files=[made["id"]]))
    async with either.system.database.read() as session:
        found = text("SELECT b.key FROM blobs b JOIN files f ON f.blob_digest = b.digest WHERE f.id = :id")
        key = await session.scalar(found, {"id": made["id"]})
    (either.settings.data_path / "blobs" / key).unlink()
    problem(await customer.http.get(f"/api/files/{made['id']}"), 410, "file_gone")
    entries = (await customer.http.get(f"/api/conversations/{ack['conversation']}/entries")).json()["entries"]
    assert entries[0]["text"] == "words stay"
    assert entries[0]["files"][0]["id"] == made["id"]


async def test_u27_a_full_disk_keeps_the_message_and_says_when_to_come_back(
    house: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """The blob folder is a file here: nothing can be written into it, also not by root."""
    customer = await someone(house)
    blocked = tmp_path / "blobs"
    store = LocalStore(blocked, mkdir=True)
    blocked.rmdir()
    blocked.write_bytes(b"")
    monkeypatch.setattr(house.system.blobs, "_store", store)
    async with nothing_stored(house):
        for content in (uuid4().hex.encode(), picture(color="blue")):
            answer = await upload(customer, content)
            problem(answer, (503, 507), "storage_unavailable")
            assert int(answer.headers["Retry-After"]) >= 1
    ack = await (await customer.open()).ask(message("without the file"))
    assert ack["type"] == "ack"
    monkeypatch.undo()
    assert (await upload(customer, uuid4().hex.encode())).status_code == 201


# The first published MD5 collision (Wang and Yu, 2004): two blocks, one MD5.
_FIRST = (
    "d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f8955ad340609f4b30283e488832571415a"
    "085125e8f7cdc99fd91dbdf280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0"
    "e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70"
)
_SECOND = (
    "d131dd02c5e6eec4693d9a0698aff95c2fcab50712467eab4004583eb8fb7f8955ad340609f4b30283e4888325f1415a"
    "085125e8f7cdc99fd91dbd7280373c5bd8823e3156348f5bae6dacd436c919c6dd53e23487da03fd02396306d248cda0"
    "e99f33420f577ee8ce54b67080280d1ec69821bcb6a8839396f965ab6ff72a70"
)


async def test_u28_files_that_share_an_md5_are_two_files(house: Installation):
    first, second = bytes.fromhex(_FIRST), bytes.fromhex(_SECOND)
    assert first != second
    assert hashlib.md5(first).digest() == hashlib.md5(second).digest()
    digest = house.system.sealer.digest
    assert digest("blob", "text/plain", first) != digest("blob", "text/plain", second)


async def test_u28_equal_content_is_stored_once_and_given_to_each_by_himself(either: Installation, customer: Client):
    content, other = os.urandom(16).hex().encode(), await someone(either)
    before, blobs = await counts(either), blob_count(either)
    answers = await asyncio.gather(*[upload(client, content) for client in (customer, other) for _ in range(10)])
    assert {answer.status_code for answer in answers} == {201}
    after = await counts(either)
    assert after["blobs"] == before["blobs"] + 1
    assert after["files"] == before["files"] + 20
    assert blob_count(either) == blobs + 1
    problem(await other.http.get(f"/api/files/{answers[0].json()['id']}"), 404, "not_found")
    for answer in answers:
        no_leak(answer.content)
