"""What customers read is decided by those who may: published, scheduled, sent back, archived; each once, and in whole."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from fairlead.helpcenter.decide import FARTHEST, JOB
from fairlead.infra.jobs import JobRow
from fairlead.kit import clock
from tests.helpcenter.editing.conftest import Office, page

PATH = "/help/northlight/en/a/my-deposit-is-late"


def _in(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_a_draft_is_handed_in_sent_back_with_a_reason_and_published(office: Office):
    translation = (await office.editor.create())["translations"][0]
    translation = await office.editor.step(translation, "review")
    path = f"translations/{translation['id']}/state"
    body = {"edition": translation["edition"], "to": "published"}
    assert await office.editor.refused("POST", path, body) == "403 not_allowed"
    assert await office.editor.refused("POST", path, body | {"to": "draft", "note": "no"}) == "403 not_allowed"
    translation = await office.reviewer.step(translation, "draft", note="Say how long it takes.")
    assert (translation["state"], translation["note"]) == ("draft", "Say how long it takes.")
    translation = await office.editor.save(translation, body="It takes 30 minutes.\n")
    translation = await office.editor.step(translation, "review")
    translation = await office.reviewer.step(translation, "published")
    assert (translation["state"], translation["version"], translation["url"]) == ("published", 1, PATH)
    assert "30 minutes" in (await page(office.site, PATH)).text
    found = (await page(office.site, "/api/w/northlight/search?q=minutes")).json()["results"]
    assert [one["title"] for one in found] == ["My deposit is late"]
    article = (await office.editor.ok("GET", "articles", brand="northlight"))["articles"][0]
    log = (await office.editor.ok("GET", f"articles/{article['id']}"))["log"]
    assert [(one["kind"], one["by"]["name"]) for one in log] == [
        ("article_published", "Rev"), ("article_submitted", "Edi"), ("draft_saved", "Edi"),
        ("article_sent_back", "Rev"), ("article_submitted", "Edi"), ("article_created", "Edi"),
    ]  # fmt: skip


async def test_agents_read_and_change_nothing(office: Office):
    article, translation = await office.lead.published()
    told = await office.agent.ok("GET", f"read/{translation['id']}")
    assert (told["title"], told["audience"]) == ("My deposit is late", "public")
    assert "<p>The network is slow.</p>" in told["html"]
    draft = (await office.editor.create())["translations"][0]
    assert await office.agent.refused("GET", f"read/{draft['id']}") == "404 not_found"
    assert await office.agent.refused("GET", "articles", brand="northlight") == "403 not_allowed"
    for path in (f"articles/{article['id']}", f"translations/{draft['id']}"):
        assert await office.agent.refused("GET", path) == "403 not_allowed", path
    state = f"translations/{translation['id']}/state"
    for method, path, body in (
        ("PUT", f"translations/{translation['id']}",
         {"edition": 1, "title": "t", "summary": "", "body": "", "questions": []}),
        ("POST", state, {"edition": 1, "to": "archived"}),
        ("POST", state, {"edition": 1, "to": "review"}),
        ("PUT", f"articles/{article['id']}", {"edition": 1, "type": "guide"}),
        ("POST", "articles", {"brand": "northlight", "locale": "en", "title": "a", "category": "deposits"}),
        ("POST", "categories", {"brand": "northlight", "slug": "a"}),
        ("PUT", "synonyms", {"brand": "northlight", "edition": "", "synonyms": []}),
    ):  # fmt: skip
        assert await office.agent.refused(method, path, body) == "403 not_allowed", path


async def test_of_many_who_publish_at_once_one_does_and_a_version_is_made_once(office: Office):
    translation = (await office.editor.create())["translations"][0]
    body = {"edition": translation["edition"], "to": "published"}
    path = f"translations/{translation['id']}/state"
    answers = await asyncio.gather(
        *(desk.call("POST", path, body) for desk in (office.lead, office.reviewer) for _ in range(4))
    )
    assert sorted(status for status, _ in answers) == [200] + [409] * 7
    now = (await office.lead.ok("GET", f"translations/{translation['id']}"))["translation"]
    assert (now["version"], now["newest"], now["state"]) == (1, 1, "published")


async def test_s11_what_is_archived_is_gone_for_customers_and_comes_back_as_a_draft(office: Office):
    _, translation = await office.lead.published()
    assert (await page(office.site, PATH)).status_code == 200
    translation = await office.lead.step(translation, "archived")
    assert (translation["state"], translation["version"]) == ("archived", 0)
    assert (await page(office.site, PATH)).status_code == 410
    assert (await page(office.site, "/api/w/northlight/search?q=late")).json()["results"] == []
    body = {"edition": translation["edition"], "to": "published"}
    assert await office.lead.refused("POST", f"translations/{translation['id']}/state", body) == "409 state_changed"
    translation = await office.editor.step(translation, "draft")
    assert (await page(office.site, PATH)).status_code == 410
    await office.lead.step(translation, "published")
    assert (await page(office.site, PATH)).status_code == 200


async def test_a_scheduled_article_appears_within_a_second_of_its_time(office: Office):
    _, translation = await office.lead.published()
    translation = await office.editor.save(translation, body="The new fee is 7.\n")
    at = _in(3)
    translation = await office.reviewer.step(translation, "scheduled", at=at)
    assert translation["publish_at"] == at.replace("Z", ".000000Z")
    assert "The new fee" not in (await page(office.site, PATH)).text
    due = int(datetime.fromisoformat(at).timestamp()) * clock.SECOND
    async with asyncio.timeout(20):
        while (now := (await office.lead.ok("GET", f"translations/{translation['id']}"))["translation"])[
            "state"
        ] == "scheduled":
            await asyncio.sleep(0.05)
    late = int(datetime.fromisoformat(now["updated_at"]).timestamp() * clock.SECOND) - due
    assert (now["state"], now["version"], now["publish_at"]) == ("published", 2, None)
    assert 0 <= late < clock.SECOND, late
    assert "The new fee" in (await page(office.site, PATH)).text


async def test_what_was_decided_otherwise_is_not_published_when_its_time_comes(office: Office):
    translation = (await office.editor.create())["translations"][0]
    translation = await office.lead.step(translation, "scheduled", at=_in(60))
    translation = await office.lead.step(translation, "scheduled", at=_in(3600))
    translation = await office.lead.step(translation, "draft")
    async with office.site.system.database.read() as session:
        jobs = list(await session.scalars(select(JobRow.payload).where(JobRow.kind == JOB)))
    assert len(jobs) == 2
    for payload in jobs:
        await office.site.system.editing.deciding.publish_due(json.loads(payload))
    now = (await office.lead.ok("GET", f"translations/{translation['id']}"))["translation"]
    assert (now["state"], now["version"]) == ("draft", 0)


async def test_s12_no_time_that_is_past_far_or_none_is_scheduled(office: Office):
    translation = (await office.editor.create())["translations"][0]
    path = f"translations/{translation['id']}/state"
    body = {"edition": translation["edition"], "to": "scheduled"}
    for at in (_in(-5), "2020-01-01T00:00:00Z", "3000-01-01T00:00:00Z", _in(FARTHEST / clock.SECOND + 60)):
        assert await office.lead.refused("POST", path, body | {"at": at}) == "422 schedule_time", at
    for at in (
        "2027-02-30T00:00:00Z", "2027-01-01T25:00:00Z", "2027-01-01T00:00:00", "tomorrow", "99999-01-01T00:00:00Z", "2027-01-01T00:00:00.5Z",
    ):  # fmt: skip
        assert await office.lead.refused("POST", path, body | {"at": at}) == "422 invalid_field", at
    assert await office.lead.refused("POST", path, body) == "422 missing_field"
    # An offset says which of two equal clock times is meant, when the clocks are put back.
    summer = await office.lead.step(translation, "scheduled", at="2027-10-31T02:30:00+02:00")
    winter = await office.lead.step(summer, "scheduled", at="2027-10-31T02:30:00+01:00")
    assert (summer["publish_at"][11:16], winter["publish_at"][11:16]) == ("00:30", "01:30")


async def test_a_secret_left_in_an_example_is_named_by_its_kind_and_stopped_until_somebody_means_it(office: Office):
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    body = f"Nobody has it:\n\n{phrase}\n\n![drawing](media:{'a1' * 16})\n\nYour API key: see [here](#make-an-api-key-2).\n"
    translation = (await office.editor.create(body=body))["translations"][0]
    step = {"edition": translation["edition"], "to": "published"}
    status, told = await office.lead.call("POST", f"translations/{translation['id']}/state", step)
    assert (status, told["code"]) == (422, "article_unsafe")
    assert [tuple(one.values()) for one in told["data"]["findings"]] == [
        ("secret_written", "", "[removed: seed phrase]", 3)
    ]
    await office.lead.step(translation, "published", anyway=True)


async def test_s13_a_text_that_asks_for_a_secret_or_leads_astray_is_stopped_until_somebody_means_it(office: Office):
    body = "Please send us your seed phrase.\n\nSee https://northl1ght.example/login now.\n"
    translation = (await office.editor.create(body=body))["translations"][0]
    path = f"translations/{translation['id']}/state"
    step = {"edition": translation["edition"], "to": "published"}
    status, told = await office.lead.call("POST", path, step)
    assert (status, told["code"]) == (422, "article_unsafe")
    assert [one["code"] for one in told["data"]["findings"]] == ["secret_asked", "address_foreign"]
    await office.lead.step(translation, "published", anyway=True)
    body = "[Sign in](javascript:alert(1)) here.\n"
    translation = (await office.editor.create(body=body))["translations"][0]
    path = f"translations/{translation['id']}/state"
    step = {"edition": translation["edition"], "to": "published", "anyway": True}
    assert await office.lead.refused("POST", path, step) == "422 article_unsafe"
