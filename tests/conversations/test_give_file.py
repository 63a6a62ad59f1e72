"""Videos: taken and given in parts, never whole in memory, sealed on disk, and only for those who may see them."""

import base64
import os
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from fairlead.conversations import give_file
from fairlead.infra.blobs import RECORD
from fairlead.kit import clock
from tests.harness import Client, Installation, copy_database, installation, make_settings, message
from tests.shield.test_videos import FTYP, SAMPLES, box, film, track

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = 1024 * 1024
MOOV = film(track())[len(FTYP) :].partition(b"\0\0\0\x10mdat")[0]


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def begun(client: Client, size: int, name: str = "screen.mov") -> str:
    named = {"Upload-Length": str(size), "Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}"}
    answer = await client.http.post("/api/uploads", headers=TUS | named)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def put(client: Client, address: str, offset: int, piece: bytes) -> httpx.Response:
    headers = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return await client.http.patch(address, content=piece, headers=headers)


async def sent(client: Client, content: bytes, name: str = "screen.mp4") -> tuple[dict[str, Any], str]:
    """The file, in a message, and its conversation."""
    made = await client.http.post("/api/files", content=content, headers={"X-File-Name": name})
    assert made.status_code == 201, made.text
    ack = await (await client.open()).ask(message("see the film", files=[made.json()["id"]]))
    return made.json(), ack["conversation"]


class Watch:
    """The most memory this process held, above what it held before."""

    def __enter__(self) -> "Watch":
        self._base = self.peak = _resident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.002):
            self.peak = max(self.peak, _resident())

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def grown(self) -> int:
        return self.peak - self._base


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_a_long_video_goes_up_and_down_without_ever_being_held_whole(quiet_site: Installation):
    client = await quiet_site.customer()
    noise = os.urandom(PIECE)
    start = FTYP + MOOV
    size = 64 * PIECE + 321
    start += (size - len(start)).to_bytes(4) + b"mdat"

    def part(at: int) -> bytes:
        return (start + noise)[:PIECE] if at == 0 else noise[: min(PIECE, size - at)]

    address = await begun(client, size)
    with Watch() as watch:
        for at in range(0, size, PIECE):
            assert (await put(client, address, at, part(at))).status_code == 204
        made = await client.http.post(f"{address}/file")
        assert made.status_code == 201, made.text
        got = 0
        async with client.http.stream("GET", f"/api/files/{made.json()['id']}") as answer:
            async for chunk in answer.aiter_raw():
                at = got % PIECE
                assert (part(got - at) + part(got - at + PIECE))[at : at + len(chunk)] == chunk
                got += len(chunk)
    assert got == size
    assert made.json()["type"] == "video/mp4"
    assert made.json()["name"] == "screen.mov.mp4"
    # The sender's own pieces are in this process too.
    assert watch.grown < size * 0.8, f"{watch.grown / 2**20:.0f} MB more for a file of {size / 2**20:.0f} MB"
    (stored,) = (quiet_site.settings.data_path / "blobs").iterdir()
    assert noise[:64] not in stored.read_bytes()


async def test_any_part_is_given_as_players_ask_for_it(quiet_site: Installation):
    client = await quiet_site.customer()
    # Over several records, the last of them short.
    content = film(track(), more=box(b"free", bytes(2 * RECORD)))
    for kept in (content, (SAMPLES / "pending.webm").read_bytes(), b"a line of text\n" * 20):
        file = (await client.http.post("/api/files", content=kept, headers={"X-File-Name": "a"})).json()
        path, size = f"/api/files/{file['id']}", len(kept)
        whole = await client.http.get(path)
        assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
        assert whole.headers["content-length"] == str(size) == str(len(whole.content))
        middle = size // 2
        for asked, start, end in (
            ("0-", 0, size),
            ("0-0", 0, 1),
            (f"{middle}-{middle + 99}", middle, middle + 100),
            (f"{size - 1}-", size - 1, size),
            ("-5", size - 5, size),
            (f"-{size * 2}", 0, size),
            (f"{middle}-{size * 2}", middle, size),
        ):
            part = await client.http.get(path, headers={"Range": f"bytes={asked}"})
            assert part.status_code == 206, asked
            assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
            assert part.content == whole.content[start:end], asked
        for beyond in (f"{size}-", f"{size}-{size + 5}", "-0"):
            none = await client.http.get(path, headers={"Range": f"bytes={beyond}"})
            assert (none.status_code, none.json()["code"]) == (416, "range_not_satisfiable")
            assert none.headers["content-range"] == f"bytes */{size}"
        # What is no single range is no wish: the whole comes, and quickly (H31).
        for odd in ("5-1", "a-b", "-", "0-1,2-3", "0-" + ",0-" * 500):
            assert (await client.http.get(path, headers={"Range": f"bytes={odd}"})).status_code == 200, odd
        tag = whole.headers["etag"]
        again = {"Range": "bytes=1-2", "If-Range": tag}
        assert (await client.http.get(path, headers=again)).status_code == 206
        assert (await client.http.get(path, headers=again | {"If-Range": '"other"'})).status_code == 200


