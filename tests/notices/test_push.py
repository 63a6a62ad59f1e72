"""From a person's reply to what the customer's browser shows: told once, in his language, nothing of the matter, and not when
there is nothing to tell any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from fairlead.infra.database import Database, async_url
from fairlead.infra.jobs import DEAD, READY, JobRow, JobRunner
from fairlead.infra.reactions import Dispatcher
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE, SECOND
from fairlead.notices.models import PushDeviceRow
from fairlead.notices.store import forget_ended
from tests.harness import Client, Installation, ServerProcess, installation, make_settings, message
from tests.push_service import Answer, Browser, PushService, push_service

SECRET_WORDS = "Your withdrawal of 4,200 USDT to 0xA11CE is released"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as made:
        yield made
    assert not made.faults


async def allow(client: Client, service: PushService, *, locale: str = "en", browser: Browser | None = None) -> str:
    """The customer allows it in a browser; the device's id."""
    service.key = (await client.http.get("/api/push")).json()["key"]
    answer = await client.http.put("/api/push", json=(browser or service.browser()).subscription(locale))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


class Told:
    """An installation whose reactions and jobs are run by hand: nothing happens by the clock."""

    def __init__(self, site: Installation, service: PushService) -> None:
        self.site, self.service, system = site, service, site.system
        self.dispatcher = Dispatcher(system.database, system.reactions())
        self.runner = JobRunner(system.database, self.dispatcher.job_handlers() | system.jobs())

    async def begin(self, uid: str = "5571234509", locale: str = "en") -> None:
        self.customer = await self.site.customer(uid)
        self.device = await allow(self.customer, self.service, locale=locale)
        self.phone = await self.customer.open()
        self.talk = str((await self.phone.ask(message("where is my withdrawal?")))["conversation"])
        self.desk = await (await self.site.agent()).open()

    async def reply(self, text: str = SECRET_WORDS) -> int:
        """The reply's public number, with everything that follows from it done."""
        ack = await self.desk.ask(message(text, self.talk))
        await self.react()
        return int(ack["public_number"])

    async def react(self) -> None:
        while await self.dispatcher.round():
            pass
        async with self.site.system.database.write() as session:
            await session.execute(update(JobRow).where(JobRow.state == READY).values(run_at=0))
        while await self.runner.round():
            pass

    async def read(self, number: int) -> None:
        since = len(self.phone.frames)
        if not any(frame["type"] == "subscribed" for frame in self.phone.frames):
            await self.phone.ask({"type": "subscribe", "conversation": self.talk, "after": 0})
        await self.phone.send({"type": "read", "conversation": self.talk, "number": number})
        await self.phone.until(
            lambda frame: frame["type"] == "receipt" and frame["side"] == "customer" and frame["read"] >= number,
            since=since,
        )

    async def jobs(self) -> list[JobRow]:
        async with self.site.system.database.read() as session:
            return list(await session.scalars(select(JobRow).where(JobRow.kind == "push")))

    async def devices(self) -> list[str]:
        async with self.site.system.database.read() as session:
            return list(await session.scalars(select(PushDeviceRow.id)))


@asynccontextmanager
async def told_by(settings: Any, service: PushService) -> AsyncIterator[Told]:
    async with installation(settings, worker=False, bot_first=False) as site:
        told = Told(site, service)
        yield told
        await site.system.push.stop()


@pytest.fixture
async def told(database_url: str, tmp_path: Path, service: PushService) -> AsyncIterator[Told]:
    settings = make_settings(tmp_path, database_url, push_services=service.origin, push_after=3600)
    async with told_by(settings, service) as made:
        await made.begin(locale="zh-CN")
        yield made


async def test_a_reply_nobody_saw_is_told_once_in_the_customers_language_and_again_only_after_it_was_read(told: Told):
    first = await told.reply()
    [got] = told.service.received
    assert got.notice["title"] == "Northlight"
    assert got.notice["body"] == "Northlight 客服已回复"
    assert (got.notice["lang"], got.notice["dir"]) == ("zh-CN", "ltr")
    assert got.notice["url"] == f"/w/northlight/chat?talk={told.talk}"
    # Neither the words, nor who wrote them, nor who is told; and on the wire nothing at all can be read.
    assert set(got.notice) == {"title", "body", "lang", "dir", "conversation", "url"}
    assert b"Northlight" not in got.body
    assert told.talk not in got.topic
    await told.reply("and one more thing")
    assert len(told.service.received) == 1
    await told.read(first)
    # The second reply is unread still, but it was told of with the first: a third is news.
    await told.reply("are you there?")
    assert [each.topic for each in told.service.received] == [got.topic, got.topic]
    assert await told.jobs() == []


