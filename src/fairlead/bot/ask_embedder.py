"""Any OpenAI-compatible embeddings endpoint, and what of the found articles is nearest in meaning to a question by it.

It has a say beside the search and the trained model and no more: it brings no article that shares no word with the question. What
is asked about goes out without whatever could tell whose it is, and whatever is slow, broken or odd changes nothing.
"""

import asyncio
import hashlib
import math
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import structlog
from msgspec import Struct

from fairlead.bot.ask_model import check_endpoint
from fairlead.bot.mask_person import without_person
from fairlead.infra import metrics
from fairlead.infra.breaker import Breaker
from fairlead.infra.http_client import HttpClient, NoReply
from fairlead.settings import Settings

MOST_SECONDS = 1.0
# What is looked at of a question and of a passage, in characters.
QUESTION_CHARS, PASSAGE_CHARS = 500, 1_000
# Of so many texts the vectors are kept: 30 MB of 1,536 numbers each.
KEPT = 5_000
MOST_NUMBERS = 8_192
AT_ONCE = 4

log = structlog.get_logger()

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]


class _Embedding(Struct):
    index: int
    embedding: list[float]


class _Told(Struct):
    data: list[_Embedding]


class _NotTold(Exception):
    """What came is no vectors for what was asked."""


class Embedder:
    def __init__(self, http: HttpClient, *, url: str, key: str, model: str, seconds: float) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/embeddings"
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._model = model
        self._seconds = seconds
        self._breaker = Breaker()
        self._asking = 0
        # By the SHA-256 of a text, the longest unused first.
        self._kept: OrderedDict[bytes, Vector] = OrderedDict()

    async def nearness(self, question: str, passages: Sequence[str]) -> list[float]:
        """For each passage from 0 to 1, 1 for the same meaning. Empty where the endpoint has nothing to say; raises nothing."""
        asked = without_person(question)[:QUESTION_CHARS]
        if not asked or not passages:
            return []
        try:
            first, *others = await self._vectors([asked, *(text[:PASSAGE_CHARS] for text in passages)])
        except (_NotTold, NoReply, TimeoutError) as error:
            log.warning("the embedder did not answer", reason=str(error) or "not in time")
            return []
        if any(one.shape != first.shape for one in others):
            # Kept from another model that stood behind the same name.
            self._kept.clear()
            return []
        return [max(0.0, min(1.0, float(first @ one))) for one in others]

    async def _vectors(self, texts: Sequence[str]) -> "list[Vector]":
        """Of length 1. Raises _NotTold, NoReply, TimeoutError."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in self._kept}
        fresh = dict(zip(missing, await self._ask(list(missing.values())), strict=True)) if missing else {}
        found = []
        for digest in digests:
            vector = fresh[digest] if digest in fresh else self._kept[digest]
            self._kept[digest] = vector
            self._kept.move_to_end(digest)
            found.append(vector)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def _ask(self, texts: list[str]) -> "list[Vector]":
        if self._asking >= AT_ONCE or self._breaker.closed_for() > 0:
            metrics.BOT_EMBEDDER.labels("busy").inc()
            raise _NotTold("busy")
        self._asking += 1
        body = msgspec.json.encode({"model": self._model, "input": texts, "encoding_format": "float"})
        try:
            async with asyncio.timeout(self._seconds):
                reply = await self._http.post(self._url, body, self._headers)
            if reply.status != 200:
                raise _NotTold(f"status {reply.status}")
            vectors = _read(reply.body, len(texts))
        except (_NotTold, NoReply, TimeoutError):
            self._breaker.failed()
            metrics.BOT_EMBEDDER.labels("failed").inc()
            raise
        finally:
            self._asking -= 1
        self._breaker.worked()
        metrics.BOT_EMBEDDER.labels("told").inc()
        return vectors


def _read(raw: bytes, count: int) -> "list[Vector]":
    """Raises _NotTold for anything but `count` vectors of one length, all numbers, none of them nothing."""
    import numpy as np  # Only where an endpoint is asked: see trained.py.

    try:
        told = msgspec.json.decode(raw, type=_Told).data
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _NotTold("not vectors") from None
    told.sort(key=lambda one: one.index)
    if [one.index for one in told] != list(range(count)) or len({len(one.embedding) for one in told}) != 1:
        raise _NotTold("other vectors than were asked for")
    found = []
    for one in told:
        vector = np.array(one.embedding[: MOST_NUMBERS + 1], dtype=np.float64)
        length = math.sqrt(float(vector @ vector))
        if not 0 < len(vector) <= MOST_NUMBERS or not math.isfinite(length) or not length:
            raise _NotTold("a vector of nothing")
        found.append((vector / length).astype(np.float32))
    return found


def embedder_from(settings: Settings, http: HttpClient) -> Embedder | None:
    """None where none is asked. Raises SettingsError with a sentence."""
    url = settings.bot_embedder_url
    if not url:
        return None
    span = (0.05, MOST_SECONDS)
    check_endpoint("BOT_EMBEDDER", url, settings.bot_embedder, settings.bot_embedder_timeout, span=span)
    return Embedder(
        http, url=url, key=settings.bot_embedder_key, model=settings.bot_embedder, seconds=settings.bot_embedder_timeout
    )
