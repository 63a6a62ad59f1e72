"""An index of articles that is lost, broken or of another database is made again from what is stored; meanwhile the old one, or
the database, answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, select, update

from fairlead.helpcenter import library as shelves
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.models import ArticleRow, RevisionRow, TranslationRow, VersionRow
from fairlead.infra.database import Database, async_url
from fairlead.infra.search import Part, SearchIndex
from fairlead.infra.words import ANALYSIS
from fairlead.kit.errors import Unavailable
from tests.helpcenter.conftest import BRAND
from tests.services import tcp_proxy

Folder = Callable[[dict[str, str]], Path]
FILES = {
    "withdrawals/late.md": "# My withdrawal is late\n\nThe network is slow.\n",
    "withdrawals/limits.md": "# Withdrawal limits\n\nThey depend on your level.\n",
    "zh-CN/withdrawals/late.md": "# 提现未到账\n\n网络拥堵。\n",
}
PIECE = {"heading": "", "anchor": "", "text": "x", "heading_terms": "", "body_terms": "x"}
# What may stand where the terms of a text should: nothing, another thing, half of it, bytes turned over.
DAMAGED: list[Any] = [
    {}, [], None, "x", 7, {"analysis": ANALYSIS}, {"analysis": ANALYSIS, "title": None, "asked": [], "body": "", "passages": []},
    {"analysis": ANALYSIS, "title": "a", "asked": "", "body": "", "passages": [{}]},
    {"analysis": ANALYSIS, "title": "a", "asked": [], "body": "", "passages": [PIECE | {"text": 5}]},
    {"analysis": ANALYSIS, "title": "a", "asked": [7], "body": "", "passages": [PIECE]},
    {"analysis": ANALYSIS, "title": "a", "asked": [], "body": "", "passages": 5}, {"analysis": "\x00\ufffd"},
]  # fmt: skip


@pytest.fixture
async def filled(database: Database, folder: Folder) -> Database:
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    return database


async def found(help_center: HelpCenter, query: str = "withdrawal", locale: str = "en") -> list[str]:
    return sorted(hit.head.slug for hit in await help_center.search(BRAND, locale, query))


@pytest.mark.parametrize("kept", DAMAGED)
async def test_what_is_kept_for_the_search_is_made_again_where_it_is_damaged(
    quick: Database, folder: Folder, kept: Any
):
    await import_folder(quick, BRAND, folder(FILES), default_locale="en")
    async with quick.write() as session:
        late = select(VersionRow.id).where(VersionRow.title == "My withdrawal is late")
        await session.execute(update(VersionRow).where(VersionRow.id.in_(late)).values(indexed=kept))
    help_center = HelpCenter(quick)
    assert await found(help_center) == ["late", "limits"]
    assert await found(help_center, "slow network") == ["late"]
    assert await found(help_center, "提现未到账", "zh-CN") == ["late"]


def lose_words(shelf: shelves.Shelf) -> None:
    shelf.indexes["en"].update([], list(shelf.heads))


def lose_locale(shelf: shelves.Shelf) -> None:
    del shelf.indexes["zh-CN"]


def lose_headings(shelf: shelves.Shelf) -> None:
    del shelf.headings["en"]


def lose_everything(shelf: shelves.Shelf) -> None:
    shelf.indexes.clear()
    shelf.headings.clear()


def mistake_it(shelf: shelves.Shelf) -> None:
    shelf.indexes["en"] = SearchIndex({"of another time": 1.0})


@pytest.mark.parametrize("loss", [lose_words, lose_locale, lose_headings, lose_everything, mistake_it])
async def test_a_lost_index_is_back_within_the_time_a_change_takes(
    quick: Database, folder: Folder, loss: Callable[[shelves.Shelf], None], monkeypatch: pytest.MonkeyPatch
):
    await import_folder(quick, BRAND, folder(FILES), default_locale="en")
    help_center = HelpCenter(quick)
    shelf = await help_center.shelf(BRAND)
    shelf.heats = {("x", "en"): 1.0}
    loss(shelf)
    monkeypatch.setattr(shelves, "CHECK_SECONDS", 0.0)
    assert await found(help_center) == ["late", "limits"]
    assert await found(help_center, "提现未到账", "zh-CN") == ["late"]
    assert (await help_center.shelf(BRAND)).heats == {("x", "en"): 1.0}


async def test_a_search_that_fails_has_the_index_made_anew_and_is_answered(filled: Database):
    help_center = HelpCenter(filled)
    shelf = await help_center.shelf(BRAND)
    for damaged in (False, True):
        # Found, and what is kept with it is nothing one could read.
        index = shelf.indexes["en"]
        broken = [Part(key, {"title": "withdrawal late"}, b"\xc1\x00") for key in list(shelf.heads)[:2]]
        index.update(broken, list(shelf.heads))
        if damaged:
            # Once in a minute: a query that breaks what is whole is no reason to read everything each time.
            with pytest.raises(Exception, match="no attribute"):
                await found(help_center)
        else:
            assert await found(help_center) == ["late", "limits"]
            shelf = await help_center.shelf(BRAND)


async def test_a_database_that_was_restored_to_an_earlier_day_is_shown_as_it_is(filled: Database):
    library = Library(filled)
    async with filled.write() as session:
        await session.execute(update(RevisionRow).values(value=5))
        await session.execute(update(TranslationRow).values(revision=5))
    assert len((await library.shelf(BRAND)).heads) == 3
    assert library.revision == 5
    async with filled.write() as session:
        await session.execute(update(RevisionRow).values(value=1))
        gone = select(ArticleRow.id).where(ArticleRow.slug == "limits")
        ids = select(TranslationRow.id).where(TranslationRow.article_id.in_(gone))
        await session.execute(delete(VersionRow).where(VersionRow.translation_id.in_(ids)))
        await session.execute(delete(TranslationRow).where(TranslationRow.article_id.in_(gone)))
        await session.execute(update(TranslationRow).values(revision=1))
    await library.refresh()
    assert library.revision == 1
    assert {head.slug for head in (await library.shelf(BRAND)).heads.values()} == {"late"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_while_the_database_is_away_the_last_shelf_answers(
    database_url: str, filled: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shelves, "CHECK_SECONDS", 0.0)
    port = urlsplit(database_url).port
    assert port is not None
    async with tcp_proxy(port) as proxy:
        far = Database(async_url(proxy.url(database_url), Path()))
        help_center, cold = HelpCenter(far), HelpCenter(far)
        assert await found(help_center) == ["late", "limits"]
        proxy.refuse()
        proxy.cut()
        assert await found(help_center) == ["late", "limits"]
        # Who never saw the articles does not say that there are none.
        with pytest.raises(Unavailable):
            await found(cold)
        await proxy.accept()
        assert await found(cold) == ["late", "limits"]
        await far.close()
