"""S11: what was taken back says so where it stood, and shows the way on; what was never shown does not exist."""

import pytest

from tests.helpcenter.editing.conftest import Office, page

HELP = "/help/northlight/en"
PATH = f"{HELP}/a/my-deposit-is-late"
DATA = f"{HELP}/feed.xml", f"{HELP}/sitemap/1", f"{HELP}/c/deposits", f"{HELP}/"


async def test_s11_a_withdrawn_article_answers_410_with_what_answers_it_now(office: Office):
    await office.lead.published(title="Withdrawal limits", body="They depend on your level.\n")
    _, translation = await office.lead.published(title="My deposit is late")
    _, other = await office.lead.published(title="Why a deposit is late", body="The network is slow.\n")
    for address in DATA:
        assert "my-deposit-is-late" in (await page(office.site, address)).text, address
    await office.lead.step(translation, "archived")
    gone = await page(office.site, PATH)
    assert (gone.status_code, gone.headers["cache-control"]) == (410, "no-cache")
    assert "We have taken this article back" in gone.text
    assert 'name="robots" content="noindex"' in gone.text
    assert 'role="search"' in gone.text
    # Another that has the words of its title, and not those that have none of them; no word of the article itself.
    assert f'{HELP}/a/why-a-deposit-is-late"' in gone.text
    assert "withdrawal-limits" not in gone.text
    assert "30 confirmations" not in gone.text
    assert (await page(office.site, PATH.replace("/en/", "/zh-CN/"))).status_code in (302, 410)
    for address in DATA:
        assert "my-deposit-is-late" not in (await page(office.site, address)).text, address
    proof = gone.text.split("/v/")[1].split('"')[0]
    assert "This was published by" in (await page(office.site, f"/help/northlight/v/{proof}")).text
    # The last one of the brand, too; the help center is there without a single article.
    await office.lead.step(other, "archived")
    assert (await page(office.site, PATH)).status_code == 410


async def test_s11_an_old_address_of_what_was_withdrawn_is_gone_with_it(office: Office):
    article, translation = await office.lead.published(slug="late")
    body = {"edition": article["edition"], "slug": "later"}
    await office.lead.ok("PUT", f"articles/{article['id']}", body)
    assert (await page(office.site, f"{HELP}/a/late")).status_code == 301
    opened = await office.lead.ok("GET", f"translations/{translation['id']}")
    await office.lead.step(opened["translation"], "archived")
    assert [(await page(office.site, f"{HELP}/a/{slug}")).status_code for slug in ("late", "later")] == [410, 410]


async def test_s11_an_article_withdrawn_in_one_language_names_the_others_that_still_have_it(office: Office):
    article, english = await office.lead.published(title="My deposit is late", slug="was-late")
    await office.lead.published(title="Something else", body="Nothing of it.\n")
    text = {"title": "充值<延迟>", "summary": "", "body": "请等待网络确认。", "questions": []}
    made = await office.lead.ok("POST", f"articles/{article['id']}/translations", {"locale": "zh-CN"} | text)
    chinese = await office.lead.step(made["translation"], "published")
    opened = await office.lead.ok("GET", f"articles/{article['id']}")
    await office.lead.ok("PUT", f"articles/{article['id']}", {"edition": opened["edition"], "slug": "late"})
    english = (await office.lead.ok("GET", f"translations/{english['id']}"))["translation"]
    english = await office.lead.step(english, "archived")
    for slug in ("late", "was-late"):
        gone = await page(office.site, f"{HELP}/a/{slug}")
        assert gone.status_code == 410, slug
        assert "We have taken this article back in English" in gone.text
        assert (
            '<a href="/help/northlight/zh-CN/a/late" lang="zh-CN" hreflang="zh-CN"><span dir="auto">充值&lt;延迟&gt;'
            in gone.text
        )
        assert 'name="robots" content="noindex"' in gone.text
        assert "30 confirmations" not in gone.text
    assert (await page(office.site, f"{HELP.replace('/en', '/zh-CN')}/a/late")).status_code == 200
    # A language that never had it leads to the one that has, not to what was taken back.
    other = await page(office.site, f"{HELP}/a/late".replace("/en/", "/zh-cn/"))
    assert other.headers["location"] == "/help/northlight/zh-CN/a/late"
    # Gone everywhere, it says so; shown again, nothing was ever gone.
    chinese = (await office.lead.ok("GET", f"translations/{chinese['id']}"))["translation"]
    await office.lead.step(chinese, "archived")
    gone = await page(office.site, f"{HELP}/a/late")
    assert (gone.status_code, "taken this article back in" in gone.text) == (410, False)
    english = await office.lead.step(english, "draft")
    await office.lead.step(english, "published")
    assert (await page(office.site, f"{HELP}/a/late")).status_code == 200


@pytest.mark.parametrize("audience", ["public", "agents"])
async def test_s05_what_no_customer_ever_read_is_missing_like_what_never_was(office: Office, audience: str):
    draft = await office.lead.create(title="A new coin is coming", audience=audience)
    steps = {"public": ["archived", "draft"], "agents": ["published", "archived", "draft"]}[audience]
    missing = await page(office.site, f"{HELP}/a/nothing-of-this-name")
    translation = draft["translations"][0]
    for step in ["", *steps]:
        translation = await office.lead.step(translation, step) if step else translation
        answer = await page(office.site, f"{HELP}/a/{draft['slug']}")
        assert (answer.status_code, answer.text) == (404, missing.text), step
