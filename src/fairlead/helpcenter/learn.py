"""What the articles did not answer: alike questions together, for editors to attach to an article, to begin one, or to dismiss.

Kept is no word of a question but what `missed` is given, which is masked by then, sealed; who asked is a keyed digest that is
good for one group alone. A group is shown once two different customers asked. Nothing here changes an article but a person.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter import store
from fairlead.helpcenter.find_article import Finder, Of, version_of
from fairlead.helpcenter.models import CategoryRow, GapRow, MissRow
from fairlead.helpcenter.stop_words import STOP_WORDS
from fairlead.helpcenter.write import QUESTION, TITLE, New, Text, Writing
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.infra.words import terms
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import one_line

OPEN, DISMISSED, ATTACHED, DRAFTED = "open", "dismissed", "attached", "drafted"
REASONS = ("unknown", "unhelpful", "replied")
# From so many different customers on a group is shown.
SHOWN_FROM = 2
KEPT_DAYS = 90
# What was settled is asked again for a while, until readers have the new text; then it counts anew.
SETTLING = 3 * clock.DAY
COMPARED, SHOWN, REPLIES = 500, 100, 3
REPLY_CHARS = 1_500
# The share of their words (Dice) from which two questions are one.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Gap:
    """`asked`: how often, by `customers` different ones; `reasons`: of `REASONS`, how often; `replies`: the newest first."""

    id: str
    locale: str
    question: str
    state: str
    asked: int
    customers: int
    reasons: dict[str, int]
    replies: tuple[str, ...]
    asked_at: Instant


@dataclass(frozen=True, slots=True)
class Gaps:
    """The most asked first; `hidden`: how many groups fewer customers asked."""

    shown: tuple[Gap, ...]
    hidden: int


class Gathering:
    """The bot's side: what was missed."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self.database = database
        self.sealer = sealer

    async def missed(
        self, brand_id: str, locale: str, question: str, *, name: str, asker: str, reason: str, reply: str = ""
    ) -> None:
        """`question` and `reply` masked; `name`: of what told it, so that it is counted once however often it is told."""
        words = _words(question, locale)
        row_id = self.sealer.digest("missed", name).hex()[:32]
        if not words:
            return
        async with self.database.write() as session:
            if await session.get(MissRow, row_id) is not None:
                return
            moment = clock.now()
            gap = await self._alike(session, brand_id, locale, words)
            if gap is None:
                gap = GapRow(id=new_id(), brand_id=brand_id, locale=locale, state=OPEN, settled_at=None)
                gap.question = self._seal(one_line(question, QUESTION), gap.id)
                session.add(gap)
            gap.asked_at = moment
            await session.flush()
            miss = MissRow(id=row_id, gap_id=gap.id, reason=reason, created_at=moment, reply=None)
            miss.asker = self.sealer.digest("asker", gap.id, asker).hex()[:16]
            miss.reply = self._seal(one_line(reply, REPLY_CHARS), row_id) if reply else None
            session.add(miss)
            await _forget(session, before=moment - KEPT_DAYS * clock.DAY)

    async def _alike(self, session: AsyncSession, brand_id: str, locale: str, words: frozenset[str]) -> GapRow | None:
        here = select(GapRow).where(GapRow.brand_id == brand_id, GapRow.locale == locale)
        rows = list(await session.scalars(here.order_by(GapRow.asked_at.desc()).limit(COMPARED)))
        near = [(alike(words, _words(self.said(row.question, row.id), locale)), row) for row in rows]
        best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        return best[1] if best[0] >= ALIKE else None

    def _seal(self, text: str, row_id: str) -> bytes:
        return self.sealer.seal(text.encode(), f"gap:{row_id}")

    def said(self, sealed: bytes, row_id: str) -> str:
        return self.sealer.open(sealed, f"gap:{row_id}").decode()


