"""The models that serve in this process: taken from the database when it names another one, never in an answer's way."""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select

from fairlead.bot.guesses import Understood, Unusable
from fairlead.bot.models import TrainedRow
from fairlead.bot.ports import Meaning
from fairlead.helpcenter.search import Hit
from fairlead.infra.blobs import BlobMissing, Blobs
from fairlead.infra.database import Database
from fairlead.infra.memory import give_back
from fairlead.kit.errors import Problem

if TYPE_CHECKING:
    from fairlead.bot.model import Model

CHECK_SECONDS = 2.0
# A model that could not be taken is asked for again.
AGAIN_SECONDS = 30.0
# So many articles may be meant.
GUESSES = 5
# What a sure guess adds to the rank and to the score of what the search found. Measured with bench/bot.py: twice as much
# changes nothing, half of it gives away a third of what is gained.
RANK, SCORE = 1.0, 0.5
# What the nearest in meaning gains of rank over the farthest, when they are a whole apart; of models' cosines a tenth is much.
NEAREST = 4.0
# Of so many found articles those are chosen that are asked for.
WIDE = 8

log = structlog.get_logger()


class Trained:
    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        # By brand id and locale, with the digest of its bytes.
        self._models: dict[tuple[str, str], tuple[str, Model]] = {}
        self._missing: dict[str, float] = {}
        self._checked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def understood(self, brand_id: str, locale: str, text: str) -> Understood:
        """Translations that may be meant, by id, the likeliest first. Without a model nothing is said of any; raises nothing."""
        try:
            if time.monotonic() - self._checked_at > CHECK_SECONDS and not (self._models and self._lock.locked()):
                await self.refresh()
            if known := self._models.get((brand_id, locale)):
                model = known[1]
                return Understood(model.guesses(text, locale, limit=GUESSES), model.threshold, model.labels)
        except Problem:
            self._checked_at = time.monotonic()
        except Exception:
            self._checked_at = time.monotonic()
            log.exception("the bot answers by the search alone")
        return Understood()

    async def refresh(self) -> None:
        """Takes what the database names and this process does not have; one that cannot be read leaves the old one."""
        async with self._lock:
            columns = (TrainedRow.brand_id, TrainedRow.locale, TrainedRow.digest, TrainedRow.blob_key)
            async with self._database.read() as session:
                rows = (await session.execute(select(*columns).where(TrainedRow.blob_key != ""))).all()
            self._checked_at = time.monotonic()
            taken = False
            for brand_id, locale, digest, blob_key in rows:
                known = self._models.get((brand_id, locale))
                if (known is None or known[0] != digest) and self._may_try(digest):
                    try:
                        model = await asyncio.to_thread(_read, await self._blobs.get(blob_key), digest)
                    except (BlobMissing, Problem, Unusable) as error:
                        self._missing[digest] = time.monotonic()
                        log.error("a trained model cannot be read", brand=brand_id, locale=locale, reason=str(error))
                        continue
                    self._models[brand_id, locale] = digest, model
                    self._missing.pop(digest, None)
                    taken = True
            if taken:
                give_back()

    def _may_try(self, digest: str) -> bool:
        return time.monotonic() - self._missing.get(digest, float("-inf")) > AGAIN_SECONDS


def _read(data: bytes, digest: str) -> "Model":
    if hashlib.sha256(data).hexdigest() != digest:
        raise Unusable("its bytes are others than were kept")
    # With its first model a process loads numpy: some 10 MB.
    from fairlead.bot.model import load

    return load(data)


class Understanding:
    """A help center's search whose order the trained model has a say in, and an embedder where there is one. It is handed to the
    bot in the search's place."""

    def __init__(self, help_center: Any, trained: Trained, meaning: Meaning | None = None) -> None:
        self._help_center = help_center
        self._trained = trained
        self._meaning = meaning

    async def search(self, brand_id: str, locale: str, query: str, *, then: str, limit: int) -> list[Hit]:
        """See `HelpCenter.search`."""
        found = self._help_center.search(brand_id, locale, query, then=then, limit=max(limit, WIDE))
        hits: list[Hit] = await found
        if not hits:
            return hits
        hits = weighed(hits, await self._trained.understood(brand_id, hits[0].head.locale, query))
        if self._meaning is not None:
            passages = [f"{hit.head.title}\n{hit.answer.text or hit.head.summary}" for hit in hits]
            hits = by_meaning(hits, await self._meaning.nearness(query, passages))
        return hits[:limit]


def weighed(hits: Sequence[Hit], understood: Understood) -> list[Hit]:
    """The same hits; what the model takes to be meant stands higher and is more of an answer, and what it takes to be less likely
    than its threshold is none."""
    likely = {guess.label: guess.likely for guess in understood.guesses}
    told = [
        replace(
            hit,
            rank=hit.rank * (1 + RANK * sure),
            score=hit.score * (1 + SCORE * sure),
            # Of an article that came after the training, and of words it has never seen, it says nothing.
            meant=not likely or hit.head.translation_id not in understood.knows or sure >= understood.threshold,
        )
        for hit, sure in ((hit, likely.get(hit.head.translation_id, 0.0)) for hit in hits)
    ]
    return sorted(told, key=lambda hit: -hit.rank)


def by_meaning(hits: Sequence[Hit], nearness: Sequence[float]) -> list[Hit]:
    """The same hits, as sure as they were; nearer ones stand higher. Only how they differ counts: what is near differs from model
    to model. Without `nearness` as they were."""
    if not nearness:
        return list(hits)
    farthest = min(nearness)
    told = [
        replace(hit, rank=hit.rank * (1 + NEAREST * (near - farthest)))
        for hit, near in zip(hits, nearness, strict=True)
    ]
    return sorted(told, key=lambda hit: -hit.rank)
