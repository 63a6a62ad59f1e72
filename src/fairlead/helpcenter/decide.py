"""What customers read is decided here: published now or to the second, sent back with a reason, taken away again.

A version is shown by one commit that also raises the revision every process follows: whoever is killed in between has
published nothing. A scheduled one is a job, written with the decision and leased when its time has come.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brands
from fairlead.helpcenter import store
from fairlead.helpcenter.check_links import STOPS, UNSAFE, Finding
from fairlead.helpcenter.find_article import Finder, Held, note_down, version_of, worked_on
from fairlead.helpcenter.index import indexed
from fairlead.helpcenter.models import (
    ARCHIVED,
    DRAFT,
    PUBLISHED,
    REVIEW,
    SCHEDULED,
    ArticleRow,
    TranslationRow,
    VersionRow,
)
from fairlead.infra.jobs import TryLater, enqueue
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, Refused
from fairlead.kit.text import is_blank, one_line, storable

JOB = "publish_article"
# No plan reaches farther; a date beyond it is a slip of the finger.
FARTHEST = 2 * 366 * clock.DAY
NOTE = 1000
TRIES = 5

# What is found in a text of an article: see check_links.py.
Check = Callable[[ArticleRow, str, VersionRow], Awaitable[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A version as it was looked through and analysed before the locks were taken."""

    version_id: str
    digest: str
    indexed: dict[str, Any]


