"""Told by the browser, in a real Chromium: asked for by the customer's own click, shown by the service worker, and the way back."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Demo, served
from tests.browser.test_axe import fine
from tests.browser.test_story import open_widget, say
from tests.browser.test_widget_comforts import menu
from tests.harness import Client, Installation, message
from tests.proving import others_when_proving
from tests.push_service import Browser, PushService

# Chromium without its vendor's services has nobody to subscribe with: what it would get is put in its place.
SUBSCRIBE = """(given) => {
  PushManager.prototype.subscribe = async ({applicationServerKey}) => {
    window.subscribedWith = applicationServerKey
    return {toJSON: () => given, unsubscribe: async () => true}
  }
  PushManager.prototype.getSubscription = async () => null
}"""

# A push of which one knows when it has been dealt with.
PUSH = """async (data) => {
  const work = []
  const event = Object.assign(new PushEvent('push', {data}), {waitUntil: (promise) => work.push(promise)})
  self.dispatchEvent(event)
  await Promise.all(work)
  return work.length
}"""
# What the worker asks the browser to show is noted once it has been taken. Nobody may ask what is shown before that:
# Chromium looks what is on the screen, then what is in its database, and forgets for ever what came in between.
NOTE = """() => {
  self.asked = []
  const real = ServiceWorkerRegistration.prototype.showNotification
  ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
    await real.call(this, title, options)
    self.asked.push(options.tag)
  }
}"""
# What the browser does when its owner clicks on the notice with this tag.
CLICK = """async (tag) => {
  const [notification] = await registration.getNotifications({tag})
  self.dispatchEvent(new NotificationEvent('notificationclick', {notification}))
}"""
FOCUSED = (
    """async () => (await clients.matchAll({type: 'window', includeUncontrolled: true})).some(({focused}) => focused)"""
)


@pytest.fixture
def browser(whole_browser: Any) -> Any:
    """Notices are the whole browser's."""
    return whole_browser


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path, service: PushService) -> AsyncIterator[Installation]:
    told = {"push_services": service.origin, "push_after": 0}
    async with served(sqlite_template, tmp_path, bot_first=False, **told) as made:
        yield made


async def own_window(page: Page, site: Installation, client: Client, browser: Browser) -> None:
    """A window of our own that holds the customer's session, as a detached one does, in a browser that may be told."""
    await page.context.grant_permissions(["notifications"], origin=site.base_url)
    kept = {
        "session": client.session,
        "expires_at": "2099-01-01T00:00:00.000000Z",
        "uid": "5571234509",
        "customer": {"id": client.id, "verified": True, "name": "Lin", "tier": "", "locale": "en"},
    }
    await page.context.add_init_script(f"({SUBSCRIBE})({json.dumps(browser.subscription())})")
    await page.goto(f"{site.base_url}/w/northlight/push.js")
    await page.evaluate("kept => localStorage.setItem('fairlead:northlight:session', kept)", json.dumps(kept))