class Learning:
    """The editors' side."""

    def __init__(self, finder: Finder, writing: Writing, gathering: Gathering) -> None:
        self._finder = finder
        self._writing = writing
        self._gathering = gathering
        self._database = finder.database

    async def gaps(self, actor: Actor, brand_id: str, *, dismissed: bool) -> Gaps:
        """Those that wait for somebody, or those that were dismissed. Raises Refused."""
        self._finder.authorize(actor, "article.write", Of(brand_id))
        state = GapRow.state == DISMISSED if dismissed else GapRow.state != DISMISSED
        async with self._database.read() as session:
            rows = list(await session.scalars(select(GapRow).where(GapRow.brand_id == brand_id, state)))
            misses = await session.scalars(
                select(MissRow)
                .join(GapRow)
                .where(GapRow.brand_id == brand_id, state)
                .order_by(MissRow.created_at.desc())
            )
            told: dict[str, list[MissRow]] = {}
            for miss in misses:
                told.setdefault(miss.gap_id, []).append(miss)
        waiting = [(row, _since(row, told.get(row.id, []))) for row in rows]
        found = [self._gap(row, asked) for row, asked in waiting if asked]
        shown = sorted((gap for gap in found if gap.customers >= SHOWN_FROM), key=lambda gap: (-gap.asked, gap.id))
        return Gaps(tuple(shown[:SHOWN]), len(found) - len(shown))

    def _gap(self, row: GapRow, misses: list[MissRow]) -> Gap:
        said = [self._gathering.said(miss.reply, miss.id) for miss in misses if miss.reply]
        # What an agent answered is told beside the question that the bot did not know: that one is counted.
        asked = [miss for miss in misses if miss.reason != "replied"]
        return Gap(
            row.id,
            row.locale,
            self._gathering.said(row.question, row.id),
            row.state,
            asked=len(asked),
            customers=len({miss.asker for miss in asked}),
            reasons=dict(Counter(miss.reason for miss in asked)),
            replies=tuple(dict.fromkeys(said))[:REPLIES],
            asked_at=row.asked_at,
        )

    async def dismiss(self, actor: Actor, gap_id: str, *, dismissed: bool) -> None:
        """For good, until somebody takes it back. Raises NotFound, Refused."""
        async with self._database.write() as session:
            row = await self._held(session, actor, gap_id)
            if dismissed != (row.state == DISMISSED):
                row.state, row.settled_at = (DISMISSED if dismissed else OPEN), clock.now() if dismissed else None

    async def attach(self, actor: Actor, gap_id: str, article_id: str) -> str:
        """Adds the question to those the article's text in its language answers, as a draft. The translation's id.

        Raises NotFound, Refused, Conflict (state_changed, edited_meanwhile), Invalid("locale_unknown") where the article has no
        text in that language, Invalid("invalid_field") where it has too many questions.
        """
        async with self._database.read() as session:
            gap = self._open(await self._seen(session, actor, gap_id))
            article = await self._finder.see_article(session, actor, "article.write", article_id)
            if article.brand_id != gap.brand_id:
                raise NotFound
            translation = await store.translation(session, article.id, gap.locale)
            newest = await version_of(session, translation.id, translation.newest) if translation else None
        if translation is None or newest is None:
            raise Invalid("locale_unknown")
        question = self._gathering.said(gap.question, gap.id)
        asked = (*newest.questions, *([question] if question not in newest.questions else []))
        text = Text(newest.title, newest.summary, newest.body, asked, newest.base)
        await self._writing.save(actor, translation.id, text, edition=translation.edition)
        await self._settle(actor, gap_id, ATTACHED)
        return translation.id

    async def draft(self, actor: Actor, gap_id: str, *, reply: int | None) -> str:
        """A new article's first draft: the question as its title, and one of the replies as its text. The article's id.
        Raises NotFound, Refused, Conflict("state_changed"), Invalid (category_unknown, invalid_field)."""
        async with self._database.read() as session:
            gap = self._open(await self._seen(session, actor, gap_id))
            first = select(CategoryRow.slug).where(
                CategoryRow.brand_id == gap.brand_id, CategoryRow.parent_id.is_(None)
            )
            category = await session.scalar(first.order_by(CategoryRow.position, CategoryRow.slug).limit(1))
            recent = select(MissRow).where(MissRow.gap_id == gap.id).order_by(MissRow.created_at.desc())
            replies = self._gap(gap, _since(gap, list(await session.scalars(recent)))).replies
        if category is None:
            raise Invalid("category_unknown", category="")
        if reply is not None and reply not in range(len(replies)):
            raise Invalid("invalid_field", field="reply")
        question = self._gathering.said(gap.question, gap.id)
        body = "" if reply is None else replies[reply]
        text = Text(one_line(question, TITLE), body=body, questions=(question,))
        made = await self._writing.create(actor, gap.brand_id, New(gap.locale, category, text))
        await self._settle(actor, gap_id, DRAFTED)
        return made

    async def _settle(self, actor: Actor, gap_id: str, state: str) -> None:
        async with self._database.write() as session:
            row = await self._held(session, actor, gap_id)
            row.state, row.settled_at = state, clock.now()

    def _open(self, row: GapRow) -> GapRow:
        """Raises Conflict where somebody else was faster: two drafts of one matter help nobody."""
        fresh = row.settled_at is not None and clock.now() < row.settled_at + SETTLING
        if row.state == DISMISSED or (row.state != OPEN and fresh):
            raise Conflict("state_changed", state=row.state)
        return row

    async def _seen(self, session: AsyncSession, actor: Actor, gap_id: str, *, hold: bool = False) -> GapRow:
        row = await session.get(GapRow, gap_id, with_for_update=hold or None) if is_id(gap_id) else None
        if row is None:
            raise NotFound
        self._finder.authorize(actor, "article.write", Of(row.brand_id))
        return row

    async def _held(self, session: AsyncSession, actor: Actor, gap_id: str) -> GapRow:
        return await self._seen(session, actor, gap_id, hold=True)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of their words, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _words(text: str, locale: str) -> frozenset[str]:
    found = frozenset(term.text for term in terms(text, locale))
    return found - STOP_WORDS or found


def _since(row: GapRow, misses: list[MissRow]) -> list[MissRow]:
    """What counts: of an attached or drafted one, what was asked when readers had the new text and it did not help."""
    if row.state not in (ATTACHED, DRAFTED) or row.settled_at is None:
        return misses
    return [miss for miss in misses if miss.created_at > row.settled_at + SETTLING]


async def _forget(session: AsyncSession, *, before: Instant) -> None:
    """What was dismissed stays dismissed; other groups go with the last time they were asked."""
    await session.execute(delete(MissRow).where(MissRow.created_at < before))
    asked = exists().where(MissRow.gap_id == GapRow.id)
    await session.execute(delete(GapRow).where(GapRow.asked_at < before, GapRow.state != DISMISSED, ~asked))
