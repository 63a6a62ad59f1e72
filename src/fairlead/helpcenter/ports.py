"""What the help center asks of others; `app.py` hands in who answers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fairlead.kit.access import Actor


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


class Measured(Protocol):
    """What is known of a found article's worth, see `search.Hit`."""

    @property
    def score(self) -> float: ...
    @property
    def coverage(self) -> float: ...
    @property
    def likeness(self) -> float: ...


class Fact(Protocol):
    """Something the exchange has set: `kind` is of `models.facts.KINDS`; `mentions` by which words articles mention it."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def mentions(self) -> str: ...


class Exchange(Protocol):
    async def facts(self, brand: str) -> Sequence[Fact]:
        """All of a brand's, by its key; none while nobody tells them."""


class Answers(Protocol):
    """Which of the found articles, the best first, answers what was asked; None when none does."""

    def __call__(self, found: Sequence[Measured]) -> int | None: ...


class BrandList(Protocol):
    async def all(self) -> Sequence[HelpBrand]: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach a brand. `key` names its texts (`help.contact.{key}`); `path` takes `page=` and `topic=` as context.

    `wait` is what half of those who ask wait for a person, in whole seconds, None where too few know; `at_least` when most
    wait longer still. `at_once`: something answers before a person does. `opens`: outside of service hours when people are back,
    as it is shown; empty within them.
    """

    key: str
    path: str
    needs_sign_in: bool
    at_once: bool
    wait: int | None
    at_least: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class ContactTopic:
    """What a brand's customers come for. Where `article` (a translation's id) or `url` may answer it, it names one."""

    key: str
    title: str
    grave: bool = False
    article: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class BestHours:
    """Hours of a weekday (1 is Monday) in which people answer soonest; `until` is not part of them. `usual` in whole seconds."""

    weekday: int
    begin: int
    until: int
    usual: int


class Ways(Protocol):
    """What the contact page is told."""

    async def channels(self, brand_key: str, locale: str) -> Sequence[Channel]:
        """Those that exist, with their measured wait."""

    async def best_times(self, brand_key: str, locale: str) -> tuple[Sequence[BestHours], str]:
        """When a person answers soonest, as measured, and by which zone's clocks; none where it makes no difference."""

    async def topics(self, brand_key: str, locale: str) -> Sequence[ContactTopic] | None:
        """As the brand has set them up; None when it has not."""

    async def notice(self, brand_key: str, locale: str) -> str:
        """What whoever wants to reach the brand should know first; mostly nothing."""


class UploadedFile(Protocol):
    """A file as its door has let it in: pictures drawn anew, videos looked through."""

    @property
    def type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def width(self) -> int | None: ...
    @property
    def height(self) -> int | None: ...


F = TypeVar("F", bound=UploadedFile)


class Uploads(Protocol[F]):
    """Where what an editor brought lies until an article takes it."""

    async def own(self, actor: Actor, file_id: str) -> F:
        """Raises NotFound for what is not the actor's own."""

    async def content(self, file: F, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`."""
