"""Texts, ids, keys, cursors and dates inside well-formed requests (reliability.md 3.1)."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.bad_input.ground import counts, lead_of, nothing_stored, problem, someone
from tests.harness import Client, Installation, site_token

MESSAGES = "/api/messages"


async def send(client: Client, text: Any, **fields: Any) -> Any:
    """Over HTTP, with a fresh key."""
    headers = {"Idempotency-Key": str(uuid4())}
    return await client.http.post(MESSAGES, json={"text": text, **fields}, headers=headers)


async def shown(client: Client, conversation: str) -> list[str]:
    """The texts of a conversation as HTTP gives them back."""
    answer = await client.http.get(f"/api/conversations/{conversation}/entries")
    assert answer.status_code == 200, answer.text
    return [entry["text"] for entry in answer.json()["entries"]]


UNSTORABLE = [
    pytest.param("a\\u0000b", "a\ufffdb", id="H07 NUL"),
    pytest.param("\\ud800", "\ufffd", id="H08 lone high surrogate"),
    pytest.param("x\\udfff\\ud83d", "x\ufffd\ufffd", id="H08 surrogates the wrong way round"),
    pytest.param("\\ud83d\\ude00", "\U0001f600", id="H08 a good pair"),
    pytest.param("\\\\u0000", "\\u0000", id="H07 a written escape"),
]


@pytest.mark.parametrize(("escaped", "kept"), UNSTORABLE)
async def test_h07_what_no_database_takes_becomes_a_mark_everywhere(either: Installation, escaped: str, kept: str):
    """The same over HTTP and over the socket, on both databases."""
    customer = await someone(either)
    body = f'{{"text":"{escaped}"}}'.encode()
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    ack = await customer.http.post(MESSAGES, content=body, headers=headers)
    assert ack.status_code == 201, ack.text
    conversation = ack.json()["conversation"]
    socket = await customer.open()
    frame = (
        f'{{"type":"send","id":"{escaped}","client_id":"{uuid4()}","conversation":"{conversation}","text":"{escaped}"}}'
    )
    await socket.send(frame)
    assert (await socket.until(lambda got: got["type"] == "ack"))["ref"] == kept
    assert await shown(customer, conversation) == [kept, kept]


async def test_h07_nul_and_surrogates_in_every_other_field_are_no_accident(either: Installation):
    customer, lead = await someone(either), await lead_of(either)
    json = {"Content-Type": "application/json"}
    for bad in ("\\u0000", "a\\ud800", "\\u0000\\udc00"):
        key = {"Idempotency-Key": str(uuid4())}
        for client, path, body, status in (
            (customer, MESSAGES, f'{{"text":"a","conversation":"{bad}"}}', 404),
            (customer, MESSAGES, f'{{"text":"a","files":["{bad}"]}}', 422),
            (customer, MESSAGES, f'{{"text":"a","context":{{"{bad}":1}}}}', 422),
            (customer, "/api/w/northlight/session", f'{{"token":"{bad}"}}', 401),
            (lead, "/api/desk/login", f'{{"email":"{bad}@example.com","password":"{bad}"}}', 401),
            (lead, "/api/desk/login", f'{{"email":"{bad}","password":""}}', 401),
            (lead, "/api/desk/canned", f'{{"brand":"{bad}","shortcut":"a","title":"b","text":"c","locale":"en"}}', 404),
            (lead, "/api/desk/messages", f'{{"text":"a","conversation":"{bad}"}}', 404),
        ):
            async with nothing_stored(either):
                problem(await client.http.post(path, content=body.encode(), headers=json | key), status)
        async with nothing_stored(either):
            body = f'{{"presence":"{bad}"}}'.encode()
            problem(await lead.http.put("/api/desk/presence", content=body, headers=json), 422, "invalid_field")


IDS = ["-1", "0", str(2**63), "1;--", "%00", "a" * 1000, "\U0001f600", "null", "..", "%25",
       "0" * 32, "g" * 32, "A" * 32, "{id}"]  # fmt: skip


@pytest.mark.parametrize("wrong", IDS, ids="H18 {!r:.20}".format)
async def test_h18_an_id_of_the_wrong_kind_is_simply_not_there(either: Installation, wrong: str):
    customer, lead = await someone(either), await lead_of(either)
    for client, path in (
        (customer, "/api/conversations/{}/entries"),
        (customer, "/api/files/{}"),
        (lead, "/api/desk/conversations/{}"),
        (lead, "/api/desk/conversations/{}/entries"),
        (lead, "/api/desk/customers/{}"),
        (lead, "/api/desk/files/{}"),
    ):
        problem(await client.http.get(path.format(wrong)), 404, "not_found")
    if "%" in wrong:
        return
    async with nothing_stored(either):
        problem(await send(customer, "a", conversation=wrong), 404, "not_found")
        problem(await send(customer, "a", files=[wrong]), 422, "file_not_usable")
        reply = {"shortcut": "a", "title": "b", "text": "c", "locale": "en"}
        problem(await lead.http.put(f"/api/desk/canned/{wrong}", json=reply), 404)
        problem(await lead.http.delete(f"/api/desk/canned/{wrong}"), 404)


async def test_h18_what_is_foreign_takes_as_long_as_what_is_not_there(house: Installation):
    """The same body but for the request's id; the median time differs by less than a moment."""
    owner, other = await someone(house), await someone(house)
    foreign = (await send(owner, "mine")).json()["conversation"]
    times: dict[str, list[float]] = {foreign: [], "0" * 32: []}
    bodies = []
    for _ in range(30):
        for wanted, taken in times.items():
            started = time.perf_counter()
            answer = await other.http.get(f"/api/conversations/{wanted}/entries")
            taken.append(time.perf_counter() - started)
            body = problem(answer, 404, "not_found")
            body.pop("request_id")
            bodies.append(body)
    assert all(body == bodies[0] for body in bodies)
    medians = [sorted(taken)[15] for taken in times.values()]
    assert abs(medians[0] - medians[1]) < 0.02


