"""How people are called: on telephones they have allowed it on, and at the address the operator has named."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from fairlead.fakes.listen import Answering, listening
from fairlead.infra.jobs import READY, JobRow
from tests.emergency.ground import Done, pressed
from tests.harness import Client, Installation, installation, make_settings
from tests.push_service import Answer, Browser, PushService, push_service


class Taken:
    """What was posted to the operator's own system, and what it answers."""

    def __init__(self) -> None:
        self.status = 204
        self.posted: list[tuple[dict[str, Any], str, str]] = []


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as made:
        yield made
    assert not made.faults


@pytest.fixture
async def site(database_url: str, tmp_path: Path, service: PushService, taken: Taken) -> AsyncIterator[Installation]:
    """Nothing happens by the clock."""

    class Handler(Answering):
        def posted(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            taken.posted.append((json.loads(raw), self.headers["Idempotency-Key"], self.headers["Authorization"]))
            self.reply(taken.status, b"")

    with listening(Handler) as address:
        settings = make_settings(
            tmp_path, database_url, push_services=service.origin, alert_url=f"{address}/calls", alert_token="t0"
        )
        async with installation(settings, worker=False) as made:
            yield made
            await made.system.push.stop()


async def allow(agent: Client, service: PushService, browser: Browser, *, locale: str = "en") -> str:
    service.key = (await agent.http.get("/api/desk/calls")).json()["key"]
    answer = await agent.http.put("/api/desk/calls", json=browser.subscription(locale))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def test_an_agents_telephone_is_told_in_his_language_and_nothing_of_the_customer(
    site: Installation, service: PushService
):
    sven, ayu, done = await site.agent("Sven", role="lead"), await site.agent("Ayu"), Done(site)
    phone = service.browser()
    device = await allow(sven, service, phone, locale="zh-CN")
    await allow(ayu, service, service.browser())
    body = await pressed(await site.customer())
    await done.now()
    (got,) = service.received
    assert got.path == phone.path
    assert got.notice["body"].startswith("紧急")
    assert got.notice["url"] == f"/desk/waiting/{body['conversation']}"
    assert "Lin" not in json.dumps(got.notice)
    await done.step(1)
    assert len(service.received) == 2
    assert len({one.topic for one in service.received}) == 1
    listed = (await sven.http.get("/api/desk/calls")).json()["devices"]
    assert [one["id"] for one in listed] == [device]
    assert (await ayu.http.delete(f"/api/desk/calls/{device}")).status_code == 404
    assert (await sven.http.delete(f"/api/desk/calls/{device}")).status_code == 204
    await done.step(2)
    assert len(service.received) == 2
    # One that its service has forgotten is called no more.
    await allow(sven, service, service.browser())
    service.answers.append(Answer(410))
    await done.step(3)
    assert (await sven.http.get("/api/desk/calls")).json()["devices"] == []


async def test_the_operators_own_system_is_told_of_each_call_until_it_takes_it(site: Installation, taken: Taken):
    sven, done = await site.agent("Sven", role="lead"), Done(site)
    taken.status = 500
    body = await pressed(await site.customer())
    await done.now()
    taken.status = 204
    async with site.system.database.write() as session:
        await session.execute(
            update(JobRow).where(JobRow.state == READY, JobRow.kind == "emergency.post").values(run_at=0)
        )
    await done.now()
    assert [key for _, key, _ in taken.posted] == [f"{body['emergency']}:0"] * 2
    alarm, _, authorization = taken.posted[0]
    assert authorization == "Bearer t0"
    assert (alarm["type"], alarm["call"], alarm["people"], alarm["brand"]) == ("emergency.called", 1, 1, "northlight")
    assert alarm["url"].endswith(f"/desk/waiting/{body['conversation']}")
    assert "Lin" not in json.dumps(alarm)
    await sven.http.post(f"/api/desk/emergencies/{body['emergency']}/take")
    await done.step(1)
    assert len(taken.posted) == 2
