"""Uploads in pieces: what was acknowledged is there, a cut line costs one piece, and nothing lies readable meanwhile."""

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from fairlead.conversations.upload import LIFE, PIECE_BYTES, UNFINISHED
from fairlead.kit import clock
from tests.harness import Client, Installation, message

TUS = {"Tus-Resumable": "1.0.0"}
LINE = b"a line of a log that somebody sends us, 64 bytes long or so....\n"
CONTENT = LINE * 2000
HALF = 64_000


async def begin(
    client: Client, size: int = len(CONTENT), *, name: str = "app.log", prefix: str = "/api/uploads"
) -> str:
    """Its address."""
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype dGV4dA=="
    answer = await client.http.post(prefix, headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def put(client: Client, address: str, offset: int, piece: bytes, **headers: str) -> httpx.Response:
    given = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"} | headers
    return await client.http.patch(address, content=piece, headers=given)


@pytest.mark.parametrize("side", ["customer", "agent"])
async def test_pieces_become_the_file_they_were_and_a_message_carries_it(quiet_site: Installation, side: str):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    desk = side == "agent"
    sender = agent if desk else customer
    conversation = (await (await customer.open()).ask(message("here comes a log")))["conversation"]
    address = await begin(sender, prefix="/api/desk/uploads" if desk else "/api/uploads")
    first = await put(sender, address, 0, CONTENT[:HALF])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(HALF))
    # A new device, a reload, a restart: how far it came is asked, and it goes on from there.
    asked = await sender.http.head(address, headers=TUS)
    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == (str(HALF), str(len(CONTENT)))
    assert asked.headers["tus-resumable"] == "1.0.0"
    assert "upload-expires" in asked.headers
    early = await sender.http.post(f"{address}/file")
    assert (early.status_code, early.json()["code"]) == (409, "upload_offset")
    assert (await put(sender, address, HALF, CONTENT[HALF:])).headers["upload-offset"] == str(len(CONTENT))

    file = (await sender.http.post(f"{address}/file")).json()
    assert file == {"id": file["id"], "name": "app.log", "type": "text/plain", "size": len(CONTENT)}
    assert (await sender.http.post(f"{address}/file")).json() == file, "finished again it is the same file"
    sent = await (await sender.open()).ask(message("the log", conversation, files=[file["id"]]))
    assert sent["type"] == "ack", sent
    for reader, path in ((customer, "/api/files"), (agent, "/api/desk/files")):
        assert (await reader.http.get(f"{path}/{file['id']}")).content == CONTENT


async def test_a_piece_that_comes_twice_or_out_of_its_place_is_refused_and_changes_nothing(quiet_site: Installation):
    client = await quiet_site.customer()
    address = await begin(client)
    await put(client, address, 0, CONTENT[:HALF])
    for offset in (0, HALF - 1, HALF + 1):
        answer = await put(client, address, offset, CONTENT[offset : offset + HALF])
        assert (answer.status_code, answer.json()["data"]) == (409, {"offset": HALF})
    over = await put(client, address, HALF, CONTENT)
    assert (over.status_code, over.json()["code"]) == (413, "file_too_large")
    small = await put(client, address, HALF, CONTENT[HALF : HALF + PIECE_BYTES - 1])
    assert (small.status_code, small.json()["code"]) == (422, "piece_too_small")
    assert (await client.http.head(address, headers=TUS)).headers["upload-offset"] == str(HALF)


async def test_what_may_not_be_sent_in_one_go_may_not_be_sent_in_pieces(quiet_site: Installation):
    client = await quiet_site.customer()
    program = b"\x7fELF" + bytes(PIECE_BYTES)
    address = await begin(client, len(program), name="invoice.png")
    await put(client, address, 0, program)
    refused = await client.http.post(f"{address}/file")
    assert (refused.status_code, refused.json()["code"]) == (415, "file_type_not_accepted")
    assert (await client.http.head(address, headers=TUS)).status_code == 404, "what was refused is gone"
    for size, code in ((0, "file_empty"), (quiet_site.settings.video_bytes + 1, "file_too_large")):
        answer = await client.http.post("/api/uploads", headers=TUS | {"Upload-Length": str(size)})
        assert answer.json()["code"] == code


async def test_an_upload_is_its_senders_alone_and_can_be_cancelled(quiet_site: Installation):
    client, stranger = await quiet_site.customer(), await quiet_site.customer(uid="42")
    address = await begin(client)
    missing = f"/api/uploads/{'0' * 32}"
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/file")):
        headers = TUS | {"Upload-Offset": "0"}
        if method == "PATCH":
            headers["Content-Type"] = "application/offset+octet-stream"
        content = CONTENT if method == "PATCH" else None
        answers = [
            await stranger.http.request(method, where + path, headers=headers, content=content)
            for where in (address, missing)
        ]
        bodies = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bodies[0] == bodies[1]
    assert (await client.http.delete(address, headers=TUS)).status_code == 204
    assert (await client.http.head(address, headers=TUS)).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 412, "tus_version"),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412, "tus_version"),
        (TUS, 422, "invalid_field"),
        (TUS | {"Upload-Length": "-1"}, 422, "invalid_field"),
        (TUS | {"Upload-Length": "٣"}, 422, "invalid_field"),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename ???"}, 422, "invalid_field"),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename /w=="}, 422, "invalid_field"),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename " + "A" * 4000}, 422, "invalid_field"),
    ],
)
async def test_headers_that_make_no_sense_are_answered_with_a_sentence(
    quiet_site: Installation, headers: dict[str, str], status: int, code: str
):
    client = await quiet_site.customer()
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await client.http.post("/api/uploads", headers=raw)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["tus-resumable"] == "1.0.0"


async def test_one_person_cannot_begin_without_end_and_what_is_never_finished_goes_after_a_day(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    client = await quiet_site.customer()
    addresses = [await begin(client) for _ in range(UNFINISHED)]
    refused = await client.http.post("/api/uploads", headers=TUS | {"Upload-Length": "9"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_uploads")
    await put(client, addresses[0], 0, CONTENT[:HALF])
    blobs = Path(quiet_site.settings.data_dir) / "blobs"
    assert len(list(blobs.iterdir())) == 1
    moment = clock.now() + LIFE + clock.HOUR
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert await quiet_site.system.uploads.sweep() == UNFINISHED
    assert list(blobs.iterdir()) == []


async def test_pieces_lie_sealed_under_a_key_that_ends_with_their_upload(quiet_site: Installation):
    client = await quiet_site.customer()
    address = await begin(client)
    await put(client, address, 0, CONTENT[:HALF])
    system = quiet_site.system
    (stored,) = (Path(quiet_site.settings.data_dir) / "blobs").iterdir()
    # Not even with the installation's own key: what it opens is sealed once more.
    opened: Any = system.sealer.open(stored.read_bytes(), stored.name)
    assert LINE not in stored.read_bytes()
    assert LINE not in opened
