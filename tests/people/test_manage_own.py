"""An agent's own account: V-06, the session changes with the password; and each session can be ended by its owner alone."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from fairlead.kit import clock
from fairlead.kit.errors import NotSignedIn, Problem
from fairlead.kit.ids import new_token, token_hash
from fairlead.people import passwords
from fairlead.people.models import OneTimeKeyRow, SessionRow
from fairlead.people.rules import device_name
from tests.harness import PASSWORD, Client, Installation, copy_database, installation, make_settings

OTHER = "eleven purple doors"
EMAIL = "marco@northlight.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """Races and locks have both databases in test_manage_agents.py; here it is about the doors."""
    return str(request.param)


async def change(client: Client, current: str, new: str) -> httpx.Response:
    return await client.http.put("/api/desk/password", json={"current": current, "password": new})


async def sign_in(site: Installation, password: str) -> httpx.Response:
    return await site.anonymous().http.post("/api/desk/login", json={"email": EMAIL, "password": password})


async def test_v06_another_password_needs_the_current_one_and_changes_the_session(quiet_site: Installation):
    marco, phone = await quiet_site.agent("Marco"), await quiet_site.signed_in(EMAIL)
    before = marco.http.cookies["fairlead_desk"]
    for wrong in ("", "guess", PASSWORD + " ", PASSWORD.upper()):
        refused = await change(marco, wrong, OTHER)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_wrong")
    sockets = [await marco.open(), await phone.open()]
    done = await change(marco, PASSWORD, OTHER)
    assert (done.status_code, done.content) == (204, b"")
    assert marco.http.cookies["fairlead_desk"] != before
    assert [await socket.closed(seconds=5) for socket in sockets] == [4401, 4401]
    assert (await marco.http.get("/api/desk/me")).status_code == 200
    assert (await phone.http.get("/api/desk/me")).status_code == 401
    stolen = httpx.Cookies({"fairlead_desk": before})
    async with httpx.AsyncClient(base_url=quiet_site.base_url, cookies=stolen) as thief:
        assert (await thief.get("/api/desk/me")).status_code == 401
    assert (await sign_in(quiet_site, PASSWORD)).status_code == 401
    assert (await sign_in(quiet_site, OTHER)).status_code == 200


async def test_v06_a_sign_in_never_goes_on_with_a_session_that_was_there(quiet_site: Installation):
    """Fixation: what somebody has put into the browser, or left there, is not what the agent is signed in with."""
    victim, attacker = await quiet_site.agent("Marco"), await quiet_site.agent("Mallory")
    planted = attacker.http.cookies["fairlead_desk"]
    socket = await attacker.open()
    for cookie in (planted, "fla_" + "A" * 43):
        headers = {"Origin": quiet_site.base_url, "Cookie": f"fairlead_desk={cookie}"}
        async with httpx.AsyncClient(base_url=quiet_site.base_url, headers=headers) as http:
            answer = await http.post("/api/desk/login", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.json()["agent"]["id"] == victim.id
        assert answer.cookies["fairlead_desk"] not in (planted, cookie)
    # And the one that was there has ended.
    assert await socket.closed(seconds=5) == 4401
    assert (await attacker.http.get("/api/desk/me")).status_code == 401


async def test_guessing_the_current_password_with_a_stolen_session_is_slowed_down(sqlite_template: Any, tmp_path: Any):
    settings = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), login_burst=3)
    async with installation(settings, worker=False) as site:
        marco = await site.agent("Marco")
        codes = [(await change(marco, "guess", OTHER)).status_code for _ in range(5)]
        assert codes == [403, 403, 403, 429, 429]
        slowed = await change(marco, PASSWORD, OTHER)
        assert 1 <= int(slowed.headers["retry-after"]) <= 15 * 60


async def test_an_agent_sees_his_sessions_and_ends_one_or_all(quiet_site: Installation):
    marco, aiko = await quiet_site.agent("Marco"), await quiet_site.agent("Aiko")
    async with httpx.AsyncClient(
        base_url=quiet_site.base_url, headers={"Origin": quiet_site.base_url, "User-Agent": FIREFOX}
    ) as browser:
        await browser.post("/api/desk/login", json={"email": EMAIL, "password": PASSWORD})
        listed = (await browser.get("/api/desk/sessions")).json()["sessions"]
        assert [(one["device"], one["current"]) for one in listed] == [
            ("Firefox · Windows", True),
            ("python-httpx", False),
        ]
        foreign = (await aiko.http.get("/api/desk/sessions")).json()["sessions"][0]["id"]
        for nobody in (foreign, "0" * 32, "x", "%00"):
            assert (await browser.delete(f"/api/desk/sessions/{nobody}")).status_code == 404
        assert (await browser.delete(f"/api/desk/sessions/{listed[1]['id']}")).status_code == 204
        assert (await browser.delete(f"/api/desk/sessions/{listed[1]['id']}")).status_code == 404
        assert (await marco.http.get("/api/desk/me")).status_code == 401
        again = await quiet_site.signed_in(EMAIL)
        socket = await again.open()
        assert (await browser.delete("/api/desk/sessions", params={"keep_this": "true"})).status_code == 204
        assert await socket.closed(seconds=5) == 4401
        assert len((await browser.get("/api/desk/sessions")).json()["sessions"]) == 1
        gone = await browser.delete("/api/desk/sessions")
        assert gone.status_code == 204
        assert "max-age=0" in gone.headers["set-cookie"].lower()
        assert (await browser.get("/api/desk/me")).status_code == 401
    assert (await aiko.http.get("/api/desk/me")).status_code == 200


async def test_v08_sessions_and_tickets_are_random_stored_hashed_end_and_answer_to_nothing_like_them(
    quiet_site: Installation, proving: Callable[[int, int], int]
):
    marco, sessions = await quiet_site.agent("Marco"), quiet_site.system.sessions
    token = marco.http.cookies["fairlead_desk"]
    ticket = (await marco.http.post("/api/desk/ticket")).json()["ticket"]
    for secret in (token, ticket):
        # 43 characters of base64url are 256 bits.
        assert re.fullmatch(r"fl[at]_[\w-]{43}", secret)
    async with quiet_site.system.database.read() as session:
        kept = [
            *await session.scalars(select(SessionRow.token_hash)),
            *await session.scalars(select(OneTimeKeyRow.hash)),
        ]
    assert token_hash(token) in kept
    assert not {token, ticket} & set(kept)
    likes = [
        "",
        " ",
        "0",
        "null",
        "[]",
        "fla_",
        "fla_" + "A" * 43,
        token[:-1],
        f" {token}",
        f"{token} ",
        f"{token}\x00",
        token.swapcase(),
    ]
    likes += [token_hash(token), ticket, "flа_" + token[4:], "x" * 10_000]
    likes += [new_token("fla") for _ in range(proving(200, 100_000))]
    for like in likes:
        with pytest.raises(NotSignedIn):
            await sessions.actor(like, "agent")
    for like in ("", " ", token, f"{ticket} ", ticket[:-1]):
        with pytest.raises(NotSignedIn):
            await sessions.redeem(like)
    with pytest.raises(NotSignedIn):
        await sessions.actor(token, "customer")
    assert (await sessions.redeem(ticket)).name == "Marco"
    late = (await marco.http.post("/api/desk/ticket")).json()["ticket"]
    async with quiet_site.system.database.write() as session:
        await session.execute(update(OneTimeKeyRow).values(expires_at=clock.now() - 1))
    for used_or_late in (ticket, late):
        with pytest.raises(NotSignedIn):
            await sessions.redeem(used_or_late)


COMPOSED, APART = unicodedata.normalize("NFC", "größere Äpfel"), unicodedata.normalize("NFD", "größere Äpfel")


@pytest.mark.parametrize(
    ("new", "typed", "not_this"),
    [
        (COMPOSED, APART, "grossere Apfel"),
        (APART, COMPOSED, "grossere Apfel"),
        ("  eleven purple doors", "  eleven purple doors", "eleven purple doors"),
        ("eleven purple doors ", "eleven purple doors ", "eleven purple doors"),
        ("eleven\x00purple doors", "eleven\x00purple doors", "eleven"),
        ("密码不要告诉别人哦好吗", "密码不要告诉别人哦好吗", "密码不要告诉别人哦好"),
        (("äöüßé" * 103)[:512], ("äöüßé" * 103)[:512], ("äöüßé" * 103)[:511]),
        ("purple " * 11, "purple " * 11, ("purple " * 11)[:72]),
    ],
    ids=[
        "L02 NFC",
        "L02 NFD",
        "L02 leading spaces",
        "L02 trailing",
        "L02 NUL",
        "L02 Chinese",
        "L02 1,024 bytes",
        "L02 77",
    ],
)
async def test_a_password_is_the_same_however_it_is_encoded_and_is_neither_cut_nor_trimmed(
    quiet_site: Installation, new: str, typed: str, not_this: str
):
    marco = await quiet_site.agent("Marco")
    assert (await change(marco, PASSWORD, new)).status_code == 204
    assert (await sign_in(quiet_site, not_this)).status_code == 401
    assert (await sign_in(quiet_site, typed)).status_code == 200


async def test_l02_what_is_no_password_is_refused_with_the_reason_and_too_long_for_everybody_alike(
    quiet_site: Installation,
):
    marco = await quiet_site.agent("Marco")
    for new, code in (
        ("", "password_too_short"),
        ("a", "password_too_short"),
        ("ninechars", "password_too_short"),
        (unicodedata.normalize("NFD", "äöüäöü"), "password_too_short"),
        ("x" * 1025, "password_too_long"),
        ("ä" * 513, "password_too_long"),
        ("Qwertyuiop", "password_common"),
        (" password123 ", "password_common"),
        ("ｐａｓｓｗｏｒｄ１２３", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("ababababababab", "password_common"),
        ("Marco@Northlight.example", "password_common"),
        ("northlight.example", "password_common"),
    ):
        answer = await change(marco, PASSWORD, new)
        assert (answer.status_code, answer.json()["code"]) == (422, code), new
    assert (await change(marco, "x" * 1025, OTHER)).json()["code"] == "password_too_long"
    bodies = []
    for email in (EMAIL, "nobody@northlight.example"):
        http = quiet_site.anonymous().http
        answer = await http.post("/api/desk/login", json={"email": email, "password": "x" * 1025})
        told = answer.json()
        del told["request_id"]
        bodies.append((answer.status_code, told))
    assert bodies[0] == bodies[1]
    assert bodies[0][0] == 422
    # A megabyte is refused before anybody looks into it.
    large = await quiet_site.anonymous().http.post("/api/desk/login", json={"email": EMAIL, "password": "x" * 2**20})
    assert large.status_code == 413


async def test_l02_a_password_that_was_set_before_passwords_were_composed_still_opens():
    for form in (COMPOSED, APART):
        stored = passwords.hasher().hash(form)
        for typed in (COMPOSED, APART):
            assert await passwords.matches(stored, typed)
        assert not await passwords.matches(stored, "grossere Apfel")
    assert not await passwords.matches(None, "nobody has this password")
    assert not await passwords.matches("no hash at all", PASSWORD)


def test_the_common_passwords_are_folded_and_long_enough_to_matter():
    found = passwords.common()
    assert len(found) > 1000
    assert all(len(word) >= 10 and word == word.casefold() for word in found)
    with pytest.raises(Problem, match="password_common"):
        passwords.check_new("1234567890", email=EMAIL)
    passwords.check_new(PASSWORD, email=EMAIL)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1", "Safari · iOS"),
        ("curl/8.5.0", "curl"),
        ("", ""),
        ("\u202e<script>" + "x" * 500, "<script>" + "x" * 22),
    ],
)  # fmt: skip
def test_a_device_is_named_in_a_few_words(agent: str, name: str):
    assert device_name(agent) == name
    assert len(device_name(agent)) <= 60
