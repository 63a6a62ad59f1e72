"""Site tokens that were not made by the site, or not for this moment (V-12, V-14), and who may join what (issue 2)."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bad_input.ground import counts, nothing_stored, problem, someone
from tests.harness import LOOK, SITE, SITE_KEY, Client, Installation, message, site_token

SESSION = "/api/w/northlight/session"


def b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**change: Any) -> dict[str, Any]:
    """What a good token says; None takes a claim away."""
    good = {"aud": "northlight", "exp": int(time.time()) + 120, "jti": uuid4().hex, "uid": uuid4().hex, "name": "Lin"}
    return {name: value for name, value in (good | change).items() if value is not None}


def signed(payload: Any, key: bytes = SITE_KEY, **header: Any) -> str:
    """HS256 by hand, so that header and payload may be anything."""
    head = b64({"alg": "HS256", "typ": "JWT"} | header)
    body = b64(payload)
    mac = hmac.digest(key, f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{b64(mac)}"


def swapped(token: str, part: int, value: str) -> str:
    parts = token.split(".")
    parts[part] = value
    return ".".join(parts)


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


CORPUS = {
    "V12 empty": lambda: "",
    "V12 dots": lambda: "..",
    "V12 not a token": lambda: "hello",
    "V12 two parts": lambda: ".".join(signed(claims()).split(".")[:2]),
    "V12 four parts": lambda: signed(claims()) + ".x",
    "V12 five parts": lambda: signed(claims()) + ".x.y",
    "V12 forged": lambda: signed(claims(), key=b"another key of thirty-two bytes!!"),
    "V12 empty key": lambda: signed(claims(), key=b""),
    "V12 no signature": lambda: swapped(signed(claims()), 2, ""),
    "V12 signature cut": lambda: signed(claims())[:-4],
    "V12 payload changed": lambda: swapped(signed(claims()), 1, b64(claims(uid="5571234509"))),
    "V14 alg none": lambda: f"{b64({'alg': 'none'})}.{b64(claims())}.",
    "V14 alg None": lambda: f"{b64({'alg': 'NoNe'})}.{b64(claims())}.",
    "V14 alg none but signed": lambda: signed(claims(), alg="none"),
    "V14 alg missing": lambda: signed(claims(), alg=None),
    "V14 alg HS512": lambda: signed(claims(), alg="HS512"),
    "V14 alg RS256": lambda: signed(claims(), alg="RS256"),
    "V14 alg EdDSA for a shared secret": lambda: signed(claims(), alg="EdDSA"),
    "V14 alg list": lambda: signed(claims(), alg=["HS256"]),
    "V14 alg lower case": lambda: signed(claims(), alg="hs256"),
    "V14 crit unknown": lambda: signed(claims(), crit=["exp2"], exp2=1),
    "V14 crit known": lambda: signed(claims(), crit=["b64"], b64=True),
    "V14 crit empty": lambda: signed(claims(), crit=[]),
    "V14 b64 false": lambda: signed(claims(), crit=["b64"], b64=False),
    "V14 header list": lambda: signed(claims()).replace(signed(claims()).split(".")[0], b64(["HS256"]), 1),
    "V14 header deep": lambda: swapped(signed(claims()), 0, b64(deep(500))),
    "V14 encrypted": lambda: ".".join([b64({"alg": "dir", "enc": "A128GCM"}), "", b64(b"0" * 12), b64(b"x"), b64(b"0" * 16)]),
    "V14 embedded key": lambda: signed(claims(), b"k" * 32, jwk={"kty": "oct", "k": b64(b"k" * 32)}),
    "V14 jku": lambda: signed(claims(), b"k" * 32, jku="http://evil.example/keys"),
    "V12 expired": lambda: signed(claims(exp=int(time.time()) - 60)),
    "V12 expired long ago": lambda: signed(claims(exp=1)),
    "V12 exp negative": lambda: signed(claims(exp=-1)),
    "V12 exp too far": lambda: signed(claims(exp=int(time.time()) + 3600)),
    "V12 exp much too far": lambda: signed(claims(exp=10**18)),
    "V12 exp of 300 digits": lambda: signed(claims(exp=10**300)),
    "V12 exp missing": lambda: signed(claims(exp=None)),
    "V12 exp true": lambda: signed(claims(exp=True)),
    "V12 exp text": lambda: signed(claims(exp=str(int(time.time()) + 60))),
    "V12 exp list": lambda: signed(claims(exp=[1])),
    "V12 exp NaN": lambda: signed(claims(exp=float("nan"))),
    "V12 exp Infinity": lambda: signed(claims(exp=float("inf"))),
    "V12 exp -Infinity": lambda: signed(claims(exp=float("-inf"))),
    "V12 exp 1e400": lambda: signed(json.dumps(claims(exp=0)).replace('"exp": 0', '"exp": 1e400').encode()),
    "V12 nbf later": lambda: signed(claims(nbf=int(time.time()) + 3600)),
    "V12 iat later": lambda: signed(claims(iat=int(time.time()) + 3600)),
    "V12 iat text": lambda: signed(claims(iat="now")),
    "V12 step-up later": lambda: signed(claims(step_up_at=int(time.time()) + 3600)),
    "V12 nbf text": lambda: signed(claims(nbf="now")),
    "V12 nbf NaN": lambda: signed(claims(nbf=float("nan"))),
    "V12 aud of another brand": lambda: signed(claims(aud="otherbrand")),
    "V12 aud missing": lambda: signed(claims(aud=None)),
    "V12 aud list with another": lambda: signed(claims(aud=["northlight", "otherbrand"])),
    "V12 aud empty list": lambda: signed(claims(aud=[])),
    "V12 aud object": lambda: signed(claims(aud={"northlight": 1})),
    "V12 aud upper case": lambda: signed(claims(aud="NORTHLIGHT")),
    "V12 jti missing": lambda: signed(claims(jti=None)),
    "V12 jti empty": lambda: signed(claims(jti="")),
    "V12 jti short": lambda: signed(claims(jti="1234567")),
    "V12 jti long": lambda: signed(claims(jti="x" * 129)),
    "V12 jti number": lambda: signed(claims(jti=12345678)),
    "V12 uid missing": lambda: signed(claims(uid=None)),
    "V12 uid empty": lambda: signed(claims(uid="")),
    "V12 uid number": lambda: signed(claims(uid=5571234509)),
    "V12 uid long": lambda: signed(claims(uid="x" * 65)),
    "V12 uid list": lambda: signed(claims(uid=["x"])),
    "V12 H07 uid NUL": lambda: signed(claims(uid="a\x00b")),
    "V12 H08 uid surrogate": lambda: signed(claims(uid="\ud800")),
    "V12 H08 tier surrogate": lambda: signed(claims(tier="\ud800")),
    "V12 H07 email NUL": lambda: signed(claims(email="a\x00@b.c", email_verified=True)),
    "V12 H08 kyc surrogate": lambda: signed(claims(kyc_level="\udfff")),
    "V12 H08 jti surrogate": lambda: signed(claims(jti="\ud800" * 9)),
    "V12 name object": lambda: signed(claims(name={"a": 1})),
    "V12 name long": lambda: signed(claims(name="x" * 81)),
    "V12 step-up of 300 digits": lambda: signed(claims(step_up_at=10**300)),
    "V12 step-up text": lambda: signed(claims(step_up_at="now")),
    "V12 step-up true": lambda: signed(claims(step_up_at=True)),
    "V12 payload list": lambda: signed([1]),
    "V12 payload null": lambda: signed(None),
    "V12 payload text": lambda: signed("x"),
    "V12 payload not JSON": lambda: signed(b"{"),
    "V12 payload not UTF-8": lambda: signed(b"\xff\xfe"),
    "V12 payload deep": lambda: signed(deep(600)),
    "V12 payload is a token": lambda: signed(signed(claims()).encode()),
    "V12 10 KB": lambda: signed(claims(extra="x" * 10_000)),
    "V12 not ASCII": lambda: signed(claims())[:-1] + "é",
    "V12 full-width dots": lambda: signed(claims()).replace(".", "．"),
    "V12 NUL": lambda: signed(claims()) + "\x00",
    "V12 line break": lambda: signed(claims()) + "\n",
    "V12 spaces": lambda: " " + signed(claims()),
    "V12 padded base64": lambda: signed(claims()) + "==",
    "V12 standard base64": lambda: swapped(signed(claims()), 1, "+/+/"),
}  # fmt: skip


@pytest.mark.parametrize("make", CORPUS.values(), ids=CORPUS.keys())
async def test_v12_a_token_that_is_not_right_opens_nothing(house: Installation, make: Any):
    async with nothing_stored(house):
        answer = await house.anonymous().http.post(SESSION, json={"token": make()})
        body = problem(answer, 401, ("token_invalid", "token_expired", "clock_skew"))
    assert "eyJ" not in json.dumps(body)


@pytest.mark.parametrize(
    "header", [{"kid": "../../etc/passwd"}, {"kid": "' OR 1=1"}, {"typ": "JWE"}, {"kid": ["x"]}, {"x5u": "http://evil"}],
    ids="V14 {}".format,
)  # fmt: skip
async def test_v14_no_header_chooses_the_key(house: Installation, header: dict[str, Any]):
    """The brand has one key: with it the token is good whatever `kid` says or it is refused, without it it is not."""
    good = await house.anonymous().http.post(SESSION, json={"token": signed(claims(), **header)})
    assert good.status_code in (201, 401), good.text
    async with nothing_stored(house):
        bad = await house.anonymous().http.post(SESSION, json={"token": signed(claims(), b"", **header)})
        problem(bad, 401, "token_invalid")


@pytest.mark.parametrize(
    "change",
    [{}, {"aud": ["northlight"]}, {"exp": 100.5}, {"nbf": 0}, {"uid": None, "sub": "a1"}, {"iss": "x", "foo": [1]},
     {"email": "a@b.c"}, {"locale": "fr"}, {"exp": 280}],
    ids="V12 {}".format,
)  # fmt: skip
async def test_v12_good_tokens_are_good(house: Installation, change: dict[str, Any]):
    if "exp" in change:  # In seconds from now: the list is made long before its turn comes.
        change = {"exp": time.time() + change["exp"]}
    answer = await house.anonymous().http.post(SESSION, json={"token": signed(claims(**change))})
    assert answer.status_code == 201, answer.text
    assert answer.json()["customer"]["verified"] is True


async def test_v14_a_public_key_is_no_shared_secret(house: Installation):
    """The classic: HS256 with the public key's bytes against a brand that signs with EdDSA."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    encodings = [
        (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        (serialization.Encoding.Raw, serialization.PublicFormat.Raw),
    ]
    pem = public.public_bytes(*encodings[0])
    await house.system.brands.create(
        key="kestrel", name="Kestrel", look=LOOK, locales=["en"], sites=[SITE], bot_first=True, token_algorithm="EdDSA",
        token_key=pem,
    )  # fmt: skip
    path = "/api/w/kestrel/session"
    http = house.anonymous().http
    async with nothing_stored(house):
        for encoding in encodings:
            key = public.public_bytes(*encoding)
            for alg in ("HS256", "EdDSA", "Ed25519"):
                token = signed(claims(aud="kestrel"), key, alg=alg)
                problem(await http.post(path, json={"token": token}), 401, "token_invalid")
        problem(await http.post(path, json={"token": site_token(aud="kestrel")}), 401, "token_invalid")
        problem(await http.post(path, json={"token": eddsa(Ed25519PrivateKey.generate())}), 401, "token_invalid")
        # A good token of this brand is none for the other.
        problem(await http.post(SESSION, json={"token": eddsa(private)}), 401, "token_invalid")
    answer = await http.post(path, json={"token": eddsa(private)})
    assert answer.status_code == 201, answer.text


