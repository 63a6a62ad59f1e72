"""S10: what is not there in a reader's language, is there in another, reads the other way or is in no language it says: it is
always told which one he has before him."""

import pytest

from fairlead.helpcenter.check_language import is_unlikely
from tests.helpcenter.editing.conftest import Office, page

HELP = "/help/northlight"
CHINESE = "充值尚未到账时，请先在区块浏览器中查看确认数，并核对所用网络与地址是否一致。"
ARABIC = "إذا تأخر الإيداع فانتظر تأكيدات الشبكة ثم راجع رقم المعاملة."


async def translated(office: Office, article, locale: str, title: str, body: str):
    text = {"title": title, "summary": "", "body": body, "questions": []}
    told = await office.lead.ok("POST", f"articles/{article['id']}/translations", {"locale": locale} | text)
    return await office.lead.step(told["translation"], "published")


async def test_s10_an_article_that_a_language_has_not_is_shown_in_the_nearest_that_has_it_and_says_so(office: Office):
    article, _ = await office.lead.published(slug="late")
    await office.lead.published(title="充值说明", locale="zh-CN", slug="only-chinese", body=f"{CHINESE}\n")
    # Before the brand has a word in it, and after.
    assert (await page(office.site, f"{HELP}/es/a/late")).status_code == 404
    moved = await page(office.site, f"{HELP}/zh-CN/a/late")
    assert (moved.status_code, moved.headers["location"]) == (302, f"{HELP}/en/a/late?wanted=zh-CN")
    shown = await page(office.site, moved.headers["location"])
    assert "Not yet in 简体中文" in shown.text
    # From the brand's own language to the only one that has it: that is no dead end either.
    moved = await page(office.site, f"{HELP}/en/a/only-chinese")
    assert moved.headers["location"] == f"{HELP}/zh-CN/a/only-chinese?wanted=en"
    shown = await page(office.site, moved.headers["location"])
    assert '<html lang="zh-CN" dir="ltr">' in shown.text
    assert "暂无English版本" in shown.text
    found = (await page(office.site, f"{HELP}/zh-CN/search?q=slow")).text
    assert "以下结果还包含：English" in found
    await translated(office, article, "zh-CN", "充值延迟", CHINESE)
    assert (await page(office.site, f"{HELP}/zh-CN/a/late")).status_code == 200


async def test_s10_a_language_that_is_written_from_the_right_is_shown_so_and_leads_to_the_others(office: Office):
    article, _ = await office.lead.published(slug="late")
    await translated(office, article, "ar", "تأخر الإيداع", ARABIC)
    shown = (await page(office.site, f"{HELP}/ar/a/late")).text
    assert '<html lang="ar" dir="rtl">' in shown
    assert f'hreflang="en" href="{office.site.settings.public_url}{HELP}/en/a/late"' in shown


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_s10_what_names_no_language_is_refused_by_editors_doors_and_missing_for_readers(office: Office):
    article, _ = await office.lead.published()
    for tag in ("xx", "english", "en_US_POSIX", "../en", "", "zh-", "<b>"):
        body = {"locale": tag, "title": "T", "summary": "", "body": "B", "questions": []}
        code = await office.lead.refused("POST", f"articles/{article['id']}/translations", body)
        assert code == "422 locale_unknown", tag
        new = {"brand": "northlight", "locale": tag, "title": "T", "category": "deposits", "body": "B"}
        assert await office.lead.refused("POST", "articles", new) == "422 locale_unknown", tag
        assert (await page(office.site, f"{HELP}/{tag or '-'}/a/my-deposit-is-late")).status_code in (400, 404), tag


async def test_s10_a_text_that_is_not_in_its_language_is_pointed_out_before_it_is_published(office: Office):
    article, _ = await office.lead.published()
    copied = "If your deposit is late, wait for the confirmations of the network and compare network and address."
    made = await translated(office, article, "zh-CN", "My deposit is late", copied)
    found = await office.lead.ok("GET", f"translations/{made['id']}/check")
    assert [one["code"] for one in found["findings"]] == ["language_unlikely"]
    made = await office.lead.save(made, title="充值延迟", body=CHINESE)
    assert (await office.lead.ok("GET", f"translations/{made['id']}/check"))["findings"] == []


@pytest.mark.parametrize(
    ("locale", "text", "unlikely"),
    [
        ("en", CHINESE, True),
        ("ar", CHINESE, True),
        ("ar", ARABIC, False),
        ("zh-TW", CHINESE, False),
        ("ja", "出金は、ネットワークの承認が終わるまでお待ちください。手続きには時間がかかることがあります。", False),
        ("zh-CN", "出金は、ネットワークの承認が終わるまでお待ちください。手続きには時間がかかることがあります。", True),
        # Names, code and addresses are alike everywhere; of languages nobody told us of nothing is said.
        ("zh-CN", "USDT (TRC20)", False),
        ("zh-CN", "```\ncurl https://api.example/v1/withdrawals?currency=USDT&network=TRC20&limit=100\n```", False),
        ("am", CHINESE, False),
    ],
)
def test_s10_a_language_is_told_by_its_script_alone(locale: str, text: str, unlikely: bool):
    assert is_unlikely(locale, text) is unlikely
