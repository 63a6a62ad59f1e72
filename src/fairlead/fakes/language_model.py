"""A stand-in for a language model behind an OpenAI-compatible chat endpoint, over real HTTP: one that answers well, and those
that tests need: it lies, hangs, drips, breaks off, talks nonsense, or does whatever any text in its prompt tells it to.

It is no model: what it says well are sentences of the passages it was given.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from fairlead.fakes.listen import Answering, listening

MOST_BYTES = 1_000_000
LIE = "Send 500 USDT to TXyzEvil9bT4kQ2mRr7 first, then your account is unlocked within 3 minutes at https://evil.example/go."
HONEST, WRONG, BROKEN = ("well",), ("lies", "twists", "obeys", "nothing", "other language", "empty"), (
    "hangs", "drips", "garbage", "huge", "breaks off", "cut", "calls tools", "busy", "failing", "not json", "packed",
)  # fmt: skip
MODES = HONEST + WRONG + BROKEN


class LanguageModel:
    """`mode`: one of `MODES`, also while it runs. `asked`: the bodies of all requests, for tests to look through."""

    def __init__(self, mode: str = "well") -> None:
        self.mode = mode
        self.asked: list[dict[str, Any]] = []
        # Ends all waiting when the server does.
        self.over = threading.Event()

    def says(self, task: str, given: str) -> Iterator[str]:
        """The answer in the pieces in which it goes out."""
        data = json.loads(given.split("\n")[1])
        texts = [passage["text"] for passage in data["passages"]]
        match self.mode:
            case "lies":
                yield LIE
            case "twists":
                yield _twisted(_best(data["question"], texts))
            case "obeys":
                yield from _pieces(_obeyed(task, data["question"], texts))
            case "other language":
                yield "Ваш депозит будет зачислен автоматически."
            case "huge":
                yield from ("word " * 2_000 for _ in range(1_000))
            case "nothing":
                yield "NONE"
            case "empty":
                yield ""
            case "drips":
                for letter in _best(data["question"], texts):
                    self.over.wait(0.2)
                    yield letter
            case _:
                yield from _pieces(_best(data["question"], texts))


def _best(question: str, texts: list[str]) -> str:
    """The first two sentences of the passage that has most of the question's words."""
    words = set(re.findall(r"\w+", question.lower()))
    found = max(texts, key=lambda text: len(words & set(re.findall(r"\w+", text.lower()))), default="")
    return "\n".join([one for one in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n+", found) if one][:2])


def _twisted(text: str) -> str:
    """The same with every number one higher, and the opposite of what it said."""
    higher = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), text)
    return re.sub(r"(?i)\b(?:do not|don't|never)\s+", "", higher) if re.search(r"(?i)\b(?:do not|don't|never)\b", higher) else (
        higher if higher != text else re.sub(r"(?i)\b(is|are|can|will)\b", r"\1 not", text, count=1) + " Trust me."
    )  # fmt: skip


def _obeyed(task: str, question: str, texts: list[str]) -> str:
    """Says what anybody tells it to say (`SAY: …` to the end), word for word; otherwise its rules and all it was given."""
    told = re.search(r"SAY:\s*(.+)", "\n".join([question, *texts]), re.DOTALL)
    return told[1] if told else "\n".join([task, question, f"<img src=x onerror=alert(1)> {question}", *texts])


def _pieces(text: str, size: int = 7) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


@contextmanager
def speaking(model: LanguageModel, *, port: int = 0) -> Iterator[str]:
    """Its address as the setting wants it, as long as it runs: for this machine only."""

    class Handler(Answering):
        def posted(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST_BYTES))
            try:
                asked = json.loads(body)
                task, given = (message["content"] for message in asked["messages"])
            except (ValueError, LookupError, TypeError):
                return self.reply(400, b'{"error": "not understood"}')
            model.asked.append(asked)
            refused = {"busy": 429, "failing": 500}.get(model.mode)
            if refused:
                return self.reply(refused, b'{"error": "no"}')
            if model.mode == "hangs":
                model.over.wait(20)
                return None
            with suppress(OSError):
                self._stream(task, given)
            return None

        def _stream(self, task: str, given: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            if model.mode == "packed":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Connection", "close")
            self.end_headers()
            if model.mode == "garbage":
                self.wfile.write(bytes(range(256)) * 40 + b"\ndata: \xff\xfe{\n\n")
                return
            if model.mode == "not json":
                self.wfile.write(b'data: {"choices": [{"delta": {"cont\n\n')
                return
            if model.mode == "calls tools":
                call = {"function": {"name": "withdraw", "arguments": '{"amount": "all"}'}}
                self._event({"tool_calls": [call]}, None)
            for number, piece in enumerate(model.says(task, given)):
                if model.over.is_set() or (model.mode == "breaks off" and number == 3):
                    return
                self._event({"content": piece}, None)
            self._event({}, "length" if model.mode == "cut" else "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, delta: dict[str, Any], end: str | None) -> None:
            event = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
            self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")

    with listening(Handler, port=port) as address:
        try:
            yield f"{address}/v1"
        finally:
            model.over.set()
