"""What the help center asks of others; `app.py` hands in who answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class HelpBrand(Protocol):
    """A brand as the pages need it. Colours are `#rrggbb`, `radius` a CSS length, `logo` a letter or two."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def accent_dark(self) -> str: ...
    @property
    def radius(self) -> str: ...
    @property
    def logo(self) -> str: ...
    @property
    def locales(self) -> Sequence[str]: ...
    @property
    def default_locale(self) -> str: ...


class BrandLookup(Protocol):
    async def by_key(self, key: str) -> HelpBrand | None: ...


class Helpfulness(Protocol):
    """What readers say of articles: (article id, locale) → from -1 (it helped nobody) to 1 (everybody); those nobody judged
    are left out."""

    async def __call__(self) -> Mapping[tuple[str, str], float]: ...
