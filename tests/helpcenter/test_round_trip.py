"""What is exported is imported again without losing anything, and imported once more changes nothing."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fairlead.brands.models import BrandRow
from fairlead.helpcenter import store
from fairlead.helpcenter.export_folder import export_folder
from fairlead.helpcenter.find_article import version_of
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.models import (
    AUDIENCES,
    TYPES,
    ArticleRow,
    CategoryRow,
    RedirectRow,
    SynonymRow,
    TranslationRow,
    VersionRow,
)
from fairlead.helpcenter.rules import slugify
from fairlead.helpcenter.write import Text
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people.models import AgentBrandRow, AgentRow
from tests.harness import copy_database
from tests.helpcenter.conftest import BRAND

OTHER = "b" * 32
LOCALES = ("en", "zh-CN", "ar", "es")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",))
    | st.sampled_from("-#:'\"\\|>&*!%@{}[]\n\t,?~=`0123456789"),
    min_size=1,
    max_size=40,
)
SLUGS = WORDS.map(slugify).filter(bool)
MOMENTS = st.none() | st.integers(0, 4_000_000_000).map(lambda seconds: seconds * clock.SECOND)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    made = Text(draw(WORDS), draw(st.just("") | WORDS), draw(WORDS), tuple(draw(st.lists(WORDS, max_size=3))))
    try:
        made = made.checked()
    except Problem:
        assume(False)
    assume(not is_blank(made.body))
    return made


@st.composite
def translations(draw: st.DrawFn) -> dict[str, Any]:
    """`shown` is None, or what readers see; `work`, what is written on with its state; one of them at least."""
    shown = draw(st.none() | texts())
    states = ("draft", "review", "scheduled") if shown else ("draft", "review", "scheduled", "archived")
    work = draw(st.tuples(st.sampled_from(states), texts())) if shown is None or draw(st.booleans()) else None
    return {"shown": shown, "work": work, "note": draw(st.just("") | WORDS), "behind": draw(st.booleans())}


@st.composite
def articles(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(MOMENTS)
    return {
        "category": draw(st.integers(0, 2)),
        "values": {
            "type": draw(st.sampled_from(TYPES)),
            "audience": draw(st.sampled_from(AUDIENCES)),
            "popularity": draw(st.integers(0, 1_000_000)),
            "review_by": draw(MOMENTS),
            "valid_from": start,
            "valid_to": None if start is None else start + clock.DAY,
        },
        "owned": draw(st.booleans()),
        "locales": draw(st.dictionaries(st.sampled_from(LOCALES), translations(), min_size=1, max_size=3)),
        "redirects": draw(st.lists(st.tuples(st.sampled_from(("", *LOCALES)), SLUGS), max_size=2, unique=True)),
    }


async def _fill(database: Database, slugs: list[str], categories: list[str], made: list[dict[str, Any]]) -> None:
    async with database.write() as session:
        owner = AgentRow(
            id=new_id(), email="o'hara@desk.example", name="O", role="editor", password_hash="x", created_at=1
        )
        session.add(owner)
        await session.flush()
        session.add_all(
            BrandRow(
                id=brand, key=brand[:5], name="B", look={}, locales=["en"], default_locale="en", sites=[], bot_first=True,
                token_algorithm="HS256", token_key=b"", created_at=1,
            )
            for brand in (BRAND, OTHER)
        )  # fmt: skip
        await session.flush()
        session.add_all(AgentBrandRow(agent_id=owner.id, brand_id=brand) for brand in (BRAND, OTHER))
        rows = [
            CategoryRow(
                id=new_id(),
                brand_id=BRAND,
                slug=slug,
                name=f"Name {slug}"[:100],
                names={"en": f"N {number}"},
                position=7 - number,
            )
            for number, slug in enumerate(categories)
        ]
        session.add_all(rows)
        await session.flush()
        rows[-1].parent_id = rows[0].id if len(rows) > 1 else None
        session.add_all(
            SynonymRow(id=new_id(n * 1000), brand_id=BRAND, locale=locale, words=["late", "slow: #1"], created_at=1)
            for n, locale in enumerate(("", "zh-CN"), 1)
        )
        taken = set(slugs)
        for slug, article in zip(slugs, made, strict=True):
            owned = owner.id if article["owned"] else None
            row = ArticleRow(
                id=new_id(), brand_id=BRAND, category_id=rows[article["category"] % len(rows)].id, slug=slug,
                source=f"docs/{slug}.md", original=min(article["locales"]), owner_id=owned, created_at=1, **article["values"],
            )  # fmt: skip
            session.add(row)
            await session.flush()
            await _article(session, row, article, taken)


async def _article(session: Any, row: ArticleRow, article: dict[str, Any], taken: set[str]) -> None:
    original = row.original
    for locale, old in article["redirects"]:
        if old not in taken:
            session.add(RedirectRow(brand_id=BRAND, locale=locale, slug=old, article_id=row.id, created_at=1))
            taken.add(old)
    base = 1 if article["locales"][original]["shown"] else 0
    for locale, made in article["locales"].items():
        versions = [made["shown"]] if made["shown"] else []
        versions += [made["work"][1]] if made["work"] else []
        state = made["work"][0] if made["work"] else "published"
        one = TranslationRow(
            id=new_id(), article_id=row.id, locale=locale, state=state, version=1 if made["shown"] else 0,
            newest=len(versions), updated_at=1, revision=1 if made["shown"] else 0,
            note=visible_name(made["note"], 500) if state == "draft" else "",
            publish_at=clock.now() // clock.SECOND * clock.SECOND + clock.DAY if state == "scheduled" else None,
        )  # fmt: skip
        session.add(one)
        await session.flush()
        for number, text in enumerate(versions, 1):
            session.add(
                VersionRow(
                    id=new_id(), translation_id=one.id, number=number, title=text.title, summary=text.summary,
                    body=text.body, questions=list(text.questions), digest=text.digest, indexed={}, created_at=1,
                    base=0 if locale == original or made["behind"] else base,
                )
            )  # fmt: skip
    await session.flush()


async def _told(database: Database, brand_id: str) -> dict[str, Any]:
    """All that is known of a brand's articles but versions gone by, times of writing and ids."""
    found: dict[str, Any] = {"articles": {}}
    async with database.read() as session:
        categories = list(await session.scalars(select(CategoryRow).where(CategoryRow.brand_id == brand_id)))
        slugs = {row.id: row.slug for row in categories}
        found["categories"] = sorted(
            (row.slug, row.name, str(row.names), slugs.get(row.parent_id or ""), row.position) for row in categories
        )
        synonyms = (await store.all_synonyms(session)).get(brand_id, {})
        found["synonyms"] = synonyms
        emails = {row.id: row.email for row in await session.scalars(select(AgentRow))}
        for row in await session.scalars(select(ArticleRow).where(ArticleRow.brand_id == brand_id)):
            redirects = await session.scalars(select(RedirectRow).where(RedirectRow.article_id == row.id))
            names = ("type", "audience", "popularity", "review_by", "valid_from", "valid_to", "original", "source")
            found["articles"][row.slug] = {
                "category": slugs[row.category_id],
                "owner": emails.get(row.owner_id or ""),
                "redirects": sorted((one.locale, one.slug) for one in redirects),
                "translations": await _translations(session, row),
            } | {name: getattr(row, name) for name in names}
    return found


