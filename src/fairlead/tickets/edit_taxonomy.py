"""A brand's own words for matters: what its admins put in the place of a category or a field, and back to the house's."""

import time
from typing import Any

import msgspec
import structlog

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.shield.screen import screen
from fairlead.tickets import store
from fairlead.tickets.models import TaxonomyRow
from fairlead.tickets.rules import TAGS_OF_A_BRAND, checked_tag
from fairlead.tickets.taxonomy import (
    OWN_FIELD,
    OWN_FIELDS,
    Category,
    Field,
    Taxonomy,
    checked_category,
    checked_field,
    for_customers,
    house,
    in_use,
    with_changes,
)

log = structlog.get_logger()

CATEGORY, FIELD, TAGS = "category", "field", "tags"
KEPT_SECONDS = 1.0


class Of:
    """The brand it is about, for the gate."""

    def __init__(self, brand_id: str) -> None:
        self.brand_id = brand_id


def taxonomy_of(rows: list[TaxonomyRow]) -> Taxonomy:
    categories = [
        msgspec.convert(row.content | {"revision": row.revision}, Category) for row in rows if row.kind == CATEGORY
    ]
    fields = [msgspec.convert(row.content | {"revision": row.revision}, Field) for row in rows if row.kind == FIELD]
    made = with_changes(categories, fields)
    for row in rows:
        if row.kind == TAGS:
            made = msgspec.structs.replace(made, tags=tuple(row.content["tags"]), tags_revision=row.revision)
    return made


