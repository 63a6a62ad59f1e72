"""From an article's Markdown to safe HTML, to its table of contents, and to the plain passages that are searched."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fairlead.helpcenter.read_markdown import WARNING_MARK
from fairlead.helpcenter.rules import is_question, slugify
from fairlead.helpcenter.show_media import (
    FIGURE,
    NOTHING,
    Pictured,
    Showing,
    caption_of,
    figures,
    in_line,
    is_media,
    with_figures,
)

PASSAGE_CHARS = 600
CODE_CHARS = 300
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 24}).enable(["table", "strikethrough"])
_ALLOWED = {
    "a", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "s", "source", "strong", "table", "tbody", "td", "th", "thead", "tr", "track", "ul", "video",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"class", "href"},
    "blockquote": {"class"},
    "div": {"class", "tabindex"},
    "figure": {"class"},
    "img": {"alt", "decoding", "height", "loading", "src", "width"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "source": {"src", "type"},
    "td": {"class"},
    "th": {"class"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "video": {"aria-label", "controls", "height", "playsinline", "poster", "preload", "width"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}

# From a link as written to the address it should have; None when it leads nowhere.
Links = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some paragraphs under one heading, as plain text. `heading` is empty before the first one.

    `pointers`: the words in it that only lead elsewhere, of links that ask a question or are all there is to a list's item.
    """

    heading: str
    anchor: str
    text: str
    pointers: tuple[str, ...] = ()


def _parsed(body: str, title: str) -> list[Token]:
    """The tokens without a first heading that repeats the title, headings numbered from 2 without gaps, with ids."""
    tokens = _without_lone_pictures(with_figures(_MARKDOWN.parse(body)))
    if len(tokens) > 2 and tokens[0].type == "heading_open" and _text(tokens[1]).strip() == title.strip():
        tokens = tokens[3:]
    taken: dict[str, int] = {}
    level = 1
    raised = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=2) - 2
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = min(int(token.tag[1]) - raised, level + 1, 6)
        token.tag = tokens[index + 2].tag = f"h{level}"
        anchor = slugify(_text(tokens[index + 1]), 60) or "section"
        taken[anchor] = taken.get(anchor, 0) + 1
        token.attrs["id"] = anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor]}"
    return tokens


def _without_lone_pictures(tokens: list[Token]) -> list[Token]:
    """A paragraph that only holds a picture would leave a caption without its picture."""
    kept: list[Token] = []
    for token in tokens:
        is_picture = token.type == "inline" and any(child.type == "image" for child in token.children or ())
        if is_picture and all(
            child.type in ("image", "softbreak", "hardbreak") or child.content.isspace()
            for child in token.children or ()
        ):
            token.children = []
        kept.append(token)
    return [
        token
        for index, token in enumerate(kept)
        if not (token.type.startswith("paragraph_") and _is_empty(kept, index + (1 if token.nesting == 1 else -1)))
    ]


def _is_empty(tokens: list[Token], index: int) -> bool:
    return tokens[index].type == "inline" and not tokens[index].children


def _text(token: Token) -> str:
    return _words(token.children or ())


def _words(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        else:
            parts.append(_text(child) if child.type == "image" else child.content)
    return "".join(parts).replace(WARNING_MARK, "")


def render(body: str, title: str, links: Links, showing: Showing = NOTHING) -> Rendered:
    tokens = _parsed(body, title)
    headings = tuple(
        Heading(int(token.tag[1]), str(token.attrs["id"]), _text(tokens[index + 1]))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    )
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open" and WARNING_MARK in _quote_start(tokens, index):
            token.attrs["class"] = "warn"
        if token.type in ("th_open", "td_open") and "right" in str(token.attrs.pop("style", "")):
            token.attrs["class"] = "num"
        if token.type == FIGURE:
            shown = figures(token.children or (), _text, showing)
            tokens[index] = Token("html_block", "", 0, content=shown, level=token.level)
        elif token.children:
            token.children = list(_inline(token.children, links, showing))
    html: str = (
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}).replace(WARNING_MARK, "").replace("<p></p>\n", "")
    )
    # Wide tables and code scroll, by keyboard too; a header without a word is none.
    html = html.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")
    html = re.sub(r"<th(?: class=\"num\")?></th>", "<td></td>", html.replace("<pre>", '<pre tabindex="0">'))
    return Rendered(nh3.clean(html, tags=_ALLOWED, attributes=_ATTRIBUTES, link_rel="noopener noreferrer"), headings)


class Link(NamedTuple):
    """As written: where it is to lead, what the reader sees of it, and its line, counted from 1."""

    address: str
    text: str
    line: int


