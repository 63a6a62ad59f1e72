"""What one admin does to a webhook, another is told on whatever page he is, until he says that he knows; and it stays written."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from fairlead.demo.cast import PASSWORD
from fairlead.fakes.webhook_receiver import Receiver, serving
from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk
from tests.browser.test_webhooks_and_roster import fits
from tests.proving import others_when_proving

ASK = """async ([method, path, body]) => { const answer = await fetch('/api/desk/' + path, {method,
    headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body)});
    return answer.status === 204 ? null : await answer.json() }"""


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    return await page.evaluate(ASK, [method, path, body])


@others_when_proving("width,dark", [(320, True), (1440, False)])
async def test_another_admin_is_told_who_changed_an_address_until_he_knows(
    demo: Demo, window: Any, width: int, dark: bool
):
    desk = await window(width=1280)
    await enter_desk(desk, demo, "tomasz@desk.example")
    name = f"Ledger {uuid4().hex[:6]}"
    email = f"nadia-{uuid4().hex[:6]}@desk.example"
    account = {"email": email, "name": "Nadia", "password": PASSWORD, "role": "admin", "teams": []}
    assert (await ask(desk, "POST", "agents", account | {"brands": ["northlight", "seabright"]}))["id"]
    with serving(Receiver(), port=demo.hooks) as origin:
        body = {"brand": "northlight", "name": name, "url": f"{origin}/a", "kinds": ["ticket.changed"]}
        made = await ask(desk, "POST", "webhooks", body)
        body = {"name": name, "url": f"{origin}/b", "kinds": ["ticket.changed"], "texts": False, "active": True}
        await ask(desk, "PUT", f"webhooks/{made['id']}", body | {"revision": made["revision"]})
    other = await window(width=width, height=760, dark=dark)
    await enter_desk(other, demo, email)
    banner = other.get_by_role("status").filter(has_text="Tomasz")
    await expect(banner).to_contain_text(f"changed where the webhook “{name}” leads: to 127.0.0.1.")
    await expect(banner).to_contain_text("and one more")
    await fits(other)
    await axe(other, "told of a webhook")
    await banner.get_by_role("button", name="I know").press("Enter")
    await expect(banner).to_contain_text(f"added the webhook “{name}”")
    await banner.get_by_role("link", name="Look").press("Enter")
    await other.get_by_text("Who changed what").press("Enter")
    line = other.get_by_role("listitem").filter(has_text=f"changed where the webhook “{name}” leads")
    await expect(line).to_be_visible()
    await fits(other)
    await axe(other, "who changed what")
    await banner.get_by_role("button", name="I know").press("Enter")
    await expect(banner).to_have_count(0)
    await other.reload()
    await expect(other.get_by_text("Who changed what")).to_be_visible()
    await expect(banner).to_have_count(0)
    # To who did it himself it is no news.
    await desk.reload()
    await expect(desk.get_by_role("button", name="I know")).to_have_count(0)
    await ask(desk, "DELETE", f"webhooks/{made['id']}")
    await demo.run("agent", "deactivate", email)