def eddsa(key: Ed25519PrivateKey) -> str:
    head = f"{b64({'alg': 'EdDSA'})}.{b64(claims(aud='kestrel'))}"
    return f"{head}.{b64(key.sign(head.encode()))}"


async def test_v12_a_token_works_once_however_many_try_at_once(either: Installation):
    token = site_token(f"u{uuid4().hex[:12]}")
    before = await counts(either)
    http = either.anonymous().http
    answers = await asyncio.gather(*[http.post(SESSION, json={"token": token}) for _ in range(50)])
    assert sorted(answer.status_code for answer in answers) == [201] + [401] * 49
    for answer in answers:
        if answer.status_code == 401:
            problem(answer, 401, "token_used")
    after = await counts(either)
    assert after["sessions"] == before["sessions"] + 1
    assert after["customers"] == before["customers"] + 1
    problem(await http.post(SESSION, json={"token": token}), 401, "token_used")


async def test_v12_one_account_on_many_devices_at_once_is_one_account(either: Installation):
    uid = f"u{uuid4().hex[:12]}"
    before = await counts(either)
    http = either.anonymous().http
    answers = await asyncio.gather(*[http.post(SESSION, json={"token": site_token(uid)}) for _ in range(20)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["customer"]["id"] for answer in answers}) == 1
    after = await counts(either)
    assert after["customers"] == before["customers"] + 1
    assert after["sessions"] == before["sessions"] + 20


