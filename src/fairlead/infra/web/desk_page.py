"""The desk's page: one file for every address below /desk, with a fresh nonce in its policy."""

import secrets
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from fairlead.infra.web.pages import desk_policy
from fairlead.kit.errors import Unavailable


def routes(folder: Path) -> list[HTTPRouteHandler]:
    @get(["/desk", "/desk/{rest:path}"])
    async def desk(rest: FromPath[str] = "") -> Response[bytes]:
        try:
            page = (folder / "index.html").read_text("utf-8")
        except FileNotFoundError:
            raise Unavailable("faces_not_built") from None
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": desk_policy(nonce)}
        return Response(
            page.replace("__CSP_NONCE__", nonce).encode(), media_type="text/html; charset=utf-8", headers=headers
        )

    @get("/")
    async def root() -> Redirect:
        return Redirect("/desk")

    return [desk, root]
