"""The bot answers from articles: it shares the fixtures of the help center's tests."""

from tests.helpcenter.conftest import folder, quick

__all__ = ["folder", "quick"]