async def test_nothing_is_told_of_what_was_read_meanwhile_nor_of_notes_the_bot_or_ones_own_words(told: Told):
    ack = await told.desk.ask(message(SECRET_WORDS, told.talk))
    await told.dispatcher.round()
    assert len(await told.jobs()) == 1
    await told.read(ack["public_number"])
    await told.react()
    await told.desk.ask(message("he is nervous", told.talk, note=True))
    await told.phone.ask(message("thanks", told.talk))
    await told.react()
    assert told.service.received == []
    assert await told.jobs() == []


@pytest.mark.parametrize("how", ["signs out", "removes it", "gives the browser to another"])
async def test_nothing_is_told_any_more_to_a_browser_whose_customer(told: Told, how: str):
    """The job was there before: it is the moment of telling that counts."""
    await told.desk.ask(message(SECRET_WORDS, told.talk))
    await told.dispatcher.round()
    if how == "signs out":
        assert (await told.customer.http.delete("/api/w/session")).status_code == 204
    elif how == "removes it":
        assert (await told.customer.http.delete(f"/api/push/{told.device}")).status_code == 204
    else:
        other = await told.site.customer("8800000001")
        [browser] = told.service.browsers.values()
        await allow(other, told.service, browser=browser)
    await told.react()
    assert told.service.received == []
    assert await told.jobs() == []
    async with told.site.system.database.write() as session:
        await forget_ended(session)
    assert len(await told.devices()) == (1 if how == "gives the browser to another" else 0)


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_customer_lists_his_browsers_and_removes_them_and_nobody_elses(told: Told):
    laptop = await told.site.customer()
    await laptop.http.put(
        "/api/push",
        json=told.service.browser().subscription(),
        headers={"User-Agent": "Mozilla (Macintosh) Firefox/145"},
    )
    listed = (await laptop.http.get("/api/push")).json()["devices"]
    assert [(each["name"], each["this"]) for each in listed] == [("Firefox · macOS", True), ("", False)]
    # The same browser with a new address is still one, and so many are kept.
    await allow(laptop, told.service)
    assert len((await laptop.http.get("/api/push")).json()["devices"]) == 2
    for _ in range(12):
        await allow(await told.site.customer(), told.service)
    assert len((await laptop.http.get("/api/push")).json()["devices"]) == 10
    stranger = await told.site.customer("8800000001")
    mine = (await laptop.http.get("/api/push")).json()["devices"][0]["id"]
    foreign, missing = [await stranger.http.delete(f"/api/push/{each}") for each in (mine, "0" * 32)]
    told_apart = {"request_id"}
    assert foreign.status_code == missing.status_code == 404
    assert {k: v for k, v in foreign.json().items() if k not in told_apart} == {
        k: v for k, v in missing.json().items() if k not in told_apart
    }
    assert (await laptop.http.delete(f"/api/push/{mine}")).status_code == 204
    assert len((await laptop.http.get("/api/push")).json()["devices"]) == 9


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_who_may_not_be_told_and_what_is_no_subscription_get_an_answer_that_says_so(told: Told):
    good = told.service.browser().subscription()
    visitor = await told.site.visitor()
    assert (await visitor.http.get("/api/push")).json() == {"key": None, "devices": []}
    refused = await visitor.http.put("/api/push", json=good)
    assert (refused.status_code, refused.json()["code"]) == (403, "push_sign_in")
    not_a_point = "B" + "A" * 86
    for wrong, code in (
        ({"endpoint": "https://169.254.169.254/latest"}, "push_service_unknown"),
        ({"endpoint": told.service.origin + "@evil.example/"}, "invalid_field"),
        ({"keys": good["keys"] | {"p256dh": not_a_point}}, "invalid_field"),
        ({"keys": good["keys"] | {"p256dh": "é"}}, "invalid_field"),
        ({"keys": good["keys"] | {"auth": "AAAA"}}, "invalid_field"),
        ({"keys": good["keys"] | {"auth": "A" * 5000}}, "invalid_field"),
    ):
        answer = await told.customer.http.put("/api/push", json=good | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code), wrong
    assert len(await told.devices()) == 1


