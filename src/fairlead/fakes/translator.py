"""A stand-in for a translator that speaks LibreTranslate's protocol and that of OpenAI-compatible chat endpoints.

It is no translator and says so: everything it answers begins with `[stand-in]`. A handful of sentences it knows in five
languages; whatever else it is given comes back as it was, with the languages before it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fairlead.fakes.listen import Answering, listening
from fairlead.fakes.phrases import LANGUAGES, PHRASES

NAME = "stand-in"
MOST_BYTES = 1_000_000
# Full-width question and exclamation marks and commas, as they come in Chinese and Japanese.
_WIDE = {0xFF1F: "?", 0xFF01: "!", 0xFF0C: ","}
_MARK = re.compile(r"\[#\d+\]")


class StandIn:
    """One that answers: subclassed where a test wants a machine that fails."""

    def said(self, text: str, source: str, target: str) -> str:
        """The text in the other language, as far as a stand-in can."""
        marks = iter(_MARK.findall(text))
        form = _MARK.sub("*", text.strip()).translate(_WIDE)
        for phrase in PHRASES:
            if source in LANGUAGES and target in LANGUAGES and phrase[LANGUAGES.index(source)] == form:
                return f"[{NAME}] " + re.sub(r"\*", lambda _: next(marks), phrase[LANGUAGES.index(target)])
        return f"[{NAME}] {source} → {target}: {text}"

    def answer(self, path: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body."""
        if path == "/translate":
            return self._libretranslate(asked)
        if path.endswith("/chat/completions"):
            return self._chat(asked)
        return 404, {"error": "not found"}

    def _libretranslate(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        text, target = asked.get("q"), asked.get("target")
        if not isinstance(text, str) or target not in LANGUAGES:
            return 400, {"error": f"{target} is not supported"}
        found = guess(text) if asked.get("source") == "auto" else str(asked.get("source"))
        answer: dict[str, Any] = {"translatedText": self.said(text, found, str(target))}
        if asked.get("source") == "auto":
            answer["detectedLanguage"] = {"language": found, "confidence": 90}
        return 200, answer

    def _chat(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        system, user = (message["content"] for message in asked["messages"])
        wanted = re.search(r"BCP 47 tag ([a-z]+)", system)
        found = guess(user)
        said = f"{found}\n{self.said(user, found, wanted[1] if wanted else 'en')}"
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
        return 200, {"object": "chat.completion", "model": asked["model"], "choices": [choice]}


def guess(text: str) -> str:
    """The language by its letters, and Spanish by its commonest words."""
    for language, letters in (("ja", "[ぁ-ヿ]"), ("zh", "[一-鿿]"), ("ar", "[؀-ۿ]")):
        if re.search(letters, text):
            return language
    spanish = re.search(r"(?i)[¿¡ñ]|\b(?:el|la|los|las|de|que|mi|su|por|no puedo|está|gracias)\b", text)
    return "es" if spanish else "en"


@contextmanager
def serving(machine: StandIn) -> Iterator[str]:
    """Its address, as long as it runs: on a port of its own, for this machine only."""

    class Handler(Answering):
        def posted(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            if size > MOST_BYTES:
                return self.reply(413, b'{"error": "too large"}')
            try:
                status, body = machine.answer(self.path, json.loads(self.rfile.read(size)))
            except (ValueError, LookupError, TypeError, AttributeError):
                status, body = 400, {"error": "not understood"}
            return self.reply(status, json.dumps(body).encode())

    with listening(Handler) as address:
        yield address
