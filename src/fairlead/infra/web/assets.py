"""Built front-end files: hashed names are kept for good, the rest for minutes. No path from outside reaches the disk."""

import mimetypes
import time
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.kit.errors import NotFound

LOOK_SECONDS = 2.0
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class Assets:
    """The files below a folder, read on demand. A name that is not there is looked for again after a rebuild."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._look()

    def _look(self) -> None:
        found = (path for path in self._folder.rglob("*") if path.is_file())
        self._files = {f"/{path.relative_to(self._folder).as_posix()}": path for path in found}
        self._looked_at = time.monotonic()

    def read(self, name: str) -> tuple[bytes, str]:
        """Content and type. Raises NotFound for a name that is not one of ours."""
        if name not in self._files and time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._look()
        path = self._files.get(name)
        if path is None or path.suffix in (".html", ".map") or not path.is_file():
            raise NotFound
        return path.read_bytes(), _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[
            0
        ] or "application/octet-stream"


def routes(folder: Path) -> list[HTTPRouteHandler]:
    assets = Assets(folder)

    @get("/assets/{name:path}")
    async def asset(name: FromPath[str]) -> Response[bytes]:
        content, kind = assets.read(name)
        hashed = "-" in name.rpartition("/")[2]
        headers = {
            "Cache-Control": f"public, max-age={31536000 if hashed else 300}{', immutable' if hashed else ''}",
            # Vue chunks are loaded by our own pages; the loader's style sheet also by the exchange's.
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response(content, media_type=kind, headers=headers)

    return [asset]
