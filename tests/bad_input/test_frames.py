"""Raw WebSocket frames, right and wrong (reliability.md 3.2): the close code the protocol names, and no harm to others."""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets

from fairlead.infra.web import sockets
from fairlead.live import connection, endpoint
from tests.bad_input.ground import (
    BINARY,
    CLOSE,
    CONT,
    PING,
    PONG,
    TEXT,
    RawSocket,
    masked,
    no_leak,
    nothing_stored,
    raw_http,
    raw_socket,
    request,
)
from tests.harness import Client, Installation, Socket, copy_database, installation, make_settings, message
from tests.proxy import tcp_proxy

PING_FRAME = json.dumps({"type": "ping", "id": "p"}).encode()


@pytest.fixture
async def socket(house: Installation, customer: Client) -> AsyncIterator[RawSocket]:
    """After `hello`."""
    async with raw_socket(house, customer.session) as made:
        yield made


ODD = "é".encode()
BROKEN = [
    pytest.param([masked(TEXT, b"\xff\xfe")], 1007, id="W02 bad UTF-8"),
    pytest.param([masked(TEXT, b'"\xed\xa0\x80"')], 1007, id="W02 a surrogate"),
    pytest.param([masked(TEXT, b"\xc0\x80")], 1007, id="W02 overlong"),
    pytest.param([masked(TEXT, ODD[:1])], 1007, id="W02 half a letter"),
    pytest.param([masked(TEXT, ODD[:1], fin=False), masked(CONT, b"x")], 1007, id="W02 split, second half missing"),
    pytest.param(
        [masked(TEXT, b"\xf4", fin=False), masked(PING), masked(CONT, b"\x90\x80\x80")], 1007, id="W02 split, too high"
    ),
    pytest.param([masked(TEXT, b"x" * 65_537)], 1009, id="W03 a byte over 64 KiB"),
    pytest.param([masked(BINARY, b"x" * 65_537)], 1009, id="W03 binary, a byte over"),
    pytest.param([masked(TEXT, b"x" * 65_536, fin=False), masked(CONT, b"x")], 1009, id="W03 over by a fragment"),
    pytest.param([b"\x81\xff" + (2**62).to_bytes(8) + b"mask"], 1009, id="W03 declares 4 EiB"),
    pytest.param([b"\x81\xff" + (2**63 + 1).to_bytes(8) + b"mask"], (1002, 1009), id="W03 highest bit of the length"),
    pytest.param([masked(TEXT, b"", fin=False), *[masked(CONT, b"", fin=False)] * 3000], 1009, id="W03 empty fragments"),
    pytest.param([masked(TEXT, b"{", fin=False), *[masked(CONT, b"x", fin=False)] * 3000], 1009, id="W03 tiny fragments"),
    pytest.param([masked(TEXT, PING_FRAME, mask=False)], 1002, id="W03 unmasked"),
    pytest.param([masked(TEXT, PING_FRAME, reserved=4)], 1002, id="W03 W05 reserved bit 1: packed, though not agreed"),
    pytest.param([masked(TEXT, PING_FRAME, reserved=2)], 1002, id="W03 reserved bit 2"),
    pytest.param([masked(TEXT, PING_FRAME, reserved=1)], 1002, id="W03 reserved bit 3"),
    pytest.param([masked(PING, reserved=4)], 1002, id="W03 reserved bit on a control frame"),
    *[pytest.param([masked(code)], 1002, id=f"W03 opcode {code}") for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)],
    pytest.param([masked(CONT, b"x")], 1002, id="W03 continues nothing"),
    pytest.param([masked(TEXT, b"x", fin=False), masked(TEXT, b"y")], 1002, id="W03 a message within a message"),
    pytest.param([masked(PING, b"x" * 126)], 1002, id="W04 ping of 126 bytes"),
    pytest.param([masked(PONG, b"x" * 126)], 1002, id="W04 pong of 126 bytes"),
    pytest.param([masked(CLOSE, b"\x03\xe8" + b"x" * 124)], 1002, id="W04 close of 126 bytes"),
    pytest.param([masked(PING, b"x", fin=False)], 1002, id="W04 a ping in pieces"),
    pytest.param([masked(CLOSE, b"\x03")], 1002, id="W03 close of one byte"),
    *[
        pytest.param([masked(CLOSE, code.to_bytes(2))], 1002, id=f"W03 close with {code}")
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
    ],
    pytest.param([masked(CLOSE, b"\x03\xe8\xff")], (1002, 1007), id="W02 close with bad UTF-8"),
    pytest.param([zlib.compress(b"x" * 1_000_000)], 1002, id="W03 no frames at all"),
    pytest.param([b"GET / HTTP/1.1\r\n\r\n"], 1002, id="W03 HTTP inside"),
]  # fmt: skip


