"""U08, U09, U12 and H06 for a folder that is imported: names, links and kinds of files that lead elsewhere or never end."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, CategoryRow, SynonymRow, VersionRow
from fairlead.infra.database import Database
from fairlead.settings import Settings
from tests.harness import environment, seed
from tests.helpcenter.conftest import BRAND

Folder = Callable[[dict[str, str]], Path]
GOOD = {"good.md": "# Good\n\nText.\n"}
# As a file system keeps it, also one that is no UTF-8.
NAMES = {
    b"b\xe4d.md": "latin-1",
    b"half \xed\xa0\x80.md": "half a character",
    b"evil\xe2\x80\xaegnp.md": "turned round",
    b"shell.p\xe2\x80\x8bhp.md": "no width",
    b"line\nbreak\x1b[31m.md": "control characters",
    b"a\\..\\..\\windows.md": "another system's way out",
    b"-rf.md": "an option",
    b"CON.md": "a device of another system",
    b"%2e%2e%2fetc.md": "encoded",
    b"<img src=x onerror=alert(1)>.md": "markup",
    b"'; drop table articles; --.md": "SQL",
    b"a" * 250 + b".md": "long",
}


def put(root: Path, name: bytes, text: bytes) -> None:
    (root / os.fsdecode(name)).write_bytes(text)


async def test_u08_u09_whatever_a_file_is_called_it_is_taken_under_an_address_that_is_one(
    database: Database, folder: Folder
):
    root = folder(GOOD)
    for name, what in NAMES.items():
        put(root, name, f"---\ntitle: {what}\n---\nText of {what}.\n".encode())
    report = await import_folder(database, BRAND, root, default_locale="en")
    assert (report.new, report.skipped) == (len(NAMES) + 1, [])
    async with database.read() as session:
        rows = list(await session.scalars(select(ArticleRow)))
        titles = set(await session.scalars(select(VersionRow.title)))
    assert titles == {"Good", *NAMES.values()}
    for row in rows:
        assert not set(row.slug) & set("/\\.%<>'\"; \n\x1b\u202e\u200b"), row.slug
        assert len(row.slug.encode()) < 300
        row.source.encode()
    again = await import_folder(database, BRAND, root, default_locale="en")
    assert (again.unchanged, again.new, again.changed) == (len(NAMES) + 1, 0, 0)


async def test_u12_links_out_of_the_folder_and_what_is_no_file_are_named_and_never_read(
    database: Database, folder: Folder, tmp_path: Path
):
    root = folder(GOOD | {"deep/inside.md": "# Inside\n\nText.\n"})
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nthe canary 7b1e\n")
    hidden = tmp_path / "elsewhere"
    hidden.mkdir()
    (hidden / "secret.md").write_text("# Secret\n\nthe canary 7b1e\n")
    lists = tmp_path / "list.yaml"
    lists.write_text("- slug: canary-7b1e\n- words: [canary, seven]\n")
    (root / "file.md").symlink_to(secret)
    (root / "twice.md").symlink_to(root / "file.md")
    (root / "circle.md").symlink_to(root / "circle.md")
    (root / "nowhere.md").symlink_to(tmp_path / "nothing")
    (root / "endless.md").symlink_to("/dev/zero")
    (root / "shelf").symlink_to(hidden)
    (root / "round").symlink_to(root)
    (root / "within.md").symlink_to(root / "deep" / "inside.md")
    (root / "_categories.yaml").symlink_to(lists)
    (root / "_synonyms.yaml").symlink_to(lists)
    # It would be waited for until somebody writes.
    os.mkfifo(root / "pipe.md")
    (root / "folder.md").mkdir()
    async with asyncio.timeout(20):
        report = await import_folder(database, BRAND, root, default_locale="en")
    named = {one.path for one in report.skipped}
    assert named == {"file.md", "twice.md", "circle.md", "nowhere.md", "endless.md", "pipe.md"}
    assert {one.path for one in report.notes} >= {"_categories.yaml", "_synonyms.yaml"}
    # Folders that are links are said, too.
    assert set(report.not_entered) == {"shelf", "round"}
    assert report.new == 3
    async with database.read() as session:
        bodies = list(await session.scalars(select(VersionRow.body)))
        assert not list(await session.scalars(select(SynonymRow)))
        assert "canary-7b1e" not in set(await session.scalars(select(CategoryRow.slug)))
    assert not any("canary" in body for body in bodies)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"---\ntitle: b\xe4d\n---\nText.\n", "not UTF-8 at byte 12"),
        ("---\ntitle: x\n---\nText.\n".encode("utf-16"), "not UTF-8 at byte 0"),
        (b"# x\n" + b"a" * (10 * 1024 * 1024), "larger than 2 MB"),
        (b"", "no text"),
        (b"---\ntitle: one\nsummary: x\ntitle: two\n---\nText.\n", "title twice"),
        (b"---\nfoo: 1\nstate: draft\nbar: {x: 1, x: 2}\nState: published\n---\nText.\n", "state twice"),
        (b'---\n{"title": "one", "title": "two"}\n---\nText.\n', "title twice"),
        (b"+++\ntitle = 'one'\ntitle = 'two'\n+++\nText.\n", "neither YAML nor JSON nor TOML"),
    ],
)
async def test_u01_h06_a_file_that_cannot_be_meant_is_named_with_what_is_wrong_with_it(
    quick: Database, folder: Folder, raw: bytes, reason: str
):
    root = folder(GOOD)
    (root / "odd.md").write_bytes(raw)
    report = await import_folder(quick, BRAND, root, default_locale="en")
    assert report.new == 1
    assert [(one.path, reason in one.reason) for one in report.skipped] == [("odd.md", True)], report.skipped


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_u09_the_command_line_says_odd_names_without_obeying_them(settings: Settings, folder: Folder):
    system = System(settings)
    await seed(system)
    await system.database.close()
    root = folder(GOOD)
    for name in NAMES:
        put(root, name, b"\xff")
    (root / ".git\x1b[2J").mkdir()
    command = [sys.executable, "-m", "fairlead.cli", "articles", "import", "northlight", str(root)]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment(settings), capture_output=True, timeout=60, check=False
    )
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert sum(line.startswith("skipped ") for line in lines) == len(NAMES)
    assert any(line.startswith("not entered .git") for line in lines)
    assert not set("\x1b\u202e\u200b") & set("".join(lines))
    assert lines[-1] == f"{len(NAMES) + 1} files found: 1 new, 0 changed, 0 unchanged, {len(NAMES)} skipped."
