"""Articles and help centers for tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.infra.database import Database

BRAND = "a" * 32
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
