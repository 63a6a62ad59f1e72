"""What the tests of the portal share: a browser without JavaScript that comes in by the exchange's page."""

import re
from typing import Any

import httpx

from tests.channels.webchat.plain import Browser
from tests.harness import SITE

PORTAL = "/w/northlight/tickets"


class PortalBrowser(Browser):
    async def enter(self, token: str, *, origin: str = SITE, to: str = "") -> str:
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Accept-Language": "en"}
        self.page = await self.http.post(f"{PORTAL}/enter", data={"token": token, "to": to}, headers=headers)
        return self.page.text

    def form_at(self, address: str) -> tuple[str, dict[str, str]]:
        """The form on the page that is sent there, and its hidden fields."""
        found = re.search(
            rf'<form [^>]*action="({re.escape(address)}[^"]*)"[^>]*>(.*?)</form>', self.page.text, re.DOTALL
        )
        assert found is not None, self.page.text[:500]
        return found[1], dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', found[2]))

    async def send_to(self, address: str, *, files: Any = None, **fields: str) -> str:
        """Sends a form there and follows where it leads."""
        self.page = await self._post(address, files, fields, follow=True)
        return self.page.text

    async def post(self, address: str, **fields: str) -> httpx.Response:
        return await self._post(address, None, fields, follow=False)

    async def _post(self, address: str, files: Any, fields: dict[str, str], *, follow: bool) -> httpx.Response:
        # A browser says that it is a form also where nothing is filled in.
        given = fields or {"sure": "yes"}
        headers = {"Origin": self.origin}
        return await self.http.post(address, data=given, files=files, headers=headers, follow_redirects=follow)