@pytest.mark.parametrize("early", [False, True], ids=["after hello", "before hello"])
@pytest.mark.parametrize(("frames", "code"), BROKEN)
async def test_a_broken_frame_ends_the_socket_with_its_code(
    house: Installation, customer: Client, frames: list[bytes], code: Any, early: bool
):
    async with nothing_stored(house), raw_socket(house, None if early else customer.session) as socket:
        await socket.send(b"".join(frames))
        found = await socket.close_code()
    assert found in (code if isinstance(code, tuple) else (code,))


GOOD = [
    pytest.param([masked(TEXT, PING_FRAME)], id="W03 whole"),
    pytest.param([masked(TEXT, PING_FRAME[:5], fin=False), masked(CONT, PING_FRAME[5:])], id="W03 in two"),
    pytest.param(
        [masked(TEXT, PING_FRAME[:5], fin=False), masked(PING, b"hi"), masked(CONT, PING_FRAME[5:])],
        id="W03 a ping between",
    ),
    pytest.param(
        [masked(TEXT, b"", fin=False), *[masked(CONT, bytes([b]), fin=False) for b in PING_FRAME], masked(CONT)],
        id="W03 byte by byte",
    ),
    pytest.param([masked(PONG, b"nobody asked"), masked(TEXT, PING_FRAME)], id="W04 unsolicited pong"),
    pytest.param([masked(PING, b"x" * 125), masked(TEXT, PING_FRAME)], id="W04 ping of 125 bytes"),
    pytest.param([masked(TEXT, PING_FRAME.ljust(65_536))], id="W03 exactly 64 KiB"),
]


@pytest.mark.parametrize("pieces", [1, 3, 0], ids=["byte by byte on the wire", "by threes", "at once"])
@pytest.mark.parametrize("frames", GOOD)
async def test_w03_a_good_message_is_understood_however_it_is_cut(socket: RawSocket, frames: list[bytes], pieces: int):
    data = b"".join(frames)
    step = pieces if pieces and len(data) < 2000 else len(data)
    for start in range(0, len(data), step):
        await socket.send(data[start : start + step])
        await asyncio.sleep(0)
    assert await socket.json() == {"type": "pong", "ref": "p"}


async def test_w02_a_letter_split_over_fragments_is_whole_again(socket: RawSocket):
    frame = json.dumps({"type": "ping", "id": "é文\U0001f600"}, ensure_ascii=False).encode()
    for cut in range(1, len(frame)):
        await socket.send(masked(TEXT, frame[:cut], fin=False) + masked(CONT, frame[cut:]))
        assert (await socket.json())["ref"] == "é文\U0001f600"


async def test_w03_a_million_fragments_cost_no_memory(socket: RawSocket, house: Installation):
    """The socket ends after some hundreds; what comes after it is thrown away unread."""
    first, piece = masked(TEXT, b"", fin=False), masked(CONT, b"", fin=False)
    started = time.perf_counter()
    await socket.send(first)
    for _ in range(100):
        await socket.send(piece * 10_000)
        if socket.writer.transport.is_closing():
            break
    assert await socket.close_code() in (1009, 1006)
    assert time.perf_counter() - started < 5
    async with raw_socket(house, None) as other:
        await other.send(masked(TEXT, b"{}"))
        assert (await other.json())["code"] == "unknown_command"


@pytest.mark.parametrize("opcode", [PING, PONG], ids=["W04 pings", "W04 pongs"])
async def test_w04_a_flood_of_control_frames_ends_the_socket(socket: RawSocket, opcode: int):
    await socket.send(masked(opcode, b"x") * 2000)
    assert await socket.close_code() in (4429, 1006)


async def test_w04_control_frames_within_the_budget_are_answered(socket: RawSocket):
    for number in range(100):
        await socket.send(masked(PING, str(number).encode()))
        assert await socket.frame() == (PONG, str(number).encode())
    await socket.alive()


async def test_w04_too_many_frames_end_the_socket_with_a_word(sqlite_template: Any, tmp_path: Any):
    narrow = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), frame_rate=100.0)
    async with installation(narrow, worker=False) as site:
        customer = await site.customer()
        for session in (customer.session, None):
            async with raw_socket(site, session) as socket:
                await socket.send(masked(TEXT, PING_FRAME) * 1000)
                seen = []
                while (frame := await socket.frame())[0] != CLOSE:
                    seen.append(json.loads(frame[1]))
                assert int.from_bytes(frame[1][:2]) == 4429
                assert seen[-1]["code"] == "too_many_requests"
                assert seen[-1]["retry_after"] >= 1
                assert 150 < len(seen) < 400