async def test_v12_nobody_says_of_himself_that_he_is_verified(house: Installation):
    http = house.anonymous().http
    async with nothing_stored(house):
        for body in (
            {"token": None, "verified": True},
            {"token": None, "uid": "5571234509"},
            {"token": None, "customer_id": "x"},
        ):
            problem(await http.post(SESSION, json=body), 422, "unknown_field")
        said = {"pair": "BTC/USDT", "verified": True, "uid": "5571234509"}
        problem(await http.post(SESSION, json={"token": None, "context": said}), 422, "invalid_field")
    answer = await http.post(SESSION, json={"token": None, "context": {"page": "verified", "order": "5571234509"}})
    assert answer.json()["customer"]["verified"] is False


async def sign_in(site: Installation, uid: str, bearer: str | None) -> Client:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    answer = await site.anonymous().http.post(SESSION, json={"token": site_token(uid)}, headers=headers)
    assert answer.status_code == 201, answer.text
    client = Client(site.base_url, session=answer.json()["session"])
    site.clients.append(client)
    client.id = answer.json()["customer"]["id"]
    return client


async def write(client: Client, text: str, **fields: Any) -> Any:
    frame = message(text, **fields)
    answer = await client.http.post(
        "/api/messages",
        json={key: value for key, value in frame.items() if key not in ("type", "client_id")},
        headers={"Idempotency-Key": frame["client_id"]},
    )
    return answer.json() | {"client_id": frame["client_id"]}


