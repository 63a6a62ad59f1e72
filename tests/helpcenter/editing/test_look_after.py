"""What needs somebody today is told with the most urgent first; what is dealt with is told no more."""

from tests.helpcenter.editing.conftest import Desk, Office
from tests.helpcenter.editing.test_decide import _in


async def _today(desk: Desk, **params: str) -> dict[str, tuple[int, list[str]]]:
    """Kind → how many, and the titles told."""
    told = await desk.ok("GET", "today", brand="northlight", **params)
    assert told.pop("four_eyes") is False
    return {kind: (one["count"], [each["article"]["title"] for each in one["first"]]) for kind, one in told.items()}


async def _say(office: Office, slug: str, *answers: str) -> None:
    """Each from a network of its own."""
    system = office.site.system
    await system.help_center._library.refresh()
    head = (await system.help_center.shelf(office.site.brand_id)).by_slug("en", slug)
    assert head is not None
    for number, said in enumerate(answers):
        await system.feedback.take(head, f"198.51.100.{number}", said=said)


async def test_what_waits_or_has_grown_old_is_told_with_the_most_urgent_first(office: Office):
    nothing = {kind: (0, []) for kind in ("review", "scheduled", "votes", "overdue", "behind")}
    assert await _today(office.editor) == nothing
    for title in ("First in", "Second in"):
        await office.editor.step((await office.editor.create(title=title))["translations"][0], "review")
    for title, seconds in (("Late", 7200), ("Soon", 3600)):
        translation = (await office.lead.create(title=title))["translations"][0]
        await office.lead.step(translation, "scheduled", at=_in(seconds))
    for title, days in (("Old", "2026-01-01"), ("Older", "2025-01-01"), ("Archived", "2024-01-01")):
        article, translation = await office.lead.published(title=title)
        await office.lead.ok("PUT", f"articles/{article['id']}", {"edition": 1, "review_by": days})
        if title == "Archived":
            await office.lead.step(translation, "archived")
    article, translation = await office.lead.published(title="Moves on")
    text = {"locale": "zh-CN", "title": "继续", "body": "等待。"}
    chinese = (await office.lead.ok("POST", f"articles/{article['id']}/translations", text))["translation"]
    translation = await office.lead.save(translation, body="Another text.\n")
    await office.lead.step(translation, "published")
    assert await _today(office.editor) == {
        "review": (2, ["First in", "Second in"]),
        "scheduled": (2, ["Soon", "Late"]),
        "votes": (0, []),
        "overdue": (2, ["Older", "Old"]),
        "behind": (1, ["Moves on"]),
    }
    told = await office.editor.ok("GET", "today", brand="northlight")
    assert told["review"]["first"][0]["author"]["name"] == "Edi"
    assert told["behind"]["first"][0]["translation"] == chinese["id"]
    assert told["overdue"]["first"][0]["at"] == "2025-01-01T00:00:00.000000Z"
    lead = told["overdue"]["first"][0]["article"]["owner"]["id"]
    mine = await _today(office.editor, owner=lead)
    assert (mine["review"], mine["scheduled"][0], mine["overdue"][0]) == ((0, []), 2, 2)


async def test_no_more_than_eight_of_a_kind_are_told_and_all_are_counted(office: Office):
    for number in range(10):
        await office.editor.step((await office.editor.create(title=f"Text {number}"))["translations"][0], "review")
    count, titles = (await _today(office.reviewer))["review"]
    assert (count, titles) == (10, [f"Text {number}" for number in range(8)])


async def test_what_readers_say_counts_until_they_see_another_version(office: Office):
    outdated, translation = await office.lead.published(title="Outdated")
    for title in ("Unclear", "Liked"):
        await office.lead.published(title=title)
    await _say(office, "outdated", "outdated")
    await _say(office, "liked", "yes", "yes", "no", "no")
    await _say(office, "unclear", "no", "no", "yes", "no", "outdated", "outdated")
    told = await office.editor.ok("GET", "today", brand="northlight")
    said = {one["article"]["title"]: one["said"] for one in told["votes"]["first"]}
    assert list(said.items()) == [
        ("Unclear", {"helpful": 1, "unhelpful": 3, "outdated": 2}),
        ("Outdated", {"helpful": 0, "unhelpful": 0, "outdated": 1}),
    ]
    places = await office.editor.ok("GET", f"articles/{outdated['id']}/places")
    assert [(one["locale"], one["version"], one["outdated"]) for one in places["said"]] == [("en", 1, 1)]
    translation = await office.lead.save(translation, body="As it is now.\n")
    await office.lead.step(translation, "published")
    told = await office.editor.ok("GET", "today", brand="northlight")
    assert "Outdated" not in {one["article"]["title"] for one in told["votes"]["first"]}
    places = await office.editor.ok("GET", f"articles/{outdated['id']}/places")
    assert [(one["version"], one["outdated"]) for one in places["said"]] == [(1, 1)], "it is still told in the article"