class Worker:
    """The service worker of a window, spoken to as the browser's vendor and its owner would."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.registration = ""

    async def find(self) -> "Worker":
        self.session = await self.page.context.new_cdp_session(self.page)
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._seen)
        await self.session.send("ServiceWorker.enable")
        self.worker = self.page.context.service_workers[0]
        await self.worker.evaluate(NOTE)
        return self

    def _seen(self, event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if registration["scopeURL"].endswith("/w/northlight/"):
                self.registration = registration["registrationId"]

    async def deliver(self, notice: dict[str, Any]) -> None:
        data = {"origin": self.origin, "registrationId": self.registration, "data": json.dumps(notice)}
        taken = await self.worker.evaluate("self.asked.length")
        await self.session.send("ServiceWorker.deliverPushMessage", data)
        await self.until(f"self.asked.length > {taken}")

    async def alone(self) -> None:
        """Until no window of ours is left: one that was gone from is there for a moment yet, and it is looked at."""
        await self.until("async () => !(await clients.matchAll({type: 'window', includeUncontrolled: true})).length")

    async def until(self, true: str) -> None:
        for _ in range(200):
            if await self.worker.evaluate(true):
                return
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"never: {true}")

    async def shown(self) -> list[dict[str, Any]]:
        found = await self.worker.evaluate(
            "async () => (await registration.getNotifications()).map("
            "({title, body, tag, lang, dir, renotify}) => ({title, body, tag, lang, dir, renotify}))"
        )
        return list(found)


async def test_from_the_click_to_the_notice_and_back_into_the_conversation(
    site: Installation, service: PushService, window: Any
):
    page, customer = await window(width=440), await site.customer()
    browser = service.browser()
    service.key = (await customer.http.get("/api/push")).json()["key"]
    talk = str((await (await customer.open()).ask(message("where is my withdrawal?")))["conversation"])
    await own_window(page, site, customer, browser)
    await page.goto(f"{site.base_url}/w/northlight/chat?talk={talk}")
    await expect(page.locator(".bubble", has_text="where is my withdrawal?")).to_be_visible()

    # Offered to who waits for a person, and the browser asks nothing by itself.
    offer = page.get_by_role("button", name="Tell me when someone answers")
    assert await page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    await offer.click()
    await expect(page.get_by_text("This browser tells you when someone answers.")).to_be_visible()
    assert await page.evaluate("window.subscribedWith") == service.key
    worker = await Worker(page, site.base_url).find()

    # He goes elsewhere, and somebody answers.
    await page.goto("about:blank")
    await worker.alone()
    desk = await (await site.agent()).open()
    await desk.ask(message("4,200 USDT are on their way", talk))
    await service.until(lambda: len(service.received) == 1)
    [got] = service.received
    await worker.deliver(got.notice)
    [shown] = await worker.shown()
    assert shown == {
        "title": "Northlight", "body": "Northlight support has replied", "tag": talk, "lang": "en", "dir": "ltr", "renotify": False,
    }  # fmt: skip
    await worker.deliver(got.notice)
    assert await worker.shown() == [shown]

    # Where the notice leads: the conversation, signed in. What is read there is not told of any more.
    await page.goto(site.base_url + got.notice["url"])
    await expect(page.locator(".bubble", has_text="4,200 USDT are on their way")).to_be_visible()
    await worker.until("async () => !(await registration.getNotifications()).length")
    # Who looks at one of our windows needs no notice; the same one is shown when he has gone.
    await worker.until(FOCUSED)
    assert await worker.worker.evaluate(PUSH, json.dumps(got.notice)) == 1
    assert await worker.worker.evaluate("self.asked") == [talk, talk]
    await page.goto("about:blank")
    await worker.alone()
    assert await worker.worker.evaluate(PUSH, json.dumps(got.notice)) == 1
    assert await worker.worker.evaluate("self.asked") == [talk, talk, talk]
    assert await worker.shown() == [shown]
    # A click on it leads there from wherever a window of ours is.
    await page.goto(f"{site.base_url}/w/northlight/contact")
    await expect(page.get_by_role("heading", name="How to reach Northlight")).to_be_visible()
    await worker.worker.evaluate(CLICK, talk)
    await expect(page.locator(".bubble", has_text="4,200 USDT are on their way")).to_be_visible()


@others_when_proving("width,dark", [(320, False), (1440, True)], ids=["320px light", "1440px dark"])
async def test_a_frame_leads_to_a_window_of_our_own_where_it_is_turned_on_and_off(
    demo: Demo, window: Any, width: int, dark: bool
):
    page = await window(width=width, height=760, dark=dark)
    given = Browser("https://fcm.googleapis.com").subscription()
    await page.context.add_init_script(f"({SUBSCRIBE})({json.dumps(given)})")
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, f"My fees are odd {uuid4().hex[:6]}")
    await expect(frame.get_by_role("button", name="Tell me when someone answers")).to_be_visible()
    await fine(page, "waiting in a frame")
    await (await menu(frame, "Notices")).click()
    await expect(frame.get_by_text("Browsers allow this only in a window of our own.")).to_be_visible()
    # Of what he is told, and when not, is kept with every change, and fits.
    await frame.get_by_label("somebody has answered").click()
    await expect(frame.get_by_text("Saved.")).to_be_visible()
    await frame.get_by_label("Tell me nothing at night").check()
    await expect(frame.get_by_label("From", exact=True)).to_have_value("22:00")
    await fine(page, "notices in a frame")
    async with page.expect_popup() as coming:
        await frame.get_by_role("button", name="Turn on").click()
    own = await coming.value
    await expect(own.get_by_text("This browser does not tell you yet.")).to_be_visible()
    # He says no to the browser first.
    await own.evaluate("Notification.requestPermission = async () => 'denied'")
    await own.get_by_role("button", name="Turn on").click()
    await expect(own.get_by_text("Your browser blocks notices from")).to_be_visible()
    await fine(own, "denied")
    await own.context.grant_permissions(["notifications"], origin=demo.origin())
    await own.reload()
    await own.get_by_role("button", name="Turn on").click()
    await expect(own.get_by_text("This browser tells you when someone answers.")).to_be_visible()
    await fine(own, "turned on")
    await own.get_by_role("button", name="Turn off").click()
    await expect(own.get_by_text("This browser does not tell you yet.")).to_be_visible()
