"""A stand-in for an embedder behind an OpenAI-compatible endpoint, over real HTTP: one that answers well, and those that tests
need.

It is no model: a text's vector counts its words, hashed, and words of one matter count as one word.
"""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from fairlead.fakes.listen import Answering, listening

NUMBERS = 256
MOST_BYTES = 1_000_000
MODES = ("well", "hangs", "failing", "not json", "too few", "nothing", "no numbers")


class Embeddings:
    """`mode`: one of `MODES`, also while it runs. `same`: groups of words that mean one thing. `reads`: what it takes a text for
    that has a name in it, by that name. `asked`: all texts it was sent."""

    def __init__(self, *same: Sequence[str]) -> None:
        self.mode = "well"
        self.reads: dict[str, str] = {}
        self.asked: list[str] = []
        self.over = threading.Event()
        self._means = {word: group[0] for group in same for word in group}

    def vector(self, text: str) -> list[float]:
        text = next((read for name, read in self.reads.items() if name in text), text)
        counts = [0.0] * NUMBERS
        for word in re.findall(r"\w+", text.lower()):
            counts[crc32(self._means.get(word, word).encode()) % NUMBERS] += 1
        return counts


@contextmanager
def embedding(model: Embeddings) -> Iterator[str]:
    """Its address as the setting wants it, as long as it runs: for this machine only."""

    class Handler(Answering):
        def posted(self) -> None:
            asked: dict[str, Any] = json.loads(self.rfile.read(min(int(self.headers["Content-Length"]), MOST_BYTES)))
            model.asked += asked["input"]
            if model.mode == "hangs":
                model.over.wait(20)
                return None
            if model.mode in ("failing", "not json"):
                return self.reply(500 if model.mode == "failing" else 200, b"{")
            vectors: list[Any] = [model.vector(text) for text in asked["input"]]
            if model.mode == "too few":
                vectors.pop()
            if model.mode == "nothing":
                vectors = [[0.0] * NUMBERS for _ in vectors]
            if model.mode == "no numbers":
                vectors = [["a", None] for _ in vectors]
            data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
            return self.reply(200, json.dumps({"object": "list", "data": data[::-1]}).encode())

    with listening(Handler) as address:
        try:
            yield f"{address}/v1"
        finally:
            model.over.set()
