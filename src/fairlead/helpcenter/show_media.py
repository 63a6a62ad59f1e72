"""Pictures and videos in a text: from `![what it shows](media:… "caption")` to the HTML readers get.

A picture that stands by itself is a figure; its size is told, so that nothing jumps when it has come. A video loads nothing
until it is played, has its captions, and a plain link for those who cannot play it here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from markdown_it.token import Token

from fairlead.helpcenter.rules import MediaAddress, media_address, native_name

FIGURE = "figure"
CAPTIONS = "text/vtt"
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    CAPTIONS: "vtt",
}
# Where no picture before it tells: most videos are so wide and high.
_WIDTH, _HEIGHT = 1280, 720
_SHORT = {"video/mp4": "MP4", "video/webm": "WebM"}


class Facts(NamedTuple):
    """Of what is there; `size` in bytes, a picture's `width` and `height` in pixels."""

    type: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Showing:
    """What a text may show, by digest, and from where: `at` makes the address of a digest and an ending. `locale` is the
    text's own."""

    known: Mapping[str, Facts] = field(default_factory=dict)
    at: Callable[[str, str], str] = lambda digest, ending: f"{digest}.{ending}"
    locale: str = ""

    def address(self, digest: str) -> str:
        return self.at(digest, ENDINGS[self.known[digest].type])


NOTHING = Showing()


class Pictured(NamedTuple):
    """As written: where it leads, what is said for those who do not see it, its caption, and its line, counted from 1."""

    address: str
    said: str
    caption: str
    line: int


def is_media(token: Token) -> bool:
    return token.type == "image" and media_address(str(token.attrs.get("src", ""))) is not None


def with_figures(tokens: Sequence[Token]) -> list[Token]:
    """Paragraphs that hold nothing but pictures of ours become figures."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        pictures = (
            [child for child in tokens[at + 1].children or () if child.type == "image"] if _opens(tokens, at) else []
        )
        if pictures and all(map(is_media, pictures)) and _is_lone(tokens[at + 1]):
            inside = tokens[at + 1]
            found.append(
                Token(FIGURE, "", 0, map=inside.map, level=inside.level, children=pictures, content=inside.content)
            )
            at += 3
        else:
            found.append(tokens[at])
            at += 1
    return found


def _opens(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].type == "paragraph_open" and tokens[at + 1].type == "inline"


def _is_lone(token: Token) -> bool:
    return all(
        child.type in ("image", "softbreak", "hardbreak") or not child.content.strip() for child in token.children or ()
    )


def caption_of(picture: Token) -> str:
    return " ".join(str(picture.attrs.get("title", "")).split())


def figures(pictures: Sequence[Token], said: Callable[[Token], str], showing: Showing) -> str:
    """The HTML of a figure's pictures; of what is not there, nothing."""
    return "".join(_figure(picture, said(picture).strip(), showing) for picture in pictures)


def in_line(picture: Token, said: str, showing: Showing) -> str:
    """Among words: a picture as one, a video as a link to it; what is not there as what is said of it."""
    address = media_address(str(picture.attrs.get("src", "")))
    facts = showing.known.get(address.digest) if address else None
    if address is None or facts is None or facts.type == CAPTIONS:
        return escape(said)
    if facts.type.startswith("image/"):
        return _picture(address, facts, said, showing)
    return _file(address, facts, said, showing)


def _figure(picture: Token, said: str, showing: Showing) -> str:
    address = media_address(str(picture.attrs.get("src", "")))
    facts = showing.known.get(address.digest) if address else None
    if address is None or facts is None or facts.type == CAPTIONS:
        return ""
    caption = escape(caption_of(picture))
    if facts.type.startswith("image/"):
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"<figure>{_picture(address, facts, said, showing)}{below}</figure>\n"
    link = _file(address, facts, said, showing)
    below = f"<figcaption>{caption + ' ' if caption else ''}{link}</figcaption>"
    return f'<figure class="video">{_video(address, facts, said, showing)}{below}</figure>\n'


def _picture(address: MediaAddress, facts: Facts, said: str, showing: Showing) -> str:
    size = f' width="{facts.width}" height="{facts.height}"' if facts.width and facts.height else ""
    where = escape(showing.address(address.digest))
    return f'<img src="{where}" alt="{escape(said)}"{size} loading="lazy" decoding="async">'


def _video(address: MediaAddress, facts: Facts, said: str, showing: Showing) -> str:
    before = showing.known.get(address.poster)
    width, height, poster = _WIDTH, _HEIGHT, ""
    if before is not None and before.type.startswith("image/"):
        width, height = before.width or width, before.height or height
        poster = f' poster="{escape(showing.address(address.poster))}"'
    named = f' aria-label="{escape(said)}"' if said else ""
    opening = f'<video controls preload="none" playsinline width="{width}" height="{height}"{poster}{named}>'
    source = f'<source src="{escape(showing.address(address.digest))}" type="{facts.type}">'
    return f"{opening}{source}{_tracks(address, showing)}</video>"


def _tracks(address: MediaAddress, showing: Showing) -> str:
    there = [(tag, digest) for tag, digest in address.captions if _is_captions(showing.known.get(digest))]
    own = next((tag for tag, _ in there if tag == showing.locale), None)
    own = own or next((tag for tag, _ in there if tag[:2] == showing.locale[:2]), None)
    return "".join(
        f'<track kind="captions" srclang="{tag}" label="{escape(native_name(tag))}" '
        f'src="{escape(showing.address(digest))}"{" default" if tag == own else ""}>'
        for tag, digest in there
    )


def _is_captions(facts: Facts | None) -> bool:
    return facts is not None and facts.type == CAPTIONS


def _file(address: MediaAddress, facts: Facts, said: str, showing: Showing) -> str:
    """The name, the kind and the size in words every language knows."""
    size = f"{facts.size / 1_000_000:.1f} MB" if facts.size >= 100_000 else f"{max(1, facts.size // 1000)} kB"
    name = " ".join(part for part in (escape(said), f"({_SHORT[facts.type]}, {size})") if part)
    return f'<a class="file" href="{escape(showing.address(address.digest))}">{name}</a>'
