"""Forms that were not sent yet, on both databases."""

import asyncio

from sqlalchemy import select, update

from fairlead.app import System
from fairlead.kit import clock
from fairlead.tickets.keep_draft import LIFE, MOST, TicketDrafts, drop_old
from fairlead.tickets.models import TicketDraftRow
from tests.harness import Installation, site_token


def drafts(system: System) -> TicketDrafts:
    return TicketDrafts(system.database, system.sealer)


async def test_a_draft_is_found_again_and_lies_sealed(quiet_site: Installation):
    kept = drafts(quiet_site.system)
    lin = (await quiet_site.customer()).id
    assert await kept.read(lin, "DEP-NOCRED") is None
    await kept.keep(lin, "DEP-NOCRED", b'{"text":"where is it"}')
    await kept.keep(lin, "DEP-NOCRED", b'{"text":"my 310 USDT"}')
    assert await kept.read(lin, "DEP-NOCRED") == b'{"text":"my 310 USDT"}'
    assert list(await kept.of_customer(lin)) == ["DEP-NOCRED"]
    assert await kept.read("someone else", "DEP-NOCRED") is None
    async with quiet_site.system.database.read() as session:
        (row,) = await session.scalars(select(TicketDraftRow))
    assert b"310" not in row.body
    await kept.drop(lin, "DEP-NOCRED")
    assert await kept.read(lin, "DEP-NOCRED") is None


async def test_two_tabs_that_keep_a_draft_at_once_leave_one(quiet_site: Installation):
    kept = drafts(quiet_site.system)
    await asyncio.gather(*(kept.keep("lin", "ACC-2FA", b"%d" % turn) for turn in range(6)))
    assert await kept.read("lin", "ACC-2FA") in {b"%d" % turn for turn in range(6)}


async def test_a_draft_is_gone_after_seven_days(quiet_site: Installation):
    system = quiet_site.system
    kept = drafts(system)
    for category in ("ACC-2FA", "DEP-NOCRED"):
        await kept.keep("lin", category, b"{}")
    async with system.database.write() as session:
        old = update(TicketDraftRow).where(TicketDraftRow.category == "ACC-2FA")
        await session.execute(old.values(updated_at=clock.now() - LIFE))
    assert await kept.read("lin", "ACC-2FA") is None
    assert list(await kept.of_customer("lin")) == ["DEP-NOCRED"]
    async with system.database.write() as session:
        await drop_old(session)
    async with system.database.read() as session:
        assert list(await session.scalars(select(TicketDraftRow.category))) == ["DEP-NOCRED"]


async def test_the_oldest_of_too_many_drafts_make_room(quiet_site: Installation):
    kept = drafts(quiet_site.system)
    for turn in range(MOST + 2):
        await kept.keep("lin", f"C-{turn}", b"{}")
    assert list(await kept.of_customer("lin")) == [f"C-{turn}" for turn in range(MOST + 1, 1, -1)]


async def test_a_visitors_drafts_come_along_when_he_signs_in(quiet_site: Installation):
    kept = drafts(quiet_site.system)
    lin, visitor = await quiet_site.customer(), await quiet_site.visitor()
    await kept.keep(lin.id, "ACC-2FA", b"mine")
    await kept.keep(visitor.id, "ACC-2FA", b"the visitor's")
    await kept.keep(visitor.id, "DEP-NOCRED", b"begun here")
    answer = await visitor.http.post("/api/w/northlight/session", json={"token": site_token("5571234509")})
    assert answer.status_code == 201, answer.text
    assert await kept.read(lin.id, "ACC-2FA") == b"mine"
    assert await kept.read(lin.id, "DEP-NOCRED") == b"begun here"
    assert not await kept.of_customer(visitor.id)
