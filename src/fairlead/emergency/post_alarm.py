"""Another system of the operator's is told that people are called: one address, JSON, by job until it takes it."""

from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.http_client import HttpClient, NoReply
from fairlead.infra.jobs import GiveUp, TryLater, enqueue

POST = "emergency.post"


class PostAlarm:
    """A `ports.Alert`. `url`: the operator's own, so it may be a private one, and it alone is called."""

    def __init__(self, http: HttpClient, url: str, *, token: str = "") -> None:
        self._http, self._url = http, url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    async def __call__(self, session: AsyncSession, brand_id: str, alarm: dict[str, Any]) -> None:
        if self._url:
            await enqueue(session, POST, alarm, key=f"{POST}:{alarm['id']}")

    async def send(self, alarm: dict[str, Any]) -> None:
        """The job. Come twice, it has the same `id`."""
        if not self._url:
            raise GiveUp("FAIRLEAD_ALERT_URL is not set any more")
        headers = self._headers | {"Idempotency-Key": alarm["id"]}
        try:
            answer = await self._http.post(self._url, msgspec.json.encode(alarm), headers)
        except NoReply as error:
            raise TryLater(f"nobody took the alarm: {error}") from None
        if answer.status == 429 or answer.status >= 500:
            raise TryLater(f"the alarm was answered with {answer.status}")
        if not 200 <= answer.status < 300:
            raise GiveUp(f"the alarm was answered with {answer.status}")
