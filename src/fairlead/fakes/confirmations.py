"""A stand-in for the exchange's service that knows confirmations: a block comes with each question, or it fails as it is told."""

import json
import threading
from collections import Counter
from contextlib import AbstractContextManager
from typing import Any

from fairlead.fakes.listen import answering


class Chain:
    """`wanted`: after so many questions about it a transaction has confirmations enough. `status`, `body`: what it answers in
    place of that; `token`: who does not show it is refused."""

    def __init__(self, *, wanted: int = 1, token: str = "") -> None:
        self.wanted, self.token = wanted, token
        self.status, self.body = 200, b""
        # Held back while it is not set.
        self.answers = threading.Event()
        self.answers.set()
        self.asked: list[dict[str, Any]] = []
        self._blocks: Counter[tuple[str, str]] = Counter()

    def answer(self, raw: bytes, authorization: str) -> tuple[int, bytes]:
        """Status and body."""
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        asked = json.loads(raw)
        self.asked.append(asked)
        self.answers.wait(10)
        if self.body or self.status != 200:
            return self.status, self.body
        place = (asked["network"], asked["txid"])
        self._blocks[place] += 1
        return 200, json.dumps({"reached": self._blocks[place] >= self.wanted, "blocks": self._blocks[place]}).encode()


def serving(chain: Chain) -> AbstractContextManager[str]:
    """Its address, as long as it runs: on a port of its own, for this machine only."""
    return answering(chain.answer)
