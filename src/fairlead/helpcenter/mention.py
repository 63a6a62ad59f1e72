"""Which articles mention a ticker, a network or another word: what to look through when a fee, an asset or a product's flag
changes."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.browse_articles import Whole, wholes
from fairlead.helpcenter.find_article import Finder, Of
from fairlead.helpcenter.models import ARCHIVED, ArticleRow, TranslationRow, VersionRow
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank, one_line

LONGEST = 200
# What joins words that all stand in a text, and names of one thing.
_AND, _OR = re.compile(r"(?<!\S)\+(?!\S)"), re.compile(r"(?<!\S)\|(?!\S)")
# Rows looked through for one page: a word that stands inside others everywhere ends a page early, and the next goes on.
LOOKED_AT = 400
AROUND = 60
# Of tables, headings, lists and emphasis: an excerpt is read, not rendered.
_MARKS = re.compile(r"\|(?:[\s|]|:?-{3,}:?)*|^[#>*+-]+\s|\*\*|`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mention:
    """`count` over all locales; `excerpt` is around the first."""

    whole: Whole
    locales: tuple[str, ...]
    count: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Found:
    locales: list[str]
    count: int
    excerpt: str


class Mentioned:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._database = finder.database

    async def page(
        self, actor: Actor, brand_id: str, term: str, *, after: str, limit: int
    ) -> tuple[list[Mention], str | None]:
        """In the order in which they were made, those with ids above `after`: the newest versions, and what readers see, of
        whatever is not archived. Raises NotFound, Invalid("invalid_field")."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        term = term.strip()
        if is_blank(term) or len(term) > LONGEST:
            raise Invalid("invalid_field", field="term")
        groups = groups_of(term)
        patterns = [re.compile("|".join(whole_word(name).pattern for name in group), re.IGNORECASE) for group in groups]
        found: dict[str, _Found] = {}
        async with self._database.read() as session:
            rows = list((await session.execute(_texts(brand_id, groups, after))).all())
            last = rows[-1][0] if len(rows) == LOOKED_AT else None
            # The last one's other locales may stand in rows not read yet: it begins the next page.
            rows = [row for row in rows if row[0] != last] if last and rows[0][0] != last else rows
            await asyncio.to_thread(_look_through, rows, patterns, found)
            ids = sorted(found)[:limit]
            more = ids[-1] if len(found) > limit else (rows[-1][0] if last and rows else None)
            return await self._told(session, ids, found), more

    async def _told(self, session: AsyncSession, ids: Sequence[str], found: dict[str, _Found]) -> list[Mention]:
        rows = await session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.id))
        return [
            Mention(whole, tuple(found[whole.row.id].locales), found[whole.row.id].count, found[whole.row.id].excerpt)
            for whole in await wholes(session, list(rows))
        ]


def groups_of(term: str) -> list[list[str]]:
    """`USDT + TRC20 | TRON`: what stands in a text that mentions it, each by one of its names. Raises Invalid."""
    groups = [[name.strip() for name in _OR.split(part)] for part in _AND.split(term)]
    if any(is_blank(name) for group in groups for name in group):
        raise Invalid("invalid_field", field="term")
    return groups


def whole_word(term: str) -> re.Pattern[str]:
    """Where the term begins or ends with a Latin letter or a digit, no other may be joined to it there."""
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term) if word) or re.escape(term)
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", term) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", term) else ""
    return re.compile(f"{before}{words}{after}", re.IGNORECASE)


def _texts(brand_id: str, groups: Sequence[Sequence[str]], after: str) -> Select[Any]:
    # The database narrows by the longest word of each; whether that stands alone is seen here.
    columns = (VersionRow.body, VersionRow.title, VersionRow.summary)
    says = [
        or_(
            *(
                column.icontains(max(re.split(r"[\s-]+", name), key=len) or name, autoescape=True)
                for name in group
                for column in columns
            )
        )
        for group in groups
    ]
    statement: Any = (
        select(ArticleRow.id, TranslationRow.locale, VersionRow.title, VersionRow.summary, VersionRow.body)
        .join(TranslationRow, TranslationRow.article_id == ArticleRow.id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id)
            & VersionRow.number.in_([TranslationRow.newest, TranslationRow.version]),
        )
        .where(ArticleRow.brand_id == brand_id, ArticleRow.id > after, TranslationRow.state != ARCHIVED, *says)
    )
    # The excerpt is the original's where that mentions it.
    is_translated = TranslationRow.locale != ArticleRow.original
    ordered: Select[Any] = statement.order_by(
        ArticleRow.id, is_translated, TranslationRow.locale, VersionRow.number.desc()
    )
    return ordered.limit(LOOKED_AT)


def _look_through(rows: Sequence[Any], patterns: Sequence[re.Pattern[str]], found: dict[str, _Found]) -> None:
    for article_id, locale, *texts in rows:
        text = "\n".join(texts)
        first = patterns[0].search(text)
        known = found.get(article_id)
        if first is None or (known and locale in known.locales) or not all(one.search(text) for one in patterns[1:]):
            continue
        count = sum(1 for _ in patterns[0].finditer(text))
        if known is None:
            start, end = max(0, first.start() - AROUND), first.end() + AROUND
            excerpt = one_line(_MARKS.sub(" ", text[start:end]), 3 * AROUND)
            found[article_id] = _Found([locale], count, excerpt)
        else:
            known.locales.append(locale)
            found[article_id] = _Found(known.locales, known.count + count, known.excerpt)
