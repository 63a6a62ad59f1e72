"""Built front-end files: hashed names are kept for good, the rest for minutes. No path from outside reaches the disk."""

import gzip
import mimetypes
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.kit.errors import NotFound

LOOK_SECONDS = 2.0
# Shorter files gain nothing from being packed.
PACK_BYTES = 1024
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    type: str
    packed: bytes | None


@lru_cache(maxsize=128)
def _read(path: Path, modified: int) -> Asset:
    content = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    worth_packing = path.suffix in _TYPES and len(content) >= PACK_BYTES
    return Asset(content, kind, gzip.compress(content, 9, mtime=0) if worth_packing else None)


class Assets:
    """The files below a folder, read on demand. A name that is not there is looked for again after a rebuild."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._look()

    def _look(self) -> None:
        found = (path for path in self._folder.rglob("*") if path.is_file())
        self._files = {f"/{path.relative_to(self._folder).as_posix()}": path for path in found}
        self._looked_at = time.monotonic()

    def read(self, name: str) -> Asset:
        """Raises NotFound for a name that is not one of ours."""
        if name not in self._files and time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._look()
        path = self._files.get(name)
        if path is None or path.suffix in (".html", ".map") or not path.is_file():
            raise NotFound
        return _read(path, path.stat().st_mtime_ns)


def routes(folder: Path) -> list[HTTPRouteHandler]:
    assets = Assets(folder)

    @get("/assets/{name:path}")
    async def asset(name: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
        found = assets.read(name)
        hashed = "-" in name.rpartition("/")[2]
        headers = {
            "Cache-Control": f"public, max-age={31536000 if hashed else 300}{', immutable' if hashed else ''}",
            "Vary": "Accept-Encoding",
        }
        content = found.content
        if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content = found.packed
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=found.type, headers=headers)

    return [asset]
