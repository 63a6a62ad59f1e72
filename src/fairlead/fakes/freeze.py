"""A stand-in for the exchange's service that freezes accounts: it freezes each once, or fails as it is told."""

import json
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from fairlead.fakes.listen import answering


class Freezer:
    """`status`, `body`: what it answers in place of a freeze; `declines`: accounts it does not freeze; `token`: who does not show
    it is refused. `frozen`: since when each account is."""

    def __init__(self, *, token: str = "") -> None:
        self.token = token
        self.status, self.body = 200, b""
        self.declines: set[str] = set()
        self.asked: list[dict[str, Any]] = []
        self.frozen: dict[str, str] = {}
        self._turn = threading.Lock()

    def answer(self, raw: bytes, authorization: str) -> tuple[int, bytes]:
        """Status and body."""
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        asked = json.loads(raw)
        with self._turn:
            self.asked.append(asked)
            if self.body or self.status != 200:
                return self.status, self.body
            if asked["uid"] in self.declines:
                return 200, b'{"frozen": false}'
            moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            since = self.frozen.setdefault(asked["uid"], moment)
        return 200, json.dumps({"frozen": True, "at": since, "reference": asked["reference"]}).encode()


def serving(freezer: Freezer) -> AbstractContextManager[str]:
    """Its address, as long as it runs: on a port of its own, for this machine only."""
    return answering(freezer.answer)
