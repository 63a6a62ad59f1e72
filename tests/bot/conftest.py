"""The bot answers from articles: it shares the fixtures of the help center's tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fairlead.app import System
from fairlead.fakes.language_model import LanguageModel, speaking
from tests.bot.talk import Chat, few_articles, open_chat
from tests.helpcenter.conftest import demo, folder, quick

__all__ = ["demo", "folder", "quick"]


@pytest.fixture
def some(tmp_path: Path) -> Path:
    return few_articles(tmp_path / "some")


@pytest.fixture
async def chat(system: System, some: Path) -> Chat:
    return await open_chat(system, some)


@pytest.fixture
def model() -> LanguageModel:
    return LanguageModel()


@pytest.fixture
def address(model: LanguageModel) -> Iterator[str]:
    with ExitStack() as stack:
        yield stack.enter_context(speaking(model))
