"""The bare limit of a page: an ASGI application that sends the same bytes with the same headers, and does nothing else.

    python -m bench._bare_page PORT FILE

FILE holds the answer as the real server gave it: header lines, an empty line, the body.
"""

import sys
from pathlib import Path
from typing import Any

import uvicorn


class OnePage:
    def __init__(self, answer: bytes) -> None:
        head, _, self._body = answer.partition(b"\r\n\r\n")
        pairs = [line.partition(b": ")[::2] for line in head.split(b"\r\n")[1:]]
        self._headers = [(name.lower(), value) for name, value in pairs if name.lower() not in (b"date", b"server")]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})


def main(port: int, file: str) -> None:
    # As `fairlead serve` runs it, but for the application.
    uvicorn.run(
        OnePage(Path(file).read_bytes()),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        backlog=4096,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
