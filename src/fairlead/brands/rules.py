"""Tiles: what a brand offers first on the widget's home, and what each of them must be."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from fairlead.kit.text import storable
from fairlead.settings import SettingsError

MOST_TILES = 6
TITLE_CHARS = 40
ASK_CHARS = 300
# The widget has an outline for each of these: web/widget/parts/tiles.ts.
ICONS = (
    *("deposit", "withdrawal", "key", "alert", "shield", "fees", "identity", "wallet"),
    *("document", "book", "chat", "clock", "person", "lock", "site"),
)


class Tile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Titles by locale, and where it leads: one of the four below. `grave`: shown as what cannot wait."""

    icon: str
    title: dict[str, str]
    grave: bool = False
    # Slugs of the help center.
    article: str = ""
    category: str = ""
    url: str = ""
    # By locale: begins a conversation with these words to complete.
    ask: dict[str, str] = {}


def read_tiles(raw: bytes, *, locales: Sequence[str], sites: Sequence[str]) -> list[Tile]:
    """A list in JSON. Raises SettingsError with a sentence that names the tile and what is wrong with it."""
    try:
        tiles = msgspec.json.decode(raw, type=list[Tile])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"These are no tiles: {error}.") from None
    if len(tiles) > MOST_TILES:
        raise SettingsError(f"A brand has at most {MOST_TILES} tiles, and these are {len(tiles)}.")
    for number, tile in enumerate(tiles, 1):
        if wrong := _wrong(tile, locales, sites):
            raise SettingsError(f"Tile {number} {wrong}.")
    return tiles


def _wrong(tile: Tile, locales: Sequence[str], sites: Sequence[str]) -> str:
    if tile.icon not in ICONS:
        return f"has the icon {tile.icon!r}, which is none of {', '.join(ICONS)}"
    if sum(map(bool, (tile.article, tile.category, tile.url, tile.ask))) != 1:
        return "must lead to one place: an article, a category, a url or a question to ask"
    if tile.url and not is_own(tile.url, sites):
        return f"leads to {tile.url}, which is no https address of the brand's own sites ({', '.join(sites)})"
    for name, texts, most in (("title", tile.title, TITLE_CHARS), ("question", tile.ask, ASK_CHARS)):
        if name == "title" or texts:
            for locale in locales:
                text = texts.get(locale, "")
                if not text.strip() or text != storable(text) or len(text) > most:
                    return f"needs a {name} of 1 to {most} characters in {locale}"
            if unknown := sorted(texts.keys() - set(locales)):
                return f"has a {name} in {unknown[0]}, which the brand does not speak"
    return ""


def is_own(url: str, sites: Sequence[str]) -> bool:
    """On a site as it was set up, or by https on one of its hosts or below; nothing that reads like another place."""
    if not url.isascii() or any(c <= " " or c in '\\"<>`' for c in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None:
        return False
    if f"{parts.scheme}://{parts.netloc}" in sites:
        return True
    hosts = [urlsplit(site).hostname or "" for site in sites]
    return parts.scheme == "https" and port in (None, 443) and any(host == h or host.endswith(f".{h}") for h in hosts)
