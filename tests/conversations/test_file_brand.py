"""Whose a file is, sent by somebody who works for two exchanges."""

from uuid import uuid4

from tests.harness import Installation, message, seed, site_token


async def test_a_file_belongs_to_the_exchange_in_whose_conversation_it_stands(site: Installation):
    """Who uploads has not said yet for which: it must not be the other one's agents who may fetch it."""
    south = await seed(site.system, key="southlight")
    both = await site.agent("Pat", brands=[site.brand_id, south])
    northern, southern = await site.agent("Nora"), await site.agent("Sol", brands=[south])
    session = await site.anonymous().http.post(
        "/api/w/southlight/session", json={"token": site_token("9", aud="southlight")}
    )
    token = {"Authorization": f"Bearer {session.json()['session']}"}
    begun = await site.anonymous().http.post(
        "/api/messages",
        headers=token | {"Idempotency-Key": str(uuid4())},
        json={"text": "hello", "conversation": None},
    )
    conversation = begun.json()["conversation"]
    file = (await both.http.post("/api/desk/files", content=b"a log", headers={"X-File-Name": "log.txt"})).json()["id"]
    desk = await both.open()
    assert (await desk.ask(message("see this", conversation, files=[file])))["type"] == "ack"
    assert (await northern.http.get(f"/api/desk/files/{file}")).status_code == 404
    for who in (southern, both):
        assert (await who.http.get(f"/api/desk/files/{file}")).status_code == 200
    assert (await site.anonymous().http.get(f"/api/files/{file}", headers=token)).status_code == 200
