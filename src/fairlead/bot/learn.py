"""Learns anew when articles have changed: a job for each brand and locale, which trains in a child process and keeps the model.

What serves meanwhile is the old model, and still when the new one does not pass its check or the training fails.
"""

import asyncio
import contextlib
import hashlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from fairlead.bot.guesses import Unusable
from fairlead.bot.models import TrainedRow
from fairlead.helpcenter import teach
from fairlead.helpcenter.store import revision
from fairlead.infra import metrics
from fairlead.infra.blobs import Blobs
from fairlead.infra.database import Database
from fairlead.infra.jobs import TryLater, enqueue
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import storable

if TYPE_CHECKING:
    from fairlead.bot.model import Model

JOB = "bot_learn"
POLL_SECONDS = 5.0
# Editors change one thing after another: what they leave alone for so long is learned.
REST = 10 * clock.SECOND
# A new model must find so much of what it was not trained on, and not much less than the one it replaces.
FLOOR, WORSE = 0.25, 0.15
MOST_TEXTS = 20_000
# Below the time a job may take.
TRAIN_SECONDS = 40.0
# How the child ends when there is too little to learn, see train.py.
TOO_LITTLE = 2

log = structlog.get_logger()
Examples = list[tuple[str, str, str]]


class Failed(Exception):
    """There is no model, or none that may serve: the same articles give none again."""


class Broke(Failed):
    """The child ended otherwise than it should, or took too long: it may go well another time."""


class Learning:
    """A companion of the worker that sees changes, and the job."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._seen = -1

    async def run(self) -> None:
        """Until cancelled: looks whether articles have changed since."""
        while True:
            try:
                await self.look()
            except Problem:
                log.warning("learning waits for the database")
            except Exception:
                log.exception("what is to be learned could not be told")
            await asyncio.sleep(POLL_SECONDS)

    async def look(self, *, rest: int = REST) -> None:
        """Adds a job for each brand and locale when any article has changed since the last look."""
        async with self._database.read() as session:
            now = await revision(session)
            if now == self._seen:
                return
            places = await teach.shown_locales(session)
        async with self._database.write() as session:
            # One after the other: many children at once would take each other's time.
            for place, (brand_id, locale) in enumerate(places):
                payload = {"brand": brand_id, "locale": locale, "revision": now}
                await enqueue(
                    session, JOB, payload, key=f"{JOB}:{brand_id}:{locale}:{now}", delay=rest + place * rest // 4
                )
        self._seen = now

    async def learn(self, payload: dict[str, Any]) -> None:
        """The job. Does nothing when the articles changed again meanwhile (a later job is on its way), or teach the same as
        before. A training that fails is noted in the row, logged and counted. Raises TryLater where it may
        go well another time."""
        brand_id, locale = str(payload.get("brand")), str(payload.get("locale"))
        if not is_id(brand_id):
            return
        async with self._database.read() as session:
            if await revision(session) != payload.get("revision"):
                return
            taught = await teach.taught(session, brand_id, locale)
            row = await session.get(TrainedRow, (brand_id, locale))
        examples = [(text, one.translation_id, locale) for one in taught for text in one.texts][:MOST_TEXTS]
        learned_from = hashlib.sha256(msgspec.msgpack.encode(examples)).hexdigest()
        if row is not None and row.learned_from == learned_from:
            return
        from fairlead.bot.model import load  # With numpy: see trained.py.

        try:
            data = await trained_by_child(examples)
            model = await asyncio.to_thread(load, data)
            check(model, examples, before=row.accuracy if row is not None and row.blob_key else 0.0)
        except (Failed, Unusable) as error:
            broke = isinstance(error, Broke)
            log.warning("what articles teach was not learned", brand=brand_id, locale=locale, reason=str(error))
            metrics.BOT_TRAININGS.labels("broke" if broke else "refused").inc()
            noted = {"learned_from": "" if broke else learned_from, "failure": storable(str(error))[:200]}
            await self._keep(brand_id, locale, noted)
            if broke:
                raise TryLater(str(error)) from error
            return
        blob_key = new_id()
        await self._blobs.put(blob_key, data)
        kept = {
            "blob_key": blob_key,
            "digest": hashlib.sha256(data).hexdigest(),
            "learned_from": learned_from,
            "examples": len(examples),
            "accuracy": model.checked.accuracy,
            "threshold": model.threshold,
            "trained_at": clock.now(),
            "failure": "",
        }
        await self._keep(brand_id, locale, kept)
        metrics.BOT_TRAININGS.labels("kept").inc()
        log.info("learned from articles", brand=brand_id, locale=locale, examples=len(examples))

    async def _keep(self, brand_id: str, locale: str, values: dict[str, Any]) -> None:
        """In one transaction; the blob that is named no more goes after it."""
        async with self._database.write() as session:
            row = await session.get(TrainedRow, (brand_id, locale), with_for_update=True)
            old = row.blob_key if row is not None else ""
            if row is None:
                session.add(TrainedRow(brand_id=brand_id, locale=locale, tried_at=clock.now(), **values))
            else:
                for name, value in (values | {"tried_at": clock.now()}).items():
                    setattr(row, name, value)
        if old and "blob_key" in values:
            with contextlib.suppress(Problem):
                await self._blobs.delete(old)


def check(model: "Model", examples: Sequence[tuple[str, str, str]], *, before: float) -> None:
    """Raises Failed for a model that knows other articles, or finds too little of what it was not trained on.

    `before`: what the one it replaces found. That its numbers are some is seen when it is loaded.
    """
    if set(model.labels) != {label for _, label, _ in examples}:
        raise Failed("it knows other articles than there are")
    least = max(FLOOR, before - WORSE)
    if model.checked.accuracy < least:
        raise Failed(
            f"it finds {model.checked.accuracy:.0%} of what it was not trained on, at least {least:.0%} is asked for"
        )


async def trained_by_child(examples: Examples) -> bytes:
    """The model's bytes. Raises Failed when the child ends otherwise or takes too long; it never outlives this call."""
    command = (sys.executable, "-m", "fairlead.bot.train")
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(TRAIN_SECONDS):
            data, said = await child.communicate(msgspec.msgpack.encode(examples))
    except TimeoutError as error:
        raise Broke(f"training took more than {TRAIN_SECONDS:.0f} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        told = said.decode(errors="replace").strip().rpartition("\n")[2]
        kind = Failed if child.returncode == TOO_LITTLE else Broke
        raise kind(f"training ended with {child.returncode}: {told}")
    return data
