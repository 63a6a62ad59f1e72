"""The editors' interface on the wire, see docs/protocol.md 3.4."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from fairlead.helpcenter.browse_articles import Opened, Part, Whole
from fairlead.helpcenter.categorise import Category, Group
from fairlead.helpcenter.check_links import Finding
from fairlead.helpcenter.compare import Difference, Line, Piece
from fairlead.helpcenter.models import PUBLIC, ArticleLogRow, VersionRow
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.take_feedback import Figures
from fairlead.helpcenter.write import Text
from fairlead.kit import clock
from fairlead.kit.clock import Instant, iso, iso_or_none
from fairlead.kit.errors import Invalid
from fairlead.kit.texts import Texts

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.0{1,6})?(?:Z|[+-]\d{2}:\d{2})")


class Strict(Struct, forbid_unknown_fields=True):
    pass


class NewArticle(Strict):
    brand: str
    locale: str
    title: str
    category: str
    type: str = "faq"
    audience: str = PUBLIC
    slug: str = ""
    summary: str = ""
    body: str = ""
    questions: list[str] = []


class NewMedium(Strict):
    """`file`: one's own, brought by the doors of files."""

    brand: str
    file: str


class ChangedArticle(Strict):
    """Times as ISO 8601 with an offset, to the second; `review_by` as a date."""

    edition: int
    slug: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    audience: str | UnsetType = UNSET
    owner: str | UnsetType | None = UNSET
    review_by: str | UnsetType | None = UNSET
    valid_from: str | UnsetType | None = UNSET
    valid_to: str | UnsetType | None = UNSET
    popularity: int | UnsetType = UNSET
    original: str | UnsetType = UNSET

    def wanted(self) -> dict[str, Any]:
        """What is sent, times as Instants. Raises Invalid("invalid_field")."""
        found = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}
        del found["edition"]
        for name in ("valid_from", "valid_to"):
            if found.get(name) is not None:
                found[name] = time_of(found[name], name)
        if found.get("review_by") is not None:
            found["review_by"] = day_of(found["review_by"], "review_by")
        return found


class NewTranslation(Strict):
    locale: str
    title: str
    summary: str = ""
    body: str = ""
    questions: list[str] = []
    base: int | None = None

    def text(self) -> Text:
        return Text(self.title, self.summary, self.body, tuple(self.questions), self.base)


class ChangedText(Strict):
    edition: int
    title: str
    summary: str
    body: str
    questions: list[str]
    base: int | None = None

    def text(self) -> Text:
        return Text(self.title, self.summary, self.body, tuple(self.questions), self.base)


class Step(Strict):
    """`to` is the state wished for; `at` goes with "scheduled", `note` with "draft"."""

    edition: int
    to: Literal["draft", "review", "scheduled", "published", "archived"]
    at: str = ""
    note: str = ""
    anyway: bool = False


class Restored(Strict):
    edition: int
    number: int


class Previewed(Strict):
    brand: str
    locale: str
    title: str
    body: str


class Moving(Strict):
    brand: str
    articles: list[str]
    category: str


class NewCategory(Strict):
    brand: str
    slug: str
    names: dict[str, str] = {}
    parent: str | None = None
    position: int = 0


class ChangedCategory(Strict):
    edition: int
    slug: str | None = None
    names: dict[str, str] | None = None
    parent: str | UnsetType | None = UNSET
    position: int | None = None


class Order(Strict):
    brand: str
    slugs: list[str]
    parent: str | None = None


class SynonymGroup(Strict):
    words: list[str]
    locale: str = ""


class Synonyms(Strict):
    brand: str
    edition: str
    synonyms: list[SynonymGroup]


class NewRedirect(Strict):
    article: str
    slug: str
    locale: str = ""


class OldRedirect(Strict):
    brand: str
    slug: str
    locale: str = ""


def time_of(text: str, field: str) -> Instant:
    """To the second. Raises Invalid("invalid_field") also for a moment there never is."""
    try:
        if not _TIME.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text).astimezone(UTC)
        return int(moment.timestamp()) * clock.SECOND
    except (ValueError, OverflowError):
        raise Invalid("invalid_field", field=field) from None


def day_of(text: str, field: str) -> Instant:
    """The day's first moment in UTC. Raises Invalid("invalid_field")."""
    if not _DATE.fullmatch(text):
        raise Invalid("invalid_field", field=field)
    return time_of(f"{text}T00:00:00Z", field)


def day(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)[:10]


def person(agent_id: str | None, name: str) -> dict[str, str] | None:
    return {"id": agent_id, "name": name} if agent_id else None