def linked(body: str, title: str) -> tuple[list[Link], frozenset[str]]:
    """The links of a text, and the anchors of its headings."""
    tokens = _parsed(body, title)
    links: list[Link] = []
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                inside = takewhile(lambda each: each.type != "link_close", children[index + 1 :])
                text = "".join(each.content for each in inside)
                links.append(Link(str(child.attrs.get("href", "")), text, line))
            elif child.type == "softbreak":
                line += 1
    return links, frozenset(str(token.attrs["id"]) for token in tokens if token.type == "heading_open")


def pictured(body: str) -> list[Pictured]:
    """The pictures and videos of a text."""
    found: list[Pictured] = []
    line = 1
    for token in _MARKDOWN.parse(body):
        line = token.map[0] + 1 if token.map else line
        for child in token.children or ():
            if child.type == "image":
                found.append(Pictured(str(child.attrs.get("src", "")), _text(child).strip(), caption_of(child), line))
            elif child.type == "softbreak":
                line += 1
    return found


def _quote_start(tokens: Sequence[Token], index: int) -> str:
    return next((token.content for token in tokens[index : index + 5] if token.type == "inline"), "")


def _inline(children: Sequence[Token], links: Links, showing: Showing) -> Iterator[Token]:
    """Links with their final address or none; pictures of ours, and of others their description: nothing is fetched from
    elsewhere."""
    dropped: list[bool] = []
    for child in children:
        if is_media(child):
            shown = in_line(child, _text(child).strip(), showing)
            yield replace(child, type="html_inline", tag="", content=shown, children=None, attrs={})
        elif child.type == "image":
            if text := _text(child).strip():
                yield replace(child, type="text", tag="", content=text, children=None, attrs={})
        elif child.type == "link_open":
            address = links(str(child.attrs.get("href", "")))
            dropped.append(address is None)
            if address is not None:
                yield replace(child, attrs={"href": address})
        elif child.type == "link_close":
            if not dropped.pop():
                yield child
        else:
            yield child


def passages(body: str, title: str) -> list[Passage]:
    """The whole text in pieces of some paragraphs, none across a heading."""
    found: list[Passage] = []
    heading = anchor = ""
    for block in _blocks(_parsed(body, title)):
        if isinstance(block, Heading):
            heading, anchor = block.text, block.anchor
            found.append(Passage(heading, anchor, ""))
            continue
        last = found[-1] if found else None
        if last and last.anchor == anchor and len(last.text) + len(block.text) <= PASSAGE_CHARS:
            text = f"{last.text}\n{block.text}".strip()
            found[-1] = replace(last, text=text, pointers=last.pointers + block.pointers)
        elif last and last.anchor == anchor and not last.text:
            found[-1] = replace(last, text=block.text, pointers=block.pointers)
        else:
            found.append(Passage(heading, anchor, block.text, block.pointers))
    return found


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    pointers: tuple[str, ...] = ()


def _blocks(tokens: Sequence[Token]) -> Iterator[Heading | _Block]:
    """Headings, and lines of text: a paragraph, a list's item with its mark, a table's row."""
    counters: list[int | None] = []
    mark, row = "", list[str]()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Heading(int(token.tag[1]), str(token.attrs["id"]), _text(tokens[index + 1]))
        elif token.type == "ordered_list_open":
            counters.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            counters.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            number = counters[-1]
            mark = "• " if number is None else f"{number}. "
            counters[-1] = None if number is None else number + 1
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield _Block(" · ".join(cell for cell in row if cell))
        elif token.type == FIGURE:
            yield from (_Block(caption) for picture in token.children or () if (caption := caption_of(picture)))
        elif token.type in ("fence", "code_block"):
            yield _Block(token.content.strip()[:CODE_CHARS])
        elif token.type == "inline" and tokens[index - 1].type in ("td_open", "th_open"):
            row.append(_text(token).strip())
        elif token.type == "inline" and tokens[index - 1].type != "heading_open" and (text := _text(token).strip()):
            yield _Block(mark + text, tuple(_pointers(token, text, listed=bool(mark))))
            mark = ""


def _pointers(token: Token, text: str, *, listed: bool) -> Iterator[str]:
    """The texts of links that say where something stands, and not what."""
    children = token.children or []
    opened = [at for at, child in enumerate(children) if child.type == "link_open"]
    for at in opened:
        closed = next((n for n in range(at, len(children)) if children[n].type == "link_close"), len(children))
        words = _words(children[at + 1 : closed]).strip()
        if words and (is_question(words) or (listed and words == text.rstrip(" .;,"))):
            yield words
