"""Who only writes articles meets no customer: conversations, customers and files are not there for him, and nobody waits for
him to answer."""

from typing import Any

import pytest

from fairlead.people import store
from fairlead.people.rules import AUTHORS
from tests.harness import Client, Installation, message


async def _talk(site: Installation) -> str:
    customer = await site.customer()
    socket = await customer.open()
    return str((await socket.ask(message("my deposit is late")))["conversation"])


async def _statuses(client: Client, *paths: str) -> dict[str, int]:
    return {path: (await client.http.get(path)).status_code for path in paths}


@pytest.mark.parametrize("role", AUTHORS)
async def test_what_customers_say_is_not_there_for_who_writes_articles(quiet_site: Installation, role: str):
    site = quiet_site
    talk, lead = await _talk(site), await site.agent("Lea", role="lead")
    author = await site.agent("Edith", role=role)
    known = (await lead.http.get("/api/desk/conversations")).json()
    customer = known["conversations"][0]["customer"]["id"]
    paths = (
        f"/api/desk/conversations/{talk}",
        f"/api/desk/conversations/{talk}/entries",
        f"/api/desk/customers/{customer}",
        f"/api/desk/customers/{customer}/conversations",
        "/api/desk/conversations?brand=northlight",
        "/api/desk/canned?brand=northlight",
    )
    assert set((await _statuses(lead, *paths)).values()) == {200}
    assert set((await _statuses(author, *paths)).values()) == {404}
    assert (await author.http.get("/api/desk/conversations")).json()["conversations"] == []
    found = await author.http.get("/api/desk/conversations/search?q=deposit")
    assert talk not in found.text
    assert found.status_code == 200, found.text
    assert not any((await author.http.get("/api/desk/counts")).json()["counts"].values())
    body = {"conversation": talk, "text": "hello"}
    answer = await author.http.post("/api/desk/messages", json=body, headers={"Idempotency-Key": "a" * 32})
    assert answer.status_code in (404, 422), answer.text
    # He brings files for his texts, and sees those of nobody else.
    brought = [
        (await one.http.post("/api/desk/files", content=b"a", headers={"X-File-Name": "a"})).json()
        for one in (author, lead)
    ]
    seen = [(await author.http.get(f"/api/desk/files/{file['id']}")).status_code for file in brought]
    assert seen == [200, 404]


async def test_an_editors_socket_hears_of_no_conversation(quiet_site: Installation):
    site = quiet_site
    author, lead = await site.agent("Edith", role="editor"), await site.agent("Lea", role="lead")
    sockets = [await one.open() for one in (author, lead)]
    for socket in sockets:
        await socket.ask({"type": "subscribe", "workspace": True})
    talk = await _talk(site)
    await sockets[1].until(lambda frame: talk in str(frame))
    refused = await sockets[0].ask({"type": "subscribe", "conversation": talk})
    assert refused["type"] == "error"
    assert refused["code"] == "not_found"
    assert not any("deposit" in str(frame) for frame in sockets[0].frames)


async def test_nobody_waits_for_an_author_or_gives_him_a_conversation(quiet_site: Installation):
    site = quiet_site
    talk = await _talk(site)
    author, lead = await site.agent("Edith", role="reviewer"), await site.agent("Lea", role="lead")
    socket = await author.open()
    await author.http.put("/api/desk/presence", json={"presence": "online"})
    async with site.system.database.write() as session:
        await store.saw_agents(session, {author.id}, moment=2**60)
    async with site.system.database.read() as session:
        assert await store.online_agents(session, site.brand_id) == 0
        assert await store.agent_for_brand(session, author.id, site.brand_id) is None
    people = (await lead.http.get("/api/desk/people")).json()["agents"]
    assert [one["name"] for one in people] == ["Lea"]
    items = [{"type": "assign", "to": author.id, "conversation": talk, "client_id": "b" * 32}]
    told = (await lead.http.post("/api/desk/bulk", json={"items": items})).json()
    assert told["results"][0]["ok"] is False, told
    assert told["results"][0]["code"] == "transfer_target"
    await socket.close()


async def test_me_says_what_one_may_do_with_articles(quiet_site: Installation):
    found: dict[str, Any] = {}
    for role in ("agent", "lead", "editor", "reviewer"):
        client = await quiet_site.agent(role.title(), role=role)
        me = (await client.http.get("/api/desk/me")).json()
        assert [brand["key"] for brand in me["brands"]] == ["northlight"]
        found[role] = (me["articles"]["write"], me["articles"]["publish"])
    assert found == {"agent": (False, False), "lead": (True, True), "editor": (True, False), "reviewer": (True, True)}
