"""Headers, hosts, paths, methods, queries, and clients that leave or storm (reliability.md 3.1)."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.bad_input.ground import (
    counts,
    lead_of,
    no_leak,
    nothing_stored,
    post,
    problem,
    raw_http,
    request,
    someone,
)
from tests.harness import Installation, copy_database, installation, make_settings, message

MESSAGES = "/api/messages"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        pytest.param([f"X-{i}: 1" for i in range(1000)], 431, id="H29 1,000 headers"),
        pytest.param(["X-Long: " + "a" * 40_000], 431, id="H29 header of 40 KB"),
        pytest.param([f"Cookie: c{i}={'a' * 8192}" for i in range(50)], 431, id="H41 50 cookies of 8 KB"),
        pytest.param(
            ["Cookie: " + "; ".join(f"c{i}={'a' * 700}" for i in range(50))], 431, id="H41 one long cookie line"
        ),
        pytest.param(["X-Nul: a\x00b"], 400, id="H29 NUL in a header"),
        pytest.param(["Content-Length: 0", "Content-Length: 5"], 400, id="H29 two lengths"),
        pytest.param(["Content-Length: 5", "Transfer-Encoding: chunked"], 400, id="H29 length and chunks"),
        pytest.param(["Content-Length: -1"], 400, id="H29 negative length"),
        pytest.param(["Content-Length: " + "9" * 5000], 400, id="H29 length of 5,000 digits"),
        pytest.param(["Content-Length: 5_0"], 400, id="H29 length with an underscore"),
        pytest.param([" folded: yes"], 400, id="H29 folded"),
        pytest.param(["Bad Name: x"], 400, id="H29 space in a name"),
        pytest.param(["Transfer-Encoding: gzip"], 400, id="H29 unknown transfer encoding"),
    ],
)
async def test_h29_bad_headers_end_the_connection_or_are_refused(house: Installation, lines: list[str], status: int):
    async with nothing_stored(house):
        answer = await raw_http(house, request(house, "POST /api/w/northlight/session HTTP/1.1", *lines, body=b"12345"))
    assert answer.status_code in (status, 400), answer
    assert answer.status_code != 500
    no_leak(answer.content)


async def test_h41_who_drops_his_cookies_gets_in_again(house: Installation):
    agent = await lead_of(house)
    bombs = {f"c{i}": "a" * 8000 for i in range(5)}
    found = problem(
        await agent.http.get("/api/desk/me", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in bombs.items())}), 431
    )
    assert "cookies" in found["next"]
    assert (await agent.http.get("/api/desk/me")).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost:{port}", "127.0.0.1:{port}.evil.example", "127.0.0.1:{port}@evil",
     "evil@127.0.0.1:{port}", "", "127.0.0.1:{port}, evil", "127.1:{port}", "0x7f.1:{port}", "127.0.0.1:{port}\t", "é"],
    ids="H30 {!r}".format,
)  # fmt: skip
async def test_h30_a_host_that_is_not_ours_is_refused(house: Installation, host: str):
    host = host.format(port=house.settings.port)
    if host.strip() == f"127.0.0.1:{house.settings.port}":
        host += "x"
    raw = f"GET /api/w/northlight/home HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    answer = await raw_http(house, raw)
    assert answer.status_code in (400, 421)
    no_leak(answer.content)


async def test_h30_two_hosts_are_no_host(house: Installation):
    answer = await raw_http(house, request(house, "GET /api/w/northlight/home HTTP/1.1", "Host: evil.example"))
    assert answer.status_code in (400, 421)


async def test_h31_a_range_of_ten_thousand_parts_is_ignored(house: Installation):
    customer = await someone(house)
    made = await customer.http.post("/api/files", content=b"twelve bytes", headers={"X-File-Name": "a.txt"})
    ranges = ",".join(["0-"] * 10_000)
    started = time.perf_counter()
    for value in (f"bytes={ranges}", "bytes=5-2", "bytes=0-0,1-1", "chars=1-2", "bytes=" + "9" * 10_000 + "-"):
        answer = await customer.http.get(f"/api/files/{made.json()['id']}", headers={"Range": value})
        assert answer.status_code in (200, 416, 431)
        assert answer.status_code != 200 or answer.content == b"twelve bytes"
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/" + "a" * 100_000, 414, id="H32 100 KB"),
        pytest.param("/api/%2e%2e/%2e%2e/etc/passwd", 404, id="H32 dots escaped"),
        pytest.param("/../../etc/passwd", 404, id="H32 dots"),
        pytest.param("/assets/..%2f..%2fapp.py", 404, id="H32 dots in assets"),
        pytest.param("/desk/assets/../../app.py", 404, id="H32 dots in desk assets"),
        pytest.param("/w/northlight/../../frame", 404, id="H32 dots in the widget"),
        pytest.param("//api//w//northlight//home", 404, id="H32 double slashes"),
        pytest.param("/api/w\\northlight/home", 404, id="H32 backslash"),
        pytest.param("/..;/api/desk/me", 404, id="H32 semicolon"),
        pytest.param("/api/files/%00", 404, id="H32 NUL"),
        pytest.param("/api/w/%00/home", 404, id="H32 NUL as a brand"),
        pytest.param("/api/w/%c0%ae%c0%ae/home", 404, id="H32 overlong UTF-8"),
        pytest.param("/api/w/%ff/home", 404, id="H32 not UTF-8"),
        pytest.param("/api/w/%ed%a0%80/home", 404, id="H32 surrogate"),
        pytest.param("/help/northlight/en/../../../etc", 404, id="H32 dots in the help center"),
        pytest.param("/%", 404, id="H32 a lone percent"),
    ],
)
async def test_h32_no_path_leads_out_or_breaks(house: Installation, path: str, status: int):
    customer = await someone(house)
    answer = await raw_http(house, request(house, f"GET {path} HTTP/1.1", session=customer.session))
    assert answer.status_code in (status, 400, 404), answer
    no_leak(answer.content)


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        pytest.param("TRACE /api/desk/me HTTP/1.1", [], id="H33 TRACE"),
        pytest.param("PROPFIND / HTTP/1.1", [], id="H33 PROPFIND"),
        pytest.param("PATCH /api/messages HTTP/1.1", [], id="H33 PATCH"),
        pytest.param("DELETE /api/conversations HTTP/1.1", [], id="H33 DELETE where only GET is"),
        pytest.param("GET /api/w/northlight/session HTTP/1.1", [], id="H33 GET where only POST is"),
        pytest.param("GET /api/conversations HTTP/1.1", ["Content-Length: 2"], id="H33 GET with a body"),
        pytest.param("POST /api/w/session HTTP/1.1", ["X-HTTP-Method-Override: DELETE"], id="H33 override"),
        pytest.param("GET /api/w/session HTTP/1.1", ["X-HTTP-Method-Override: DELETE"], id="H33 override on GET"),
    ],
)
async def test_h33_no_trick_changes_the_method(house: Installation, line: str, extra: list[str]):
    customer = await someone(house)
    async with nothing_stored(house):
        answer = await raw_http(house, request(house, line, *extra, body=b"{}", session=customer.session))
    assert answer.status_code in (405, 400), answer
    no_leak(answer.content)
    assert (await customer.http.get("/api/conversations")).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("q=" + "a" * 100_000, (414,), id="H34 100 KB"),
        pytest.param("q=" + "a" * 10_000, (414,), id="H34 10 KB"),
        pytest.param("&".join(f"p{i}=1" for i in range(10_000)), (414,), id="H34 10,000 parameters"),
        pytest.param("&".join(f"p{i}=1" for i in range(60)), (422,), id="H34 60 parameters"),
        pytest.param("limit=1&limit=2", (422,), id="H34 twice"),
        pytest.param("limit[]=1", (422,), id="H34 brackets"),
        pytest.param("limit=%ff", (422,), id="H34 not UTF-8"),
        pytest.param("cursor=%00", (422,), id="H34 NUL"),
        pytest.param("cursor=%ed%a0%80", (422,), id="H34 surrogate"),
        pytest.param("lim%69t=1;limit=2", (422,), id="H34 semicolon"),
    ],
)
async def test_h34_a_query_is_one_answer_to_each_question(house: Installation, query: str, status: tuple[int, ...]):
    customer = await someone(house)
    line = f"GET /api/conversations?{query} HTTP/1.1"
    answer = await raw_http(house, request(house, line, session=customer.session))
    if answer.status_code == 400:  # Longer than the parser below takes.
        no_leak(answer.content)
    else:
        problem(answer, status)


async def test_h42_who_leaves_before_the_answer_finds_his_message_stored_once(house: Installation):
    customer = await someone(house)
    key, body = str(uuid4()), b'{"text":"gone before the answer"}'
    before = await counts(house)
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", house.settings.port)
        writer.write(post(house, MESSAGES, body, f"Idempotency-Key: {key}", session=customer.session))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    acks = [(await customer.http.post(MESSAGES, content=body, headers=headers)).json() for _ in range(2)]
    assert acks[0] == acks[1]
    after = await counts(house)
    assert after["conversations"] == before["conversations"] + 1
    assert after["entries"] == before["entries"] + 1


async def test_h43_a_storm_of_retries_makes_one_message_and_is_slowed_down(sqlite_template: Any, tmp_path: Any):
    narrow = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), message_rate=2.0, message_burst=30)
    async with installation(narrow, worker=False) as site:
        customer = await site.customer()
        key = str(uuid4())

        async def once() -> httpx.Response:
            return await customer.http.post(MESSAGES, json={"text": "storm"}, headers={"Idempotency-Key": key})

        answers = await asyncio.gather(*[once() for _ in range(150)])
        kept = [answer.json() for answer in answers if answer.status_code == 201]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(kept) + len(refused) == 150
        assert len(kept) >= 30
        assert all(ack == kept[0] for ack in kept)
        for answer in refused:
            problem(answer, 429, "too_many_requests")
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert (await counts(site))["entries"] == 1
        await asyncio.sleep(int(refused[-1].headers["Retry-After"]))
        assert (await once()).json() == kept[0]


async def test_visitors_of_one_network_share_a_ceiling_and_its_customers_do_not(sqlite_template: Any, tmp_path: Any):
    """By socket, by poll, by request: the refusal says when to come back. The neighbour with an account writes on."""
    narrow = make_settings(
        tmp_path,
        copy_database(sqlite_template, tmp_path),
        network_rate=0.1,
        network_burst=6,
        trusted_proxies="127.0.0.0/8",
    )
    async with installation(narrow, worker=False) as site:
        one, other, signed_in = await site.visitor(), await site.visitor(), await site.customer()
        socket = await one.open()
        for number in range(4):
            assert (await socket.ask(message(f"{number}")))["type"] == "ack"
        body = {"text": "hello"}
        codes = [
            (await other.http.post(MESSAGES, json=body, headers={"Idempotency-Key": str(uuid4())})).status_code
            for _ in range(3)
        ]
        assert codes == [201, 201, 429]
        told = await socket.ask(message("one more"))
        assert (told["code"], 1 <= told["retry_after"] <= 10) == ("too_many_requests", True)
        other.transport = "poll"
        polled = await (await other.open()).ask(message("and by poll"))
        assert polled["code"] == "too_many_requests"
        refused = await other.http.post(MESSAGES, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert int(refused.headers["Retry-After"]) == refused.json()["data"]["retry_after"] >= 1
        assert (await (await signed_in.open()).ask(message("I have an account")))["type"] == "ack"

        # Elsewhere in the world nothing of this is known; the next address of the same /64 is the same house.
        def far(address: str) -> dict[str, str]:
            return {"Idempotency-Key": str(uuid4()), "X-Forwarded-For": address}

        found = [
            await other.http.post(MESSAGES, json=body, headers=far(f"2001:db8::{number:x}")) for number in range(1, 9)
        ]
        assert [answer.status_code for answer in found] == [201] * 6 + [429] * 2
        assert (await other.http.post(MESSAGES, json=body, headers=far("2001:db8:0:1::1"))).status_code == 201
