"""The proxy we ship, in front of a server of its own process: people chat through it, and what a proxy must stop stays outside
(reliability.md H11, H29, H44, V-11, V-13)."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from tests.harness import message, site_token
from tests.nginx import NAME
from tests.proxied.front import Front, ended, quick_for_others


async def test_people_chat_through_it_by_socket_by_poll_and_with_files(front: Front):
    session = await front.session({"token": site_token(f"u{uuid4().hex[:8]}")})
    socket = await front.socket(session)
    ack = await socket.ask(message("hello through the proxy"))
    assert ack["type"] == "ack"
    async with front.http(session) as http:
        sent = await http.post("/api/files", content=b"a" * 5_000_000, headers={"X-File-Name": "log.txt"})
        assert sent.status_code == 201, sent.text
        assert (await socket.ask(message("with a file", ack["conversation"], files=[sent.json()["id"]])))[
            "type"
        ] == "ack"
        assert len((await http.get(f"/api/files/{sent.json()['id']}")).content) == 5_000_000
        too_large = await http.post("/api/files", content=b"a" * 27_000_000, headers={"X-File-Name": "log.txt"})
        assert too_large.status_code == 413
        poll = f"/api/live/{uuid4()}"
        hello = json.dumps({"type": "hello", "version": 1, "session": session, "id": "h"})
        opened = (await http.post(poll, json={"first": 1, "frames": [hello], "after": 0, "wait": 5})).json()
        assert json.loads(opened["frames"][0])["type"] == "welcome"
        # Who is here comes by itself; then there is nothing to say, and the request is held as long as it asked for.
        asked = {"key": opened["key"], "first": 2, "frames": [], "wait": 2}
        held, waited = opened, 0.0
        while held["frames"]:
            started = time.monotonic()
            last = held["first"] + len(held["frames"]) - 1
            held = (await http.post(poll, json={**asked, "after": last})).json()
            waited = time.monotonic() - started
        assert waited > 1.5
        page = await http.get("/w/northlight/frame")
        assert page.headers["strict-transport-security"] == "max-age=63072000"
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
    await socket.close()


async def test_plain_http_leads_to_the_configured_name_alone(front: Front):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front.nginx.plain_port}") as http:
        moved = await http.get("/help?q=a", headers={"Host": f"{NAME}:{front.nginx.plain_port}"})
        assert (moved.status_code, moved.headers["location"]) == (301, f"{front.nginx.url}/help?q=a")
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/", headers={"Host": "evil.example"})


async def test_v11_who_comes_is_what_nginx_saw(front: Front):
    """A customer who says that he is another each time comes from one network all the same: 20 new visitors at once."""
    lies = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP")
    codes = []
    async with front.http(
        transport=httpx.AsyncHTTPTransport(verify=front.nginx.trust, local_address="127.0.9.9")
    ) as http:
        for number in range(24):
            headers = {name: (f"for=10.9.8.{number}" if name == "Forwarded" else f"10.9.8.{number}") for name in lies}
            answer = await http.post("/api/w/northlight/session", json={"token": None}, headers=headers)
            codes.append(answer.status_code)
    assert codes == [201] * 20 + [429] * 4
    assert int(answer.headers["retry-after"]) == answer.json()["data"]["retry_after"]
    # Somebody else, at the same moment.
    async with front.http(
        transport=httpx.AsyncHTTPTransport(verify=front.nginx.trust, local_address="127.0.9.8")
    ) as http:
        assert (await http.post("/api/w/northlight/session", json={"token": None})).status_code == 201


async def test_v13_nothing_secret_is_in_the_log_of_the_proxy_or_the_server(front: Front):
    session = await front.session({"token": (token := site_token(f"u{uuid4().hex[:8]}"))})
    socket = await front.socket(session)
    await socket.ask(message("hello"))
    async with front.http(session) as http:
        sent = (await http.post("/api/files", content=b"a text", headers={"X-File-Name": "log.txt"})).json()
        link = (await http.post(f"/api/files/{sent['id']}/link")).json()["url"]
        assert (await http.get(link)).status_code == 200
        await http.get("/api/w/northlight/search?q=a%20word%20of%20mine")
    await socket.close()
    said = ""
    while "/search" not in said:
        await asyncio.sleep(0.02)
        said = front.nginx.said("access")
    assert "/api/linked/-" in said
    for secret in (session, token, link.rpartition("/")[2], "word"):
        assert secret not in said, secret
        assert secret not in front.nginx.said("errors")
        assert secret not in front.server.said()
    assert not re.search(r"fl[sat]_[\w-]{20,}", said)


@pytest.mark.prove
async def test_h11_two_thousand_slow_heads_hold_nobody_up(front: Front, proving: Callable[[int, int], int]):
    """Ten seconds in life, one here; from many addresses, since one may not have so many connections."""
    slow = proving(200, 2000)
    open_ = [
        await asyncio.open_connection(
            f"127.0.0.{2 + n % 50}", front.nginx.plain_port, local_addr=(f"127.0.1.{1 + n % 100}", 0)
        )
        for n in range(slow)
    ]
    async with quick_for_others(front):
        for _ in range(3):
            for _, writer in open_:
                writer.write(b"X")
            await asyncio.sleep(0.5)
        assert all(await asyncio.gather(*[_is_over(reader) for reader, _ in open_]))
    for _, writer in open_:
        writer.transport.abort()


async def _is_over(reader: asyncio.StreamReader) -> bool:
    await ended(reader, 10)
    return True


async def test_h11_slow_heads_and_slow_bodies_end_and_hold_nobody_up(front: Front):
    """A head has its time from nginx; a body has it from Fairlead, byte by byte or not: thirty seconds in life, and for this
    test nginx's own patience between two bytes is shorter."""
    head = f"POST /api/w/northlight/session HTTP/1.1\r\nHost: {NAME}:{front.nginx.port}\r\nContent-Type: application/json\r\n"
    async with quick_for_others(front):
        heads = [await front.wire() for _ in range(40)]
        bodies = [await front.wire() for _ in range(40)]
        for _, writer in heads:
            writer.write(b"GET / HTTP/1.1\r\n")
        for _, writer in bodies:
            writer.write(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(15):
            for _, writer in heads:
                writer.write(b"X")
            for _, writer in bodies:
                writer.write(b"1\r\n{\r\n")
            await asyncio.sleep(0.1)
        for reader, _ in heads:
            assert b"200" not in (await ended(reader, 5))[:15], "a head that never ends is no request"
    # All of them reached the server at once, which counts the time: nothing lies hidden in the proxy's buffers.
    for _, writer in bodies:
        writer.write(b"0\r\n\r\n")
    for reader, _ in bodies:
        async with asyncio.timeout(10):
            assert (await reader.readline()).split()[1] == b"400", "the server has read it all, and it is no JSON"
    for _, writer in [*heads, *bodies]:
        writer.transport.abort()
