"""What a brand offers first on the widget's home, what each of these tiles must be, where its agents' links may lead, and whose
service hours there are."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import idna
import msgspec

from fairlead.kit.access import Actor, Rule
from fairlead.kit.text import storable
from fairlead.settings import SettingsError

# Whose hours may be others than the brand's. A region is known by the language its customers write in.
CHANNELS = ("chat", "ticket")
ScopeKind = Literal["brand", "team", "channel", "region"]
MOST_TILES = 6
TITLE_CHARS = 40
ASK_CHARS = 300
# The widget has an outline for each of these: web/widget/parts/tiles.ts.
ICONS = (
    *("deposit", "withdrawal", "key", "alert", "shield", "fees", "identity", "wallet"),
    *("document", "book", "chat", "clock", "person", "lock", "site"),
)


# What a desk links to all day: the public explorers of the chains most exchanges deal in. They show what anybody may see, ask
# nobody to sign in and sell nothing; explorers that belong to a wallet or another exchange are left to the operator.
EXPLORERS = (
    *(
        "etherscan.io",
        "*.etherscan.io",
        "bscscan.com",
        "tronscan.org",
        "blockchair.com",
        "mempool.space",
        "blockstream.info",
    ),
    *(
        "solscan.io",
        "explorer.solana.com",
        "polygonscan.com",
        "arbiscan.io",
        "basescan.org",
        "snowtrace.io",
        "lineascan.build",
    ),
    *(
        "xrpscan.com",
        "livenet.xrpl.org",
        "stellar.expert",
        "cardanoscan.io",
        "tonscan.org",
        "tonviewer.com",
        "mintscan.io",
    ),
    *("*.subscan.io", "suiscan.xyz", "explorer.aptoslabs.com", "nearblocks.io", "litecoinspace.org", "filfox.info"),
)
MOST_LINKS = 200
_HOST = re.compile(
    r"(?:\*\.)?(?=.{1,253}(?::|$))(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?::\d{1,5})?"
)
_ACCOUNT = re.compile(r"@[a-z][a-z0-9_.-]{2,31}")


class Scope(NamedTuple):
    """`key`: a team's id, one of CHANNELS, a language the brand speaks; empty for the brand itself."""

    kind: str
    key: str = ""


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


ACCESS: dict[str, Rule] = {
    "hours.read": _of_brand,
    "hours.write": lambda actor, thing: _of_brand(actor, thing) and actor.role == "admin",
}


class Tile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Titles by locale, and where it leads: one of the four below. `grave`: shown as what cannot wait. `pinned`: stands before
    those that go by demand."""

    icon: str
    title: dict[str, str]
    grave: bool = False
    pinned: bool = False
    # Slugs of the help center.
    article: str = ""
    category: str = ""
    url: str = ""
    # By locale: begins a conversation with these words to complete.
    ask: dict[str, str] = {}


def keeps_place(tile: Tile) -> bool:
    """What cannot wait is looked for where it was the last time; of what leads to another site nobody counts the demand."""
    return tile.grave or bool(tile.url)


def arranged(tiles: Sequence[Tile], demand: Sequence[float]) -> list[int]:
    """The places of the tiles in the order in which they are shown: pinned ones first as they were set up, the others by
    `demand`; some keep their place."""
    loose = [place for place, tile in enumerate(tiles) if not keeps_place(tile)]
    loose.sort(key=lambda place: (not tiles[place].pinned, 0 if tiles[place].pinned else -demand[place]))
    moving = iter(loose)
    return [place if keeps_place(tile) else next(moving) for place, tile in enumerate(tiles)]


def tiles_digest(tiles: Sequence[Tile]) -> str:
    """The same for the same tiles."""
    return hashlib.sha256(msgspec.json.encode(tiles)).hexdigest()[:32]


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


def link_entry(given: str) -> str:
    """One entry of the list of where agents' links may lead, as it is kept: `host.example`, `*.host.example` (the host and all
    below it), with its port unless that is the usual one, or a messenger's account, `@name`.

    Raises SettingsError with a sentence.
    """
    entry = given.strip().lower().rstrip("/")
    entry = entry.removeprefix("https://").removeprefix("www.").removesuffix(":443")
    below, name = ("*.", entry[2:]) if entry.startswith("*.") else ("", entry)
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            name = ""
    entry = below + name
    if not _HOST.fullmatch(entry) and not _ACCOUNT.fullmatch(entry):
        raise SettingsError(
            f"{given!r} is neither a host (explorer.example, or *.explorer.example with all below it) nor an @account."
        )
    return entry
