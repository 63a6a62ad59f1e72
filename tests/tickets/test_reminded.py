"""What comes by itself reaches a customer who is away: reminders, what was promised and is overdue, an end by silence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from fairlead.infra.jobs import READY, JobRow, JobRunner
from fairlead.infra.reactions import Dispatcher
from fairlead.kit.clock import DAY, HOUR, iso
from fairlead.notices.push import Push
from tests.harness import Client, Installation, installation, make_settings, message
from tests.notices.test_push import allow
from tests.promises.ground import clocks
from tests.push_service import PushService, push_service
from tests.tickets.ground import changed, entries, opened
from tests.tickets.test_work import later, of_ticket, seen


class Away:
    """A customer whose browser is told, and nothing happens by the clock."""

    def __init__(self, site: Installation, service: PushService) -> None:
        self.site, self.service = site, service
        self.dispatcher = Dispatcher(site.system.database, site.system.reactions())
        self.runner = JobRunner(site.system.database, site.system.jobs())

    async def begin(self) -> None:
        self.customer, self.agent = await self.site.customer(), await self.site.agent()
        await allow(self.customer, self.service, locale="es")
        self.ticket = await opened(self.customer)

    async def told(self) -> list[str]:
        """What the browser has shown so far, once everything that has happened was reacted to."""
        while await self.dispatcher.round():
            pass
        async with self.site.system.database.write() as session:
            due = update(JobRow).where(JobRow.state == READY, JobRow.kind == Push.JOB).values(run_at=0)
            await session.execute(due)
        while await self.runner.round():
            pass
        return [one.notice["body"] for one in self.service.received]

    async def after(self, span: int) -> list[str]:
        await self.told()
        await later(self.site, self.ticket, span)
        return await self.told()

    async def read(self, client: Client, number: int) -> None:
        socket = await client.open()
        await socket.ask({"type": "subscribe", "conversation": self.ticket["conversation"], "after": 0})
        await socket.send({"type": "read", "conversation": self.ticket["conversation"], "number": number})
        await socket.until(lambda frame: frame["type"] == "receipt" and frame["read"] >= number)


@asynccontextmanager
async def away_at(settings: Any, service: PushService) -> AsyncIterator[Away]:
    async with installation(settings, worker=False, bot_first=False) as site:
        away = Away(site, service)
        await away.begin()
        yield away
        await site.system.push.stop()


@pytest.fixture
async def away(database_url: str, tmp_path: Path) -> AsyncIterator[Away]:
    async with push_service() as service:
        settings = make_settings(tmp_path, database_url, push_services=service.origin, push_after=3600)
        async with away_at(settings, service) as made:
            yield made
    assert not service.faults


REPLIED, WAITS = "El soporte de Northlight ha respondido", "El soporte de Northlight espera su respuesta"
MOVED = "Hay novedades sobre su caso en Northlight"
LATE = "El soporte de Northlight va con retraso en su caso y se disculpa"


async def test_a_customer_who_is_away_is_reminded_after_a_day_and_three_and_told_of_the_end(away: Away):
    await changed(away.agent, away.ticket, status="waiting_for_you", text="Which address did you use?")
    assert await away.told() == [REPLIED]
    # He has not looked in since: a reminder comes all the same, once.
    assert await away.after(25 * HOUR) == [REPLIED, WAITS]
    assert await away.after(HOUR) == [REPLIED, WAITS]
    assert await away.after(48 * HOUR) == [REPLIED, WAITS, WAITS]
    assert await away.after(5 * DAY) == [REPLIED, WAITS, WAITS, MOVED]
    assert (await seen(away.customer, away.ticket))["status"] == "solved"
    # Neither the matter nor its words are on the wire.
    shown = str([one.notice for one in away.service.received])
    assert away.ticket["number"] not in shown
    assert "address" not in shown


async def test_who_has_seen_the_reminder_is_not_told_of_it(away: Away):
    await changed(away.agent, away.ticket, status="waiting_for_you", text="Which address did you use?")
    assert await away.told() == [REPLIED]
    await later(away.site, away.ticket, 25 * HOUR)
    assert await of_ticket(away.customer, away.ticket, "reminder") == [1]
    last = (await entries(away.customer, away.ticket["conversation"]))[-1]["number"]
    await away.read(away.customer, last)
    assert await away.told() == [REPLIED]


async def test_a_promise_that_was_not_kept_is_owned_up_to_once_and_a_word_of_ours_makes_a_new_one(away: Away):
    due = (await seen(away.customer, away.ticket))["next_update_by"]
    assert await away.after(3 * HOUR) == []
    assert await away.after(2 * HOUR) == [LATE]
    assert await of_ticket(away.customer, away.ticket, "late") == [True]
    # The new time is twice as far away, and until then there is nothing more to say.
    assert await away.after(7 * HOUR) == [LATE]
    nudged = await away.customer.http.post(f"/api/tickets/{away.ticket['id']}/nudge")
    assert nudged.status_code == 200, nudged.text
    # A person takes it and speaks: the next word is due a day later (P3), and again no sooner.
    await changed(away.agent, away.ticket, status="with_agent")
    desk = await away.agent.open()
    await desk.ask(message("I am looking into it", away.ticket["conversation"]))
    await away.told()
    promised = (await seen(away.customer, away.ticket))["next_update_by"]
    assert promised > due
    await later(away.site, away.ticket, 23 * HOUR)
    assert await of_ticket(away.customer, away.ticket, "late") == [True]
    await desk.ask(message("it takes a little longer", away.ticket["conversation"]))
    await away.told()
    await later(away.site, away.ticket, 23 * HOUR)
    assert await of_ticket(away.customer, away.ticket, "late") == [True]
    await later(away.site, away.ticket, 2 * HOUR)
    assert await of_ticket(away.customer, away.ticket, "late") == [True, True]


async def test_tickets_opened_together_have_their_promises_watched_too(away: Away):
    found = await clocks(away.site.system, away.ticket["conversation"])
    assert iso(found["update"].due_at or 0) == away.ticket["next_update_by"]
