"""Writes a brand's articles as a folder of Markdown that `import_folder.py` reads again without losing anything.

One file a translation, below its category; what is being written on beside what readers see stands in a second one,
`….next.md`. Categories and words that mean the same have a file each, and so has each picture, video and captions that one of
these texts names, below `media/`. Versions gone by, views and the log stay here.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.find_article import version_of
from fairlead.helpcenter.keep_media import Media
from fairlead.helpcenter.models import (
    ARCHIVED,
    PUBLISHED,
    SCHEDULED,
    ArticleRow,
    CategoryRow,
    RedirectRow,
    SynonymRow,
    TranslationRow,
    VersionRow,
)
from fairlead.helpcenter.read_fields import FORMAT
from fairlead.helpcenter.rules import media_in
from fairlead.helpcenter.show_media import ENDINGS
from fairlead.infra.database import Database
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid, Problem
from fairlead.people.models import AgentRow

CATEGORIES, SYNONYMS, MEDIA = "_categories.yaml", "_synonyms.yaml", "media"
BATCH = 100
# Bytes of a file's name before its locale; systems take 255 in all.
NAME_BYTES = 180


@dataclass(slots=True)
class ExportReport:
    articles: int = 0
    files: int = 0
    media: int = 0
    # Digests of what texts name and nobody has.
    missing: list[str] = field(default_factory=list)


async def export_folder(database: Database, brand_id: str, folder: Path, media: Media | None = None) -> ExportReport:
    """Raises Invalid("folder_not_empty"): what lies there already would be imported with it. Without `media` only the texts are
    written."""
    if await asyncio.to_thread(lambda: folder.exists() and any(folder.iterdir())):
        raise Invalid("folder_not_empty", folder=str(folder))
    report = ExportReport()
    shown: set[str] = set()
    async with database.read() as session:
        categories = await _categories(session, brand_id)
        await asyncio.to_thread(_write, folder / CATEGORIES, _yaml(categories).encode())
        await asyncio.to_thread(_write, folder / SYNONYMS, _yaml(await _synonyms(session, brand_id)).encode())
        owners = {row[0]: row[1] for row in await session.execute(select(AgentRow.id, AgentRow.email))}
        after = ""
        while True:
            wanted = select(ArticleRow, CategoryRow.slug).join(CategoryRow, CategoryRow.id == ArticleRow.category_id)
            wanted = wanted.where(ArticleRow.brand_id == brand_id, ArticleRow.id > after)
            rows = (await session.execute(wanted.order_by(ArticleRow.id).limit(BATCH))).all()
            if not rows:
                break
            for article, category in rows:
                files = await _files(session, article, category, owners)
                for path, text in files.items():
                    await asyncio.to_thread(_write, folder / path, text.encode())
                    shown |= media_in(text)
                report.articles += 1
                report.files += len(files)
            after = rows[-1][0].id
    if media is not None:
        await _media(media, brand_id, shown, folder / MEDIA, report)
    return report


async def _media(media: Media, brand_id: str, digests: Iterable[str], folder: Path, report: ExportReport) -> None:
    for digest in sorted(digests):
        row = await media.find(brand_id, digest)
        if row is None:
            report.missing.append(digest)
            continue
        path = folder / f"{digest}.{ENDINGS[row.type]}"
        try:
            content = await media.content(row, 0, row.size)
            await asyncio.to_thread(_write, path, b"")
            async for part in content:
                await asyncio.to_thread(_append, path, part)
        except Problem:
            path.unlink(missing_ok=True)
            report.missing.append(digest)
        else:
            report.media += 1


async def _categories(session: AsyncSession, brand_id: str) -> list[dict[str, Any]]:
    order = (CategoryRow.position, CategoryRow.slug)
    rows = list(await session.scalars(select(CategoryRow).where(CategoryRow.brand_id == brand_id).order_by(*order)))
    slugs = {row.id: row.slug for row in rows}
    return [
        {
            "slug": row.slug,
            "name": row.name,
            "names": dict(sorted(row.names.items())),
            "parent": slugs.get(row.parent_id or ""),
            "position": row.position,
        }
        for row in rows
    ]


async def _synonyms(session: AsyncSession, brand_id: str) -> list[dict[str, Any]]:
    rows = await session.scalars(select(SynonymRow).where(SynonymRow.brand_id == brand_id).order_by(SynonymRow.id))
    return [{"locale": row.locale, "words": list(row.words)} for row in rows]


async def _files(
    session: AsyncSession, article: ArticleRow, category: str, owners: Mapping[str, str]
) -> dict[str, str]:
    """Text by path."""
    old = await session.execute(
        select(RedirectRow.locale, RedirectRow.slug)
        .where(RedirectRow.article_id == article.id)
        .order_by(RedirectRow.slug)
    )
    redirects: dict[str, list[str]] = {}
    for locale, slug in old:
        redirects.setdefault(locale, []).append(slug)
    shared = _shared(article, category, owners)
    if everywhere := redirects.pop("", None):
        shared["redirects"] = everywhere
    if redirects:
        shared["redirects_by_locale"] = dict(sorted(redirects.items()))
    translations = list(
        await session.scalars(
            select(TranslationRow).where(TranslationRow.article_id == article.id).order_by(TranslationRow.locale)
        )
    )
    now = next((row.version for row in translations if row.locale == article.original), 0)
    made: dict[str, str] = {}
    for row in translations:
        path = f"{_name(category)}/{_name(article.slug)}.{row.locale}"
        shown = await version_of(session, row.id, row.version) if row.version else None
        if shown is not None:
            made[f"{path}.md"] = _text(row, shown, shared, state=PUBLISHED, article=article, now=now)
        newest = await version_of(session, row.id, row.newest) if row.newest != row.version else None
        if newest is not None:
            ending = ".next.md" if shown is not None else ".md"
            made[f"{path}{ending}"] = _text(row, newest, shared, state=row.state, article=article, now=now)
    return made


def _shared(article: ArticleRow, category: str, owners: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "slug": article.slug,
        "category": category,
        "type": article.type,
        "audience": article.audience,
        "original": article.original,
        "popularity": article.popularity,
        "source": article.source,
    }
    if article.owner_id is not None and article.owner_id in owners:
        found["owner"] = owners[article.owner_id]
    for name in ("review_by", "valid_from", "valid_to"):
        if (moment := getattr(article, name)) is not None:
            found[name] = iso(moment)
    return found


def _text(
    row: TranslationRow, version: VersionRow, shared: Mapping[str, Any], *, state: str, article: ArticleRow, now: int
) -> str:
    matter: dict[str, Any] = {"format": FORMAT, "title": version.title, "locale": row.locale}
    if version.summary:
        matter["summary"] = version.summary
    matter |= shared
    matter["state"] = state
    if state == SCHEDULED and row.publish_at is not None:
        matter["publish_at"] = iso(row.publish_at)
    if row.note and state != PUBLISHED:
        matter["note"] = row.note
    if row.locale != article.original and state != ARCHIVED:
        matter["behind"] = version.base < now
    matter["verification"] = row.verification
    if version.questions:
        matter["questions"] = list(version.questions)
    return f"---\n{_yaml(matter)}---\n{version.body}"


def _yaml(value: Any) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6)
    return text


def _name(slug: str) -> str:
    """A slug as the name of a file or a folder: a long one is cut, and told apart by its digest."""
    raw = slug.encode()
    if len(raw) <= NAME_BYTES:
        return slug
    return f"{raw[: NAME_BYTES - 20].decode(errors='ignore')}-{hashlib.sha256(raw).hexdigest()[:12]}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)