async def test_a_player_gets_an_address_for_this_file_this_session_and_some_minutes(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    client, stranger, agent = (
        await quiet_site.customer(),
        await quiet_site.customer(uid="42"),
        await quiet_site.agent(role="lead"),
    )
    content = (SAMPLES / "pending.mp4").read_bytes()
    file, conversation = await sent(client, content, "setup.exe")
    assert (file["type"], file["name"]) == ("video/mp4", "setup.exe.mp4")
    foreign = await stranger.http.post(f"/api/files/{file['id']}/link")
    missing = await stranger.http.post(f"/api/files/{'0' * 32}/link")
    assert foreign.status_code == missing.status_code == 404
    link = (await client.http.post(f"/api/files/{file['id']}/link")).json()["url"]
    player = quiet_site.anonymous().http
    given = await player.get(link, headers={"Range": "bytes=0-99"})
    assert (given.status_code, len(given.content)) == (206, 100)
    assert given.headers["content-type"] == "video/mp4"
    assert given.headers["content-disposition"].startswith("attachment;")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    assert (await agent.http.get(f"/api/desk/files/{file['id']}")).headers["content-type"] == "video/mp4"
    for made_up in (link[:-8] + link[-7:] + "A", "/api/linked/x", "/api/linked/" + "A" * 80):
        assert (await player.get(made_up)).status_code == 404
    moment = clock.now() + give_file.LINK_LIFE + clock.SECOND
    monkeypatch.setattr(give_file.clock, "now", lambda: moment)
    assert (await player.get(link)).status_code == 404, "it has run out"
    monkeypatch.undo()
    # What is removed is gone for a player too, and so is all of a session that ended.
    second, _ = await sent(client, content)
    other = (await client.http.post(f"/api/files/{second['id']}/link")).json()["url"]
    (entry, *_) = (await client.http.get(f"/api/conversations/{conversation}/entries")).json()["entries"]
    wish = {"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": entry["id"]}
    assert (await (await agent.open()).ask(wish))["type"] == "ack"
    assert (await player.get(link)).status_code == 404
    assert (await player.get(other)).status_code == 200
    await client.http.delete("/api/w/session")
    assert (await player.get(other)).status_code == 404


async def test_a_file_too_large_for_what_it_is_is_refused_with_its_first_piece(sqlite_template: Any, tmp_path: Any):
    small = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), file_bytes=40_000, video_bytes=90_000)
    async with installation(small, worker=False) as site:
        client = await site.customer()
        log = await begun(client, 80_000, "app.log")
        refused = await put(client, log, 0, b"a line\n" * 4000)
        assert (refused.status_code, refused.json()["data"]["bytes"]) == (413, 40_000)
        video = film(track(), more=box(b"free", bytes(80_000 - 500)))
        address = await begun(client, len(video))
        for at in range(0, len(video), 40_000):
            assert (await put(client, address, at, video[at : at + 40_000])).status_code == 204
        assert (await client.http.post(f"{address}/file")).status_code == 201
        # One that is cut off is a refusal, and nothing of it stays.
        half = await begun(client, len(video) - 9)
        for at in range(0, len(video) - 9, 40_000):
            await put(client, half, at, video[: len(video) - 9][at : at + 40_000])
        broken = await client.http.post(f"{half}/file")
        assert (broken.status_code, broken.json()["code"]) == (422, "video_unreadable")
        assert (await client.http.head(half, headers=TUS)).status_code == 404
        whole_piece = await put(client, await begun(client, 80_000), 0, bytes(50_000))
        assert (whole_piece.status_code, whole_piece.json()["code"]) == (413, "piece_too_large")
        home = (await client.http.get("/api/w/northlight/home")).json()["limits"]["file_types"]
        assert (home["image/png"], home["video/webm"]) == (40_000, 90_000)


async def test_a_record_that_was_changed_moved_or_lost_is_not_given(quiet_site: Installation):
    client = await quiet_site.customer()
    content = film(track(), more=box(b"free", bytes(2 * RECORD)))
    file, _ = await sent(client, content)
    (path,) = (quiet_site.settings.data_path / "blobs").iterdir()
    stored = path.read_bytes()
    stride = (len(stored) - len(content)) // 3 + RECORD
    path.write_bytes(stored[stride : 2 * stride] + stored[:stride] + stored[2 * stride :])
    assert (await client.http.get(f"/api/files/{file['id']}")).status_code == 410
    path.unlink()
    assert (await client.http.get(f"/api/files/{file['id']}", headers={"Range": "bytes=5-9"})).status_code == 410