async def test_w05_compression_is_never_agreed_to(house: Installation, customer: Client):
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    lines = [f"{name}: {value}" for name, value in (offer | UPGRADE | {"Origin": house.base_url}).items()]
    answer = await raw_http(house, request(house, "GET /live HTTP/1.1", *lines))
    assert answer.status_code == 101
    assert "sec-websocket-extensions" not in answer.headers


async def test_w06_no_hello_in_time_ends_the_socket(house: Installation, monkeypatch: pytest.MonkeyPatch):
    assert endpoint.HELLO_SECONDS == 10
    monkeypatch.setattr(endpoint, "HELLO_SECONDS", 0.6)
    async with raw_socket(house, None) as silent, raw_socket(house, None) as babbling:
        await babbling.send(masked(TEXT, PING_FRAME))
        assert (await babbling.json())["code"] == "hello_first"
        assert await silent.close_code(seconds=3) == 4401
        assert await babbling.close_code(seconds=3) == 4401


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        pytest.param(masked(BINARY, PING_FRAME), "text_expected", id="W23 binary"),
        pytest.param(masked(BINARY), "text_expected", id="W23 empty binary"),
        pytest.param(masked(TEXT), "json_invalid", id="W23 empty text"),
        pytest.param(masked(TEXT, b"[]"), "object_expected", id="W23 list"),
        pytest.param(masked(TEXT, b"null"), "object_expected", id="W23 null"),
        pytest.param(masked(TEXT, b'"ping"'), "object_expected", id="W23 text"),
        pytest.param(masked(TEXT, b"1"), "object_expected", id="W23 number"),
        pytest.param(masked(TEXT, b"\xef\xbb\xbf{}"), ("encoding", "json_invalid"), id="W23 BOM"),
        pytest.param(masked(TEXT, b"[" * 60_000), "json_too_deep", id="H03 W23 deep"),
        pytest.param(masked(TEXT, b"{" * 33 + b'"' + b'\\"' * 32_000), "json_too_deep", id="H03 W23 quotes without an end"),
        pytest.param(masked(TEXT, b'{"type":"ping","type":"ping"}'), "duplicate_key", id="H06 W23 twice"),
        pytest.param(masked(TEXT, b'{"\\ud800":1,"\\ud800":1}'), "duplicate_key", id="H08 W23 twice, unstorable"),
        pytest.param(masked(TEXT, b'{"type":"ping","id":NaN}'), "json_invalid", id="H05 W23 NaN"),
        pytest.param(masked(TEXT, b'{"type":"ping","n":99999999999999999999}'), "number_out_of_range", id="H04 W23 number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("early", [False, True], ids=["after hello", "before hello"])
async def test_w23_a_frame_that_is_no_command_gets_an_error_and_the_socket_stays(
    house: Installation, customer: Client, frame: bytes, code: Any, early: bool
):
    async with nothing_stored(house), raw_socket(house, None if early else customer.session) as socket:
        started = time.perf_counter()
        for _ in range(3):
            await socket.send(frame)
            error = await socket.json()
            assert error["type"] == "error"
            assert error["code"] in ((code,) if isinstance(code, str) else code)
            assert error["message"]
        assert time.perf_counter() - started < 2
        if early:
            await socket.send(
                masked(TEXT, json.dumps({"type": "hello", "version": 1, "session": customer.session}).encode())
            )
            assert (await socket.json())["type"] == "welcome"
        await socket.alive()


UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "http://evil.example", "https://127.0.0.1:{port}", "http://127.0.0.1", "http://127.0.0.1:{port}.evil",
     "http://127.0.0.1:{port}@evil", "http://127.0.0.1:{port}/", "HTTP://127.0.0.1:{port}", "http://127.0.0.1:1",
     "http://localhost:{port}", "http://northlight.localhost:9", "http://127.0.0.1:{port} http://evil", "file://", "*"],
    ids="W19 {}".format,
)  # fmt: skip
async def test_v20_w19_a_socket_from_another_origin_is_refused(house: Installation, origin: str | None):
    found = {} if origin is None else {"Origin": origin.format(port=house.settings.port)}
    lines = [f"{name}: {value}" for name, value in (UPGRADE | found).items()]
    answer = await raw_http(house, request(house, "GET /live HTTP/1.1", *lines))
    assert answer.status_code == 403
    no_leak(answer.content)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Origin: http://evil.example"], id="W19 two origins"),
        pytest.param(["Host: evil.example"], id="W19 two hosts"),
    ],
)
async def test_w19_said_twice_is_said_wrong(house: Installation, lines: list[str]):
    good = [f"{name}: {value}" for name, value in (UPGRADE | {"Origin": house.base_url}).items()]
    answer = await raw_http(house, request(house, "GET /live HTTP/1.1", *good, *lines))
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(
    "change",
    [{"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Key": "short"}, {"Sec-WebSocket-Key": ""}, {"Upgrade": "h2c"}],
    ids="W19 {}".format,
)
async def test_w19_an_upgrade_that_is_none_leaks_nothing(house: Installation, change: dict[str, str]):
    lines = [f"{name}: {value}" for name, value in (UPGRADE | {"Origin": house.base_url} | change).items()]
    answer = await raw_http(house, request(house, "GET /live HTTP/1.1", *lines))
    assert 400 <= answer.status_code < 500
    no_leak(answer.content)


