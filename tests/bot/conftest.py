"""The bot answers from articles: it shares the fixtures of the help center's tests."""

from tests.helpcenter.conftest import demo, folder, quick

__all__ = ["demo", "folder", "quick"]
