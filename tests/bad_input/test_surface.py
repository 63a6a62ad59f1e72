"""What a stranger's page, a stranger's header and a log may do: nothing (reliability.md 2, V-10 to V-22)."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from fairlead.app import System
from tests.bad_input.ground import lead_of, nothing_stored, problem, raw_http, request, someone
from tests.harness import (
    PASSWORD,
    SEALING,
    SECRET,
    Client,
    Installation,
    ServerProcess,
    copy_database,
    installation,
    make_settings,
    message,
    seed,
    site_token,
)

SESSION, LOGIN = "/api/w/northlight/session", "/api/desk/login"
FOREIGN = [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "file://"}, {"Origin": "{base}.evil.example"},
    {"Origin": "{base}/"}, {"Origin": "https{rest}"}, {"Origin": "HTTP{rest}"}, {"Origin": "http://northlight.localhost:9"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "Same-Origin"},
    {"Origin": "{base}", "Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
]  # fmt: skip


def filled(headers: dict[str, str], house: Installation) -> dict[str, str]:
    base = house.base_url
    return {name: value.format(base=base, rest=base.removeprefix("http")) for name, value in headers.items()}


def stranger(house: Installation, cookies: Any) -> Client:
    """The agent's browser on somebody else's page: his cookie, and no `Origin` but the one that is said."""
    client = Client(house.base_url, cookies=cookies)
    del client.http.headers["origin"]
    house.clients.append(client)
    return client


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: "V19 " + ",".join(headers.values()))
async def test_v19_another_site_changes_nothing(house: Installation, headers: dict[str, str]):
    lead = await lead_of(house)
    client = stranger(house, lead.http.cookies)
    told = filled(headers, house)
    doors: list[tuple[str, str, Any]] = [
        ("POST", "/api/desk/logout", None), ("POST", "/api/desk/ticket", None), ("PUT", "/api/desk/presence", {"presence": "away"}),
        ("POST", "/api/desk/canned", {"brand": "northlight", "shortcut": "a", "title": "b", "text": "c", "locale": "en"}),
        ("DELETE", "/api/desk/canned/x", None), ("POST", "/api/desk/bulk", {"items": []}), ("POST", "/api/desk/files", None),
        ("PATCH", "/api/desk/uploads/x", None), ("POST", "/w/northlight/form", None),
    ]  # fmt: skip
    async with nothing_stored(house):
        for method, path, body in doors:
            answer = await client.http.request(method, path, json=body, headers=told)
            problem(answer, 403, "cross_site")
            assert not [name for name in answer.headers if name.startswith("access-control-")], path
        # Who is not signed in is not signed in by it either: an agent would work in an account that is not his.
        answer = await client.http.post(LOGIN, json={"email": "x@y.example", "password": PASSWORD}, headers=told)
        problem(answer, 403, "cross_site")
        assert "set-cookie" not in answer.headers
    assert (await lead.http.get("/api/desk/me")).status_code == 200


async def test_v19_a_cookie_alone_is_not_enough(house: Installation):
    """A browser too old to say where a request comes from: with our cookie, nothing it sends counts."""
    lead = await lead_of(house)
    client = stranger(house, lead.http.cookies)
    problem(await client.http.post("/api/desk/logout"), 403, "cross_site")
    raw = request(
        house, "POST /api/desk/logout HTTP/1.1", "Content-Length: 0", "Cookie: fairlead_desk=x",
        "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site",
    )  # fmt: skip
    problem(await raw_http(house, raw), 403, "cross_site")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_v19_a_form_of_another_site_signs_nobody_in(house: Installation, kind: str):
    """What a page can send without asking first is no JSON to us, also from a browser that sends no `Origin`."""
    client = stranger(house, None)
    body = b'{"email": "lead@northlight.example", "password": "correct horse battery", "x": "="}'
    answer = await client.http.post(LOGIN, content=body, headers={"Content-Type": kind})
    problem(answer, 415, "content_type")
    assert "set-cookie" not in answer.headers


async def test_v19_no_answer_opens_us_to_another_origin(house: Installation):
    customer = await someone(house)
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    for origin, method in itertools.product(
        ("http://evil.example", "null", house.base_url), ("OPTIONS", "GET", "POST")
    ):
        for path in (
            SESSION,
            "/api/conversations",
            "/api/desk/me",
            "/w/northlight/frame",
            "/assets/widget/x.js",
            LOGIN,
        ):
            answer = await customer.http.request(
                method, path, headers={"Origin": origin} | (asks if method == "OPTIONS" else {})
            )
            assert not [name for name in answer.headers if name.startswith("access-control-")], (method, path, origin)


LIES = {
    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "444", "X-Forwarded-Prefix": "/evil", "X-Host": "evil.example",
    "X-Original-Host": "evil.example", "X-Original-URL": "/api/desk/me", "X-Rewrite-URL": "/api/desk/me", "Forwarded": "for=1.2.3.4;host=evil.example;proto=https",
    "X-HTTP-Host-Override": "evil.example", "Referer": "http://evil.example/", "Base-Url": "http://evil.example",
}  # fmt: skip


@pytest.mark.parametrize("trusted", ["", "127.0.0.0/8"], ids=["from anybody", "from a proxy"])
async def test_v10_links_come_from_the_setting_alone(sqlite_template: Path, tmp_path: Path, trusted: str):
    """Whatever a request says of our name: every redirect and every link stays what it is, also behind a trusted proxy."""
    settings = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), trusted_proxies=trusted)
    async with installation(settings, worker=False) as site:
        http = site.anonymous().http
        for path in ("/", "/help", "/chat?pair=A", "/help/northlight", "/help/northlight/en/", "/w/northlight/help", "/w/northlight/form",
                     "/w/northlight/loader.js", "/api/w/northlight/home", "/api/w/northlight/search?q=a"):  # fmt: skip
            plain, lied = await http.get(path), await http.get(path, headers=LIES)
            assert lied.status_code == plain.status_code, path
            assert lied.headers.get("location") == plain.headers.get("location"), path
            assert "evil" not in str(lied.headers) + lied.text
            kept = [re.sub(r'fls_[\w-]{43}|value="[0-9a-f-]{36}"', "", answer.text) for answer in (plain, lied)]
            assert kept[0] == kept[1], path
            location = plain.headers.get("location", "/")
            assert location.startswith("/")
            assert not location.startswith("//")
        assert f'"{site.base_url}/help/northlight/en/' in (await http.get("/help/northlight/en/", headers=LIES)).text


async def test_v16_a_header_signs_nobody_in(house: Installation):
    client = house.anonymous()
    lead = await lead_of(house)
    names = (
        "Remote-User",
        "X-Remote-User",
        "X-Forwarded-User",
        "X-Forwarded-Email",
        "X-Auth-Request-Email",
        "X-WebAuth-User",
        "REMOTE_USER",
        "X-User",
    )
    for name, path in itertools.product(names, ("/api/desk/me", "/api/conversations", "/api/desk/jobs")):
        problem(await client.http.get(path, headers={name: lead.id}), 401, "not_signed_in")


TOKEN = re.compile(r"fl[sat]_[A-Za-z0-9_-]{20,}|eyJ[\w-]{10,}")


async def test_v13_no_token_stands_in_what_the_server_says(sqlite_template: Path, tmp_path: Path):
    """A customer and an agent at work, with every line a server writes at its most talkative, its errors too."""
    settings = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), log_level="debug")
    system = System(settings)
    brand_id = await seed(system)
    await system.database.close()
    server = ServerProcess(settings)
    server.start()
    try:
        await server.ready()
        site = Installation(settings, None, brand_id)
        token = site_token("5571234509")
        customer = await site._session({"token": token})
        socket = await customer.open()
        ack = await socket.ask(message("hello"))
        agent = await site.agent()
        desk = await agent.open()
        await desk.ask(message("hello to you", ack["conversation"]))
        await socket.send("{broken")
        await socket.ask({"type": "hello", "version": 1, "session": customer.session})
        problem(await customer.http.post(SESSION, json={"token": token}), 401)
        problem(await customer.http.get(f"/api/conversations/{customer.session}/entries"), 404)
        problem(
            await agent.http.post(LOGIN, json={"email": "marco@northlight.example", "password": "a guess at it"}), 401
        )
        await site.close()
    finally:
        server.process.terminate() if server.process else None
        server.process.wait(20) if server.process else None
    said = server.said()
    server._said.close()
    assert '"serving"' in said, "the server said something at all"
    assert TOKEN.findall(said) == []
    for secret in (customer.session or "-", PASSWORD, "a guess at it", SECRET, SEALING.partition(":")[2]):
        assert secret not in said
