"""What tests of webhooks share: an installation whose reactions and jobs are run by hand, and a receiver on a real socket."""

from typing import Any

from sqlalchemy import select, update

from fairlead.fakes.webhook_receiver import Receiver
from fairlead.infra.jobs import JobRow, JobRunner
from fairlead.infra.reactions import Dispatcher
from fairlead.kit import clock
from fairlead.webhooks.models import DeliveryRow, WebhookRow
from tests.harness import Installation, message
from tests.quick_agents import quick_agent

PATH = "/api/desk/webhooks"
KINDS = ["conversation.started", "message.received", "reply.sent", "conversation.closed"]
WORDS = "My withdrawal of 4,200 USDT has not arrived"


class Telling:
    """Nothing happens by the clock: `work` reacts and runs what is due."""

    def __init__(self, site: Installation, receiver: Receiver, origin: str) -> None:
        self.site, self.system, self.receiver, self.origin = site, site.system, receiver, origin
        self.dispatcher = Dispatcher(self.system.database, self.system.reactions())
        self.runner = JobRunner(self.system.database, self.dispatcher.job_handlers() | self.system.jobs())

    async def begin(self) -> None:
        self.admin = await quick_agent(self.site, "Tomasz", role="admin")
        self.customer = await self.site.customer()
        self.phone = await self.customer.open()

    async def add(self, path: str = "/hook", **more: Any) -> dict[str, Any]:
        """A new endpoint; the receiver knows its secret."""
        body = {"brand": "northlight", "name": "Back office", "url": self.origin + path, "kinds": KINDS, **more}
        answer = await self.admin.http.post(PATH, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        self.receiver.secrets.append(made["secret"])
        return made

    async def say(self, text: str = WORDS, talk: str | None = None) -> str:
        """The conversation, with everything that follows done."""
        ack = await self.phone.ask(message(text, talk))
        await self.work()
        return str(ack["conversation"])

    async def work(self) -> None:
        while await self.dispatcher.round():
            pass
        while await self.runner.round():
            pass

    async def later(self) -> None:
        """All that waits for its time is due, and done."""
        async with self.system.database.write() as session:
            await session.execute(update(JobRow).values(run_at=clock.now()))
            await session.execute(update(WebhookRow).values(resting_until=0))
        await self.work()

    async def rows(self) -> list[DeliveryRow]:
        async with self.system.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))

    async def endpoint(self, webhook_id: str) -> WebhookRow:
        async with self.system.database.read() as session:
            return await session.get_one(WebhookRow, webhook_id)

    async def log(self, webhook_id: str, **query: str) -> list[dict[str, Any]]:
        answer = await self.admin.http.get(f"{PATH}/{webhook_id}/deliveries", params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["deliveries"]
        return found
