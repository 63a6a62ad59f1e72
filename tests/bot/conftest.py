"""The bot answers from articles: it shares the fixtures of the help center's tests."""

from pathlib import Path

import pytest

from fairlead.app import System
from tests.bot.talk import Chat, few_articles, open_chat
from tests.helpcenter.conftest import demo, folder, quick

__all__ = ["demo", "folder", "quick"]


@pytest.fixture
def some(tmp_path: Path) -> Path:
    return few_articles(tmp_path / "some")


@pytest.fixture
async def chat(system: System, some: Path) -> Chat:
    return await open_chat(system, some)
