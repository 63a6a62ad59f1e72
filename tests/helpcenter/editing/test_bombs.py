"""S02: bombs of expressions through every door that takes words of editors and admins: they are words there, and soon done with."""

import time
from typing import Any

import pytest

from tests.automation.rules import canned, rule, runs, save
from tests.harness import message
from tests.helpcenter.editing.conftest import Office

BOMBS = ("(a+)+$", "a - - - - - - - - - b", "(.*a){20}", "((a*)*)*b", "[a-z]*[a-z]*[a-z]*[a-z]*$")
FOOD = "a" * 28 + " a" + " -" * 40 + "!"
SECONDS = 1.5
# Where words are looked for, with the name they are asked by.
SEARCHED = {"mentions": "term", "articles": "q", "../search": "q", "../conversations/search": "q"}


async def fed(office: Office, bomb: str) -> None:
    """Asks every door for it."""
    for path, name in SEARCHED.items():
        since = time.process_time()
        status, told = await office.lead.call("GET", path, brand="northlight", **{name: bomb})
        assert time.process_time() - since < SECONDS, (path, bomb)
        assert status in (200, 404, 422), (path, told)
        assert not (told.get("articles") or told.get("mentions")), "it matched what has not its letters"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_s02_bombs_of_expressions_are_words_wherever_editors_and_admins_type_words(office: Office):
    admin = await office.site.agent("Ada", role="admin")
    await office.lead.published(title="Late", body=f"{FOOD}\n")
    edition = (await office.lead.ok("GET", "synonyms", brand="northlight"))["edition"]
    words = [{"locale": "en", "words": [f"{bomb} a", f"deposit {number}"]} for number, bomb in enumerate(BOMBS)]
    await office.lead.ok("PUT", "synonyms", {"brand": "northlight", "edition": edition, "synonyms": words})
    note: dict[str, Any] = {"type": "note", "text": "found"}
    for number, bomb in enumerate(BOMBS):
        await canned(office.lead.client, f"bomb{number}", f"{bomb} {{customer}}")
        await save(admin, rule(f"Rule {number}", "message", note, tests=[("words", "in", f"{bomb} wanted")]))
        await fed(office, bomb)
    customer = await office.site.customer()
    socket = await customer.open()
    since = time.process_time()
    sent = await socket.ask(message(f"{FOOD} {FOOD}"))
    for bomb in BOMBS:
        answer = await customer.http.get("/api/w/northlight/search", params={"q": f"{bomb} {FOOD}", "locale": "en"})
        assert answer.status_code == 200
    assert time.process_time() - since < 2 * SECONDS
    assert await runs(office.site, sent["conversation"]) == [], "a rule took its words for an expression"
