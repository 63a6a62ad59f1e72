"""Any OpenAI-compatible chat endpoint, read while it speaks: `chat/completions` with `stream`, as server-sent events.

No tools are offered, and an answer that calls one is no answer. An endpoint that does not stream may answer in one piece.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import msgspec

from fairlead.bot.ports import Model, NotSaid
from fairlead.infra.http_client import Coming, HttpClient, NoReply
from fairlead.settings import Settings, SettingsError

# What is said of an answer at most; one that is longer is not what was asked for.
ANSWER_TOKENS, ANSWER_CHARS = 400, 3_000
# The built-in bot is in its place within 3 seconds, so the model has a little less.
MOST_SECONDS = 2.8


class OpenAI:
    def __init__(self, http: HttpClient, *, url: str, key: str, model: str) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._model = model

    @asynccontextmanager
    async def say(self, task: str, asked: str) -> AsyncIterator[AsyncIterator[str]]:
        wanted = {
            "model": self._model,
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "stream": True,
            "messages": [{"role": "system", "content": task}, {"role": "user", "content": asked}],
        }
        try:
            async with self._http.stream(self._url, msgspec.json.encode(wanted), self._headers) as coming:
                if coming.status != 200:
                    raise NotSaid(f"status {coming.status}")
                async with aclosing(_spoken(coming)) as pieces:
                    yield pieces
        except NoReply as error:
            raise NotSaid(str(error)) from None


async def _spoken(coming: Coming) -> AsyncGenerator[str]:
    """Raises NotSaid for what is no answer, is cut off, or does not end."""
    size, finished = 0, False
    async for event in _events(coming):
        try:
            choice = event["choices"][0] if event["choices"] else {}
            said = choice.get("delta") or choice.get("message") or {}
            text, end = said.get("content"), choice.get("finish_reason")
            called = said.get("tool_calls") or said.get("function_call")
        except (LookupError, TypeError, AttributeError):
            raise NotSaid("not an answer") from None
        if called or end not in (None, "stop") or not isinstance(text, str | None):
            raise NotSaid("cut off, or calls a tool")
        finished = finished or end == "stop"
        size += len(text or "")
        if size > ANSWER_CHARS:
            raise NotSaid("too long")
        if text:
            yield text
    if not finished:
        raise NotSaid("broke off")


async def _events(coming: Coming) -> AsyncIterator[dict[str, Any]]:
    if "text/event-stream" not in coming.headers.get("content-type", ""):
        yield _read(b"".join([piece async for piece in coming.pieces]))
        return
    held = b""
    async for piece in coming.pieces:
        *lines, held = (held + piece).split(b"\n")
        for line in lines:
            field, _, value = line.strip().partition(b":")
            if field != b"data":
                continue
            if value.strip() == b"[DONE]":
                return
            yield _read(value)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise NotSaid("not JSON") from None


def check_endpoint(name: str, url: str, model: str, seconds: float, *, span: tuple[float, float]) -> None:
    """`name`: of its settings, without what they share. Raises SettingsError with a sentence."""
    if not re.match(r"https?://[^/\s]", url):
        raise SettingsError(f"FAIRLEAD_{name}_URL wants the endpoint's address, with http:// or https://.")
    if not model:
        raise SettingsError(f"FAIRLEAD_{name} is empty; an OpenAI-compatible endpoint needs a model's name.")
    if not span[0] <= seconds <= span[1]:
        raise SettingsError(f"FAIRLEAD_{name}_TIMEOUT wants seconds from {span[0]} to {span[1]}.")


def model_from(settings: Settings, http: HttpClient) -> Model | None:
    """None where no model answers. Raises SettingsError with a sentence."""
    url = settings.bot_model_url
    if not url:
        return None
    check_endpoint("BOT_MODEL", url, settings.bot_model, settings.bot_model_timeout, span=(0.2, MOST_SECONDS))
    return OpenAI(http, url=url, key=settings.bot_model_key, model=settings.bot_model)
