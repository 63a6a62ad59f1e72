"""Cookies, tokens and keys in HAR files, logs and commands: found; what was taken out, and talk about them: not."""

import json

import pytest

from fairlead.shield.find_logins import holds_login

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1NTcxIn0.c2lnbmF0dXJl"
HELD = [
    f"> GET /api/v3/account HTTP/1.1\n> Host: api.example\n> Authorization: Bearer {TOKEN}\n",
    "Cookie: session=9f2c1b77e0; theme=dark",
    "2026-11-22 09:12 response headers: Set-Cookie: sid=abc123def456; HttpOnly",
    f"curl -H 'authorization: Bearer {TOKEN}' https://api.example/v1",
    'curl -H "X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"',
    "ok-access-passphrase: Tr4der-Phrase",
    json.dumps({"request": {"headers": [{"name": "Cookie", "value": "sid=abc123def456"}]}}),
    json.dumps({"headers": [{"name": "authorization", "value": f"Bearer {TOKEN}"}]}, indent=2),
    json.dumps({"headers": [{"value": f"Bearer {TOKEN}", "name": "Authorization"}]}),
    json.dumps({"cookies": [{"name": "session", "path": "/", "value": "9f2c1b77e0aa"}]}),
]
FREE = [
    "Authorization: Bearer ********",
    "Authorization: [redacted]",
    "Cookie: <removed>",
    "Set-Cookie: sid=*****",
    "authorization: Bearer $TOKEN",
    "X-MBX-APIKEY: YOUR_API_KEY",
    "Cookie: which ones do you set, and for how long?",
    "We use cookies. Cookie policy: see the website for details",
    "authorization: pending by the issuing bank",
    json.dumps({"request": {"headers": [{"name": "Cookie", "value": "[filtered]"}], "cookies": []}}),
    json.dumps({"cookies": [], "headers": [{"name": "Accept", "value": "application/json"}]}),
    "2026-11-22 09:12 withdrawal 0x5e1c9a77 confirmed, 3 of 12",
    "api-key permissions: read, trade",
]


@pytest.mark.parametrize("text", HELD, ids=range(len(HELD)))
def test_what_lets_somebody_in_is_found(text: str):
    assert holds_login(text)
    assert holds_login(f"{'a line of a log' * 20}\n" * 50 + text)


@pytest.mark.parametrize("text", FREE, ids=range(len(FREE)))
def test_what_was_taken_out_and_talk_about_it_is_let_pass(text: str):
    assert not holds_login(text)
