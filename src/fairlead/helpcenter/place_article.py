"""Where an article stands besides its own page: old addresses, pages of the exchange, the hot questions; and what its readers
say of it. For the one who works on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fairlead.helpcenter import store, store_tallies
from fairlead.helpcenter.find_article import Finder
from fairlead.helpcenter.models import CategoryRow, PinRow, RedirectRow
from fairlead.helpcenter.take_feedback import Feedback, Figures
from fairlead.kit.access import Actor

DAYS = 90


@dataclass(frozen=True, slots=True)
class Places:
    """`contexts`: pages of the exchange it helps on, and whether it is named there itself or stands in the category that is.
    `said`: by locale and version, of the last `DAYS`."""

    redirects: Sequence[RedirectRow]
    contexts: Mapping[str, bool]
    pins: Sequence[PinRow]
    said: Mapping[tuple[str, int], Figures]


class Placing:
    def __init__(self, finder: Finder, feedback: Feedback) -> None:
        self._finder = finder
        self._feedback = feedback

    async def of(self, actor: Actor, article_id: str) -> Places:
        """Raises NotFound, Refused."""
        async with self._finder.database.read() as session:
            row = await self._finder.see_article(session, actor, "article.write", article_id)
            category = (await session.get_one(CategoryRow, row.category_id)).slug
            old = select(RedirectRow).where(RedirectRow.article_id == row.id)
            redirects = (await session.scalars(old.order_by(RedirectRow.slug, RedirectRow.locale))).all()
            mapped = await store.contexts(session, row.brand_id)
            pins = await store_tallies.pins_of(session, row.id)
        contexts = {
            one.page: row.id in one.articles for one in mapped if row.id in one.articles or one.category == category
        }
        return Places(redirects, contexts, pins, await self._feedback.of_article(article_id, days=DAYS))
