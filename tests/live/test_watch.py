"""V-04, V-05: what is taken from an agent is taken from his open sockets too, whoever takes it, and nothing he sends in between is
done. Whoever takes it here is another process in all but name: a system of its own on the same database, without a bus."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from fairlead.app import System
from fairlead.conversations.models import EntryRow
from fairlead.infra.database import Database
from fairlead.kit.access import SYSTEM
from fairlead.kit.errors import Unavailable
from fairlead.live.watch import Watch
from tests.harness import Client, Gone, Installation, Socket, message

# The promise is two seconds; the rest is for a machine with other things to do.
SOON = 2 + 3
NEW_PASSWORD = "eleven purple doors"


@pytest.fixture
async def elsewhere(quiet_site: Installation) -> AsyncIterator[System]:
    """The command line, say: it has no way to tell the server anything but the database."""
    made = System(quiet_site.settings)
    yield made
    await made.database.close()


async def take(what: str, elsewhere: System, agent: Client) -> None:
    staff = elsewhere.staff
    if what == "password":
        await staff.set_password(SYSTEM, agent.id, NEW_PASSWORD)
    elif what == "role":
        await staff.set_role(SYSTEM, agent.id, "lead")
    elif what == "deactivated":
        await staff.set_active(SYSTEM, agent.id, active=False)
    elif what == "revoked":
        await staff.end_sessions(SYSTEM, agent.id)
    elif what == "brands":
        await staff.set_brands(SYSTEM, agent.id, brands=[], teams=[])
    else:
        actor = await elsewhere.sessions.actor(agent.http.cookies["fairlead_desk"], "agent")
        await elsewhere.sessions.end(actor.session)


TAKEN = ["password", "role", "deactivated", "revoked", "brands", "signed out"]
ENDING = [what for what in TAKEN if what != "brands"]


async def open_talk(site: Installation, agent: Client) -> tuple[Socket, str]:
    """A conversation that the agent watches, and his socket."""
    conversation = (await (await site.customer()).open()).ask(message("hello"))
    conversation_id = (await conversation)["conversation"]
    socket = await agent.open()
    answer = await socket.ask({"type": "subscribe", "conversation": conversation_id, "after": 0})
    assert answer["type"] == "subscribed"
    return socket, conversation_id


async def entries(site: Installation, conversation_id: str) -> int:
    async with site.system.database.read() as session:
        counted = select(func.count()).select_from(EntryRow).where(EntryRow.conversation_id == conversation_id)
        return await session.scalar(counted) or 0


async def test_v04_v05_sockets_and_polls_close_within_two_seconds_whoever_took_it(
    quiet_site: Installation, elsewhere: System
):
    """V04 too: a deactivated agent's sockets end with his sessions."""
    agents = {what: await quiet_site.agent(f"marco-{number}") for number, what in enumerate(TAKEN)}
    opened = {what: [await agent.open(), await agent.open()] for what, agent in agents.items()}
    other = await (await quiet_site.agent("Aiko")).open()
    for what, agent in agents.items():
        started = time.monotonic()
        await take(what, elsewhere, agent)
        codes = await asyncio.gather(*(socket.closed(seconds=SOON) for socket in opened[what]))
        assert codes == [4401] * 2, what
        assert time.monotonic() - started < SOON
        lives = (await agent.http.get("/api/desk/me")).status_code == 200
        assert lives == (what == "brands"), what
    assert (await other.ask({"type": "ping"}))["type"] == "pong", "a colleague's socket stays"


async def test_v05_a_customers_session_that_ended_elsewhere_closes_his_sockets_too(
    quiet_site: Installation, elsewhere: System
):
    lin = await quiet_site.customer()
    socket = await lin.open()
    await elsewhere.sessions.end((await elsewhere.sessions.actor(lin.session or "", "customer")).session)
    assert await socket.closed(seconds=SOON) == 4401


async def test_v05_a_frame_sent_before_the_socket_is_closed_is_not_done(quiet_site: Installation, elsewhere: System):
    """The window is held open: nobody looks, and no bus tells."""
    await quiet_site.system.watch.stop()
    for number, what in enumerate(ENDING):
        marco = await quiet_site.agent(f"marco-{number}")
        socket, conversation_id = await open_talk(quiet_site, marco)
        before = await entries(quiet_site, conversation_id)
        await take(what, elsewhere, marco)
        await socket.send_together([message(f"too late {number}", conversation_id) for number in range(5)])
        assert await socket.closed() == 4401, what
        assert not [frame for frame in socket.frames if frame["type"] == "ack"], what
        assert await entries(quiet_site, conversation_id) == before, what


async def test_v18_no_command_of_a_deactivated_agent_is_done_while_his_socket_is_still_open(
    quiet_site: Installation, elsewhere: System
):
    await quiet_site.system.watch.stop()
    commands: list[dict[str, Any]] = [
        {"type": "assign", "to": None},
        {"type": "close"},
        {"type": "subscribe", "after": 0},
    ]
    for number, frame in enumerate(commands):
        marco = await quiet_site.agent(f"marco-{number}")
        socket, conversation_id = await open_talk(quiet_site, marco)
        before = await entries(quiet_site, conversation_id)
        await take("deactivated", elsewhere, marco)
        named = {} if frame["type"] == "subscribe" else {"client_id": message("")["client_id"]}
        with pytest.raises(Gone, match="4401"):
            await socket.ask({**frame, **named, "conversation": conversation_id})
        assert await entries(quiet_site, conversation_id) == before


async def test_v18_after_the_removal_from_a_brand_the_old_socket_does_nothing_there(
    quiet_site: Installation, elsewhere: System
):
    marco = await quiet_site.agent("Marco")
    socket, conversation_id = await open_talk(quiet_site, marco)
    before = await entries(quiet_site, conversation_id)
    await quiet_site.system.watch.stop()
    await take("brands", elsewhere, marco)
    late = await socket.ask(message("not mine any more", conversation_id))
    assert (late["type"], late["code"], late["retry_after"]) == ("error", "unavailable", 1)
    again = await socket.ask({"type": "subscribe", "conversation": conversation_id, "after": 0})
    assert again["code"] == "unavailable"
    assert await entries(quiet_site, conversation_id) == before
    quiet_site.system.watch.start()
    assert await socket.closed(seconds=SOON) == 4401
    # The session lives, and what it leads to now goes by the new rights.
    anew = await marco.open()
    assert (await anew.ask(message("still not mine", conversation_id)))["code"] == "not_found"
    await elsewhere.staff.set_brands(SYSTEM, marco.id, brands=[quiet_site.brand_id], teams=[])
    assert await anew.closed(seconds=SOON) == 4401
    back = await marco.open()
    assert (await back.ask(message("mine again", conversation_id)))["type"] == "ack"


async def test_an_idle_installation_asks_its_database_nothing(quiet_site: Installation):
    nowhere = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    await Watch(nowhere, quiet_site.system.hub).look()
    await (await quiet_site.agent("Marco")).open()
    with pytest.raises(Unavailable):
        await Watch(nowhere, quiet_site.system.hub).look()
    await nowhere.close()