async def test_links_that_lead_nowhere_are_found_in_what_readers_see_part_by_part(office: Office):
    await office.site.system.brands.set_links(office.site.brand_id, ["xn--bcher-kva.example"])
    await office.lead.published(title="Good", body="See [the other](/help/northlight/en/a/broken).\n")
    await office.lead.published(title="Broken", body="Plain.\n\nSee [it](/help/northlight/en/a/not-there).\n")
    await office.lead.published(title="Merely odd", body="See <https://xn--bcher-kva.example/>.\n")
    asks = (await office.lead.create(title="Asks", body="Please send us your seed phrase.\n"))["translations"][0]
    await office.lead.step(asks, "published", anyway=True)
    draft = await office.editor.create(title="Draft", body="See [it](/help/northlight/en/a/not-there).\n")
    assert draft["translations"][0]["state"] == "draft"
    await office.site.system.help_center._library.refresh()
    found, checked, cursor = [], 0, None
    for _ in range(5):
        params = {"cursor": cursor} if cursor else {}
        told = await office.editor.ok("GET", "broken", brand="northlight", limit="2", **params)
        found += told["texts"]
        checked += told["checked"]
        cursor = told["next"]
        if cursor is None:
            break
    assert (checked, told["total"]) == (4, 4)
    findings = {one["title"]: [(each["code"], each["line"]) for each in one["findings"]] for one in found}
    assert findings == {"Broken": [("link_broken", 3)]}
    for limit in ("0", "101"):
        assert await office.editor.refused("GET", "broken", brand="northlight", limit=limit) == "422 invalid_field"


async def test_where_an_article_stands_is_told_to_who_works_on_it(office: Office):
    article, _ = await office.lead.published(title="Late deposits")
    other, _ = await office.lead.published(title="Another")
    await office.lead.ok("PUT", f"articles/{article['id']}", {"edition": 1, "slug": "late"})
    await office.lead.ok("POST", "redirects", {"article": article["id"], "slug": "old", "locale": "en"})
    context = {"brand": "northlight", "articles": [article["id"]]}
    await office.lead.ok("PUT", "contexts/deposit.usdt", context)
    await office.lead.ok("PUT", "contexts/deposit", context | {"articles": [], "category": "deposits"})
    await office.lead.ok("PUT", "contexts/trade", context | {"articles": [other["id"]]})
    await office.lead.ok(
        "PUT", "hot", {"brand": "northlight", "articles": [other["id"], article["id"]], "locale": "en"}
    )
    told = await office.editor.ok("GET", f"articles/{article['id']}/places")
    assert [(one["locale"], one["slug"]) for one in told["redirects"]] == [("", "late-deposits"), ("en", "old")]
    assert told["contexts"] == [{"page": "deposit", "named": False}, {"page": "deposit.usdt", "named": True}]
    assert told["pins"] == [{"locale": "en", "product": "", "position": 1}]
    assert told["said"] == []
    # Lists name articles by their titles, in the language asked for where there is one.
    text = {"locale": "zh-CN", "title": "充值延迟", "body": "等待。"}
    await office.lead.ok("POST", f"articles/{article['id']}/translations", text)
    for locale, title in (("en", "Late deposits"), ("zh-CN", "充值延迟"), ("ja", "Late deposits")):
        mapped = await office.editor.ok("GET", "contexts", brand="northlight", locale=locale)
        assert mapped["titles"][article["id"]] == title
        old = (await office.editor.ok("GET", "redirects", brand="northlight", locale=locale))["redirects"]
        assert {one["title"] for one in old} == {title}
        hot = await office.editor.ok("GET", "hot", brand="northlight", locale="en")
        assert hot["titles"] == {article["id"]: "Late deposits", other["id"]: "Another"}
    assert await office.editor.refused("GET", "contexts", brand="northlight", locale="xx") == "422 locale_unknown"
    # Taken away again, and the history says by whom.
    await office.lead.ok("POST", "redirects/remove", {"brand": "northlight", "slug": "old", "locale": "en"})
    log = (await office.lead.ok("GET", f"articles/{article['id']}"))["log"]
    assert [(log[0][name]) for name in ("kind", "note")] == ["redirect_removed", "old"]
    assert log[0]["by"]["name"] == "Lea"


async def test_topics_say_what_readers_find_where_editors_gave_no_name(office: Office):
    await office.lead.ok("POST", "categories", {"brand": "northlight", "slug": "fees", "names": {"en": "All fees"}})
    await office.lead.ok("POST", "categories", {"brand": "northlight", "slug": "our-own", "names": {}})
    found = (await office.agent.ok("GET", "categories", brand="northlight"))["categories"]
    known = {one["slug"]: one for one in found}
    assert (known["fees"]["names"], known["fees"]["usual"]["zh-CN"]) == ({"en": "All fees"}, "费用与限额")
    assert (known["our-own"]["names"], known["our-own"]["usual"]) == ({}, {})
