"""Bodies, headers, paths and methods (reliability.md 3.1): refused with a code, nothing stored, never a 500."""

import asyncio
import gzip
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from fairlead.infra.web import edge
from tests.bad_input.ground import lead_of, nothing_stored, post, problem, raw_http, request, someone
from tests.harness import Installation

MESSAGES, SESSION = "/api/messages", "/api/w/northlight/session"

# row, body, status, code
BODIES = [
    pytest.param(b"", 400, "body_required", id="H01 empty body"),
    pytest.param(b'{"a":', 400, "json_invalid", id="H02 truncated"),
    pytest.param(b"[" * 100_000, 400, "json_too_deep", id="H03 100,000 brackets"),
    pytest.param(b'{"a":' * 33 + b"1" + b"}" * 33, 400, "json_too_deep", id="H03 33 objects"),
    pytest.param(b'{"text":' + b"9" * 5000 + b"}", 422, "number_out_of_range", id="H04 5,000 digits"),
    pytest.param(b'{"text": NaN}', 400, "json_invalid", id="H05 NaN"),
    pytest.param(b'{"text": -Infinity}', 400, "json_invalid", id="H05 Infinity"),
    pytest.param(b'{"text": 1e400}', 400, "json_invalid", id="H05 1e400"),
    pytest.param(b'{"text":"a","text":"b"}', 400, "duplicate_key", id="H06 twice"),
    pytest.param(b'{"te\\u0078t":"a","text":"b"}', 400, "duplicate_key", id="H06 twice, one escaped"),
    pytest.param(b'{"\\ud800":"a","\\ud800":"b"}', 400, "duplicate_key", id="H06 H08 twice, unstorable"),
    pytest.param(b'{"text":"\xff\xfe"}', 400, "encoding", id="H09 not UTF-8"),
    pytest.param('{"text":"a"}'.encode("utf-16"), 400, "encoding", id="H09 UTF-16"),
    pytest.param(b"\xef\xbb\xbf{}", 400, "encoding", id="H09 BOM"),
    pytest.param(b'{"text":"\xed\xa0\x80"}', 400, "encoding", id="H09 CESU surrogate"),
    pytest.param(b'{"text":"\xc0\xaf"}', 400, "encoding", id="H09 overlong"),
    pytest.param(b"+AHsAIg-text+ACI-:1}", 400, "json_invalid", id="H09 UTF-7"),
    pytest.param(b'{"text":{"$ne":null}}', 422, "invalid_field", id="H16 object for text"),
    pytest.param(b'{"text":["a"]}', 422, "invalid_field", id="H16 list for text"),
    pytest.param(b'{"text":true}', 422, "invalid_field", id="H16 bool for text"),
    pytest.param(b'{"text":"a","conversation":{"$gt":""}}', 422, "invalid_field", id="H16 object for an id"),
    pytest.param(b'{"text":"a","files":{"0":"x"}}', 422, "invalid_field", id="H16 object for a list"),
    pytest.param(b"[]", 422, "invalid_field", id="H16 list for all"),
    pytest.param(b"null", 422, "invalid_field", id="H16 null for all"),
    pytest.param(b'"text"', 422, "invalid_field", id="H16 text for all"),
    pytest.param(b'{"text":"a","is_admin":true}', 422, "unknown_field", id="H17 is_admin"),
    pytest.param(b'{"text":"a","role":"admin"}', 422, "unknown_field", id="H17 role"),
    pytest.param(b'{"text":"a","account_id":1}', 422, "unknown_field", id="H17 account_id"),
    pytest.param(b'{"text":"a","verified":true}', 422, "unknown_field", id="H17 verified"),
    pytest.param(b'{"text":"a","\\u0000":true}', 422, "unknown_field", id="H07 H17 NUL as a name"),
    pytest.param(b'{"text":"a","x\\ny\\u202ez":true}', 422, "unknown_field", id="H17 a line break in a name"),
    pytest.param(b'{"text":"a","\\ud800":true}', 422, "unknown_field", id="H08 H17 surrogate as a name"),
    pytest.param(
        json.dumps({"context": {f"k{i}": i for i in range(3000)}}).encode(), 413, "too_many_keys", id="H40 3,000 keys"
    ),
    pytest.param(json.dumps({f"k{i}": i for i in range(50_000)}).encode(), 413, "body_too_large", id="H40 50,000 keys"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES)
async def test_a_bad_body_is_refused_with_its_code(house: Installation, body: bytes, status: int, code: str):
    customer = await someone(house)
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    async with nothing_stored(house):
        found = problem(await customer.http.post(MESSAGES, content=body, headers=headers), status, code)
    if code == "json_invalid":
        assert isinstance(found["data"]["position"], int)


@pytest.mark.parametrize("path", [SESSION, "/api/desk/login", "/api/desk/canned", "/api/desk/presence"])
async def test_h01_every_door_that_needs_a_body_says_so(house: Installation, path: str):
    lead = await lead_of(house)
    for headers in ({"Content-Type": "application/json"}, {}):
        method = "PUT" if path.endswith("presence") else "POST"
        problem(await lead.http.request(method, path, headers=headers), 400, "body_required")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{" * 33 + b'"' + b'\\"' * 110_000, id="H03 H40 quotes without an end"),
        pytest.param(b"[" * 33 + b'"' * 200_000, id="H03 H40 many quotes"),
        pytest.param(b"[" + b"{}," * 80_000 + b"{}]", id="H40 80,000 objects"),
        pytest.param(b"[" + b"1e9," * 60_000 + b"1]", id="H40 60,000 numbers"),
    ],
)
async def test_no_body_costs_more_than_a_moment(house: Installation, body: bytes):
    started = time.perf_counter()
    answer = await house.anonymous().http.post(SESSION, content=body, headers={"Content-Type": "application/json"})
    problem(answer, (400, 422))
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize("more", [0, 1])
async def test_h10_a_body_one_byte_over_the_limit_is_refused(house: Installation, more: int):
    frame = b'{"text":"%s"}'
    body = frame % (b"a" * (edge.JSON_BYTES - len(frame) + 2 + more))
    assert len(body) == edge.JSON_BYTES + more
    customer = await someone(house)
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    async with nothing_stored(house):
        answer = await customer.http.post(MESSAGES, content=body, headers=headers)
        if more:
            problem(answer, 413, "body_too_large")
            assert answer.headers["connection"] == "close"
        else:
            problem(answer, 422, "message_too_long")


