"""Nobody changes unseen where a brand's events go: the other admins are told of it until they know, and it stays written down."""

import pytest
from sqlalchemy import select

from fairlead.kit.ids import new_id
from fairlead.webhooks.models import WebhookChangeRow
from tests.harness import Client
from tests.quick_agents import quick_agent
from tests.webhooks.told import PATH, Telling


async def changes(admin: Client) -> list[tuple[str, str, bool]]:
    """(act, host, whether it is news to him), the oldest first."""
    answer = await admin.http.get(f"{PATH}/changes")
    assert answer.status_code == 200, answer.text
    return [(one["act"], one["host"], one["news"]) for one in reversed(answer.json()["changes"])]


async def test_every_other_admin_is_told_who_changed_what_until_he_knows(telling: Telling):
    other = await quick_agent(telling.site, "Nadia", role="admin")
    made = await telling.add()
    whole = {"name": "Back office", "kinds": ["ticket.changed"], "texts": False, "active": True}
    # Other kinds, a name, on and off: nothing goes anywhere else, and nobody is told.
    same = whole | {"url": f"{telling.origin}/hook", "revision": made["revision"]}
    assert (await telling.admin.http.put(f"{PATH}/{made['id']}", json=same)).status_code == 200
    elsewhere = whole | {"url": telling.origin.replace("127.0.0.1", "localhost") + "/x", "texts": True}
    refused = await telling.admin.http.put(f"{PATH}/{made['id']}", json=elsewhere | {"revision": 2})
    assert refused.status_code == 422
    moved = whole | {"url": f"{telling.origin}/elsewhere", "texts": True, "revision": 2}
    assert (await telling.admin.http.put(f"{PATH}/{made['id']}", json=moved)).status_code == 200
    assert (await telling.admin.http.post(f"{PATH}/{made['id']}/secret")).status_code == 200
    assert (await telling.admin.http.delete(f"{PATH}/{made['id']}")).status_code == 204
    acts = ["added", "address", "texts", "secret", "removed"]
    assert await changes(telling.admin) == [(act, "127.0.0.1", False) for act in acts]
    assert await changes(other) == [(act, "127.0.0.1", True) for act in acts]
    told = (await other.http.get(f"{PATH}/changes")).json()["changes"][0]
    assert (told["name"], told["by"], told["brand"]) == ("Back office", "Tomasz", "northlight")
    for _ in range(2):
        assert (await other.http.post(f"{PATH}/changes/{told['id']}/seen")).status_code == 204
    assert [news for _, _, news in await changes(other)] == [True] * 4 + [False]
    third = await quick_agent(telling.site, "Ines", role="admin")
    # Who came later is not told of what was before him, but reads it.
    assert await changes(third) == [(act, "127.0.0.1", False) for act in acts]


async def test_where_it_led_lies_sealed_and_only_admins_are_told(telling: Telling):
    await telling.add()
    async with telling.system.database.read() as session:
        rows = list(await session.scalars(select(WebhookChangeRow)))
    assert all(b"127.0.0.1" not in row.host for row in rows) and rows
    lead = await quick_agent(telling.site, "Lea", role="lead")
    assert (await lead.http.get(f"{PATH}/changes")).status_code == 403
    assert (await lead.http.post(f"{PATH}/changes/{rows[0].id}/seen")).status_code in (403, 404)


@pytest.mark.parametrize("name", ["", "x"])
async def test_what_never_was_cannot_be_known(telling: Telling, name: str):
    answer = await telling.admin.http.post(f"{PATH}/changes/{name or new_id()}/seen")
    assert answer.status_code == 404