BLANK = ["", " ", "\t\r\n", "\u200b\u200c\u200d\ufeff", "\u202e\u202d\u2066\u2069", "\u3000\u00a0\u2003", "\u3164\u115f",
         "\u2800", "\ufe0f", "\u034f\u180b\ufe00", "\U000e0100", "\u00ad\u2060\u2061", "\U000e0041", "\u2028\u2029"]  # fmt: skip


@pytest.mark.parametrize("text", BLANK, ids=[f"H19 {text!a}" for text in BLANK])
async def test_h19_a_message_with_nothing_to_see_is_empty(house: Installation, text: str):
    customer = await someone(house)
    async with nothing_stored(house):
        problem(await send(customer, text), 422, "empty_message")


LONG = [
    pytest.param("a", 10_000, id="H20 ASCII"),
    pytest.param("文", 10_000, id="H20 Chinese"),
    pytest.param("\U0001f600", 10_000, id="H20 emoji, four bytes each"),
    pytest.param("\u0301", 10_000, id="H21 combining marks only"),
    pytest.param("\ufdfa", 10_000, id="H22 one that grows eighteenfold"),
]


@pytest.mark.parametrize(("letter", "most"), LONG)
async def test_h20_a_message_at_the_limit_is_kept_and_one_more_is_refused(either: Installation, letter: str, most: int):
    customer = await someone(either)
    text = letter * most
    kept = await send(customer, text)
    assert kept.status_code == 201, kept.text
    assert await shown(customer, kept.json()["conversation"]) == [text]
    async with nothing_stored(either):
        refused = problem(await send(customer, text + letter), 422, "message_too_long")
    assert refused["data"] == {"chars": 10_000, "bytes": 40_000}


async def test_h21_a_million_marks_on_a_letter_are_refused(house: Installation):
    customer = await someone(house)
    async with nothing_stored(house):
        problem(await send(customer, "a" + "\u0301" * 100_000), 422, "message_too_long")
        problem(await send(customer, "a" + "\u0301" * 1_000_000), 413, "body_too_large")


