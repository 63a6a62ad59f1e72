"""What only a stranger sends, through the proxy we ship: torn heads, requests hidden in others, no name of ours, floods of HTTP/2
(reliability.md H29, H44)."""

import asyncio
import re
import ssl
import struct
from collections.abc import Callable

import pytest

from tests.nginx import NAME
from tests.proxied.front import HOME, Front, ended, quick_for_others, what_comes

BAD_HEADS = {
    "H29 header of 9 KB": "X-Long: " + "a" * 9000,
    "H29 1,000 headers": "\r\n".join(f"X-{n}: {'1' * 40}" for n in range(1000)),
    "H29 folded": "X-A: b\r\n folded: yes",
    "H29 NUL": "X-Nul: a\0b",
    "H29 two lengths": "Content-Length: 0\r\nContent-Length: 5",
    "H29 length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "H29 two encodings": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "H29 encoding of another kind": "Transfer-Encoding: xchunked",
    "H29 encoding hidden behind a tab": "Transfer-Encoding:\tchunked, identity",
    "H29 space before the colon": "Transfer-Encoding : chunked",
    "H29 negative length": "Content-Length: -1",
    "H29 length with a sign": "Content-Length: +5",
    "H29 length with an underscore": "Content_Length: 5\r\nContent-Length: 0x5",
}
SMUGGLED = (
    "POST /api/w/northlight/session HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    '{{"token":null}}'
)


@pytest.mark.parametrize("bad", [name for name in BAD_HEADS if "identity" not in name])
async def test_h29_bad_heads_end_at_the_proxy_or_the_server(front: Front, bad: str):
    """None becomes a visitor, and none is answered as if it were good, but where nginx takes a line away that says nothing."""
    before = await front.customers()
    reader, writer = await front.wire()
    host = f"{NAME}:{front.nginx.port}"
    body = "0\r\n\r\n" + SMUGGLED.format(host=host)
    writer.write(
        f"POST /api/w/northlight/nowhere HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{BAD_HEADS[bad]}\r\n\r\n{body}".encode()
    )
    got = await ended(reader, 5)
    statuses = [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3})", got)]
    assert statuses or not got
    assert set(statuses) <= {400, 404, 405, 413, 415, 431, 501}, got[:300]
    assert await front.customers() == before
    writer.transport.abort()


# Two readers of one stream that do not agree where a request ends: each hides a second one in a body.
SPLITS = [
    ("CL.TE", "Content-Length: {all}\r\nTransfer-Encoding: chunked", "0\r\n\r\n{inner}"),
    ("TE.CL", "Content-Length: 4\r\nTransfer-Encoding: chunked", "{size:x}\r\n{inner}\r\n0\r\n\r\n"),
    ("TE.TE", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\n{inner}"),
    ("TE.0", "Transfer-Encoding:\x0bchunked\r\nContent-Length: {all}", "0\r\n\r\n{inner}"),
    ("CL twice", "Content-Length: {all}\r\nContent-Length: 0", "{inner}"),
    ("CL comma", "Content-Length: 0, {all}", "{inner}"),
    ("bare LF", "X: y\nTransfer-Encoding: chunked\r\nContent-Length: {all}", "0\r\n\r\n{inner}"),
    ("chunk extension", "Transfer-Encoding: chunked", "0;a=\n{inner}\r\n\r\n"),
    (
        "upgrade",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: {all}",
        "{inner}",
    ),
]


async def test_h29_two_readers_never_disagree_where_a_request_ends(front: Front, proving: Callable[[int, int], int]):
    """Each pair is an attack and, on the connection nginx shares with everybody, a stranger's two requests after it: he gets the
    answers to what he asked, and what was hidden in a body is never done (it would be a new visitor)."""
    pairs, before = proving(90, 10_000), await front.customers()
    host = f"{NAME}:{front.nginx.port}"
    async with front.http() as stranger:
        for number in range(pairs):
            _, lines, body = SPLITS[number % len(SPLITS)]
            inner = SMUGGLED.format(host=host)
            filled = body.format(inner=inner, size=len(inner))
            lines = lines.format(all=len(filled))
            path = "/live" if "Upgrade" in lines else "/api/w/northlight/nowhere"
            reader, writer = await front.wire()
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{lines}\r\n\r\n{filled}".encode()
            )
            await writer.drain()
            alive, home = await asyncio.gather(stranger.get("/health/live"), stranger.get(HOME))
            assert alive.json() == {"status": "alive"}, number
            assert home.json()["brand"]["key"] == "northlight", number
            got = await what_comes(reader)
            assert b" 201 " not in got, (SPLITS[number % len(SPLITS)][0], got[:200])
            writer.transport.abort()
    assert await front.customers() == before


@pytest.mark.parametrize(
    "lines",
    ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET / HTTP/0.9\r\n\r\n", "GET /\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
    ids="H44 {!r}".format,
)  # fmt: skip
async def test_h44_who_names_no_host_of_ours_never_gets_to_the_server(front: Front, lines: str):
    for port in (front.nginx.plain_port, front.nginx.port):
        if port == front.nginx.port:
            reader, writer = await front.wire()
        else:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(lines.encode())
        got = await ended(reader, 5)
        assert not re.match(rb"HTTP/1\.[01] (?:2|3)", got), got[:200]
        assert b"x-request-id" not in got.lower() or b" 421 " in got[:20], (
            "the server itself answers no stranger's name"
        )
        writer.transport.abort()


async def test_h44_another_name_gets_no_certificate(front: Front):
    with pytest.raises(ssl.SSLError):
        await asyncio.open_connection(
            "127.0.0.1", front.nginx.port, ssl=ssl.create_default_context(), server_hostname="evil.example"
        )


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One of HTTP/2's frames (RFC 9113 section 4.1)."""
    return struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


HEADERS, RESET, SETTINGS, CONTINUATION = 1, 3, 4, 9
OPENING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0)


def asked(path: str, host: str) -> bytes:
    """A GET as HPACK literals (RFC 7541 appendix A: 2 is GET, 7 https, 4 path, 1 authority)."""
    return bytes([0x82, 0x87, 0x04, len(path)]) + path.encode() + bytes([0x01, len(host)]) + host.encode()


async def test_h44_a_rapid_reset_ends_at_the_proxy(front: Front, proving: Callable[[int, int], int]):
    """CVE-2023-44487: streams opened and taken back at once."""
    head = asked(HOME, f"{NAME}:{front.nginx.port}")
    async with quick_for_others(front):
        reader, writer = await front.wire(alpn="h2")
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
        writer.write(OPENING)
        try:
            for number in range(proving(5_000, 100_000)):
                stream = 2 * number + 1
                writer.write(frame(HEADERS, 0x5, stream, head) + frame(RESET, 0, stream, struct.pack("!I", 8)))
                if number % 100 == 0:
                    await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        await ended(reader, 10)
        assert reader.at_eof() or writer.is_closing() or reader.exception()
        writer.transport.abort()


async def test_h44_continuations_without_end_are_cut(front: Front):
    async with quick_for_others(front):
        reader, writer = await front.wire(alpn="h2")
        writer.write(OPENING + frame(HEADERS, 0x1, 1, asked("/", NAME)))
        try:
            for _ in range(2000):
                writer.write(frame(CONTINUATION, 0, 1, b"\x00\x01a\x7f\xff\x07" + b"a" * 1150))
                await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        await ended(reader, 10)
        assert reader.at_eof() or reader.exception()
        writer.transport.abort()
