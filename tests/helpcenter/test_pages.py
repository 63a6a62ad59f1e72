"""What the pages say beside the text: categories below categories, where old addresses lead, whether a text is ours, and what
machines read."""

import json
import re
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update

from fairlead.helpcenter import store
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, CategoryRow, RedirectRow, TranslationRow, VersionRow
from fairlead.helpcenter.page_routes import page_routes
from fairlead.helpcenter.send_page import Reading
from fairlead.helpcenter.show_pages import ROOM, Pages
from fairlead.infra.web.problems import handler
from fairlead.kit import clock
from fairlead.kit.texts import Texts
from tests.helpcenter.conftest import BRAND
from tests.helpcenter.served import FILES, Brand

ORIGIN = "https://help.example"
MORE = {
    "en/onchain.md": "---\ntitle: Is my deposit on chain?\ncategory: networks\n---\nLook at the </script> & explorer.\n",
    "en/rules.md": "---\ntitle: Rules of a deposit\ncategory: my-own\n---\nMany deposit rules.\n",
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ONE = Brand()


class OneBrand:
    """The same object each time, as brands are kept in a process."""

    async def by_key(self, key: str) -> Brand | None:
        return ONE if key == "northlight" else None

    async def all(self) -> list[Brand]:
        return [ONE]


@pytest.fixture
async def reader(database, help_center: HelpCenter, folder) -> AsyncIterator[httpx.AsyncClient]:
    await import_folder(database, BRAND, folder(FILES | MORE), default_locale="en")
    texts = Texts.load([ROOM / "locales", ROOM.parent / "kit" / "locales"])
    reading = Reading(help_center, OneBrand(), Pages(help_center, texts, origin=ORIGIN))
    app = Litestar(
        page_routes(reading=reading, database=database, every=OneBrand()),
        exception_handlers={Exception: handler(texts)},
        openapi_config=None,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://help.example") as client:
        yield client


async def change(database, *statements) -> None:
    """As an editor's verb does: the revision rises with it."""
    async with database.write() as session:
        for statement in statements:
            await session.execute(statement)
        await store.touch(session, "", await store.next_revision(session))


async def fresh(help_center: HelpCenter) -> None:
    await help_center._library.refresh()


async def id_of(database, slug: str) -> str:
    async with database.read() as session:
        return str(await session.scalar(select(ArticleRow.id).where(ArticleRow.slug == slug)))


async def test_a_sub_category_stands_below_its_own_and_counts_with_it(reader, database, help_center):
    async with database.read() as session:
        ids = await store.categories(session, BRAND)
    await change(
        database,
        update(CategoryRow)
        .where(CategoryRow.id == ids["networks"])
        .values(parent_id=ids["deposits"], names={"en": "Chains <3"}),
    )
    await fresh(help_center)
    home = (await reader.get("/help/northlight/en/")).text
    assert 'href="/help/northlight/en/c/networks"' not in home
    assert "<b>Deposits</b><span>3 articles</span>" in home
    above = (await reader.get("/help/northlight/en/c/deposits")).text
    assert '<a href="/help/northlight/en/c/networks">Chains &lt;3</a></h2>' in above
    article = (await reader.get("/help/northlight/en/a/onchain")).text
    way = re.findall(r'<li>(?:<a href="([^"]+)">)', article[article.index('class="crumbs"') : article.index("</ol>")])
    assert way == ["/help/northlight/en/", "/help/northlight/en/c/deposits", "/help/northlight/en/c/networks"]


async def test_an_old_address_leads_to_the_article_for_good(reader, database, help_center):
    article_id = await id_of(database, "late")
    row = {"brand_id": BRAND, "slug": "was-late", "article_id": article_id, "created_at": clock.now()}
    async with database.write() as session:
        session.add(RedirectRow(locale="", **row))
        await store.next_revision(session)
    await fresh(help_center)
    moved = await reader.get("/help/northlight/zh-CN/a/was-late")
    assert (moved.status_code, moved.headers["location"]) == (301, "/help/northlight/zh-CN/a/late")


async def test_an_article_that_has_no_translation_says_in_which_language_it_was_wanted(reader):
    moved = await reader.get("/help/northlight/zh-CN/a/memo")
    page = await reader.get(moved.headers["location"])
    assert "Not yet in 简体中文" in page.text
    assert "Not yet in" not in (await reader.get("/help/northlight/en/a/memo?wanted=%3Cb%3E")).text


async def test_a_campaign_that_is_over_says_when_it_ended(reader, database, help_center):
    article_id = await id_of(database, "rules")
    ended = {"type": "campaign", "valid_to": 1_700_000_000 * clock.SECOND}
    async with database.write() as session:
        await session.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(**ended))
        await store.touch(session, article_id, await store.next_revision(session))
    await fresh(help_center)
    assert "This campaign ended on 2023-11-14." in (await reader.get("/help/northlight/en/a/rules")).text
    assert "/a/rules" not in (await reader.get("/help/northlight/en/")).text


async def test_a_page_that_is_kept_changes_with_its_article(reader, database, help_center, folder):
    first = await reader.get("/help/northlight/en/a/late")
    assert (await reader.get("/help/northlight/en/a/late")).headers["etag"] == first.headers["etag"]
    files = FILES | {"en/late.md": FILES["en/late.md"].replace("Wait.", "Wait an hour.")}
    await import_folder(database, BRAND, folder(files), default_locale="en")
    await fresh(help_center)
    again = await reader.get("/help/northlight/en/a/late", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert "Wait an hour." in again.text


async def test_views_are_counted_of_pages_that_are_kept(reader, database, help_center):
    for _ in range(3):
        await reader.get("/help/northlight/en/a/late")
    await help_center.flush_views()
    async with database.read() as session:
        assert (await store.views(session))[await id_of(database, "late")] == 3


async def test_what_we_published_can_be_verified_also_when_it_was_replaced_or_taken_back(
    reader, database, help_center, folder
):
    shown = (await reader.get("/help/northlight/en/a/late")).text
    address = re.search(r"/help/northlight/v/[0-9a-f]{12}/1", shown)[0]
    ours = (await reader.get(address)).text
    async with database.read() as session:
        digest = await session.scalar(select(VersionRow.digest).where(VersionRow.title == "My deposit is late"))
    assert "This is published by North &lt;Light&gt;" in ours
    assert digest in ours
    files = FILES | {"en/late.md": FILES["en/late.md"].replace("Wait.", "Wait an hour.")}
    await import_folder(database, BRAND, folder(files), default_locale="en")
    replaced = (await reader.get(address)).text
    assert "This was published by" in replaced
    assert "A newer version has replaced it." in replaced
    assert digest in replaced
    assert "This is published by" in (await reader.get(address.removesuffix("/1"))).text
    verification = address.split("/")[4]
    gone = update(TranslationRow).where(TranslationRow.verification == verification).values(version=0)
    await change(database, gone)
    assert "We no longer show it." in (await reader.get(address)).text


@pytest.mark.parametrize(
    "rest", ["000000000000", "%3Cscript%3E", "000000000000/x", "000000000000/99999999999999999999"]
)
async def test_what_we_never_published_is_said_to_be_none_of_ours(reader, rest):
    answer = await reader.get(f"/help/northlight/v/{rest}")
    assert answer.status_code == 404
    assert "never published this" in answer.text


async def test_neither_a_draft_nor_what_agents_alone_may_read_is_verified(reader, database):
    async with database.read() as session:
        verification = await session.scalar(
            select(TranslationRow.verification).join(ArticleRow).where(ArticleRow.slug == "late")
        )
    await change(database, update(VersionRow).values(published_at=None))
    assert (await reader.get(f"/help/northlight/v/{verification}")).status_code == 404
    await change(database, update(VersionRow).values(published_at=1), update(ArticleRow).values(audience="agents"))
    assert (await reader.get(f"/help/northlight/v/{verification}")).status_code == 404


async def test_results_are_narrowed_by_category_and_type(reader):
    every = (await reader.get("/help/northlight/en/search?q=deposit")).text
    assert every.count('<p class="where">') >= 3
    assert 'href="/help/northlight/en/search?q=deposit&amp;category=networks"' in every
    one = (await reader.get("/help/northlight/en/search?q=deposit&category=networks")).text
    assert one.count('<p class="where">') == 1
    assert "/a/onchain" in one
    none = (await reader.get("/help/northlight/en/search?q=deposit&kind=tutorial")).text
    assert '<p class="where">' not in none
    assert (await reader.get("/help/northlight/en/search?q=deposit&kind=nonsense")).text.count('class="where"') >= 3


async def test_results_in_another_language_are_openly_said(reader):
    page = (await reader.get("/help/northlight/zh-CN/search?q=memo")).text
    assert "部分内容暂无简体中文版本，以下结果还包含：English。" in page


async def test_machines_read_what_an_article_is_and_can_not_be_made_to_run_it(reader):
    page = (await reader.get("/help/northlight/en/a/onchain")).text
    raw = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert not set("<>&") & set(raw)
    question, way = json.loads(raw)["@graph"]
    assert question["@type"] == "FAQPage"
    assert question["mainEntity"][0]["acceptedAnswer"]["text"] == "Look at the </script> & explorer."
    assert [step["item"] for step in way["itemListElement"]][-1] == f"{ORIGIN}/help/northlight/en/a/onchain"
    assert f'<meta property="og:url" content="{ORIGIN}/help/northlight/en/a/onchain">' in page


async def test_sitemaps_list_each_article_with_its_languages(reader):
    index = ET.fromstring((await reader.get("/help/northlight/sitemap.xml")).content)
    parts = [part.text.removeprefix(ORIGIN) for part in index.iter(f"{SITEMAP}loc")]
    assert parts == ["/help/northlight/en/sitemap/1", "/help/northlight/zh-CN/sitemap/1"]
    english = ET.fromstring((await reader.get(parts[0])).content)
    entries = {entry.find(f"{SITEMAP}loc").text: entry for entry in english.iter(f"{SITEMAP}url")}
    assert len(entries) == 5
    late = entries[f"{ORIGIN}/help/northlight/en/a/late"]
    assert late.find(f"{SITEMAP}lastmod").text == clock.iso(clock.now())[:10]
    assert [link.get("hreflang") for link in late if link.get("hreflang")] == ["en", "zh-CN"]
    for nothing in ("0", "2", "x", "-1"):
        assert (await reader.get(f"/help/northlight/en/sitemap/{nothing}")).status_code == 404


async def test_robots_find_the_sitemaps_and_nothing_else(reader):
    text = (await reader.get("/robots.txt")).text
    assert f"Sitemap: {ORIGIN}/help/northlight/sitemap.xml" in text
    assert "Disallow: /\n" in text


async def test_the_feed_has_what_changed_last_first_whatever_stands_in_a_title(reader, database, help_center):
    article_id = await id_of(database, "fees")
    async with database.write() as session:
        await session.execute(update(VersionRow).where(VersionRow.title.like("Fees%")).values(title="Fees \x07 & <b>"))
        changed = update(TranslationRow).where(TranslationRow.article_id == article_id)
        await session.execute(changed.values(updated_at=clock.now() + clock.HOUR))
        await store.touch(session, article_id, await store.next_revision(session))
    await fresh(help_center)
    feed = ET.fromstring((await reader.get("/help/northlight/en/feed.xml")).content)
    items = feed.findall("channel/item")
    assert items[0].find("title").text == "Fees   & <b>"
    assert len(items) == 5
