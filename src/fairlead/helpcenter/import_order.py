"""Imports what stands around the articles: categories with their names and order, and words that mean the same."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.categorise import MOST_GROUPS, Group, checked_group, put_groups
from fairlead.helpcenter.models import CategoryRow, SynonymRow
from fairlead.helpcenter.read_fields import Unreadable, read_yaml
from fairlead.helpcenter.rules import humanised, locale_tag, slugify
from fairlead.helpcenter.store import next_revision
from fairlead.infra.database import Database
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_id
from fairlead.kit.text import is_blank, visible_name

MAX_BYTES = 1024 * 1024
MOST_CATEGORIES = 1000


def read_list(path: Path) -> list[Any]:
    """Runs in a thread. Raises Unreadable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("larger than 1 MB")
        found = read_yaml(path.read_bytes().decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
        raise Unreadable(f"no YAML ({type(error).__name__})") from None
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unreadable("no list")
    return found


async def import_categories(database: Database, brand_id: str, items: list[Any]) -> list[str]:
    """What was left out, with the reason. A category that is there is changed only where it differs."""
    wanted, odd = _read_categories(items)
    async with database.write() as session:
        rows = {
            row.slug: row for row in await session.scalars(select(CategoryRow).where(CategoryRow.brand_id == brand_id))
        }
        parents = {slug: values.pop("parent") for slug, values in wanted.items()}
        for slug, parent in parents.items():
            if parent and (parents.get(parent) or (parent not in rows and parent not in wanted)):
                odd.append(f"{slug}: {parent} cannot stand above it")
                parents[slug] = None
        held = 0
        for slug, values in wanted.items():
            row = rows.get(slug)
            if row is not None and all(getattr(row, name) == value for name, value in values.items()):
                continue
            held = held or await next_revision(session)
            if row is None:
                row = rows[slug] = CategoryRow(id=new_id(), brand_id=brand_id, slug=slug, name=humanised(slug)[:120])
                session.add(row)
            for name, value in values.items():
                setattr(row, name, value)
        await session.flush()
        for slug, parent in parents.items():
            above = rows[parent].id if parent else None
            if rows[slug].parent_id != above:
                held = held or await next_revision(session)
                rows[slug].parent_id = above
        await session.flush()
    return odd


def _read_categories(items: list[Any]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    wanted: dict[str, dict[str, Any]] = {}
    odd: list[str] = []
    for number, item in enumerate(items[:MOST_CATEGORIES], 1):
        slug = item.get("slug") if isinstance(item, dict) else None
        if not isinstance(slug, str) or not slug or slugify(slug) != slug or slug in wanted:
            odd.append(f"entry {number}: no slug of its own")
            continue
        names = item.get("names")
        told = {
            tag: visible_name(name, 120)
            for key, name in (names.items() if isinstance(names, dict) else ())
            if isinstance(key, str) and (tag := locale_tag(key)) and isinstance(name, str) and not is_blank(name)
        }
        position, parent = item.get("position"), item.get("parent")
        values: dict[str, Any] = {"names": told, "parent": parent if isinstance(parent, str) and parent else None}
        if isinstance(position, int) and not isinstance(position, bool) and 0 <= position <= 10_000:
            values["position"] = position
        if isinstance(item.get("name"), str) and not is_blank(item["name"]):
            values["name"] = visible_name(item["name"], 120)
        wanted[slug] = values
    if len(items) > MOST_CATEGORIES:
        odd.append(f"more than {MOST_CATEGORIES:,} categories")
    return wanted, odd


async def import_synonyms(database: Database, brand_id: str, items: list[Any]) -> list[str]:
    """The list in place of the one that is there, unless it is the same; what was left out, with the reason."""
    groups: list[Group] = []
    odd: list[str] = []
    for number, item in enumerate(items, 1):
        words = item.get("words") if isinstance(item, dict) else None
        locale = (item.get("locale") or "") if isinstance(item, dict) else None
        if not isinstance(words, list) or not isinstance(locale, str) or not all(isinstance(one, str) for one in words):
            odd.append(f"entry {number}: no list of words")
            continue
        try:
            groups.append(checked_group(Group(locale, words)))
        except Problem as problem:
            odd.append(f"entry {number}: {problem.code}")
    if len(groups) > MOST_GROUPS:
        odd.append(f"more than {MOST_GROUPS} groups")
    async with database.write() as session:
        if await _groups(session, brand_id) != [(one.locale, list(one.words)) for one in groups[:MOST_GROUPS]]:
            await next_revision(session)
            await put_groups(session, brand_id, groups[:MOST_GROUPS])
    return odd


async def _groups(session: AsyncSession, brand_id: str) -> list[tuple[str, list[str]]]:
    rows = await session.scalars(select(SynonymRow).where(SynonymRow.brand_id == brand_id).order_by(SynonymRow.id))
    return [(row.locale, list(row.words)) for row in rows]