class Deciding:
    def __init__(self, finder: Finder, check: Check, brands: Brands) -> None:
        self._finder = finder
        self._database = finder.database
        self._check = check
        self._brands = brands

    async def publish(self, actor: Actor, translation_id: str, *, edition: int, anyway: bool = False) -> None:
        """Shows the newest version to its readers. `anyway`: whoever decides has read what was found in it.

        Raises NotFound, Refused (also "own_version" where the brand wants a second pair of eyes), Conflict (edited_meanwhile,
        state_changed), Invalid("article_unsafe").
        """
        looked = await self._look(actor, translation_id, anyway=anyway)
        async with self._database.write() as session:
            held = await self._hold(session, actor, translation_id, edition)
            if held.translation.state in (PUBLISHED, ARCHIVED):
                raise Conflict("state_changed", state=held.translation.state)
            _want(held, looked)
            await self._show(session, held, looked, actor)

    async def schedule(
        self, actor: Actor, translation_id: str, *, edition: int, at: Instant, anyway: bool = False
    ) -> None:
        """Shows the newest version at a time to come. Raises as `publish`, and Invalid("schedule_time")."""
        looked = await self._look(actor, translation_id, anyway=anyway)
        moment = clock.now()
        if not moment < at < moment + FARTHEST:
            raise Invalid("schedule_time")
        async with self._database.write() as session:
            held = await self._finder.hold_translation(
                session, actor, "article.publish", translation_id, edition=edition
            )
            row = held.translation
            if row.state not in (DRAFT, REVIEW, SCHEDULED):
                raise Conflict("state_changed", state=row.state)
            _want(held, looked)
            row.state, row.publish_at, row.note = SCHEDULED, at, ""
            worked_on(held)
            await scheduled_job(session, row.id, at, actor)
            note_down(session, "article_scheduled", held.article, actor, translation=row, note=clock.iso(at))

    async def send_back(self, actor: Actor, translation_id: str, *, edition: int, note: str) -> None:
        """What was handed in or is waiting for its time is a draft again, with the reason. Whoever writes may take back what
        he handed in; a reason is given by who publishes. Raises NotFound, Refused, Invalid, Conflict."""
        said = one_line(storable(note), NOTE)
        async with self._database.write() as session:
            held = await self._finder.hold_translation(session, actor, "article.write", translation_id, edition=edition)
            row = held.translation
            if row.state not in (REVIEW, SCHEDULED, ARCHIVED):
                raise Conflict("state_changed", state=row.state)
            if row.state == SCHEDULED or not is_blank(said):
                self._finder.authorize(actor, "article.publish", held.article)
            kind = {REVIEW: "article_sent_back", SCHEDULED: "article_unscheduled", ARCHIVED: "article_reopened"}[
                row.state
            ]
            row.state, row.publish_at, row.note = DRAFT, None, said
            worked_on(held)
            note_down(session, kind, held.article, actor, translation=row, note=said)

    async def archive(self, actor: Actor, translation_id: str, *, edition: int) -> None:
        """Readers see it no more; its versions stay. Raises NotFound, Refused, Conflict: edited_meanwhile, state_changed."""
        async with self._database.write() as session:
            held = await self._hold(session, actor, translation_id, edition)
            row = held.translation
            if row.state == ARCHIVED:
                raise Conflict("state_changed", state=row.state)
            if row.version:
                row.revision = await store.revision(session)
            row.state, row.version, row.publish_at = ARCHIVED, 0, None
            worked_on(held)
            note_down(session, "article_archived", held.article, actor, translation=row)

    async def publish_due(self, payload: dict[str, Any]) -> None:
        """The job of a scheduled one. Does nothing when it was decided otherwise since; back to review goes what its own author
        scheduled before his brand wanted a second pair of eyes."""
        translation_id, at = str(payload["translation"]), int(payload["publish_at"])
        for _ in range(TRIES):
            async with self._database.read() as session:
                translation = await session.get(TranslationRow, translation_id)
                newest = await version_of(session, translation_id, translation.newest) if translation else None
                article = await session.get(ArticleRow, translation.article_id) if translation else None
            if translation is None or article is None or newest is None or not _is_due(translation, at):
                return
            looked = await _analysed(article, translation, newest)
            own = await self._is_own(article, newest, str(payload["by"]))
            async with self._database.write() as session:
                await store.next_revision(session)
                held_article = await session.get_one(ArticleRow, article.id, with_for_update=True)
                row = await session.get(TranslationRow, translation_id, with_for_update=True)
                if row is None or not _is_due(row, at):
                    return
                version = await version_of(session, translation_id, row.newest)
                if version is None or not _is(version, looked):
                    continue
                held = Held(held_article, row, version)
                if own:
                    row.state, row.publish_at = REVIEW, None
                    worked_on(held)
                    note_down(session, "article_held_back", held_article, SYSTEM, translation=row)
                    return
                await self._show(session, held, looked, SYSTEM)
                return
        raise TryLater("it was changed whenever it was read")

    async def _is_own(self, article: ArticleRow, version: VersionRow, by: str) -> bool:
        """Whether an actor, by his key, wrote what he would show, where that takes somebody else. An import is the operator's."""
        brand = await self._brands.by_id(article.brand_id)
        return brand is not None and brand.four_eyes and version.author_id != "" and by == f"a:{version.author_id}"

    async def _hold(self, session: AsyncSession, actor: Actor, translation_id: str, edition: int) -> Held:
        """As the finder does, with the revision first: whoever changes what readers see takes its turn there."""
        await self._finder.see_translation(session, actor, "article.publish", translation_id)
        await store.next_revision(session)
        return await self._finder.hold_translation(session, actor, "article.publish", translation_id, edition=edition)

    async def _look(self, actor: Actor, translation_id: str, *, anyway: bool) -> Looked:
        """Reads and analyses the newest version. Raises Invalid: invalid_field for one without a text, article_unsafe with
        what was found; Refused("own_version")."""
        async with self._database.read() as session:
            held = await self._finder.see_translation(session, actor, "article.publish", translation_id)
        if await self._is_own(held.article, held.newest, actor.key):
            raise Refused("own_version")
        if is_blank(held.newest.body):
            raise Invalid("invalid_field", field="body")
        found = await self._check(held.article, held.translation.locale, held.newest)
        stops = [one for one in found if one.code in STOPS]
        if any(one.code == UNSAFE for one in stops) or (stops and not anyway):
            raise Invalid("article_unsafe", findings=[one._asdict() for one in stops])
        return await _analysed(held.article, held.translation, held.newest)

    async def _show(self, session: AsyncSession, held: Held, looked: Looked, actor: Actor) -> None:
        row, newest, moment = held.translation, held.newest, clock.now()
        newest.indexed = looked.indexed
        newest.published_at = newest.published_at or moment
        row.state, row.version, row.publish_at, row.note = PUBLISHED, row.newest, None, ""
        row.revision = await store.revision(session)
        worked_on(held)
        row.updated_at = moment
        note_down(session, "article_published", held.article, actor, translation=row)
        await session.flush()


async def scheduled_job(session: AsyncSession, translation_id: str, at: Instant, actor: Actor) -> None:
    """In the transaction that schedules it."""
    payload = {"translation": translation_id, "publish_at": at, "by": actor.key}
    await enqueue(session, JOB, payload, key=f"{JOB}:{translation_id}:{at}", delay=at - clock.now())


async def _analysed(article: ArticleRow, translation: TranslationRow, version: VersionRow) -> Looked:
    made = await asyncio.to_thread(
        indexed,
        title=version.title,
        summary=version.summary,
        questions=version.questions,
        slug=article.slug,
        body=version.body,
        locale=translation.locale,
    )
    return Looked(version.id, version.digest, made)


def _want(held: Held, looked: Looked) -> None:
    """What is decided about is what was looked through. Raises Conflict("edited_meanwhile")."""
    if not _is(held.newest, looked):
        raise Conflict("edited_meanwhile", edition=held.translation.edition, by="", at=clock.iso(clock.now()))


def _is(version: VersionRow, looked: Looked) -> bool:
    return (version.id, version.digest) == (looked.version_id, looked.digest)


def _is_due(row: TranslationRow, at: Instant) -> bool:
    return row.state == SCHEDULED and row.publish_at == at
