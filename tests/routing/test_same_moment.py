"""Several people do something to the same matter in the same moment (reliability F-55): one wins, the others are told, and nothing
that anybody wrote is lost."""

import asyncio
from collections.abc import Callable
from typing import Any

from fairlead.kit.ids import new_id
from tests.harness import Installation, message
from tests.proving import both_when_proving
from tests.routing.queue import owner, waits
from tests.routing.test_board import moved
from tests.tickets.ground import entries, opened

TICKETS = "/api/desk/tickets"


@both_when_proving
async def test_of_two_who_give_a_matter_away_one_wins_and_what_two_write_while_it_is_closed_is_all_there(
    quiet_site: Installation, proving: Callable[[int, int], int]
):
    site, system = quiet_site, quiet_site.system
    leads = [await site.agent(name, role="lead") for name in ("Lena", "Sven")]
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desks = [await marco.open(), await nora.open()]
    for turn in range(proving(4, 1000)):
        chat = await waits(system, site.brand_id)
        given = await asyncio.gather(moved(leads[0], chat, to_agent=marco.id), moved(leads[1], chat, to_agent=nora.id))
        told = {answer.status_code: answer.json() for answer in given}
        assert set(told) == {200, 409}, told
        assert told[409]["code"] == "moved_meanwhile"
        winner = marco if given[0].status_code == 200 else nora
        assert (await owner(system, chat), told[409]["data"]["name"]) == (
            winner.id,
            "Marco" if winner is marco else "Nora",
        )

        close = {"type": "close", "client_id": new_id(), "conversation": chat}
        done = await asyncio.gather(
            desks[0].ask(message(f"from Marco {turn}", chat)),
            desks[1].ask(message(f"from Nora {turn}", chat)),
            desks[0].ask(close),
        )
        page = await entries(leads[0], chat, agent=True)
        assert [one["number"] for one in page] == list(range(1, len(page) + 1))
        said = [one["text"] for one in page if one["kind"] == "message" and one["author"]["kind"] == "agent"]
        # Whoever was too late was told so, and has his words still.
        kept = [
            f"from {name} {turn}" for name, ack in zip(("Marco", "Nora"), done, strict=False) if ack["type"] == "ack"
        ]
        assert sorted(said) == sorted(kept)
        assert done[2]["type"] == "ack"


@both_when_proving
async def test_of_two_tickets_that_are_merged_into_each_other_one_stays_and_no_word_is_lost(
    quiet_site: Installation, proving: Callable[[int, int], int]
):
    site = quiet_site
    agent, other = await site.agent("Marco"), await site.agent("Nora")
    for turn in range(proving(2, 200)):
        phone = await site.customer(uid=str(5_571_000_000 + turn))
        first = await opened(phone, text=f"first {turn}")
        second = await opened(phone, category="WDR-NOTRECV", text=f"second {turn}", evidence=[])
        now = [(await agent.http.get(f"{TICKETS}/{one['id']}")).json() for one in (first, second)]

        def merged(by: Any, one: int, now: list[dict[str, Any]] = now) -> Any:
            asked = {"into": now[1 - one]["id"], "revision": now[one]["revision"]}
            return by.http.post(f"{TICKETS}/{now[one]['id']}/merge", json=asked)

        done = await asyncio.gather(merged(agent, 0), merged(other, 1))
        assert sorted(answer.status_code for answer in done) == [200, 409], [answer.text for answer in done]
        after = [(await agent.http.get(f"{TICKETS}/{one['id']}")).json() for one in (first, second)]
        assert [bool(one["merged_into"]) for one in after].count(True) == 1
        texts = [one["text"] for ticket in after for one in await entries(agent, ticket["conversation"], agent=True)]
        assert {f"first {turn}", f"second {turn}"} <= set(texts)
