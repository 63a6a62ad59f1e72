"""A stand-in for the exchange's service that freezes accounts: it freezes each once, or fails as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from fairlead.fakes.listen import Answering, listening

MOST_BYTES = 10_000


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


@contextmanager
def serving(freezer: Freezer) -> Iterator[str]:
    """Its address, as long as it runs: on a port of its own, for this machine only."""

    class Handler(Answering):
        def posted(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            if size > MOST_BYTES:
                return self.reply(413, b"{}")
            try:
                status, body = freezer.answer(self.rfile.read(size), self.headers.get("Authorization", ""))
            except (ValueError, LookupError, TypeError):
                status, body = 400, b"{}"
            return self.reply(status, body)

    with listening(Handler) as address:
        yield address