class Taxonomies:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database = database
        self._authorize = authorize
        # Brand → as read at that second: everybody who opens a ticket asks, and admins change it once a month.
        self._kept: dict[str, tuple[float, Taxonomy]] = {}

    async def of_brand(self, brand_id: str) -> Taxonomy:
        """As its customers know it. What is changed here is seen at once, what is changed at another node within a second."""
        return for_customers(await self.whole_of(brand_id))

    async def whole_of(self, brand_id: str) -> Taxonomy:
        """With what is only for agents, too."""
        moment = time.monotonic()
        since, kept = self._kept.get(brand_id, (0.0, None))
        if kept is not None and moment - since < KEPT_SECONDS:
            return kept
        found = in_use(await self._read(brand_id))
        self._kept[brand_id] = (moment, found)
        return found

    async def _read(self, brand_id: str) -> Taxonomy:
        async with self._database.read() as session:
            return taxonomy_of(await store.changes_of(session, brand_id))

    async def for_agent(self, actor: Actor, brand_id: str) -> Taxonomy:
        """As it stands now."""
        self._authorize(actor, "taxonomy.read", Of(brand_id))
        return in_use(await self._read(brand_id))

    async def change_category(self, actor: Actor, brand_id: str, category: Category) -> Category:
        """One there is, in place of what stood; `revision` is the one it was made from.

        Raises NotFound, Invalid, Conflict("edited_meanwhile") with both as they are.
        """
        self._authorize(actor, "taxonomy.write", Of(brand_id))
        known = await self._read(brand_id)
        if category.code not in house().categories:
            raise NotFound
        checked = _with_retired(checked_category(category, known.fields), known)
        content = {key: value for key, value in _plain(checked).items() if key != "revision"}
        revision = await self._put(actor, brand_id, (CATEGORY, checked.code), content, category.revision)
        kept = in_use(msgspec.structs.replace(known, categories={checked.code: checked})).categories[checked.code]
        return msgspec.structs.replace(kept, revision=revision)

    async def change_field(self, actor: Actor, brand_id: str, field: Field) -> Field:
        """Its labels, example and formats; what kind of value it takes is the house's. A brand's own is made by this, and its
        kind stays what it was. Raises as `change_category`, and Invalid("too_many_fields")."""
        self._authorize(actor, "taxonomy.write", Of(brand_id))
        ours = house().fields.get(field.key)
        if ours is not None:
            kept = msgspec.structs.replace(
                field,
                kind=ours.kind,
                choices=ours.choices,
                many=ours.many,
                internal=ours.internal,
                retired=ours.retired,
            )
        else:
            kept = self._own(actor, field, await self._read(brand_id))
        checked = checked_field(kept)
        content = {key: value for key, value in _plain(checked).items() if key != "revision"}
        revision = await self._put(actor, brand_id, (FIELD, checked.key), content, field.revision)
        log.info("field changed", brand=brand_id, field=checked.key, retired=checked.retired, by=actor.id)
        return msgspec.structs.replace(checked, revision=revision)

    def _own(self, actor: Actor, field: Field, taxonomy: Taxonomy) -> Field:
        if not OWN_FIELD.fullmatch(field.key):
            raise NotFound
        if field.internal and any(field.key in one.required for one in taxonomy.categories.values()):
            raise Invalid("invalid_field", field="internal")
        before = taxonomy.fields.get(field.key)
        if field.retired:
            since = (
                (before.retired_at, before.retired_by) if before and before.retired else (iso(clock.now()), actor.name)
            )
            field = msgspec.structs.replace(field, retired_at=since[0], retired_by=since[1])
        if before is None:
            if len(taxonomy.fields) - len(house().fields) >= OWN_FIELDS:
                raise Invalid("too_many_fields", limit=OWN_FIELDS)
            return field if field.kind == "choice" else msgspec.structs.replace(field, choices=())
        choices = field.choices if before.kind == "choice" else ()
        return msgspec.structs.replace(field, kind=before.kind, many=before.many, choices=choices)

    async def change_tags(self, actor: Actor, brand_id: str, tags: list[str], revision: int) -> Taxonomy:
        """The tags any agent may use, in place of those before. Raises Invalid: `tag_invalid`, `invalid_field`; Conflict as
        `change_category`."""
        self._authorize(actor, "taxonomy.write", Of(brand_id))
        checked = list(dict.fromkeys(checked_tag(screen(one, may_be_empty=True).text) for one in tags))
        if len(checked) > TAGS_OF_A_BRAND:
            raise Invalid("invalid_field", field="tags")
        await self._put(actor, brand_id, (TAGS, TAGS), {"tags": checked}, revision)
        return await self._read(brand_id)

    async def reset(self, actor: Actor, brand_id: str, kind: str, key: str) -> None:
        """Back to the house's, which what nobody changed is already. Raises NotFound for what the house does not have."""
        self._authorize(actor, "taxonomy.write", Of(brand_id))
        if key not in (house().categories if kind == CATEGORY else house().fields):
            raise NotFound
        async with self._database.write() as session:
            row = await store.change_of(session, self._database.dialect, brand_id, kind, key)
            if row is not None:
                await session.delete(row)
        self._kept.pop(brand_id, None)

    async def _put(
        self, actor: Actor, brand_id: str, named: tuple[str, str], content: dict[str, Any], before: int
    ) -> int:
        """The new revision: they go on where a reset left off, so that a stale one never fits by chance."""
        moment = clock.now()
        async with self._database.write() as session:
            row = await store.change_of(session, self._database.dialect, brand_id, *named)
            stands = row.revision if row is not None else 0
            if stands != before:
                theirs = row.content if row is not None else _house(*named)
                raise Conflict(
                    "edited_meanwhile",
                    edition=stands,
                    by=row.changed_by if row is not None else "",
                    at=iso(row.changed_at) if row is not None else "",
                    theirs=theirs | {"revision": stands},
                    yours=content | {"revision": before},
                )
            if row is None:
                # As the clock has it: after a reset no revision comes twice.
                row = TaxonomyRow(brand_id=brand_id, kind=named[0], key=named[1], revision=moment // clock.SECOND)
                session.add(row)
            else:
                row.revision += 1
            row.content, row.changed_by, row.changed_at = content, actor.id, moment
        self._kept.pop(brand_id, None)
        return row.revision


def _with_retired(category: Category, known: Taxonomy) -> Category:
    """What the category asked for before it was retired is asked for again once it is brought back."""
    before = known.categories[category.code]
    gone = [key for key in before.fields if known.fields[key].retired and key not in category.fields]
    required = tuple(key for key in gone if key in before.required)
    optional = tuple(key for key in gone if key in before.optional)
    return msgspec.structs.replace(
        category, required=category.required + required, optional=category.optional + optional
    )


def _plain(value: Category | Field) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(value)
    return found


def _house(kind: str, key: str) -> dict[str, Any]:
    if kind == TAGS:
        return {"tags": []}
    if kind == FIELD and key not in house().fields:
        return {"key": key}
    return _plain(house().categories[key] if kind == CATEGORY else house().fields[key])