async def test_the_same_browser_allowed_many_times_at_once_is_one(told: Told):
    subscription = told.service.browser().subscription()
    puts = (told.customer.http.put("/api/push", json=subscription) for _ in range(8))
    assert {answer.status_code for answer in await asyncio.gather(*puts)} <= {200, 503}
    assert len(await told.devices()) == 1


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_where_a_browser_is_reached_is_not_readable_on_disk(told: Told, tmp_path: Path):
    [browser] = told.service.browsers.values()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("fairlead.db*"))
    assert told.device.encode() in kept
    subscription = browser.subscription()
    for secret in (browser.path, subscription["keys"]["p256dh"], subscription["keys"]["auth"]):
        assert secret.encode() not in kept


async def test_a_service_that_has_forgotten_the_browser_is_not_asked_again(told: Told):
    told.service.answers = [Answer(410)]
    await told.reply()
    assert await told.devices() == []
    await told.reply("still there?")
    assert len(told.service.received) == 1
    assert await told.jobs() == []


async def test_a_service_that_asks_to_wait_is_given_its_time_and_then_told_once(told: Told):
    told.service.answers = [Answer(429, retry_after="600"), Answer(503), Answer(201)]
    before = clock.now()
    await told.desk.ask(message(SECRET_WORDS, told.talk))
    for reason, soonest in (("429", 600 * SECOND), ("503", 2 * SECOND)):
        while await told.dispatcher.round():
            pass
        async with told.site.system.database.write() as session:
            await session.execute(update(JobRow).values(run_at=0))
        await told.runner.round()
        [job] = await told.jobs()
        assert reason in job.error
        assert before + soonest <= job.run_at < clock.now() + 20 * MINUTE
    await told.react()
    assert len(told.service.received) == 3
    assert len({each.topic for each in told.service.received}) == 1
    assert await told.jobs() == []


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_what_cannot_be_delivered_lies_where_an_admin_sees_it_without_the_address(
    told: Told, monkeypatch: pytest.MonkeyPatch
):
    told.service.answers = [Answer(403)]
    await told.reply()
    monkeypatch.setattr(told.site.system.push.post._http, "_seconds", 0.2)
    told.service.answers = [Answer(comes=False)]
    await told.reply("again")
    dead, waiting = sorted(await told.jobs(), key=lambda job: job.state)
    assert (dead.state, waiting.state) == (DEAD, READY)
    assert "403" in dead.error
    assert "no answer in time" in waiting.error
    assert told.service.origin not in dead.error + waiting.error
    # Seen by the customer himself in the meantime: there is nothing left to resend.
    await told.react()
    assert len(told.service.received) == 3


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_kill_between_the_reply_and_the_notice_loses_nothing_and_doubles_nothing_that_is_seen(
    database_url: str, tmp_path: Path, service: PushService
):
    settings = make_settings(tmp_path, database_url, push_services=service.origin, push_after=0)
    async with installation(settings, worker=False, bot_first=False) as site:
        told = Told(site, service)
        await told.begin()
        await told.desk.ask(message(SECRET_WORDS, told.talk))
    # Committed and told to nobody. Who takes it up dies while the service thinks about it.
    service.answers = [Answer(comes=False)]
    server = ServerProcess(settings)
    server.start()
    await service.until(lambda: len(service.received) == 1, seconds=60)
    server.kill()
    async with database_of(settings) as database, database.write() as session:
        # Its lease would run out by itself after a minute.
        await session.execute(update(JobRow).values(lease_until=0))
    server = ServerProcess(settings)
    server.start()
    await service.until(lambda: len(service.received) == 2, seconds=60)
    server.stop()
    # The browser shows a second notice of the same topic in place of the first.
    assert len({(each.topic, each.path) for each in service.received}) == 1
    async with database_of(settings) as database, database.read() as session:
        assert (await session.scalars(select(JobRow).where(JobRow.kind == "push"))).all() == []


@asynccontextmanager
async def database_of(settings: Any) -> AsyncIterator[Any]:
    database = Database(async_url(settings.database_url, settings.data_path))
    yield database
    await database.close()


async def test_a_warning_is_told_as_a_reply_is_and_ones_own_objection_is_not(told: Told):
    lead = await told.site.agent("Lea", role="lead")
    body = {"kind": "warn", "reason": "insults", "hours": 24, "words": ""}
    path = f"/api/desk/conversations/{told.talk}/sanctions"
    made = await lead.http.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.text
    await told.react()
    [got] = told.service.received
    assert got.notice["body"] == "Northlight 客服已回复"
    await told.read((await told.desk.ask(message("see above", told.talk)))["public_number"])
    await told.react()
    objected = await told.customer.http.post(
        f"/api/sanctions/{made.json()['id']}/appeal", json={"text": "I said nothing bad"}
    )
    assert objected.status_code == 200, objected.text
    while await told.dispatcher.round():
        pass
    assert await told.jobs() == []