async def chunks(*parts: bytes) -> Any:
    for part in parts:
        yield part


async def test_h10_a_chunked_body_over_the_limit_is_refused_too(house: Installation):
    customer = await someone(house)
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    async with nothing_stored(house):
        answer = await customer.http.post(MESSAGES, content=chunks(*[b" " * 65_536] * 5), headers=headers)
    problem(answer, 413, "body_too_large")


async def test_h10_a_length_that_lies_stores_nothing(house: Installation):
    """Too large a length: the body never becomes complete. Too small: what is left over is no second request."""
    customer = await someone(house)
    body = b'{"text":"lied about"}'
    key = f"Idempotency-Key: {uuid4()}"
    base = request(house, f"POST {MESSAGES} HTTP/1.1", "Content-Type: application/json", key, session=customer.session)
    async with nothing_stored(house):
        _, writer = await asyncio.open_connection("127.0.0.1", house.settings.port)
        writer.write(base[:-2] + b"Content-Length: 500\r\n\r\n" + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.1)
        answer = await raw_http(house, base[:-2] + b"Content-Length: 10\r\n\r\n" + body, to_the_end=True)
        assert answer.status_code == 400
        assert answer.closed


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([b"1\r\n{\r\n"] * 100, id="H11 a byte now and then"),
        pytest.param([b"1\r\n{\r\n"], id="H11 one byte and silence"),
    ],
)
async def test_h11_a_body_that_never_ends_is_given_up(
    house: Installation, monkeypatch: pytest.MonkeyPatch, parts: list[bytes]
):
    """Thirty seconds in life, one here; a byte now and then does not buy more time."""
    monkeypatch.setattr(edge, "BODY_SECONDS", 1.0)
    head = request(house, f"POST {SESSION} HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked")
    async with nothing_stored(house):
        started = time.monotonic()
        answer = await raw_http(house, head, *parts, pause=0.1, seconds=20, to_the_end=True)
        waited = time.monotonic() - started
    problem(answer, 408, "body_too_slow")
    assert answer.closed
    assert waited < 0.1 * 100


