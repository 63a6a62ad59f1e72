"""Canned replies leave open only what the desk can fill in."""

import re
from pathlib import Path

import pytest

from fairlead.automation.rules import VARIABLES, is_filled_in
from tests.harness import Installation

WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Hello {{customer.name}}, {{ agent.name }} of {{brand}}: {{conversation.id}}, {{customer.tier}}", 201),
        ("JSON looks like {this} or { {that} }", 201),
        ("Hello {{customer.nick}}", 422),
        ("Hello {{}}", 422),
        ("Hello {{ CUSTOMER.NAME }}", 422),
    ],
)
async def test_a_variable_that_nobody_would_fill_in_is_refused_when_it_is_saved(
    quiet_site: Installation, text: str, status: int
):
    lead = await quiet_site.agent("Lead", role="lead")
    reply = {"shortcut": "hi", "title": "Hello", "text": text, "locale": "en"}
    answer = await lead.http.post("/api/desk/canned", json=reply | {"brand": "northlight"})
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["code"] == "unknown_variable"
        assert "customer.name" in answer.json()["next"]
        good = await lead.http.post("/api/desk/canned", json=reply | {"brand": "northlight", "text": "Hello"})
        changed = await lead.http.put(f"/api/desk/canned/{good.json()['id']}", json=reply)
        assert changed.json()["code"] == "unknown_variable"


@pytest.mark.parametrize(
    ("template", "text", "same"),
    [
        ("Hello {{customer.name}}, {{agent.name}} here.", "hello Lena,\nMarco  here", True),
        ("{{customer.name}} 您好，我是{{agent.name}}", "林小姐 您好，我是 Marco", True),
        ("Welcome.", "welcome", True),
        ("Welcome.", "Welcome. Send me the TxID", False),
        ("Hello {{customer.name}}", "Hello Lena, " + "your deposit waits for confirmations. " * 5, False),
        ("Hello {{customer.name}} hello", "Hello", False),
        ("{{customer.name}}", "anything at all", False),
        ("", "anything at all", False),
    ],
)
def test_words_are_a_templates_whatever_its_variables_became(template: str, text: str, same: bool):
    assert is_filled_in(template, text) == same


def test_the_desk_fills_in_what_the_server_lets_through():
    found = re.search(r"VARIABLES = \[([^\]]*)\]", (WEB / "desk/lib/canned.ts").read_text("utf-8"))
    assert found is not None
    assert tuple(re.findall(r"'([a-z.]+)'", found[1])) == VARIABLES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please sign in at https://evil.example/x", "link_not_allowed"),
        ("Please send me the verification code", "asks_for_secret"),
    ],
)
async def test_who_saves_what_will_be_stopped_is_told_so_at_once(quiet_site: Installation, text: str, code: str):
    lead = await quiet_site.agent("Lead", role="lead")
    reply = {"shortcut": "hi", "title": "Hello", "text": "Hello {{customer.name}}", "locale": "en"}
    added = (await lead.http.post("/api/desk/canned", json=reply | {"brand": "northlight"})).json()
    assert added["warnings"] == []
    changed = (await lead.http.put(f"/api/desk/canned/{added['id']}", json=reply | {"text": text})).json()
    assert [warning["code"] for warning in changed["warnings"]] == [code]
    assert changed["text"] == text
    assert ("evil.example" in changed["warnings"][0]["message"]) == (code == "link_not_allowed")