def article_wire(whole: Whole, brand_key: str) -> dict[str, Any]:
    row = whole.row
    return {
        "id": row.id,
        "brand": brand_key,
        "slug": row.slug,
        "type": row.type,
        "audience": row.audience,
        "category": whole.category,
        "owner": person(row.owner_id, whole.owner),
        "review_by": day(row.review_by),
        "overdue": row.review_by is not None and row.review_by <= clock.now(),
        "valid_from": iso_or_none(row.valid_from),
        "valid_to": iso_or_none(row.valid_to),
        "original": row.original,
        "popularity": row.popularity,
        "views": row.views,
        "edition": row.edition,
        "created_at": iso(row.created_at),
        "edited_at": iso(row.edited_at),
        "title": whole.parts[0].title if whole.parts else row.slug,
        "translations": [part_wire(part, whole, brand_key) for part in whole.parts],
    }


def part_wire(part: Part, whole: Whole, brand_key: str) -> dict[str, Any]:
    row = part.row
    is_public = row.version > 0 and whole.row.audience == PUBLIC
    return {
        "id": row.id,
        "locale": row.locale,
        "state": row.state,
        "title": part.title,
        "version": row.version,
        "newest": row.newest,
        "edition": row.edition,
        "updated_at": iso(row.updated_at),
        "edited_at": iso(row.edited_at),
        "publish_at": iso_or_none(row.publish_at),
        "behind": part.behind_by > 0,
        "behind_by": part.behind_by,
        "verification": row.verification,
        "url": article_path(brand_key, row.locale, whole.row.slug) if is_public else None,
    }


def log_wire(line: ArticleLogRow, name: str, locales: dict[str, str]) -> dict[str, Any]:
    agent = line.actor.removeprefix("a:") if line.actor.startswith("a:") else None
    return {
        "kind": line.kind,
        "at": iso(line.created_at),
        "by": person(agent, name),
        "locale": locales.get(line.translation_id or ""),
        "version": line.version,
        "note": line.note,
    }


def text_wire(row: VersionRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "questions": row.questions,
        "base": row.base,
    }


def version_wire(row: VersionRow, author: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "author": person(row.author_id, author),
        "created_at": iso(row.created_at),
        "published_at": iso_or_none(row.published_at),
        "base": row.base,
        "digest": row.digest,
    }


def opened_wire(opened: Opened, brand_key: str) -> dict[str, Any]:
    held, whole = opened.held, opened.whole
    part = next(part for part in whole.parts if part.row.id == held.translation.id)
    head = part_wire(part, whole, brand_key) | text_wire(held.newest)
    head |= {"note": held.translation.note, "author": person(held.newest.author_id, opened.author)}
    return {
        "article": article_wire(whole, brand_key),
        "translation": head,
        "shown": text_wire(opened.shown) if opened.shown else None,
        "original": text_wire(opened.original) if opened.original else None,
    }


def figures_wire(one: Figures) -> dict[str, Any]:
    return {
        "helpful": one.helpful,
        "unhelpful": one.unhelpful,
        "outdated": one.outdated,
        "reasons": dict(one.reasons),
        "words": [{"at": iso(at), "reason": reason, "text": text} for at, reason, text in one.words],
    }


def finding_wire(found: Finding) -> dict[str, Any]:
    return found._asdict()


def difference_wire(before: VersionRow, after: VersionRow, found: Sequence[Any]) -> dict[str, Any]:
    """`found`: pieces of title and summary, then differences of questions and body."""
    title, summary, questions, body = found
    return {
        "from": before.number,
        "to": after.number,
        "title": [_piece(one) for one in title],
        "summary": [_piece(one) for one in summary],
        "questions": _lines(questions),
        "lines": _lines(body),
        "too_long": body.too_long,
    }


def _lines(difference: Difference) -> list[dict[str, Any]]:
    return [_line(one) for one in difference.lines]


def _line(line: Line) -> dict[str, Any]:
    if line.kind == "skipped":
        return {"kind": line.kind, "count": line.count}
    made: dict[str, Any] = {"kind": line.kind, "from": line.old, "to": line.new}
    if line.kind == "changed":
        return made | {"pieces": [_piece(one) for one in line.pieces]}
    return made | {"text": line.text}


def _piece(piece: Piece) -> dict[str, str]:
    return {"kind": piece.kind, "text": piece.text}


def category_wire(category: Category, texts: Texts) -> dict[str, Any]:
    """`usual`: what the help center calls it, by locale, where its editors gave it no name."""
    row, key = category.row, f"help.category.{category.row.slug}"
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        "names": row.names,
        "usual": {locale: texts(key, locale) for locale in texts.locales} if texts.has(key) else {},
        "parent": category.parent,
        "position": row.position,
        "edition": row.edition,
        "articles": category.articles,
    }


def synonyms_wire(groups: Sequence[Group], edition: str) -> dict[str, Any]:
    return {
        "edition": edition,
        "synonyms": [{"id": one.id, "locale": one.locale, "words": list(one.words)} for one in groups],
    }
