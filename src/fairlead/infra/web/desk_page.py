"""The desk's page: one file for every address below /desk, with a fresh nonce in its policy."""

import secrets
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from fairlead.kit.errors import Unavailable


def routes(folder: Path) -> list[HTTPRouteHandler]:
    @get(["/desk", "/desk/{rest:path}"])
    async def desk(rest: FromPath[str] = "") -> Response[bytes]:
        try:
            page = (folder / "index.html").read_text("utf-8")
        except FileNotFoundError:
            raise Unavailable("faces_not_built") from None
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; "
            "connect-src 'self'; font-src 'self'; media-src 'self' blob:; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return Response(
            page.replace("__CSP_NONCE__", nonce).encode(), media_type="text/html; charset=utf-8", headers=headers
        )

    @get("/")
    async def root() -> Redirect:
        return Redirect("/desk")

    return [desk, root]