async def test_w17_a_peer_that_vanished_is_noticed(
    sqlite_template: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    """Two heartbeats of silence end the socket, and with it the agent's presence. Shortened here from 20 s."""
    from fairlead import serve

    monkeypatch.setattr(serve, "PING_SECONDS", 0.5)
    async with installation(make_settings(tmp_path, copy_database(sqlite_template, tmp_path)), worker=False) as site:
        agent, customer = await site.agent(), await site.customer()
        async with tcp_proxy(site.settings.port) as proxy:
            far = await websockets.connect(
                site.base_url.replace("http", "ws") + "/live", origin=site.base_url, host="127.0.0.1", port=proxy.port
            )
            agent.sockets.append(Socket(far))
            await agent.sockets[0].ask({"type": "hello", "version": 1, **await agent.credentials()})
            await until(lambda: len(site.system.hub.connections) == 1)
            watching = await customer.open()
            await watching.until(lambda frame: frame["type"] == "presence" and frame["online"] == 1, seconds=8)
            proxy.pause()
            await until(lambda: not site.system.hub.online_agents(), seconds=5)
            await watching.until(lambda frame: frame["type"] == "presence" and frame["online"] == 0, seconds=8)


async def subscribed_but_deaf(house: Installation, slow: RawSocket, conversation: str) -> Any:
    """The server's side of a socket that watches a conversation and reads no more."""
    slow.writer.transport.pause_reading()
    await slow.send(masked(TEXT, json.dumps({"type": "subscribe", "conversation": conversation, "after": 1}).encode()))
    await until(lambda: conversation in house.system.hub.topics)
    (theirs,) = house.system.hub.topics[conversation].connections
    return theirs


async def test_w18_who_stops_reading_is_let_go_with_a_word_and_may_resume(
    house: Installation, customer: Client, monkeypatch: pytest.MonkeyPatch
):
    """Little waits for him; the code stands behind what was buffered. Ten seconds of patience, half a one here."""
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    writer = await customer.open()
    conversation = (await writer.ask(message("start")))["conversation"]
    async with raw_socket(house, customer.session) as slow:
        theirs = await subscribed_but_deaf(house, slow, conversation)
        sent = 1
        while not theirs.closed and sent < 2000:
            await asyncio.gather(*[writer.ask(message("文" * 3000, conversation)) for _ in range(40)])
            sent += 40
            assert theirs._queued <= 256 * 1024
        assert theirs.closed == 4408
        slow.writer.transport.resume_reading()
        assert await slow.close_code() == 4408
    again = await customer.open()
    await again.ask({"type": "subscribe", "conversation": conversation, "after": sent - 90})
    await again.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == sent)
    assert [entry["number"] for entry in again.entries()] == list(range(sent - 89, sent + 1))


async def test_w18_a_long_history_and_a_burst_do_not_make_a_reader_slow(house: Installation, customer: Client):
    """More than 256 KiB at once, read as fast as it comes, is no reason to be let go."""
    writer, reader = await customer.open(), await customer.open()
    conversation = (await writer.ask(message("start")))["conversation"]
    await reader.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await asyncio.gather(*[writer.ask(message("x" * 9_000, conversation)) for _ in range(120)])
    await reader.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == 121)
    late = await customer.open()
    assert (await late.ask({"type": "subscribe", "conversation": conversation, "after": 0}))["last"] == 121
    await late.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == 121)
    for each in (reader, late):
        assert [entry["number"] for entry in each.entries()] == list(range(1, 122))


async def test_w18_who_never_reads_is_thrown_out(
    house: Installation, customer: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    monkeypatch.setattr(sockets, "LAST_SECONDS", 0.2)
    writer = await customer.open()
    conversation = (await writer.ask(message("start")))["conversation"]
    async with raw_socket(house, customer.session) as slow:
        theirs = await subscribed_but_deaf(house, slow, conversation)
        while not theirs.closed:
            await asyncio.gather(*[writer.ask(message("x" * 10_000, conversation)) for _ in range(50)])
        await until(lambda: theirs not in house.system.hub.connections)
        await asyncio.sleep(0.5)
        slow.writer.transport.resume_reading()
        assert await slow.close_code() == 1006


async def until(true: Any, *, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
