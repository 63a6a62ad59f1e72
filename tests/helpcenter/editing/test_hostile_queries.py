"""S01, S03, H07, H08 at every other door that takes words for articles: pages, editors' lists, mentions, contexts, feedback. A
clear answer, soon, and no character that means more than itself."""

import time
from urllib.parse import quote

import pytest

from tests.helpcenter.editing.conftest import Office, page

# The stricter of the two: it takes no zero in a text, and no half of a character.
pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
HELP = "/help/northlight/en"
WORDS = {
    "hundred kilobytes": "deposit " * 12_500,
    "ten thousand words": " ".join(f"w{n}" for n in range(10_000)),
    "operators": 'AND OR NOT "late * : ~ ^ title:* [a TO b] (((( ))))',
    "wildcards": "%_\\%",
    "a bomb of an expression": "(a+)+$" + "a" * 28 + "!",
    "control characters": "a\x00b\x01\x1b[31m\r\n\u202e\u200b",
    "every script": "充值 入金 إيداع депозит παράδειγμα หาย 🏦",
    "SQL": "' OR 1=1; DROP TABLE articles; --",
    "one that grows": "\ufdfa" * 500,
}
# As bytes no client library would send.
RAW = {"half a character": "%ED%A0%80", "no UTF-8": "%FF%FE", "an end": "%00", "overlong": "%C0%AF"}
SECONDS = 1.5
ANSWERS = (200, 301, 302, 400, 404, 414, 422)


def doors(said: str) -> tuple[str, ...]:
    return (
        f"{HELP}/search?q={said}",
        f"{HELP}/search?q=late&kind={said}&category={said}",
        f"{HELP}/a/{said[:600]}",
        f"{HELP}/c/{said[:600]}",
        f"{HELP}/contact?about={said}&from={said}",
        f"/api/w/northlight/search?q=late&category={said}",
        f"/api/w/northlight/context?page={said}",
        f"/api/w/northlight/context?page=a&locale={said}",
        f"/api/desk/help/articles?brand=northlight&q={said}",
        f"/api/desk/help/articles?brand=northlight&owner={said}&locale={said}&category={said}",
        f"/api/desk/help/articles?brand=northlight&state={said}&type={said}&audience={said}",
        f"/api/desk/help/articles?brand={said}",
        f"/api/desk/help/hot?brand=northlight&locale={said}&product={said}",
        f"/api/desk/help/articles/{said[:600]}",
        f"/help/northlight/v/{said[:600]}",
        f"/help/{said[:600]}/en/",
        f"/api/desk/help/mentions?brand=northlight&term={said}",
    )


async def test_s01_s03_whatever_is_asked_anywhere_is_answered_soon_and_finds_nothing_it_does_not_say(office: Office):
    await office.lead.published(title="100% of my deposit_is late", body="Nothing else.\n")
    await office.lead.create(title="A draft nobody reads", body="canary-5c1d\n")
    for name, words in WORDS.items():
        for path in doors(quote(words[:6_000], safe="")):
            since = time.process_time()
            answer = await office.lead.client.http.get(path)
            assert answer.status_code in ANSWERS, (name, path[:80], answer.status_code)
            assert time.process_time() - since < SECONDS, (name, path[:80])
            assert "canary-5c1d" not in answer.text
    # A wildcard is a character: it finds what has it, and not everything.
    for term, count in {"100%": 1, "%": 1, "_is": 1, "d_p": 0, "%late%": 0, "\\": 0}.items():
        told = await office.lead.ok("GET", "articles", brand="northlight", q=term)
        assert len(told["articles"]) == count, term


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
async def test_h07_h08_h09_bytes_that_are_no_text_are_answered_and_kept_nowhere(office: Office, raw: str):
    await office.lead.published()
    for path in doors(f"late{raw}"):
        answer = await office.lead.client.http.get(path)
        assert answer.status_code in ANSWERS, (path, answer.status_code)
        answer.content.decode()
    await page(office.site, f"{HELP}/")
    form = f"said=no&reason=other&words=late{raw}".encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await office.lead.client.http.post(f"{HELP}/a/my-deposit-is-late/feedback", content=form, headers=kind)
    assert answer.status_code in (200, 303, 400, 422), answer.status_code


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x\udfffy"])
async def test_h07_h08_half_a_character_in_a_text_is_refused_or_made_whole(office: Office, text: str):
    """In JSON an escape can name what UTF-8 cannot hold."""
    escaped = "".join(f"\\u{ord(c):04x}" for c in text)
    body = f'{{"brand":"northlight","locale":"en","category":"deposits","title":"T {escaped}","body":"B {escaped}"}}'
    headers = {"Content-Type": "application/json"}
    answer = await office.lead.client.http.post("/api/desk/help/articles", content=body, headers=headers)
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        made = await office.lead.step(answer.json()["translations"][0], "published")
        shown = await page(office.site, f"{HELP}/a/{answer.json()['slug']}")
        assert shown.status_code == 200, made
        assert "\x00" not in shown.text
