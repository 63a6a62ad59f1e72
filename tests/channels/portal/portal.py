"""What the tests of the portal share: a browser without JavaScript that comes in by the exchange's page."""

from tests.channels.webchat.plain import Browser
from tests.harness import SITE

PORTAL = "/w/northlight/tickets"


class PortalBrowser(Browser):
    async def enter(self, token: str, *, origin: str = SITE, to: str = "") -> str:
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Accept-Language": "en"}
        self.page = await self.http.post(f"{PORTAL}/enter", data={"token": token, "to": to}, headers=headers)
        return self.page.text