async def owned(client: Client) -> set[str]:
    found = (await client.http.get("/api/conversations")).json()["conversations"]
    return {conversation["id"] for conversation in found}


async def test_a_visitor_joins_an_account_only_with_his_own_session(either: Installation):
    visitor, other, account = await either.visitor(), await either.visitor(), f"u{uuid4().hex[:12]}"
    mine, theirs = (await write(visitor, "mine"))["conversation"], (await write(other, "theirs"))["conversation"]
    # Neither without a session, nor with a made-up one, nor with an id instead.
    for bearer in (None, "fls_" + "A" * 43, visitor.id, mine, f"{visitor.session}x"):
        assert await owned(await sign_in(either, account, bearer)) == set()
    assert await owned(await sign_in(either, account, visitor.session)) == {mine}
    assert await owned(other) == {theirs}
    # The visitor's session is over, and used again it brings nothing.
    assert (await visitor.http.get("/api/conversations")).status_code == 401
    assert await owned(await sign_in(either, f"u{uuid4().hex[:12]}", visitor.session)) == set()


async def test_a_verified_session_brings_nothing_into_another_account(either: Installation):
    first = await someone(either)
    mine = (await write(first, "mine"))["conversation"]
    second = await sign_in(either, f"u{uuid4().hex[:12]}", first.session)
    assert await owned(second) == set()
    assert await owned(first) == {mine}


async def test_a_visitors_unsent_file_comes_along_to_his_account(either: Installation):
    visitor = await either.visitor()
    made = (await visitor.http.post("/api/files", content=b"words", headers={"X-File-Name": "a.txt"})).json()
    account = await sign_in(either, f"u{uuid4().hex[:12]}", visitor.session)
    assert "entry" in await write(account, "with the file", files=[made["id"]])


async def test_a_client_id_used_on_both_sides_does_not_keep_anybody_out(either: Installation):
    """A widget resends what it holds under the same client id as a visitor, then signs in to the account that has it."""
    uid = f"u{uuid4().hex[:12]}"
    account = await sign_in(either, uid, None)
    frame = message("the same")
    first = await (await account.open()).ask(frame)
    visitor = await either.visitor()
    second = await (await visitor.open()).ask(frame)
    assert first["conversation"] != second["conversation"]
    joined = await sign_in(either, uid, visitor.session)
    assert await owned(joined) == {first["conversation"], second["conversation"]}
    again = await (await joined.open()).ask(frame)
    assert again["entry"] in (first["entry"], second["entry"])
