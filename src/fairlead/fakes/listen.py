"""What every stand-in listens with: HTTP on a port of this machine only, as long as it is wanted."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What one question may be long.
MOST_BYTES = 10_000


class Answering(BaseHTTPRequestHandler, ABC):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        self.posted()

    @abstractmethod
    def posted(self) -> None:
        """Answers one request."""

    def reply(self, status: int, raw: bytes) -> None:
        """`raw`: JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server calls it
        """Texts of people are not logged."""


@contextmanager
def listening(handler: type[Answering], *, port: int = 0) -> Iterator[str]:
    """Its address; 0: on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def answering(answer: Callable[[bytes, str], tuple[int, bytes]]) -> Iterator[str]:
    """The address of a service that `answer`s a question and its `Authorization` with status and body, and 400 to what it cannot
    read."""

    class Handler(Answering):
        def posted(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            if size > MOST_BYTES:
                return self.reply(413, b"{}")
            try:
                status, body = answer(self.rfile.read(size), self.headers.get("Authorization", ""))
            except (ValueError, LookupError, TypeError):
                status, body = 400, b"{}"
            return self.reply(status, body)

    with listening(Handler) as address:
        yield address
