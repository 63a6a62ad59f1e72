"""Many conversations at once: each gated, done and answered by itself, and never twice."""

from uuid import uuid4

from fairlead.kit.ids import new_id
from fairlead.people.models import TeamRow
from tests.harness import Client, Installation, message

Item = dict[str, object]


async def talks(site: Installation, count: int) -> list[str]:
    phone = await (await site.customer()).open()
    return [(await phone.ask(message(f"question {number}")))["conversation"] for number in range(count)]


def item(kind: str, conversation: str, **more: object) -> Item:
    return {"type": kind, "client_id": str(uuid4()), "conversation": conversation} | more


async def bulk(client: Client, items: list[Item], status: int = 200) -> dict[str, list[Item]]:
    answer = await client.http.post("/api/desk/bulk", json={"items": items})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def test_each_item_is_done_or_refused_by_itself_and_a_retry_changes_nothing(site: Installation):
    agent, nora = await site.agent("Marco"), await site.agent("Nora")
    first, second, third = await talks(site, 3)
    await bulk(agent, [item("close", third)])
    items = [
        item("close", first),
        item("assign", second, to=nora.id),
        item("close", third),
        item("close", str(uuid4())),
        item("assign", "no id at all", to=nora.id),
    ]
    once = await bulk(agent, items)
    codes = [(result["conversation"], result.get("code")) for result in once["results"]]
    assert codes == [
        (first, None),
        (second, None),
        (third, "conversation_closed"),
        (items[3]["conversation"], "not_found"),
        ("no id at all", "not_found"),
    ]
    now = {wire["id"]: wire for wire in once["conversations"]}
    assert now.keys() == {first, second, third}
    assert now[first]["status"] == "closed"
    assert now[second]["assignee"] == {"kind": "agent", "id": nora.id, "name": "Nora"}
    assert await bulk(agent, items) == once


async def test_several_are_answered_in_one_go_each_in_its_own_timeline(site: Installation):
    agent = await site.agent("Marco")
    first, second, third = await talks(site, 3)
    await bulk(agent, [item("close", third)])
    items = [item("send", each, text="The network is slow today; nothing is lost.") for each in (first, second)]
    once = await bulk(agent, [*items, item("send", third, text=" ")])
    assert [result.get("code") for result in once["results"]] == [None, None, "empty_message"]
    for conversation in (first, second):
        page = (await agent.http.get(f"/api/desk/conversations/{conversation}/entries")).json()["entries"]
        said = [entry["text"] for entry in page if entry["author"]["kind"] == "agent" and entry["kind"] == "message"]
        assert said == ["The network is slow today; nothing is lost."]
    again = await bulk(agent, items)
    assert again["results"] == once["results"][:2]


async def test_what_is_closed_together_is_opened_together_and_a_note_goes_with_a_transfer(site: Installation):
    agent, nora = await site.agent("Marco"), await site.agent("Nora")
    ids = await talks(site, 30)
    closed = await bulk(agent, [item("close", each) for each in ids])
    assert {wire["status"] for wire in closed["conversations"]} == {"closed"}
    opened = await bulk(agent, [item("reopen", each) for each in ids])
    assert all(result["ok"] for result in opened["results"])
    moved = await bulk(agent, [item("transfer", each, to_agent=nora.id, note="as agreed") for each in ids[:2]])
    assert all(result["ok"] for result in moved["results"])
    silent = await bulk(agent, [item("transfer", ids[2], to_agent=nora.id)])
    assert silent["results"][0]["code"] == "empty_message"


async def test_what_is_of_another_brand_is_missing_and_not_shown(site: Installation):
    (conversation,) = await talks(site, 1)
    stranger = await site.agent("Stranger", role="admin", brands=[])
    missing = str(uuid4())
    answer = await bulk(stranger, [item("close", conversation), item("close", missing)])
    foreign, unknown = answer["results"]
    assert {**foreign, "client_id": 0, "conversation": 0} == {**unknown, "client_id": 0, "conversation": 0}
    assert answer["conversations"] == []


async def test_too_many_none_or_one_twice_are_refused_as_a_whole(site: Installation):
    agent = await site.agent()
    (conversation,) = await talks(site, 1)
    for items in ([], [item("close", str(uuid4())) for _ in range(101)], [item("close", conversation)] * 2):
        await bulk(agent, items, status=422)
    await bulk(agent, [item("redact", conversation)], status=422)
    await bulk(agent, [item("close", conversation, unknown=1)], status=422)
    assert (await agent.http.get(f"/api/desk/conversations/{conversation}")).json()["conversation"]["status"] == "open"


async def test_what_was_transferred_goes_back_to_whoever_had_it_once_and_only_while_nothing_became_of_it(
    site: Installation,
):
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    wallet = new_id()
    async with site.system.database.write() as session:
        session.add(TeamRow(id=wallet, brand_id=site.brand_id, name="Wallet"))
    with_nora, waiting, taken = await talks(site, 3)
    await bulk(marco, [item("assign", with_nora, to=nora.id)])
    before = {one: await _has(marco, one) for one in (with_nora, waiting)}
    moved = [item("transfer", one, to_team=wallet, note="yours") for one in (with_nora, waiting, taken)]
    assert all(result["ok"] for result in (await bulk(marco, moved))["results"])
    assert await _has(marco, with_nora) == (None, wallet)
    await bulk(nora, [item("assign", taken, to=nora.id)])

    back = [item("back", one) for one in (with_nora, waiting, taken)]
    # Who has not given it away does not take it back.
    refused = await bulk(nora, [item("back", with_nora)])
    assert [result["code"] for result in refused["results"]] == ["edited_meanwhile"]
    once = await bulk(marco, back)
    assert [result.get("code") for result in once["results"]] == [None, None, "edited_meanwhile"]
    assert {one: await _has(marco, one) for one in (with_nora, waiting)} == before
    assert await _has(marco, taken) == (nora.id, wallet)
    assert await bulk(marco, back) == once
    # What went back does not go forth again.
    again = await bulk(marco, [item("back", with_nora)])
    assert [result["code"] for result in again["results"]] == ["edited_meanwhile"]


async def _has(client: Client, conversation: str) -> tuple[str | None, str | None]:
    wire = (await client.http.get(f"/api/desk/conversations/{conversation}")).json()["conversation"]
    return tuple(wire[name]["id"] if wire[name] else None for name in ("assignee", "team"))
