"""The help center's pages and API for tests, served to a visitor's browser without a server."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, Response
from litestar.di import Provide

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.page_routes import page_routes
from fairlead.helpcenter.routes import routes
from fairlead.helpcenter.send_page import Reading
from fairlead.helpcenter.show_pages import ROOM, Pages
from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.kit.texts import Texts

BRAND = "a" * 32
FILES = {
    "en/late.md": "---\ntitle: My deposit is late\ncategory: deposits\nsummary: How long to wait.\n---\n"
    "Wait.\n\n## One\n\na\n\n## Two\n\nb <script>alert(1)</script>\n\n## Three\n\nconfirmations\n",
    "en/memo.md": "---\ntitle: I forgot the memo\ncategory: deposits\n---\nTell us the deposit's TxID.\n",
    "zh-cn/late.md": "---\ntitle: 充值未到账\ncategory: deposits\n---\n请等待网络确认。\n",
    "en/fees.md": "---\ntitle: Fees & limits <b>\ncategory: my-own\n---\nLow.\n",
}


class Brand:
    id, key, name = BRAND, "northlight", "North <Light>"
    accent, accent_dark, radius, logo = "#ffb300", "#4fd1a5", "6px", "N"
    locales, default_locale = ("en", "zh-CN", "es"), "en"


class Brands:
    async def by_key(self, key: str) -> Brand | None:
        return Brand() if key == "northlight" else None

    async def all(self) -> list[Brand]:
        return [Brand()]


AGENT = Actor(kind="agent", id="1", articles=frozenset({BRAND}))


@pytest.fixture
async def web(database, help_center: HelpCenter, folder) -> AsyncIterator[httpx.AsyncClient]:
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    pages = Pages(help_center, Texts.load([ROOM / "locales"]), origin="https://help.example")
    app = Litestar(
        [
            *routes(help_center=help_center, brands=Brands(), pages=pages),
            *page_routes(reading=Reading(help_center, Brands(), pages), database=database, every=Brands()),
        ],
        dependencies={"agent": Provide(lambda: AGENT, sync_to_thread=False)},
        exception_handlers={Problem: lambda _, problem: Response({"code": problem.code}, status_code=problem.status)},
        openapi_config=None,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://help.example") as client:
        yield client
