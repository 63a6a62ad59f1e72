"""Articles and help centers for tests."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import yaml

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.infra.database import Database
from tests.harness import copy_database
from tests.helpcenter.served import BRAND, web

__all__ = ["BRAND", "web"]
DEMO = Path(__file__).resolve().parents[2] / "src" / "fairlead" / "demo" / "articles"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes files by their path below a folder of articles."""

    def write(files: dict[str, str]) -> Path:
        root = tmp_path / "articles"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return root

    return write


@pytest.fixture
def help_center(database: Database) -> HelpCenter:
    return HelpCenter(database)


@pytest.fixture
async def quick(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite only: what is measured here does not touch the database."""
    made = Database(copy_database(sqlite_template, tmp_path).replace("sqlite:", "sqlite+aiosqlite:"))
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """The demo's articles with their indexes, for tests that only ask."""
    made = Database(
        copy_database(sqlite_template, tmp_path_factory.mktemp("demo")).replace("sqlite:", "sqlite+aiosqlite:")
    )
    await import_folder(made, BRAND, DEMO, default_locale="en")
    yield Library(made)
    await made.close()


def without_questions(target: Path) -> list[tuple[str, str, str]]:
    """Copies the demo articles without their questions; (locale, slug, question) of what was left out."""
    left_out = []
    for path in sorted(DEMO.rglob("*.md")):
        text = path.read_text("utf-8")
        matter = yaml.safe_load(text.split("---")[1])
        left_out += [(matter["locale"], matter["slug"], question) for question in matter["questions"]]
        copy = target / path.relative_to(DEMO)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(re.sub(r"^questions:\n(?:  - .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    return left_out
