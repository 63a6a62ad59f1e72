"""A brand may want that whoever publishes a version of an article is somebody else than its author."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from fairlead.helpcenter.decide import JOB
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.jobs import JobRow
from tests.helpcenter.editing.conftest import Office, page
from tests.helpcenter.editing.test_decide import PATH, _in

REFUSED = "403 own_version"


@pytest.fixture
async def strict(office: Office) -> Office:
    await office.site.system.brands.set_four_eyes(office.site.brand_id, True)
    return office


async def test_nobody_publishes_what_he_wrote_where_the_brand_wants_four_eyes(strict: Office):
    article = await strict.lead.create()
    translation = article["translations"][0]
    path = f"translations/{translation['id']}"
    assert (await strict.lead.ok("GET", path))["four_eyes"] is True
    body = {"edition": translation["edition"], "to": "published"}
    assert await strict.lead.refused("POST", f"{path}/state", body) == REFUSED
    assert await strict.lead.refused("POST", f"{path}/state", body | {"anyway": True}) == REFUSED
    assert await strict.lead.refused("POST", f"{path}/state", body | {"to": "scheduled", "at": _in(60)}) == REFUSED
    status, told = await strict.lead.call("POST", f"{path}/state", body)
    assert (status, "reviewer" in told["next"]) == (403, True)
    translation = await strict.lead.step(translation, "review")
    assert await strict.lead.refused("POST", f"{path}/state", body | {"edition": translation["edition"]}) == REFUSED
    translation = await strict.reviewer.step(translation, "published")
    assert (translation["state"], translation["version"]) == ("published", 1)
    # It is the version that counts: the reviewer's own words are now for the lead to decide about.
    translation = await strict.reviewer.save(translation, body="It takes 30 minutes.\n")
    body |= {"edition": translation["edition"]}
    assert await strict.reviewer.refused("POST", f"{path}/state", body) == REFUSED
    translation = await strict.lead.step(translation, "published")
    assert "30 minutes" in (await page(strict.site, PATH)).text
    # Back to what he wrote himself once: the version that says so is his who brought it back.
    opened = await strict.reviewer.ok("POST", f"{path}/restore", {"edition": translation["edition"], "number": 1})
    body |= {"edition": opened["translation"]["edition"]}
    assert await strict.reviewer.refused("POST", f"{path}/state", body) == REFUSED
    await strict.lead.step(opened["translation"], "published")


async def test_a_brand_that_wants_nothing_of_it_lets_authors_publish(office: Office):
    _, translation = await office.lead.published()
    opened = await office.lead.ok("GET", f"translations/{translation['id']}")
    assert (opened["four_eyes"], opened["translation"]["state"]) == (False, "published")


async def test_what_its_author_scheduled_before_goes_to_review_when_its_time_has_come(office: Office):
    translations = []
    for title, by in (("My own", office.lead), ("Approved", office.reviewer)):
        translation = (await office.lead.create(title=title))["translations"][0]
        translations.append(await by.step(translation, "scheduled", at=_in(3600)))
    await office.site.system.brands.set_four_eyes(office.site.brand_id, True)
    async with office.site.system.database.read() as session:
        due = [json.loads(one) for one in await session.scalars(select(JobRow.payload).where(JobRow.kind == JOB))]
    assert {one["translation"] for one in due} == {one["id"] for one in translations}
    for payload in due:
        await office.site.system.editing.deciding.publish_due(payload)
    own, approved = [await office.lead.ok("GET", f"translations/{translation['id']}") for translation in translations]
    states = [(one["translation"]["state"], one["translation"]["version"]) for one in (own, approved)]
    assert states == [("review", 0), ("published", 1)]
    log = (await office.lead.ok("GET", f"articles/{own['article']['id']}"))["log"]
    assert (log[0]["kind"], log[0]["by"]) == ("article_held_back", None)


async def test_an_import_is_the_operators_and_stands_in_the_history(strict: Office, tmp_path: Path):
    (tmp_path / "late.md").write_text("---\ntitle: Late\nslug: late\ncategory: deposits\n---\nWait.\n", "utf-8")
    (tmp_path / "soon.md").write_text(
        "---\ntitle: Soon\nslug: soon\ncategory: deposits\nstate: draft\n---\nWait.\n", "utf-8"
    )
    system, brand_id = strict.site.system, strict.site.brand_id
    await import_folder(system.database, brand_id, tmp_path, default_locale="en")
    found = (await strict.lead.ok("GET", "articles", brand="northlight"))["articles"]
    logs = {}
    for one in found:
        log = (await strict.lead.ok("GET", f"articles/{one['id']}"))["log"]
        logs[one["slug"]] = [(line["kind"], line["by"], line["version"], line["note"]) for line in log]
    assert logs == {
        "late": [("article_imported", None, 1, "published")],
        "soon": [("article_imported", None, 1, "draft")],
    }
    await import_folder(system.database, brand_id, tmp_path, default_locale="en")
    again = await strict.lead.ok("GET", f"articles/{found[0]['id']}")
    assert len(again["log"]) == 1, "the same text again is no news"
    # Nobody here wrote it: whoever may decide publishes what was imported as a draft.
    draft = next(one for one in found if one["slug"] == "soon")["translations"][0]
    assert (await strict.reviewer.step(draft, "published"))["state"] == "published"
