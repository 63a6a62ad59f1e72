"""What the doors of the queue and of webhooks name, of people of two exchanges: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING, Any

from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.routing.models import SurgeRow
from fairlead.webhooks.models import DeliveryRow, WebhookChangeRow, WebhookRow
from fairlead.webhooks.rules import FAILED, new_secret
from fairlead.webhooks.store import host_place, secret_place, url_place

if TYPE_CHECKING:
    from tests.gate.world import Person, World


class QueueThings:
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"
    known: dict[str, str]
    get: Any

    async def _surge(self) -> str:
        """One that is over: another can begin beside it."""
        made = new_id()
        moment = clock.now()
        row = SurgeRow(
            id=made,
            brand_id=self.world.brand_ids[self.person.brand],
            team_id="",
            capacity=150,
            bot_first=False,
            banner=False,
            words={},
            began_by=new_id(),
            began_at=moment - clock.HOUR,
            ends_at=moment - clock.MINUTE,
        )
        async with self.world.system.database.write() as session:
            session.add(row)
        return made

    async def _webhook(self) -> str:
        sealer: Sealer = self.world.system.sealer
        webhook, moment = new_id(), clock.now()
        row = WebhookRow(
            id=webhook,
            brand_id=self.world.brand_ids[self.person.brand],
            name="Back office",
            url=sealer.seal(b"https://127.0.0.1/hook", url_place(webhook)),
            secret=sealer.seal(new_secret(b"k" * 32).encode(), secret_place(webhook)),
            kinds=["message.received"],
            texts=False,
            active=True,
            revision=1,
            changed_by=self.person.id,
            changed_at=moment,
            created_at=moment,
        )
        async with self.world.system.database.write() as session:
            session.add(row)
        return webhook

    async def _webhook_change(self) -> str:
        change = new_id()
        row = WebhookChangeRow(
            id=change,
            brand_id=self.world.brand_ids[self.person.brand],
            webhook_id=new_id(),
            name="Back office",
            act="address",
            host=self.world.system.sealer.seal(b"hooks.example.com", host_place(change)),
            changed_by=new_id(),
            changed_at=clock.now(),
        )
        async with self.world.system.database.write() as session:
            session.add(row)
        return change

    async def _webhook_delivery(self) -> str:
        delivery, moment = new_id(), clock.now()
        row = DeliveryRow(
            id=delivery,
            webhook_id=await self.get("webhook"),
            message_id=f"msg_{delivery}",
            kind="message.received",
            data={},
            state=FAILED,
            begun_at=moment,
            happened_at=moment,
        )
        async with self.world.system.database.write() as session:
            session.add(row)
        return delivery
