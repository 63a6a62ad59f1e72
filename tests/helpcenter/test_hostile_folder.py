"""A folder somebody made to do harm: each such file is named with a reason, the others are taken, and nothing takes long."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, CategoryRow, SynonymRow, VersionRow
from fairlead.infra.database import Database
from tests.helpcenter.conftest import BRAND

Folder = Callable[[dict[str, str]], Path]
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
# Front matter that is refused.
REFUSED = {
    "bomb": f"{LAUGHS}title: x",
    "anchor": "title: &t x\nsummary: *t",
    "bomb as a key": "? [*a, *a]\n: x",
    "state": "state: publishd",
    "audience": "audience: everybody",
    "no such day": "review_by: 2026-02-30",
    "no such month": "valid_from: 2026-13-01T00:00:00Z",
    "far away": "valid_to: 9999-12-31",
    "ends before it begins": "valid_from: 2026-02-02\nvalid_to: 2026-02-01",
    "scheduled without a time": "state: scheduled",
    "a time that is past": "state: scheduled\npublish_at: 2020-01-01T00:00:00Z",
    "out of the folder": "format: fairlead-1\nsource: ../../etc/passwd",
    "absolute": "format: fairlead-1\nsource: /etc/passwd",
    "none of our types": "format: fairlead-1\ntype: poem",
}
# Front matter that is odd, and harmless.
TAKEN = {
    "tag": "title: !!python/object/apply:os.system ['true']",
    "own tag": "title: !ruby/object x",
    "deep": "title: " + "[" * 20_000,
    "deep maps": "title: " + "{a: " * 10_000,
    "huge number": "popularity: " + "9" * 5000,
    "float": "popularity: 1e999999",
    "negative": "popularity: -5",
    "nul": 'title: "a\\0b"',
    "bidi": "title: \u202eevil\u202c",
    "list as title": "title: [a, b]",
    "date as slug": "slug: 2026-01-01",
    "slug that leads out": "slug: ../../../etc/passwd",
    "long": "title: " + "a" * 60_000,
    "verification of another": "verification: ../x",
    "foreign owner": "owner: nobody@elsewhere.example",
    "many redirects": "redirects: [" + ", ".join(f"r{n}" for n in range(5000)) + "]",
}


async def test_hostile_front_matter_is_named_and_the_rest_is_imported(database: Database, folder: Folder):
    files = {f"{name}.md": f"---\n{block}\n---\nText of {name}.\n" for name, block in (REFUSED | TAKEN).items()}
    started = time.perf_counter()
    report = await import_folder(database, BRAND, folder(files), default_locale="en")
    assert time.perf_counter() - started < 30
    assert {one.path for one in report.skipped} == {f"{name}.md" for name in REFUSED}
    assert all(one.reason and len(one.reason) < 200 for one in report.skipped)
    assert report.new == len(TAKEN)
    assert [one.path for one in report.notes] == ["foreign owner.md"]
    async with database.read() as session:
        rows = list(await session.scalars(select(ArticleRow)))
        versions = list(await session.scalars(select(VersionRow)))
    assert all(0 <= row.popularity <= 1_000_000 and "/" not in row.slug and ".." not in row.slug for row in rows)
    assert all("\0" not in one.title and len(one.title) <= 200 for one in versions)


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("_categories.yaml", f"{LAUGHS}", 0),
        ("_categories.yaml", "- slug: ../x\n- slug: fees\n  names: {en: Fees, klingon: x, zh-cn: 5}\n  parent: nowhere\n- 7\n", 1),
        ("_categories.yaml", "- slug: a\n  parent: b\n- slug: b\n  parent: a\n- slug: c\n  parent: c\n", 3),
        ("_categories.yaml", "!!python/object/apply:os.system ['true']", 0),
        ("_categories.yaml", "[" * 100_000, 0),
        ("_synonyms.yaml", "- words: [a]\n- words: [late, slow]\n- locale: xx\n  words: [a, b]\n- words: x\n- {}\n", 1),
        ("_synonyms.yaml", "words: [a, b]", 0),
    ],
)  # fmt: skip
async def test_what_stands_around_the_articles_is_read_as_strictly(
    database: Database, folder: Folder, name: str, text: str, taken: int
):
    root = folder({name: text, "good.md": "---\ncategory: good\n---\nText.\n"})
    report = await import_folder(database, BRAND, root, default_locale="en")
    assert (report.new, report.skipped) == (1, [])
    assert report.notes
    table = SynonymRow if name == "_synonyms.yaml" else CategoryRow
    async with database.read() as session:
        rows = list(await session.scalars(select(table)))
        parents = {row.id: row.parent_id for row in await session.scalars(select(CategoryRow))}
    assert len(rows) == taken + (table is CategoryRow)
    # However the file puts them: one level, and no circle.
    assert not any(parent and parents[parent] for parent in parents.values())


async def test_a_text_that_would_keep_a_parser_busy_is_refused(database: Database, folder: Folder):
    files = {"brackets.md": "[" * 90_000, "long.md": "a " * 60_000, "good.md": "> " * 20_000 + "x\n"}
    report = await import_folder(database, BRAND, folder(files), default_locale="en")
    assert {one.path for one in report.skipped} == {"brackets.md", "long.md"}
    assert report.new == 1
