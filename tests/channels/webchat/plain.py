"""A browser without JavaScript, as far as forms need one."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import func, select

from fairlead.app import System
from tests.harness import NO_TLS, Installation

FORM = "/w/northlight/form"


class Browser:
    """As one without JavaScript does: keeps cookies by their paths, follows what it is told, sends forms as they stand."""

    def __init__(self, site: Installation) -> None:
        self.origin = site.base_url
        self.http = httpx.AsyncClient(base_url=self.origin, follow_redirects=True, timeout=30, verify=NO_TLS)
        self.page = httpx.Response(204)

    async def open(self, path: str, **headers: str) -> str:
        self.page = await self.http.get(path, headers=headers)
        return self.page.text

    async def send(self, text: str = "", *, button: str = "", headers: Any = None, **fields: str) -> str:
        """Fills in the form whose address ends so and sends it."""
        address, hidden = self.form(button)
        self.page = await self.http.post(
            address, data={**hidden, **({"text": text} if not button else {}), **fields},
            headers={"Origin": self.origin} if headers is None else headers,
        )  # fmt: skip
        return self.page.text

    def form(self, button: str = "") -> tuple[str, dict[str, str]]:
        """The one to write in, or that whose address ends so."""
        for name, action, inside in re.findall(r'<form class="([\w ]+)" method="post" action="([^"]+)"[^>]*>(.*?)</form>', self.page.text, re.DOTALL):  # fmt: skip
            if urlsplit(action).path.endswith(f"/{button}") if button else name == "write":
                return action.replace("&amp;", "&"), dict(
                    re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', inside)
                )
        raise AssertionError(f"no such form on the page: {self.page.status_code} {self.page.text[:500]}")

    @property
    def conversation(self) -> str:
        return self.page.url.path.rpartition("/")[2]

    @property
    def cookie(self) -> str:
        return next(cookie.value or "" for cookie in self.http.cookies.jar if cookie.name == "fairlead_form")


async def rows(system: System, table: Any) -> int:
    async with system.database.read() as session:
        return (await session.scalar(select(func.count()).select_from(table))) or 0
