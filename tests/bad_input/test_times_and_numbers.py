"""Times, languages and numbers as they reach the doors (reliability.md 3.10): read or refused with a reason, and never bent.
What reads them has tests of its own in brands, chains, promises and tickets."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.bad_input.ground import no_leak, nothing_stored, problem, someone
from tests.harness import Client, Installation, message
from tests.tickets.ground import DEPOSIT, key


@pytest.fixture
async def customer(either: Installation) -> Client:
    return await someone(either)


async def ask(client: Client, *facts: dict[str, Any]) -> Any:
    known = {"login_id": "lin@example.org", "occurred_at": "2025-06-01T12:00Z", "error_text": "Error 4711"}
    for fact in facts:
        known.pop(fact["field"])
    evidence = [*({"field": name, "value": value} for name, value in known.items()), *facts]
    body = {"category": "ACC-LOGIN", "text": "I cannot log in", "evidence": evidence}
    return await client.http.post("/api/tickets", json=body, headers=key())


WRONG_TIMES = [
    pytest.param("2025-06-30T23:59:60", "UTC", "time_shape", id="T03 a leap second"),
    pytest.param("2025-02-29T12:00", "UTC", "time_shape", id="T03 a leap day of another year"),
    pytest.param("2038-01-19T03:14:08Z", "UTC", "time_future", id="T03 one second after 2038-01-19"),
    pytest.param("2025-03-30T02:30", "Europe/Berlin", "time_never", id="T01 an hour that never was"),
    pytest.param("2025-10-26T02:30", "Europe/Berlin", "time_twice", id="T01 an hour that was twice"),
    pytest.param("2025-06-01T12:00", "Mars/Base", "time_zone", id="T02 a zone from nowhere"),
    pytest.param("01/02/03", "UTC", "time_shape", id="C06 a date of three readings"),
]


@pytest.mark.parametrize(("value", "zone", "code"), WRONG_TIMES)
async def test_a_time_that_is_none_is_refused_in_its_field_with_an_example(
    either: Installation, customer: Client, value: str, zone: str, code: str
):
    async with nothing_stored(either):
        body = problem(
            await ask(customer, {"field": "occurred_at", "value": value, "zone": zone}), 422, "evidence_invalid"
        )
        (fault,) = body["data"]["fields"]
        assert (fault["field"], fault["code"]) == ("occurred_at", code)
        assert fault["message"] and "{" not in fault["message"]


@pytest.mark.parametrize(
    ("value", "zone", "utc"),
    [
        pytest.param("2024-02-29T23:30", "America/New_York", "2024-03-01T04:30:00Z", id="T03 a leap day"),
        pytest.param("2024-12-31T23:59", "Pacific/Kiritimati", "2024-12-31T09:59:00Z", id="T03 the end of a year"),
        pytest.param("2025-06-01T12:00", "EST5EDT", "2025-06-01T16:00:00Z", id="T02 an abolished name"),
        pytest.param("2025-10-26T02:30+01:00", "Europe/Berlin", "2025-10-26T01:30:00Z", id="T01 the second of two"),
    ],
)
async def test_a_time_is_kept_in_utc_whatever_day_it_is(customer: Client, value: str, zone: str, utc: str):
    made = await ask(customer, {"field": "occurred_at", "value": value, "zone": zone})
    assert made.status_code == 201, made.text
    (kept,) = (fact["value"] for fact in made.json()["evidence"] if fact["field"] == "occurred_at")
    assert kept == utc


SPOKEN = [
    "ISTANBUL \u0130stanbul \u0131", "Stra\u00dfe", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u0e40\u0e07\u0e34\u0e19\u0e1d\u0e32\u0e01",
    "\u0663\u066b\u0665 \u0628\u064a\u062a\u0643\u0648\u064a\u0646", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u05e9\u05dc\u05d5\u05dd BTC \u05e2\u05d5\u05dc\u05dd", "tie\u0302\u0301ng Vie\u0323\u0302t",
    "\uff22\uff34\uff23 \u6211\u7684\u5145\u503c",
]  # fmt: skip


async def test_t07_what_is_said_in_any_script_is_shown_as_it_was_written(either: Installation, customer: Client):
    socket = await customer.open()
    ack = await socket.ask(message(SPOKEN[0]))
    for text in SPOKEN[1:]:
        assert (await socket.ask(message(text, ack["conversation"])))["type"] == "ack"
    said = (await customer.http.get(f"/api/conversations/{ack['conversation']}/entries")).json()["entries"]
    assert [one["text"] for one in said if one["kind"] == "message"] == SPOKEN


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("strasse", 1),
        ("STRASSE", 1),
        ("\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3", 2),
        ("istanbul", 0),
        ("BTC", 6),
        ("btc", 8),
        ("\u0e1d\u0e32\u0e01", 3),
        ("ti\u1ebfng vi\u1ec7t", 7),
    ],
    ids=lambda value: f"T07 {value!a}",
)
async def test_what_was_said_is_found_without_regard_to_case_width_and_how_its_letters_are_joined(
    house: Installation, wanted: str, found: int
):
    customer = await someone(house)
    socket = await customer.open()
    ack = await socket.ask(message(SPOKEN[0]))
    for text in SPOKEN[1:]:
        await socket.ask(message(text, ack["conversation"]))
    hits = (await customer.http.get(f"/api/conversations/search?q={quote(wanted)}")).json()["hits"]
    (hit,) = (hit for hit in hits if re.sub("</?mark>", "", hit["passage"]) == SPOKEN[found])
    assert "<mark>" in hit["passage"]


@pytest.mark.parametrize("value", ["-0.000000000000000001", "1e-18", "1,234", "NaN", "Infinity", "0x10", "1" * 41])
async def test_t08_an_amount_that_is_none_or_two_is_refused_in_its_field(
    either: Installation, customer: Client, value: str
):
    facts = [fact for fact in DEPOSIT if fact["field"] != "amount"]
    body = {"category": "DEP-NOCRED", "text": "Where?", "evidence": [*facts, {"field": "amount", "value": value}]}
    async with nothing_stored(either):
        answer = problem(await customer.http.post("/api/tickets", json=body, headers=key()), 422, "evidence_invalid")
        assert [fault["field"] for fault in answer["data"]["fields"]] == ["amount"]


async def test_t10_a_megabyte_that_is_pasted_is_refused_and_may_come_as_a_file(either: Installation, customer: Client):
    log = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed 2026-11-20 310 USDT\n" * 16_000
    async with nothing_stored(either):
        answer = await customer.http.post("/api/messages", json={"text": log}, headers=key())
        problem(answer, (413, 422), ("message_too_long", "body_too_large"))
        refused = await ask(customer, {"field": "error_text", "value": log})
        problem(refused, (413, 422), ("evidence_invalid", "body_too_large"))
    made = await customer.http.post("/api/files", content=log.encode(), headers={"X-File-Name": "log.txt"})
    assert (made.status_code, made.json()["size"]) == (201, len(log))


HEADERS = [
    pytest.param("en;q=NaN, zh-CN;q=nan", id="T12 a quality that is no number"),
    pytest.param("zh-CN;q=1e400, en;q=-1", id="T12 a quality beyond measure"),
    pytest.param(",".join(f"x{number}-YY;q=0.{number}" for number in range(700)), id="T12 ten kilobytes"),
    pytest.param("zh" * 5000, id="T12 one tag of ten kilobytes"),
    pytest.param("*;q=x,,;;,\t,", id="T12 nothing in it"),
]


@pytest.mark.parametrize("header", HEADERS)
async def test_whatever_language_is_asked_for_an_answer_comes_in_one_there_is(house: Installation, header: str):
    anyone = house.anonymous()
    for path in ("/help/northlight", "/w/northlight/form", "/w/northlight/tickets/new", "/api/conversations"):
        answer = await anyone.http.get(path, headers={"Accept-Language": header}, follow_redirects=True)
        assert answer.status_code in (200, 401, 404, 431), (path, answer.status_code)
        no_leak(answer.content)