async def _translations(session: Any, article: ArticleRow) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows = list(await session.scalars(select(TranslationRow).where(TranslationRow.article_id == article.id)))
    now = next((row.version for row in rows if row.locale == article.original), 0)
    for row in rows:
        shown, newest = await version_of(session, row.id, row.version), await version_of(session, row.id, row.newest)
        assert newest is not None
        behind = row.locale != article.original and row.state != "archived" and newest.base < now
        work = None if newest is shown else (newest.digest, newest.title, newest.body)
        found[row.locale] = (row.state, row.publish_at, row.note, behind, shown and shown.digest, work)
    return found


async def _trip(url: str, slugs: list[str], categories: list[str], made: list[dict[str, Any]]) -> None:
    database = Database(url)
    try:
        await _fill(database, slugs, categories, made)
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "out"
            report = await export_folder(database, BRAND, folder)
            assert report.articles == len(made)
            first = await import_folder(database, OTHER, folder, default_locale="ja")
            assert (first.skipped, first.notes) == ([], [])
            assert first.imported == report.files
            there, here = await _told(database, OTHER), await _told(database, BRAND)
            for slug, article in here["articles"].items():
                for name, value in article.items():
                    assert there["articles"][slug][name] == value, (slug, name)
            assert there == here
            async with database.read() as session:
                before = await store.revision(session)
            for brand in (OTHER, BRAND):
                again = await import_folder(database, brand, folder, default_locale="ja")
                assert (again.new, again.changed, again.skipped) == (0, 0, [])
                assert await _told(database, brand) == await _told(database, BRAND)
            async with database.read() as session:
                assert await store.revision(session) == before
            again_folder = Path(place) / "again"
            await export_folder(database, OTHER, again_folder)
            assert _names(again_folder) == _names(folder)
            # What agents alone may read, and drafts, are on no customer's shelf after it either.
            shelf = await Library(database).shelf(OTHER)
            assert {head.audience for head in shelf.heads.values()} <= {"public"}
    finally:
        await database.close()


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


SLOW = settings(
    deadline=None,
    max_examples=100 if os.environ.get("FAIRLEAD_PROVE") == "1" else 6,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@pytest.mark.prove
@SLOW
@given(st.data())
def test_a_round_trip_loses_nothing_and_importing_again_changes_nothing(sqlite_template: Path, data: st.DataObject):
    made = data.draw(st.lists(articles(), min_size=1, max_size=3))
    slugs = data.draw(st.lists(SLUGS, min_size=len(made), max_size=len(made), unique=True))
    categories = data.draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True))
    with tempfile.TemporaryDirectory() as place:
        url = copy_database(sqlite_template, Path(place)).replace("sqlite:", "sqlite+aiosqlite:")
        asyncio.run(_trip(url, slugs, categories, made))


async def test_a_round_trip_on_both_databases_keeps_what_is_awkward(database: Database, tmp_path: Path):
    """What looks like front matter, dates, numbers and nothing at all; names longer than a file's; two texts of one locale."""
    awkward = Text(
        "null", "---", "---\ntitle: x\n---\n{{ tag }} <b>x</b>\n\n\n", ("2026-01-01", "no", "1:2:3")
    ).checked()
    other = Text("Other", "", "\n\n:::warning\nx\n:::", ()).checked()
    plain = {"note": "", "behind": True}
    made = {
        "category": 1,
        "values": {"type": "campaign", "audience": "agents", "popularity": 3, "review_by": clock.DAY, "valid_from": 0, "valid_to": 1_000_000},
        "owned": True,
        "locales": {
            "en": {"shown": awkward, "work": ("scheduled", other)} | plain,
            "zh-CN": {"shown": other, "work": None} | plain,
            "ar": {"shown": None, "work": ("draft", Text("\u0639", body="\n").checked()), "note": "a: b"} | {"behind": False},
        },
        "redirects": [("", "old"), ("es", "viejo")],
    }  # fmt: skip
    await _trip(str(database.url), ["充" * 120], ["值" * 80, "fees"], [made])
