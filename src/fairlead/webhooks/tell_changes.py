"""Who changes where a brand's events go, or with what they are signed, is written down for good, and every other admin of the
brand is told until he has said that he knows. One alone may do it: that nobody does it unseen is what stands in its place."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.people.store import agent_names
from fairlead.webhooks import store
from fairlead.webhooks.models import SeenChangeRow, WebhookChangeRow, WebhookRow
from fairlead.webhooks.rules import Act


@dataclass(frozen=True, slots=True)
class Change:
    """`host`: where it leads since then; `news`: it is somebody else's, and this admin, who was here by then, has not said yet
    that he knows."""

    row: WebhookChangeRow
    host: str
    by: str
    news: bool


def note_change(session: AsyncSession, sealer: Sealer, row: WebhookRow, act: Act, *, by: Actor, url: str) -> None:
    """In the transaction that changes it. Of an address its host is kept: the rest of it may be a secret of its own."""
    change_id = new_id()
    host = (urlsplit(url).hostname or "").encode()
    session.add(
        WebhookChangeRow(
            id=change_id,
            brand_id=row.brand_id,
            webhook_id=row.id,
            name=row.name,
            act=act,
            host=sealer.seal(host, store.host_place(change_id)),
            changed_by=by.id,
            changed_at=clock.now(),
        )
    )


class Changes:
    def __init__(self, database: Database, sealer: Sealer, authorize: Authorize) -> None:
        self._database, self._sealer, self._authorize = database, sealer, authorize

    async def lately(self, by: Actor) -> list[Change]:
        """At his brands, the newest first. Raises Refused."""
        self._authorize(by, "webhooks.hear", None)
        async with self._database.read() as session:
            rows = await store.changes(session, by.brands)
            seen = await store.seen_changes(session, by.id, [row.id for row in rows])
            since = await store.here_since(session, by.id)
            names = await agent_names(session, {row.changed_by for row in rows})
        return [
            Change(
                row,
                (self._sealer.read(row.host, store.host_place(row.id)) or b"").decode(),
                names.get(row.changed_by, ""),
                news=row.changed_by != by.id and row.changed_at >= since and row.id not in seen,
            )
            for row in rows
        ]

    async def see(self, by: Actor, change_id: str) -> None:
        """He knows. Raises NotFound, Refused."""
        async with self._database.read() as session:
            row = await session.get(WebhookChangeRow, change_id) if is_id(change_id) else None
        if row is None:
            raise NotFound
        self._authorize(by, "webhook.manage", row)
        try:
            async with self._database.write() as session:
                if await session.get(SeenChangeRow, (by.id, change_id)) is None:
                    session.add(SeenChangeRow(agent_id=by.id, change_id=change_id, seen_at=clock.now()))
        except IntegrityError:
            pass  # Said in two windows at once.
