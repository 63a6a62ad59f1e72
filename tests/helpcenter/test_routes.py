"""The pages and the API as a visitor's browser gets them."""

import asyncio
import re

import httpx
import pytest

from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import CHECK_SECONDS
from fairlead.helpcenter.routes import hot_questions
from fairlead.helpcenter.show_pages import ASSETS, asset_path
from tests.helpcenter.conftest import BRAND
from tests.helpcenter.served import FILES


async def page(web, path: str, **headers: str) -> httpx.Response:
    return await web.get(path, headers=headers)


async def test_the_root_leads_to_the_language_of_the_browser(web):
    answer = await page(web, "/help/northlight/", **{"Accept-Language": "fr, zh;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/help/northlight/zh-CN/")
    assert answer.headers["vary"] == "Accept-Language"


async def test_the_home_page_has_search_hot_questions_and_topics(web):
    html = (await page(web, "/help/northlight/en/")).text
    assert '<html lang="en" dir="ltr">' in html
    assert 'action="/help/northlight/en/search"' in html
    assert 'href="/help/northlight/en/a/late"' in html
    assert 'href="/help/northlight/en/c/deposits"' in html
    assert "Deposits" in html
    assert "My own" in html
    assert "North &lt;Light&gt;" in html


async def test_an_article_has_contents_versions_and_its_other_languages(web):
    html = (await page(web, "/help/northlight/en/a/late")).text
    assert "<h1>My deposit is late</h1>" in html
    assert 'href="#two"' in html
    assert "Version 1" in html
    assert '<link rel="canonical" href="https://help.example/help/northlight/en/a/late">' in html
    assert 'hreflang="zh-CN" href="https://help.example/help/northlight/zh-CN/a/late"' in html
    # Whoever speaks none of its languages reads the same article in the brand's own, not the first page.
    own = "https://help.example/help/northlight/en/a/late"
    for address in ("/help/northlight/en/a/late", "/help/northlight/zh-CN/a/late"):
        assert f'hreflang="x-default" href="{own}"' in (await web.get(address)).text
    first = 'hreflang="x-default" href="https://help.example/help/northlight/"'
    assert first in (await web.get("/help/northlight/zh-CN/")).text
    assert '<meta name="description" content="How long to wait.">' in html
    assert 'href="/w/northlight/chat?page=/help/northlight/en/a/late"' in html
    assert 'href="/help/northlight/en/a/memo"' in html


async def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(web):
    for path in ("", "a/late", "c/deposits", "search?q=deposit", "search?q=%3Cscript%3E", "nothing/here"):
        html = (await page(web, f"/help/northlight/en/{path}")).text
        assert re.findall(r"<script(?![^>]*\ssrc=|[^>]*ld\+json)", html) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script>alert", html) == []
        assert {address.split("?")[0] for address in re.findall(r'src="([^"]+)"', html)} == {"/help/-/help.js"}


async def test_a_page_that_did_not_change_is_not_sent_again(web):
    first = await page(web, "/help/northlight/en/a/late")
    again = await page(web, "/help/northlight/en/a/late", **{"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.text) == (304, "")
    assert "max-age" in first.headers["cache-control"]


async def test_another_spelling_of_the_locale_moves_to_the_right_one(web):
    answer = await page(web, "/help/northlight/zh_cn/a/late")
    assert (answer.status_code, answer.headers["location"]) == (301, "/help/northlight/zh-CN/a/late")


@pytest.mark.parametrize("path", ["a/missing", "c/missing", "x/y/z"])
async def test_a_missing_page_offers_search_in_the_language_of_the_address(web, path):
    answer = await page(web, f"/help/northlight/zh-CN/{path}")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert 'action="/help/northlight/zh-CN/search"' in answer.text


async def test_a_locale_nobody_offers_is_answered_in_the_browsers_language(web):
    answer = await page(web, "/help/northlight/xx/", **{"Accept-Language": "zh"})
    assert answer.status_code == 404
    assert 'lang="zh-CN"' in answer.text


async def test_a_locale_the_brand_speaks_and_has_no_articles_in_is_not_offered_and_leads_to_its_own(web):
    answer = await page(web, "/help/northlight/es/a/late?from=mail")
    assert (answer.status_code, answer.headers["location"]) == (302, "/help/northlight/en/a/late?wanted=es")
    assert (await page(web, "/help/northlight/es-MX/")).status_code == 404
    assert "Español" not in (await page(web, "/help/northlight/en/")).text
    root = await page(web, "/help/northlight/", **{"Accept-Language": "es-MX, es"})
    assert root.headers["location"] == "/help/northlight/en/"


async def test_an_article_that_was_not_translated_is_read_in_the_brands_own_locale(web):
    answer = await page(web, "/help/northlight/zh-CN/a/memo")
    assert (answer.status_code, answer.headers["location"]) == (302, "/help/northlight/en/a/memo?wanted=zh-CN")


async def test_the_first_article_in_a_locale_opens_the_help_center_in_it(web, database, folder):
    more = {
        "es/late.md": "---\ntitle: Mi depósito no ha llegado\ncategory: deposits\n---\nEspere las confirmaciones.\n",
        "ja/late.md": "---\ntitle: 入金が反映されません\ncategory: deposits\n---\n承認をお待ちください。\n",
    }
    await import_folder(database, BRAND, folder(FILES | more), default_locale="en")
    await asyncio.sleep(CHECK_SECONDS + 0.1)
    root = await page(web, "/help/northlight/", **{"Accept-Language": "es-MX, en;q=0.5"})
    assert root.headers["location"] == "/help/northlight/es/"
    spanish = (await page(web, "/help/northlight/es/")).text
    assert '<html lang="es" dir="ltr">' in spanish
    assert "¿En qué podemos ayudarle?" in spanish
    assert "Depósitos" in spanish
    assert "日本語" in spanish
    japanese = (await page(web, "/help/northlight/ja/a/late")).text
    assert '<html lang="ja" dir="ltr">' in japanese
    assert "更新日：" in japanese


async def test_an_unknown_brand_does_not_exist(web):
    for path in (
        "/help/nobody/en/",
        "/help/nobody/brand.css",
        "/api/w/nobody/search?q=x",
        "/api/desk/search?brand=nobody&q=x",
    ):
        assert (await page(web, path)).json() == {"code": "not_found"}


async def test_results_show_the_passage_with_what_was_asked_for_marked(web):
    html = (await page(web, "/help/northlight/en/search?q=confirmations")).text
    assert "<mark>confirmations</mark>" in html
    assert 'href="/help/northlight/en/a/late?q=confirmations#three"' in html
    assert 'value="confirmations"' in html
    assert "noindex" in html


async def test_results_without_a_match_offer_what_is_asked_often(web):
    html = (await page(web, "/help/northlight/en/search?q=zzzz")).text
    assert "Nothing found for “zzzz”" in html
    assert 'href="/help/northlight/en/a/late"' in html


async def test_an_article_of_another_language_is_marked_as_such(web):
    html = (await page(web, "/help/northlight/zh-CN/search?q=TxID")).text
    assert '<li lang="en">' in html
    assert "English文章" in html


async def test_the_api_searches_and_gives_an_article(web):
    found = (await page(web, "/api/w/northlight/search?q=confirm&locale=en")).json()["results"]
    assert set(found[0]) == {"id", "title", "url", "passage", "version", "category", "locale"}
    assert found[0]["url"] == "/help/northlight/en/a/late#three"
    assert found[0]["category"] == "Deposits"
    article = (await page(web, f"/api/w/northlight/articles/{found[0]['id']}")).json()
    assert set(article) == {"id", "title", "html", "url", "version", "updated_at", "locale", "category"}
    assert "<script" not in article["html"]
    assert (await page(web, "/api/w/northlight/articles/made-up")).status_code == 404


async def test_an_agent_searches_the_brands_he_works_for(web):
    assert (await page(web, "/api/desk/search?brand=northlight&q=memo")).json()["results"][0][
        "title"
    ] == "I forgot the memo"


async def test_the_widgets_home_gets_the_hot_questions(web, help_center):
    hot = await hot_questions(help_center)(BRAND, "northlight", "en", then="zh-CN", limit=2)
    assert len(hot) == 2
    assert set(hot[0]) == {"id", "title", "url"}


async def test_reading_an_article_counts_as_a_view(web, help_center):
    for _ in range(2):
        await page(web, "/help/northlight/en/a/memo")
    await help_center.flush_views()
    memo = (await help_center.shelf(BRAND)).by_slug("en", "memo")
    assert memo.views == 2


async def test_our_files_are_kept_for_good_under_an_address_that_changes_with_them(web):
    for name in ASSETS:
        answer = await page(web, asset_path(name))
        assert answer.content == ASSETS[name]
        assert "immutable" in answer.headers["cache-control"]
    assert (await page(web, "/help/-/passwd")).status_code == 404


async def test_the_brands_colours_stay_readable(web):
    css = (await page(web, "/help/northlight/brand.css")).text
    assert "--accent:#ffb300;--accent-ink:#12161c" in css
    assert "--radius:6px" in css
    assert "--accent-text:#ffb300" not in css.split("@media")[0], "amber on white cannot be read"


async def test_a_link_to_an_article_says_what_it_is_about_and_every_other_path_says_nothing(web):
    late = await page(web, "/api/w/northlight/preview?path=/help/northlight/en/a/late")
    told = late.json()
    assert (told["title"], told["text"], told["locale"]) == ("My deposit is late", "How long to wait.", "en")
    assert (await page(web, f"/api/w/northlight/articles/{told['article']}")).json()["title"] == told["title"]
    for other in (
        "/help/northlight/en/a/made-up",
        "/help/northlight/fr/a/late",
        "/help/seabright/en/a/late",
        "/help/northlight/en/c/deposits",
        "https://evil.example/help/northlight/en/a/late",
        "/help/northlight/en/a/late/../late",
        "",
    ):
        assert (await web.get("/api/w/northlight/preview", params={"path": other})).status_code == 404, other
