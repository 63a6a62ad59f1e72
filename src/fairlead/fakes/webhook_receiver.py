"""A stand-in for an exchange's system that is told by webhooks: it checks each as docs/webhooks.md says, sharing no code with
what signs, keeps what it was told, and answers as it is told to."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fairlead.fakes.listen import Answering, listening

MOST_BYTES = 1_000_000
TOLERANCE = 300
KEEP = 1000


@dataclass(frozen=True)
class Told:
    id: str
    path: str
    at: float
    message: dict[str, Any]
    signatures: int
    raw: bytes


@dataclass
class Receiver:
    """`secrets`: those that may have signed; empty: none is known yet, and nothing is checked (the demo's). `statuses`: what the
    next are answered, then 200. `body`: with what. `answers`: held back while it is not set."""

    secrets: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    body: bytes = b'{"received": true}'
    headers: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    def take(self, path: str, headers: dict[str, str], raw: bytes) -> int:
        """The status to answer."""
        try:
            signatures = self._check(headers, raw)
            message = json.loads(raw)
        except (ValueError, KeyError) as error:
            self.faults.append(f"{type(error).__name__}: {error}")
            return 401
        del self.told[: max(0, len(self.told) - KEEP)]
        self.told.append(Told(headers["webhook-id"], path, time.time(), message, signatures, raw))
        self.answers.wait(30)
        return self.statuses.pop(0) if self.statuses else 200

    def _check(self, headers: dict[str, str], raw: bytes) -> int:
        """How many signatures there are. Raises ValueError, KeyError."""
        given = headers["webhook-signature"].split(" ")
        stamp = headers["webhook-timestamp"]
        if not self.secrets:
            return len(given)
        if abs(time.time() - int(stamp)) > TOLERANCE:
            raise ValueError("the time is too far off")
        signed = f"{headers['webhook-id']}.{stamp}.".encode() + raw
        for secret in self.secrets:
            mac = hmac.new(base64.b64decode(secret.split("_", 1)[1]), signed, hashlib.sha256)
            wanted = "v1," + base64.b64encode(mac.digest()).decode()
            if any(hmac.compare_digest(wanted, one) for one in given):
                return len(given)
        raise ValueError("nobody we know has signed it")


@contextmanager
def serving(receiver: Receiver, *, port: int = 0) -> Iterator[str]:
    """Its origin, as long as it runs: for this machine only."""

    class Handler(Answering):
        def posted(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            if size > MOST_BYTES:
                return self.reply(413, b"{}")
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(self.path, headers, self.rfile.read(size))
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **receiver.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)
            return None

    with listening(Handler, port=port) as address:
        yield address