LITERAL = [
    pytest.param("a\u202egnp.exe \u2066x\u2069", id="H23 right-to-left override"),
    pytest.param("\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e0062\U000e007f", id="H25 families, flags"),
    pytest.param("\U0001f44d\U0001f3fd" + "\U0001f1e6" * 100, id="H25 skin tones, 100 regional indicators"),
    pytest.param("{{7*7}} ${7*7} <%= 7*7 %> {% raw %} #{7*7} [[7*7]]", id="H27 templates"),
    pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>", id="H27 HTML"),
    pytest.param("{message} {position} {key} {0} {text}", id="H28 our own placeholders"),
    pytest.param("%s%n%x %(text)s {0.__class__.__mro__} {!r}", id="H28 format strings"),
    pytest.param("e\u0301 \u00e9 \ufb01 \u212b", id="H22 neither composed nor decomposed"),
    pytest.param("a\r\nb\rc\u2028d\u0085e\x0b", id="H26 line ends"),
    pytest.param("  leading and trailing \t ", id="H26 spaces"),
]  # fmt: skip


@pytest.mark.parametrize("text", LITERAL)
async def test_texts_come_back_to_the_letter(either: Installation, text: str):
    customer, agent = await someone(either), await lead_of(either)
    made = await send(customer, text)
    conversation = made.json()["conversation"]
    assert await shown(customer, conversation) == [text]
    socket = await customer.open()
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    assert (await socket.until(lambda frame: frame["type"] == "entry"))["entry"]["text"] == text
    desk = (await agent.http.get(f"/api/desk/conversations/{conversation}")).json()
    assert [entry["text"] for entry in desk["entries"]] == [text]
    assert "\n" not in desk["conversation"]["preview"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        pytest.param("Lin\u202egnaw", "Lingnaw", id="H23 override"),
        pytest.param("\u2066Lin\u2069\u200b", "Lin", id="H23 isolates"),
        pytest.param("Lin\nSupport\r\n", "LinSupport", id="H23 lines"),
        pytest.param("<b>{{7*7}}</b>%s", "<b>{{7*7}}</b>%s", id="H27 H28 markup"),
        pytest.param("\u202e\u200b", "", id="H23 nothing left"),
    ],
)
async def test_h23_names_show_no_trick_to_anybody(either: Installation, name: str, seen: str):
    customer = await someone(either, name=name)
    agent = await lead_of(either)
    conversation = (await send(customer, "hello")).json()["conversation"]
    entries = (await customer.http.get(f"/api/conversations/{conversation}/entries")).json()["entries"]
    desk = (await agent.http.get(f"/api/desk/conversations/{conversation}")).json()
    pane = (await agent.http.get(f"/api/desk/customers/{customer.id}")).json()
    assert {entries[0]["author"]["name"], desk["conversation"]["customer"]["name"], pane["name"]} == {seen}


KEYS = ["", "a" * 36, "a" * 300, "not-a-uuid", "{00000000-0000-0000-0000-000000000000}", "_" * 32,
        "0_00000000000000000000000000000_0", "00000000-0000-0000-0000-00000000000g",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
        "-" * 4 + "0" * 32]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids="H35 {!r:.24}".format)
async def test_h35_a_key_that_is_no_uuid_is_refused(house: Installation, key: str):
    customer = await someone(house)
    async with nothing_stored(house):
        answer = await customer.http.post(MESSAGES, json={"text": "a"}, headers={"Idempotency-Key": key})
        problem(answer, 422, "client_id_invalid")
        problem(await customer.http.post(MESSAGES, json={"text": "a"}), 422, "client_id_invalid")


async def test_h35_two_keys_in_one_request_are_no_key(house: Installation):
    customer = await someone(house)
    headers = [("Idempotency-Key", str(uuid4())), ("Idempotency-Key", str(uuid4()))]
    async with nothing_stored(house):
        problem(await customer.http.post(MESSAGES, json={"text": "a"}, headers=headers), 422, "client_id_invalid")