async def test_h11_an_upload_that_moves_gets_the_time_it_needs(house: Installation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(edge, "BODY_SECONDS", 0.5)
    customer = await someone(house)
    part = b"%x\r\n" % 32_768 + b"a" * 32_768 + b"\r\n"
    head = request(
        house,
        "POST /api/files HTTP/1.1",
        "X-File-Name: slow.txt",
        "Transfer-Encoding: chunked",
        session=customer.session,
    )
    answer = await raw_http(house, head, *[part] * 12, b"0\r\n\r\n", pause=0.1)
    assert answer.status_code == 201, answer.content


async def test_h11_slow_clients_hold_nobody_else_up(house: Installation):
    head = request(house, f"POST {SESSION} HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000")
    slow = [await asyncio.open_connection("127.0.0.1", house.settings.port) for _ in range(300)]
    for _, writer in slow:
        writer.write(head + b"{")
    try:
        async with asyncio.timeout(5):
            assert (await house.anonymous().http.get("/api/w/northlight/home")).status_code == 200
    finally:
        for _, writer in slow:
            writer.transport.abort()


@pytest.mark.parametrize(
    "encodings",
    [["gzip"], ["gzip", "gzip"], ["identity", "gzip"], ["br"], ["deflate, gzip"], ["x"]],
    ids="H12 {}".format,
)
async def test_h12_a_packed_body_is_never_unpacked(house: Installation, encodings: list[str]):
    bomb = gzip.compress(b" " * 10_000_000)
    lines = [f"Content-Encoding: {encoding}" for encoding in encodings]
    for path in (SESSION, "/api/files"):
        problem(await raw_http(house, post(house, path, bomb, *lines)), 415, "content_encoding")


@pytest.mark.parametrize(
    "types",
    [
        pytest.param([], id="H13 missing"),
        pytest.param(["text/plain"], id="H13 text"),
        pytest.param(["application/json", "application/json"], id="H13 twice"),
        pytest.param(["application/json", "text/html"], id="H13 two kinds"),
        pytest.param(["application/json; charset=utf-7"], id="H13 utf-7"),
        pytest.param(["application/json, text/html"], id="H13 list"),
        pytest.param(["application/jsonp"], id="H13 nearly"),
        pytest.param(["application/x-www-form-urlencoded"], id="H14 form"),
        pytest.param(["multipart/form-data; boundary=x"], id="H14 multipart"),
        pytest.param(["multipart/form-data; boundary=" + "x" * 10_000], id="H15 boundary of 10 KB"),
    ],
)
async def test_h13_only_json_is_taken_for_json(house: Installation, types: list[str]):
    lines = [f"Content-Type: {kind}" for kind in types] or ["Content-Type-Not: x"]
    async with nothing_stored(house):
        problem(await raw_http(house, post(house, SESSION, b'{"token":null}', *lines)), 415, "content_type")


@pytest.mark.parametrize(
    "kind", ["Application/JSON", "application/json;charset=UTF-8", 'application/json; charset="utf-8"']
)
async def test_h13_json_may_be_spelled_in_its_own_ways(house: Installation, kind: str):
    answer = await raw_http(house, post(house, SESSION, b'{"token":null}', f"Content-Type: {kind}"))
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        pytest.param(
            "application/x-www-form-urlencoded",
            b"&".join(b"f%d=1" % i for i in range(100_000)),
            413,
            id="H14 100,000 fields",
        ),
        pytest.param(
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 1_000_000,
            413,
            id="H14 one field without a name",
        ),
        pytest.param(
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end',
            415,
            id="H15 no last boundary",
        ),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n" * 10_000, 415, id="H15 10,000 empty parts"),
    ],
)
async def test_h14_forms_are_not_read_at_all(house: Installation, kind: str, body: bytes, status: int):
    async with nothing_stored(house):
        answer = await raw_http(house, post(house, SESSION, body, f"Content-Type: {kind}"))
    problem(answer, status, ("body_too_large", "content_type"))
