"""An agent's name is changed by an admin: who reads what from then on."""

from tests.harness import Installation, message


async def test_an_admin_renames_an_agent_and_what_was_said_keeps_the_old_name(quiet_site: Installation):
    boss, marco = await quiet_site.agent("Boss", role="admin"), await quiet_site.agent("Marco")
    phone, window = await (await quiet_site.customer()).open(), await marco.open()
    talk = (await phone.ask(message("Where is my deposit?")))["conversation"]
    assert (await window.ask(message("I look.", talk)))["type"] == "ack"
    place = f"/api/desk/agents/{marco.id}/name"

    answer = await boss.http.put(place, json={"name": "  Marco  Polo\u202e "})
    assert (answer.status_code, answer.json()["name"]) == (200, "Marco Polo")
    # His windows come back with the new one.
    await window.closed(seconds=5)
    assert (await marco.http.get("/api/desk/me")).json()["name"] == "Marco Polo"
    read = (await boss.http.get(f"/api/desk/conversations/{talk}")).json()
    assert "Marco" in [entry["author"]["name"] for entry in read["entries"]]

    for bad in ("", " \u200b ", "m" * 81):
        refused = await boss.http.put(place, json={"name": bad})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field"), bad
    assert (await boss.http.put(place, json={"name": 7})).status_code == 422
    assert (await marco.http.put(place, json={"name": "Boss"})).status_code == 403
    assert (await boss.http.put(f"/api/desk/agents/{'0' * 32}/name", json={"name": "X"})).status_code == 404
