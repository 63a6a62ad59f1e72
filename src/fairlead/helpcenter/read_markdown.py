"""Reads one Markdown file as people keep them for many site builders: front matter, template tags, boxes and raw HTML.

What comes out is plain CommonMark with tables. Code keeps every character.
"""

import re
import textwrap
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from fairlead.helpcenter.models import ARCHIVED, DRAFT
from fairlead.helpcenter.read_fields import Fields, Unreadable, read_fields, read_yaml
from fairlead.helpcenter.rules import (
    BODY,
    category_from_path,
    humanised,
    keeps_parsers_busy,
    locale_in_path,
    locale_tag,
    slugify,
)
from fairlead.kit.text import is_blank, one_line, storable, visible_name

MAX_FRONT_MATTER = 64 * 1024
MAX_QUESTIONS = 60
_UNSEEN = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Source:
    """An article as read. `key` is its path without the locale; `locale` and `slug` are None when the file names none."""

    key: PurePosixPath
    locale: str | None
    slug: str | None
    title: str
    category: str
    summary: str
    questions: tuple[str, ...]
    popularity: int
    body: str
    # Whether the file itself says where it belongs, not only the folder it lies in.
    placed: bool = False
    fields: Fields = field(default_factory=Fields)


def read_markdown(path: PurePosixPath, raw: bytes) -> Source:
    """Raises Unreadable."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}") from None
    matter, body = split_front_matter(_seen(storable(text)).replace("\r\n", "\n").replace("\r", "\n"))
    if len(body) > BODY or keeps_parsers_busy(body):
        raise Unreadable(f"longer than {BODY:,} characters, or little but brackets and strokes")
    fields = read_fields(matter)
    # What we wrote ourselves is what was meant; what a site builder reads is made plain first.
    body = body if fields.exact else plain_markdown(body)
    if is_blank(body) and not (fields.exact and fields.state in (DRAFT, ARCHIVED)):
        raise Unreadable("no text besides front matter and template tags")
    named, key = locale_in_path(path)
    key = PurePosixPath(fields.source) if fields.source else key
    title = _line(matter.get("title")) or first_heading(body) or humanised(slugify(path.stem) or "article")
    return Source(
        key=key,
        locale=_declared_locale(matter) or named,
        slug=slugify(_line(matter.get("slug")).rsplit("/", 1)[-1], 120) or None,
        title=one_line(title, 200),
        category=slugify(_line(matter.get("category"))) or category_from_path(key),
        summary=one_line(_line(matter.get("summary")) or _line(matter.get("description")), 400),
        questions=_questions(matter),
        popularity=_number(matter.get("popularity")),
        body=body,
        placed=bool(slugify(_line(matter.get("category")))),
        fields=fields,
    )


def _seen(text: str) -> str:
    """Without letters that nobody sees and every machine reads (Unicode's tags, U+E0000 to U+E007F): they stand in flags only."""
    return _UNSEEN.sub(lambda found: found.group(1) or "", text)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields between `---` (YAML or JSON) or `+++` (TOML) lines at the top, and what follows them."""
    match = re.match(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n?^\1[ \t]*$\n?", text, re.DOTALL | re.MULTILINE)
    if match is None or len(match[2]) > MAX_FRONT_MATTER:
        return {}, text
    try:
        fields = tomllib.loads(match[2]) if match[1] == "+++" else read_yaml(match[2])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        fields = _line_by_line(match[2])
    if not isinstance(fields, dict):
        # Two rules around a sentence are no front matter.
        return ({}, text) if fields else ({}, text[match.end() :])
    return {str(name).lower(): value for name, value in fields.items()}, text[match.end() :]


def _line_by_line(block: str) -> dict[str, str]:
    """`title: Error: not found` is broken YAML and clear to any reader."""
    pairs = (re.match(r"([A-Za-z_-]+):\s+(.+)", line) for line in block.splitlines())
    fields = {pair[1]: pair[2].strip().strip("\"'") for pair in pairs if pair}
    if not fields:
        raise Unreadable("front matter is neither YAML nor JSON nor TOML")
    return fields


def _line(value: Any) -> str:
    """On one line. An escape in YAML names what no text may hold, as well as what turns words round."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    return " ".join(visible_name(str(value), MAX_FRONT_MATTER).split())


def _number(value: Any) -> int:
    return max(0, min(value, 1_000_000)) if isinstance(value, int) and not isinstance(value, bool) else 0


def _declared_locale(matter: dict[str, Any]) -> str | None:
    for name in ("locale", "language", "lang"):
        value = matter.get(name)
        # YAML reads Norwegian's tag as "false".
        if tag := locale_tag("no" if value is False else _line(value)):
            return tag
    return None


def _questions(matter: dict[str, Any]) -> tuple[str, ...]:
    """Other wordings an article should be found by: its questions, and what other builders call tags or terms."""
    found: dict[str, None] = {}
    for name in ("questions", "keywords", "tags", "terms"):
        value = matter.get(name)
        if isinstance(value, str):
            value = value.split(",")
        for item in value if isinstance(value, list) else []:
            if text := one_line(_line(item), 200):
                found[text] = None
    return tuple(found)[:MAX_QUESTIONS]


# What stands above a list of links, not above a text.
_NO_TITLE = frozenset({"table of contents", "contents", "toc"})


def first_heading(body: str) -> str:
    """The first heading when it can be a page's title; one of the third level or below is a section of a page named elsewhere."""
    match = re.search(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$|^(\S.*)\n(?:=+|-{3,})[ \t]*$", _FENCE.sub("", body), re.MULTILINE)
    title = plain_inline(match[2] or match[3]) if match and len(match[1] or "") <= 2 else ""
    return "" if title.casefold() in _NO_TITLE else title


def plain_inline(text: str) -> str:
    """Inline Markdown without its marks, for titles."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__|\*|`|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>])", r"\1", text).strip()


_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(_FENCE.pattern + r"|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, last = [], 0
    for match in _CODE.finditer(text):
        parts += [change(text[last : match.start()]), match.group()]
        last = match.end()
    return "".join([*parts, change(text[last:])])


_HTML = (
    "a abbr article aside audio b blockquote br button caption center cite code col colgroup dd del details div dl dt em "
    "figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr i iframe img input ins kbd label li link main mark "
    "meta nav object ol p path picture pre q s samp section small source span strong sub summary sup svg table tbody td "
    "template tfoot th thead tr u ul var video wbr"
)
_TAGS = (
    # Liquid, Jinja, Nunjucks, Hugo: tags with their arguments; a comment goes with what it holds.
    (re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL), ""),
    (re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{#.{0,2000}?#\}", re.DOTALL), ""),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    # Raw HTML and components of a site builder leave their text.
    (re.compile(rf"</?(?:(?i:{_HTML.replace(' ', '|')})|[A-Z][A-Za-z]*)(?:\s[^<>]*)?/?>"), ""),
    # Attribute lists, snippets, tables of contents, icon codes.
    (re.compile(r"\{:[^}\n]*\}|\{\s*[.#][^}\n]*\}"), ""),
    (re.compile(r"^\s*(?:--8<--.*|\[\[toc\]\]|\[TOC\])\s*$", re.IGNORECASE | re.MULTILINE), ""),
    (re.compile(r":[a-z]+-[a-z0-9-]+:[ \t]?"), ""),
)


def _without_tags(text: str) -> str:
    for pattern, instead in _TAGS:
        text = pattern.sub(instead, text)
    return text


_BOX = re.compile(
    r"^(?P<indent>[ \t]*):{3,}[ \t]*(?P<kind>[A-Za-z][\w-]*)[ \t]*(?P<title>[^\n]*)\n(?P<inside>.*?)^[ \t]*:{3,}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_INDENTED = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:!!!|\?\?\?)\+?[ \t]+(?P<kind>[A-Za-z]+)[ \t]*|===[ \t]+)(?:\"(?P<title>[^\"\n]*)\")?[^\n]*\n"
    r"(?P<inside>(?:[ \t]*\n|(?P=indent)(?: {4}|\t)[^\n]*(?:\n|\Z))+)",
    re.MULTILINE,
)
_ALERT = re.compile(
    r"^>[ \t]*\[!(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n(?:>[ \t]?)?"
    r"(?P<first>(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+|(?=(?P<alone>```|~~~|\||>))|)",
    re.MULTILINE | re.IGNORECASE,
)
WARNING_KINDS = frozenset({"warning", "danger", "caution", "important", "failure", "bug", "attention"})
# Stands at the start of a quote that warns; render.py turns it into the look of the box.
WARNING_MARK = "\u2060\u26a0\u2060"


# What a line has to begin with, to be what it is: a heading, a list's item.
_OPENING = re.compile(r"(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+")
# Whose first line is nothing but that: code, a table, a quote.
_ALONE = re.compile(r"```|~~~|\||>")


def _marked(lines: list[str]) -> list[str]:
    """A warning's lines with its mark, and everything in them still what it was."""
    if _ALONE.match(lines[0]):
        return [WARNING_MARK, "", *lines]
    opening = _OPENING.match(lines[0])
    at = opening.end() if opening else 0
    return [lines[0][:at] + WARNING_MARK + lines[0][at:], *lines[1:]]


def _box(match: re.Match[str]) -> str:
    """A note, tip or warning as a quote; a tab of MkDocs as a bold line with its text."""
    indent, kind, title = match["indent"], match["kind"] or "", (match["title"] or "").strip()
    lines = textwrap.dedent(match["inside"].expandtabs(4)).strip("\n").splitlines()
    if title:
        lines = [f"**{title}**", "", *lines]
    if kind.lower() in WARNING_KINDS and lines:
        lines = _marked(lines)
    quote = "> " if kind else ""
    return "\n" + "\n".join(f"{indent}{quote}{line}".rstrip() for line in lines) + "\n\n"


_REFERENCE = re.compile(r"(?<!\])\[([^\[\]\n]+)\]\[([\w./-]+)\]")


def _with_links(text: str) -> str:
    """References without a definition (cross-references of a builder) as links to what may be the page's name."""
    defined = {name.lower() for name in re.findall(r"^ {0,3}\[([^\]\n]+)\]:", text, re.MULTILINE)}
    return _REFERENCE.sub(lambda m: m[0] if m[2].lower() in defined else f"[{m[1]}]({m[2]})", text)


def _alert(match: re.Match[str]) -> str:
    mark = WARNING_MARK if match["kind"].lower() in WARNING_KINDS else ""
    if mark and match["alone"]:
        return f"> {mark}\n>\n> "
    return f"> {match['first']}{mark}"


_TABLE = re.compile(r"(?:^[ \t]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)
_RULE = re.compile(r"[ \t]*\|[-=:+| \t]*")


def _table(match: re.Match[str]) -> str:
    """One rule below the header, as wide as the header: kramdown draws more, with crosses, and slips of the hand have more
    columns. Otherwise there would be no table, but strokes."""
    kept: list[str] = []
    for line in match[0].splitlines():
        if _RULE.fullmatch(line) and ("-" in line or "=" in line):
            if len(kept) != 1:
                continue
            indent = line[: len(line) - len(line.lstrip())]
            columns = len(re.split(r"(?<!\\)\|", kept[0].strip().strip("|")))
            cells = line.strip().strip("|").replace("+", "|").replace("=", "-").split("|")
            kept.append(f"{indent}|{'|'.join(cells[:columns])}|")
        else:
            kept.append(line)
    return "\n".join(kept) + "\n"


def plain_markdown(text: str) -> str:
    """CommonMark with tables from the dialects of VuePress, MkDocs, Jekyll, Hugo, GitBook and GitHub."""
    text = outside_code(text, _without_tags)
    text = _BOX.sub(_box, text)
    for _ in range(3):  # A note inside a tab stands free only when the tab is gone.
        text = _INDENTED.sub(_box, text)
    text = outside_code(text, lambda part: _TABLE.sub(_table, part))
    text = _ALERT.sub(_alert, text)
    return re.sub(r"\n{3,}", "\n\n", outside_code(text, _with_links)).strip() + "\n"
