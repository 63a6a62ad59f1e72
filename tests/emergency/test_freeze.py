"""The exchange is asked to freeze the account of whoever is signed in; the timeline says what came of it, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.emergency.models import FreezeRow
from fairlead.exchange.freeze_account import FreezeService
from fairlead.fakes.freeze import Freezer, serving
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import READY, JobRow, TryLater
from tests.emergency.ground import Done, entries_of, pressed, told
from tests.harness import Installation, installation, make_settings, message
from tests.notices.test_push import Told, service, told_by
from tests.push_service import PushService

__all__ = ["service"]

UID = "5571234509"


@pytest.fixture
def freezer() -> Freezer:
    return Freezer(token="let me in")


@pytest.fixture
async def site(database_url: str, tmp_path: Path, freezer: Freezer) -> AsyncIterator[Installation]:
    """Nothing happens by the clock."""
    with serving(freezer) as address:
        settings = make_settings(tmp_path, database_url, freeze_url=f"{address}/freeze", freeze_token="let me in")
        async with installation(settings, worker=False) as made:
            yield made


async def once_more(done: Done) -> None:
    async with done.system.database.write() as session:
        await session.execute(
            update(JobRow).where(JobRow.state == READY, JobRow.kind == "emergency.freeze").values(run_at=0)
        )
    await done.now()


async def freezes(site: Installation) -> list[FreezeRow]:
    async with site.system.database.read() as session:
        return list(await session.scalars(select(FreezeRow)))


async def test_a_press_freezes_the_account_and_nobody_reached_is_told_once_and_tried_until_it_works(
    site: Installation, freezer: Freezer
):
    customer, done = await site.customer(UID), Done(site)
    freezer.status = 503
    body = await pressed(customer)
    assert body["freezing"] is True
    await done.now()
    await once_more(done)
    freezer.status = 200
    await once_more(done)
    (row,) = await freezes(site)
    assert freezer.asked == [{"uid": UID, "reference": row.id, "reason": "account_takeover"}] * 3
    entries = await entries_of(customer, body["conversation"])
    assert [act for act, _ in told(entries)] == ["pressed", "told", "unreached", "frozen"]
    assert "asking the exchange's system to freeze" in entries[1]["text"]
    said = {one["data"]["emergency"]["act"]: one["text"] for one in entries if one["kind"] == "emergency"}
    assert freezer.frozen[UID][:16].replace("T", " ") in said["frozen"]
    assert "by hand" in said["unreached"]


async def test_agents_with_the_right_freeze_from_the_desk_once_a_no_is_told_and_a_visitors_press_freezes_nothing(
    site: Installation, freezer: Freezer
):
    customer, done = await site.customer(UID), Done(site)
    lead, agent = await site.agent("Sven", role="lead"), await site.agent("Ayu")
    talk = (await (await customer.open()).ask(message("strange things happen to my account")))["conversation"]
    url = f"/api/desk/conversations/{talk}/freeze"
    assert (await agent.http.post(url)).status_code == 403
    assert (await agent.http.get(url)).json() == {"possible": False, "freeze": None}
    assert (await lead.http.get(url)).json()["possible"] is True
    answer = await lead.http.post(url)
    assert (answer.status_code, answer.json()["freeze"]["state"]) == (201, "asked")
    again = await lead.http.post(url)
    assert (again.status_code, again.json()["code"]) == (409, "freeze_asked")
    await done.now()
    assert (await lead.http.get(url)).json()["freeze"]["state"] == "frozen"
    assert told(await entries_of(customer, talk)) == [("freezing", "agent"), ("frozen", "system")]
    body = await pressed(await site.visitor())
    assert (body["freezing"], body["known"]) == (False, False)
    answer = await lead.http.post(f"/api/desk/conversations/{body['conversation']}/freeze")
    assert (answer.status_code, answer.json()["code"]) == (409, "freeze_unknown")
    # What the exchange declines is not asked again.
    other = await site.customer("99")
    freezer.declines.add("99")
    body = await pressed(other)
    await done.now()
    await once_more(done)
    assert [one["uid"] for one in freezer.asked] == [UID, "99"]
    assert [act for act, _ in told(await entries_of(other, body["conversation"]))][-1] == "unreached"


@pytest.fixture
async def told_away(database_url: str, tmp_path: Path, freezer: Freezer, service: PushService) -> AsyncIterator[Told]:
    """A customer who reads Spanish has allowed notices, hears of nothing he can switch off, and looks at no page of his."""
    with serving(freezer) as address:
        named = {"freeze_url": f"{address}/freeze", "freeze_token": "let me in", "push_services": service.origin}
        async with told_by(make_settings(tmp_path, database_url, push_after=3600, **named), service) as made:
            await made.begin(locale="es")
            quiet = {"begin": "00:00", "end": "23:59", "zone": "UTC"}
            choices = {"off": ["replied", "waits", "late", "moved"], "quiet": quiet}
            assert (await made.customer.http.put("/api/notices/choices", json=choices)).status_code == 200
            yield made


async def test_what_came_of_the_freeze_is_told_away_from_the_chat_once_each_and_names_nothing_of_it(
    told_away: Told, freezer: Freezer
):
    freezer.status = 503
    body = await pressed(told_away.customer)
    await told_away.react()
    await told_away.react()
    news = "El soporte de Northlight tiene novedades sobre su emergencia"
    assert [one.notice["body"] for one in told_away.service.received] == [news]
    freezer.status = 200
    await told_away.react()
    await told_away.react()
    await told_away.react()
    assert [act for act, _ in told(await entries_of(told_away.customer, body["conversation"]))][-1] == "frozen"
    assert [one.notice["body"] for one in told_away.service.received] == [news] * 2
    assert all(UID not in str(one.notice) for one in told_away.service.received)
    listed = (await told_away.customer.http.get("/api/notices")).json()["sent"]
    assert [one["body"] for one in listed] == [news] * 2


async def test_who_reads_what_came_of_the_freeze_in_the_chat_is_not_told_again(told_away: Told):
    body = await pressed(told_away.customer)
    while await told_away.dispatcher.round() or await told_away.runner.round():
        pass
    last = (await entries_of(told_away.customer, body["conversation"]))[-1]
    assert last["data"]["emergency"]["act"] == "frozen"
    told_away.talk = body["conversation"]
    await told_away.read(last["public_number"])
    await told_away.react()
    assert told_away.service.received == []


@asynccontextmanager
async def asking(freezer: Freezer, *, token: str = "") -> AsyncIterator[FreezeService]:
    http = HttpClient(seconds=5)
    try:
        with serving(freezer) as address:
            yield FreezeService(http, address, token=token)
    finally:
        await http.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (302, b""), (200, b"yes"), (200, b'{"frozen": "true"}'), (200, b"[]"), (401, b'{"frozen": true}')],
)
async def test_what_is_no_answer_is_no_freeze(status: int, body: bytes):
    freezer = Freezer()
    freezer.status, freezer.body = status, body
    async with asking(freezer) as service:
        with pytest.raises(TryLater):
            await service.freeze(UID, reference="r1")


async def test_asked_twice_it_is_one_freeze_and_a_wrong_token_is_none():
    freezer = Freezer(token="let me in")
    async with asking(freezer, token="let me in") as service:
        moments: set[Any] = {await service.freeze(UID, reference="r1") for _ in range(2)}
        assert len(moments) == 1
    async with asking(freezer, token="another") as service:
        with pytest.raises(TryLater):
            await service.freeze(UID, reference="r2")