async def test_h35_one_key_is_one_message_whatever_comes_with_it(either: Installation):
    customer, key = await someone(either), str(uuid4())

    async def once(text: str, spelled: str = key) -> Any:
        return await customer.http.post(MESSAGES, json={"text": text}, headers={"Idempotency-Key": spelled})

    before = await counts(either)
    answers = await asyncio.gather(*[once("the same") for _ in range(100)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    respelled = (await once("the same", key.upper().replace("-", ""))).json()
    assert respelled["entry"] == answers[0].json()["entry"]
    problem(await once("something else"), 409, "idempotency_mismatch")
    after = await counts(either)
    assert after["entries"] == before["entries"] + 1
    assert after["conversations"] == before["conversations"] + 1


@pytest.mark.parametrize(
    "query",
    ["limit=-1", "limit=0", "limit=1000000000", "limit=101", "limit=1.5", "limit=abc", "limit=", "limit=true",
     "limit=%20", "limit=99999999999999999999999", "cursor=", "cursor=AAAA", "cursor=' OR 1=1", "cursor=%F0%9F%98%80",
     "cursor=" + "A" * 3000, "before=0", "before=-5", "before=99999999999999999999", "before=abc"],
    ids="H37 {:.30}".format,
)  # fmt: skip
async def test_h37_a_page_that_cannot_be_is_refused(either: Installation, query: str):
    customer, lead = await someone(either), await lead_of(either)
    conversation = (await send(customer, "a")).json()["conversation"]
    if query.startswith("before"):
        paths = [
            (customer, f"/api/conversations/{conversation}/entries"),
            (lead, f"/api/desk/conversations/{conversation}/entries"),
        ]
    else:
        paths = [(customer, "/api/conversations"), (lead, "/api/desk/conversations")]
    for client, path in paths:
        problem(await client.http.get(f"{path}?{query}"), 422)


async def test_h37_a_cursor_is_good_for_its_owner_and_its_list_only(house: Installation):
    customer, other = await someone(house), await someone(house)
    for client in (customer, other):
        for text in ("one", "two"):
            await send(client, text)
    cursor = (await customer.http.get("/api/conversations?limit=1")).json()["next"]
    assert len((await customer.http.get(f"/api/conversations?limit=1&cursor={cursor}")).json()["conversations"]) == 1
    problem(await other.http.get(f"/api/conversations?cursor={cursor}"), 422, "cursor_invalid")
    swapped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for forged in (swapped, cursor[:-2], cursor + "AAAA", cursor * 2, cursor[::-1]):
        problem(await customer.http.get(f"/api/conversations?cursor={forged}"), 422, "cursor_invalid")
    lead = await lead_of(house)
    problem(await lead.http.get(f"/api/desk/conversations?cursor={cursor}"), 422, "cursor_invalid")
    mine = (await lead.http.get("/api/desk/conversations?view=open&limit=1")).json()["next"]
    problem(await lead.http.get(f"/api/desk/conversations?view=waiting&cursor={mine}"), 422, "cursor_invalid")


@pytest.mark.parametrize(
    "query",
    ["view=password_hash", "view=mine;drop", "view=", "sort=password_hash", "order_by=password_hash", "filter[role]=admin",
     "fields=password_hash", "include=sessions", "status=open", "q=x"],
    ids="H38 {}".format,
)  # fmt: skip
async def test_h38_lists_are_sorted_and_chosen_by_nothing_but_what_is_named(house: Installation, query: str):
    lead = await lead_of(house)
    problem(await lead.http.get(f"/api/desk/conversations?{query}"), 422, ("unknown_field", "invalid_field"))


DATES = [
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "1000000-01-01",
    "2026-01-01T00:00:00%2B25:00",
    "now",
    "-1",
]


@pytest.mark.parametrize("date", DATES, ids="H39 {}".format)
async def test_h39_no_date_stands_for_a_number_or_a_position(house: Installation, date: str):
    """Nothing takes dates from outside; where a client might try one, it is refused."""
    customer, lead = await someone(house), await lead_of(house)
    conversation = (await send(customer, "a")).json()["conversation"]
    problem(await customer.http.get(f"/api/conversations/{conversation}/entries?before={date}"), 422)
    problem(await customer.http.get(f"/api/conversations?cursor={date}"), 422, "cursor_invalid")
    async with nothing_stored(house):
        problem(await send(customer, "a", at=date), 422, "unknown_field")
        token = site_token(exp=date)
        problem(await customer.http.post("/api/w/northlight/session", json={"token": token}), 401, "token_invalid")
    desk = await lead.open()
    error = await desk.ask({"type": "subscribe", "workspace": True, "after": date})
    assert error["code"] == "position_invalid", error
