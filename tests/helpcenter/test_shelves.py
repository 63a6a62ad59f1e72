"""Who may read what: shelves show what is published, to those it is for, and lead old addresses to the new."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.helpcenter import store
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.models import AGENTS, ArticleRow, RedirectRow, SynonymRow, TranslationRow
from fairlead.infra.database import Database
from fairlead.infra.search import Wanted
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from tests.helpcenter.conftest import BRAND

Folder = Callable[[dict[str, str]], Path]
FILES = {
    "en/withdrawals/late.md": "# My withdrawal is late\n\nThe network is slow.\n",
    "en/withdrawals/limits.md": "# Withdrawal limits\n\nThey depend on your level.\n",
    "es/withdrawals/late.md": "# Mi retiro tarda\n\nLa red va lenta.\n",
}


async def _change(database: Database, slug: str, *, article: Any = None, translation: Any = None) -> None:
    async with database.write() as session:
        revision = await store.next_revision(session)
        ids = list(await session.scalars(select(ArticleRow.id).where(ArticleRow.slug == slug)))
        if article:
            await session.execute(update(ArticleRow).where(ArticleRow.slug == slug).values(**article))
        values = {"revision": revision} | (translation or {})
        await session.execute(update(TranslationRow).where(TranslationRow.article_id.in_(ids)).values(**values))


async def test_what_becomes_the_agents_own_leaves_every_customers_shelf_and_is_found_by_agents(
    database: Database, folder: Folder
):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    library, help_center = Library(database), HelpCenter(database)
    assert len((await library.shelf(BRAND)).heads) == 3
    await _change(database, "late", article={"audience": AGENTS})
    await library.refresh()
    shelf = await library.shelf(BRAND)
    assert [head.slug for head in shelf.heads.values()] == ["limits"]
    assert shelf.by_slug("en", "late") is None
    assert shelf.locales() == ["en"]
    assert not await help_center.search(BRAND, "es", "retiro tarda")
    assert [hit.head.audience for hit in await help_center.search_for_agents(BRAND, "es", "retiro tarda")] == [AGENTS]
    mixed = await help_center.search_for_agents(BRAND, "en", "withdrawal late")
    assert [hit.head.slug for hit in mixed] == ["late", "limits"]
    await _change(database, "late", article={"audience": "public"})
    await library.refresh()
    assert len((await library.shelf(BRAND)).heads) == 3
    assert not (await library.shelf(BRAND, AGENTS)).heads


async def test_what_is_withdrawn_leaves_the_shelf_and_the_index_of_a_running_process(
    database: Database, folder: Folder
):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    library = Library(database)
    assert (await library.shelf(BRAND)).by_slug("es", "late")
    await _change(database, "late", translation={"version": 0, "state": "archived"})
    await library.refresh()
    shelf = await library.shelf(BRAND)
    assert shelf.locales() == ["en"]
    assert list(shelf.indexes) == ["en"]
    assert {head.slug for head in shelf.heads.values()} == {"limits"}
    assert not shelf.indexes["en"].search([Wanted("slow")], limit=5)


async def test_a_new_slug_takes_the_place_of_the_old_one_and_the_old_one_leads_there(
    database: Database, folder: Folder
):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    library = Library(database)
    late = (await library.shelf(BRAND)).by_slug("en", "late")
    assert late
    async with database.write() as session:
        values = {"brand_id": BRAND, "article_id": late.article_id, "created_at": clock.now()}
        session.add(RedirectRow(locale="", slug="late", **values))
        session.add(RedirectRow(locale="es", slug="tarda", **values))
        session.add(SynonymRow(id=new_id(), brand_id=BRAND, locale="en", words=["late", "slow"], created_at=1))
    await _change(database, "late", article={"slug": "late-withdrawal"})
    await library.refresh()
    shelf = await library.shelf(BRAND)
    assert shelf.by_slug("en", "late") is None
    assert shelf.moved("en", "late") == shelf.by_slug("en", "late-withdrawal")
    assert shelf.moved("es", "tarda") == shelf.by_slug("es", "late-withdrawal")
    assert shelf.moved("en", "tarda") is None
    assert shelf.synonyms("en") == (("late", "slow"),)
    assert shelf.synonyms("es") == ()
    assert [category.slug for category in shelf.categories] == ["withdrawals"]


async def test_a_campaign_that_is_over_is_read_but_not_hot(database: Database, folder: Folder):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    await _change(database, "late", article={"type": "campaign", "valid_to": clock.now() - clock.SECOND})
    help_center = HelpCenter(database)
    assert [head.slug for head in await help_center.hot(BRAND, "en", 5)] == ["limits"]
    assert (await help_center.shelf(BRAND)).by_slug("en", "late")


async def test_a_campaign_that_is_over_is_found_behind_what_goes_on(database: Database, folder: Folder):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    end = clock.now()
    await _change(database, "late", article={"type": "campaign", "valid_to": end})
    shelf = await HelpCenter(database).shelf(BRAND)
    over, lasting = shelf.by_slug("en", "late"), shelf.by_slug("en", "limits")
    assert over and lasting
    assert shelf.standing(over, end) == pytest.approx(0.6 * shelf.standing(over, end - clock.SECOND), rel=0.01)
    assert shelf.standing(lasting, end) == pytest.approx(shelf.standing(lasting, end - clock.SECOND), rel=0.01)
