import pytest

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from tests.helpcenter.conftest import BRAND

FILES = {
    "en/deposit-late.md": "---\ntitle: My deposit is late\nquestions: [where is my usdt]\npopularity: 5\n---\n"
    "Wait for the confirmations.\n\n## Which network?\n\nTRON takes a minute. A wrong <b>memo</b> & tag delays it.\n",
    "en/fees.md": "---\ntitle: What fees do I pay?\npopularity: 9\n---\nA withdrawal costs 1 USDT on TRON.\n",
    "zh-cn/fees.md": "---\ntitle: 手续费怎么收？\n---\n提现每笔 1 USDT，充值免费。\n",
    "zh-cn/deposit-late.md": "---\ntitle: 充值未到账\n---\n请等待网络确认。\n",
    "es/only-here.md": "---\ntitle: Solo en español\n---\nLa verificación tarda.\n",
}


@pytest.fixture
async def filled(database, help_center: HelpCenter, folder) -> HelpCenter:
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    return help_center


async def found(help_center: HelpCenter, query: str, locale: str = "en", **options) -> list[str]:
    hits = await help_center.search(BRAND, locale, query, **options)
    return [f"{hit.head.locale}/{hit.head.slug}" for hit in hits]


async def test_words_in_another_form_order_and_case_find_the_article(filled):
    assert (await found(filled, "DEPOSITS confirmation LATE"))[0] == "en/deposit-late"


async def test_typing_errors_are_forgiven(filled):
    assert (await found(filled, "confimrations"))[:1] == ["en/deposit-late"]
    assert (await found(filled, "widthrawal"))[:1] == ["en/fees"]


async def test_a_known_question_is_nearly_the_same(filled):
    hit = (await filled.search(BRAND, "en", "Where is my USDT?"))[0]
    assert hit.head.slug == "deposit-late"
    assert hit.likeness > 0.9
    assert hit.answer.text == "Wait for the confirmations."


async def test_a_chinese_question_without_spaces_finds_its_article(filled):
    assert (await found(filled, "充值没到账怎么办", "zh-CN"))[:1] == ["zh-CN/deposit-late"]


async def test_traders_words_for_the_same_thing_are_known(filled):
    assert (await found(filled, "提币要多少钱", "zh-CN"))[:1] == ["zh-CN/fees"]


async def test_another_locale_answers_only_when_this_one_has_nothing(filled):
    assert await found(filled, "verificación") == ["es/only-here"]
    assert all(hit.startswith("en/") for hit in await found(filled, "usdt"))


async def test_an_unfinished_word_is_completed_only_while_typing(filled):
    assert (await found(filled, "conf", typing=True))[:1] == ["en/deposit-late"]
    assert "en/deposit-late" not in await found(filled, "conf")


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "zzzz qqqq", "\x00", "the of and", "'; drop table", "a" * 5000, "*:* AND NOT x"]
)
async def test_what_asks_for_nothing_finds_nothing_and_breaks_nothing(filled, query):
    hits = await filled.search(BRAND, "en", query)
    assert all(hit.coverage <= 1 for hit in hits)


async def test_another_brand_sees_nothing(filled):
    assert await filled.search("b" * 32, "en", "deposit") == []


async def test_a_change_by_another_process_is_seen(filled, database, folder, monkeypatch):
    assert await found(filled, "staking rewards") == []
    monkeypatch.setattr("fairlead.helpcenter.library.CHECK_SECONDS", 0.0)
    other = HelpCenter(database)
    assert len((await other.shelf(BRAND)).heads) == 5
    root = folder({"en/fees.md": "---\ntitle: Staking rewards\n---\nPaid daily.\n"})
    await import_folder(database, BRAND, root, default_locale="en")
    assert await found(filled, "staking rewards") == ["en/fees"]
    assert "en/fees" not in await found(filled, "withdrawal costs")
    assert await found(other, "staking rewards") == ["en/fees"]


async def test_views_are_written_when_the_help_center_stops(filled, database):
    filled.start()
    late = next(iter((await filled.shelf(BRAND)).in_locale("en")))
    filled.count_view(late.article_id)
    await filled.stop()
    again = await HelpCenter(database).shelf(BRAND)
    assert again.heads[late.translation_id].views == 1


async def test_links_between_files_lead_to_the_articles(database, help_center, folder):
    root = folder(
        {
            "docs/a.md": "# A\n\n[up](../other/b.md#some-part) [root](/other/b.md) [bare](b) [gone](missing.md)\n"
            "[web](https://x.example) [in](#x)",
            "other/b.md": "# B\n\nText.",
        }
    )
    await import_folder(database, BRAND, root, default_locale="en")
    head = (await help_center.shelf(BRAND)).by_slug("en", "a")
    article = await help_center.article("northlight", head)
    html = article.rendered.html
    assert html.count('href="/help/northlight/en/a/b') == 3
    assert "/a/b#some-part" in html
    assert "gone" in html
    assert "missing" not in html
    assert 'href="https://x.example"' in html
