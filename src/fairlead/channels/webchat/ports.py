"""What the widget asks of rooms it does not know; `app.py` hands in who answers."""

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from fairlead.brands.rules import Tile
from fairlead.brands.store import Brand
from fairlead.kit.access import Caller


class HotQuestions(Protocol):
    def __call__(
        self, brand_id: str, brand_key: str, locale: str, *, then: str, limit: int
    ) -> Awaitable[list[dict[str, Any]]]:
        """The questions asked most: `[{"id", "title", "url"}]`; in the locale `then` when this one has none."""


class FindHelp(Protocol):
    def __call__(
        self, brand_id: str, brand_key: str, locale: str, *, then: str, article: str, category: str
    ) -> Awaitable[dict[str, str] | None]:
        """Where a slug leads, in the nearest language there is: `{"article": id}` or `{"url"}`; None when there is none."""


class Demand(Protocol):
    def of(self, brand: Brand, locale: str, tiles: Sequence[Tile]) -> Awaitable[Sequence[float]]:
        """How much is asked these days of what each of these tiles leads to, in their order."""


class Began(Protocol):
    def __call__(self, brand_id: str, locale: str, text: str, *, page: str, caller: Caller) -> None:
        """Somebody begins a conversation with this text; `page`: where he was, when the widget knows. Told again for the same
        message, it changes nothing; returns at once."""
