"""A text in another language: shielded, asked for, checked, and remembered for a while in memory only."""

import asyncio
import time
from collections import OrderedDict
from typing import NamedTuple

import structlog

from fairlead.conversations.read import Reader
from fairlead.infra.breaker import Breaker
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, Problem, Unavailable
from fairlead.shield.limits import Limiter
from fairlead.shield.screen import screen
from fairlead.translation.ports import Garbled, NotTranslated, OwnerMustAct, Said, Translator
from fairlead.translation.rules import (
    TEXT_BYTES,
    TEXT_CHARS,
    Changed,
    Shielded,
    language_of_script,
    restore,
    same_language,
    shield,
)

log = structlog.get_logger()

# Asked of the machine at once; the others wait.
AT_ONCE = 8
REMEMBERED, LIFE_SECONDS = 1_000, 3_600.0
# An agent who opens a long conversation asks for a page of messages at once.
RATE, BURST = 2.0, 120.0


class Translation(NamedTuple):
    """`text` None: there is nothing to translate, or it is in that language already."""

    source: str
    target: str
    text: str | None


class Translations:
    def __init__(
        self, *, reader: Reader, sealer: Sealer, translator: Translator | None, languages: tuple[str, ...], name: str
    ) -> None:
        self.languages = languages if translator else ()
        self.name = name if translator else ""
        self._reader = reader
        self._sealer = sealer
        self._translator = translator
        self._breaker = Breaker()
        self._limiter = Limiter(rate=RATE, burst=BURST)
        self._room = asyncio.Semaphore(AT_ONCE)
        # By keyed digest, the oldest first: nobody's words lie readable on a disk, or for longer than an hour here.
        self._known: OrderedDict[bytes, tuple[float, Translation]] = OrderedDict()

    async def entry(self, agent: Actor, conversation_id: str, entry_id: str, *, to: str) -> Translation:
        """What a message means. Raises NotFound, Invalid("translation_nothing"), and what `_translated` raises."""
        found = await self._reader.entry(agent, conversation_id, entry_id)
        if found.kind != "message" or found.redacted or not found.text:
            raise Invalid("translation_nothing")
        return await self._translated(agent, found.text, source=None, to=to)

    async def draft(self, agent: Actor, conversation_id: str, text: str, *, source: str, to: str) -> Translation:
        """What an agent is about to say, for him to read before it goes. Raises NotFound, and as `_translated`."""
        await self._reader.view(agent, conversation_id)
        self.offered(source)
        return await self._translated(agent, screen(text, as_is=True).text, source=source, to=to)

    def offered(self, locale: str) -> Translator:
        """Who translates into this language. Raises Conflict("translation_off"), Invalid("translation_language")."""
        if self._translator is None:
            raise Conflict("translation_off")
        if locale not in self.languages:
            raise Invalid("translation_language")
        return self._translator

    async def _translated(self, agent: Actor, text: str, *, source: str | None, to: str) -> Translation:
        """Raises Conflict("translation_off"); Invalid: "translation_language", "translation_too_long"; TooMany;
        Problem: "translation_changed", "translation_refused"; Unavailable("translation_unavailable")."""
        translator = self.offered(to)
        if len(text) > TEXT_CHARS or len(text.encode()) > TEXT_BYTES:
            raise Invalid("translation_too_long", chars=TEXT_CHARS)
        shielded = shield(text)
        source = language_of_script(text) or source
        if not shielded.says_something or (source is not None and same_language(source, to)):
            return Translation(source or to, to, None)
        key = self._sealer.digest("translation", source or "", to, text)
        if (known := self._recall(key)) is not None:
            return known
        self._limiter.take(agent.id)
        made = self._checked(shielded, await self._ask(translator, shielded.text, source=source, to=to), to)
        self._known[key] = (time.monotonic() + LIFE_SECONDS, made)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return made

    def _recall(self, key: bytes) -> Translation | None:
        while self._known and next(iter(self._known.values()))[0] < time.monotonic():
            self._known.popitem(last=False)
        return self._known[key][1] if key in self._known else None

    async def _ask(self, translator: Translator, text: str, *, source: str | None, to: str) -> Said:
        async with self._room:
            if (seconds := self._breaker.closed_for()) > 0:
                raise Unavailable("translation_unavailable", retry_after=int(seconds) + 1)
            try:
                said = await translator.translate(text, source=source, target=to)
            except Garbled:
                # It is there and answers: only this text it could not do.
                self._breaker.worked()
                raise Problem("translation_changed", 502) from None
            except NotTranslated as error:
                self._breaker.failed()
                log.warning("the translator did not translate", reason=str(error))
                if isinstance(error, OwnerMustAct):
                    raise Problem("translation_refused", 502) from None
                raise Unavailable("translation_unavailable", retry_after=5) from None
        self._breaker.worked()
        return said

    def _checked(self, shielded: Shielded, said: Said, to: str) -> Translation:
        if same_language(said.source, to):
            return Translation(said.source, to, None)
        try:
            # Screened only when it is whole: "my password is [#1]" looks like a secret until the mark stands there again.
            return Translation(said.source, to, screen(restore(said.text, shielded), as_is=True).text)
        except (Changed, Invalid):
            raise Problem("translation_changed", 502) from None
