"""Takes what readers answer about an article, and counts it for its editors."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from fairlead.helpcenter import store
from fairlead.helpcenter.models import FeedbackRow
from fairlead.helpcenter.store import Head
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import new_id
from fairlead.kit.text import is_blank, storable
from fairlead.shield.limits import Limiter
from fairlead.shield.secrets import clean

SAID = ("yes", "no", "outdated")
REASONS = ("unclear", "incomplete", "wrong", "other")
WORDS_CHARS = 500
WORDS_SHOWN = 5
# One network may answer about so many articles at once, and one more each half a minute.
BURST, EACH_SECONDS = 30, 30.0
# What was said so long ago was said of another text; and so many answers nobody gave stand against the first ones.
JUDGED_DAYS, DOUBT = 90, 8


Key = TypeVar("Key")


@dataclass(slots=True)
class Figures:
    """Answers about one article. `words` are the newest ones: (when, reason, text)."""

    helpful: int = 0
    unhelpful: int = 0
    outdated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    words: list[tuple[int, str, str]] = field(default_factory=list)


class Feedback:
    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._key = sealer.derive("article feedback")
        self._limiter = Limiter(rate=1 / EACH_SECONDS, burst=BURST)

    async def take(self, head: Head, network: str, *, said: str, reason: str = "", words: str = "") -> None:
        """Keeps one answer per network, article and day; a second one that day replaces it.

        Raises Invalid("invalid_field") and TooMany.
        """
        if said not in SAID or reason not in ("", *REASONS):
            raise Invalid("invalid_field", field="said" if said not in SAID else "reason")
        if len(words) > WORDS_CHARS:
            raise Invalid("invalid_field", field="words")
        self._limiter.take(network)
        moment = clock.now()
        day = moment // clock.DAY
        told = f"{day}\n{head.article_id}\n{network}".encode()
        client = hmac.digest(self._key, told, hashlib.sha256).hex()
        for last in (False, True):
            try:
                async with self._database.write() as session:
                    row = await store.feedback_of(session, head.article_id, day, client)
                    if row is None:
                        row = FeedbackRow(id=new_id(), article_id=head.article_id, day=day, client=client)
                        row.created_at, row.outdated, row.reason = moment, False, ""
                        row.helpful = row.words = None
                        session.add(row)
                    row.locale, row.version = head.locale, head.version
                    self._answer(row, said, reason, words)
                return
            except IntegrityError:
                # The same client's other answer came first: this one replaces it.
                if last:
                    raise

    def _answer(self, row: FeedbackRow, said: str, reason: str, words: str) -> None:
        if said == "outdated":
            row.outdated = True
        else:
            row.helpful = said == "yes"
        row.reason = "" if said == "yes" else reason or row.reason
        cleaned = clean(storable(words))
        # What may be a secret is not kept either: here nobody can be asked.
        if not cleaned.asks and not is_blank(cleaned.text):
            row.words = self._sealer.seal(cleaned.text.encode(), f"feedback:{row.id}")

    async def figures(self, brand_id: str, *, days: int) -> dict[str, Figures]:
        """By article id, of the last so many days."""
        async with self._database.read() as session:
            rows = await store.feedback_since(session, brand_id, clock.now() // clock.DAY - days)
        return self._counted(rows, lambda row: row.article_id)

    async def of_article(self, article_id: str, *, days: int) -> dict[tuple[str, int], Figures]:
        """By locale and version, of the last so many days."""
        async with self._database.read() as session:
            rows = await store.feedback_about(session, article_id, clock.now() // clock.DAY - days)
        return self._counted(rows, lambda row: (row.locale, row.version))

    def _counted(self, rows: Sequence[FeedbackRow], key_of: Callable[[FeedbackRow], Key]) -> dict[Key, Figures]:
        found: dict[Key, Figures] = {}
        for row in rows:
            figures = found.setdefault(key_of(row), Figures())
            figures.helpful += row.helpful is True
            figures.unhelpful += row.helpful is False
            figures.outdated += row.outdated
            if row.reason:
                figures.reasons[row.reason] += 1
            if row.words and len(figures.words) < WORDS_SHOWN:
                text = self._sealer.open(row.words, f"feedback:{row.id}").decode()
                figures.words.append((row.created_at, row.reason, text))
        return found

    async def helpfulness(self) -> dict[tuple[str, str], float]:
        """See `ports.Helpfulness`: of the last `JUDGED_DAYS`; few answers say little."""
        async with self._database.read() as session:
            said = await store.judged_since(session, clock.now() // clock.DAY - JUDGED_DAYS)
        return {(article, locale): (yes - no) / (yes + no + DOUBT) for article, locale, yes, no in said}
