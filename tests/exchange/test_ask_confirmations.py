"""A ticket that waits for a chain goes on when the exchange's own service says so, and waits for nobody who does not answer."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fairlead.exchange.ask_confirmations import ConfirmationService
from fairlead.fakes.confirmations import Chain, serving
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import JobRunner
from fairlead.kit.clock import DAY, MINUTE
from fairlead.settings import SETTINGS
from tests.harness import Installation, installation, make_settings
from tests.tickets.ground import DEPOSIT, TRON_TXID, changed, opened
from tests.tickets.test_work import later, of_ticket, seen

TXID = "ab" * 32


@asynccontextmanager
async def asking(chain: Chain, *, seconds: float = 5.0, token: str = "") -> AsyncIterator[ConfirmationService]:
    http = HttpClient(seconds=seconds)
    try:
        with serving(chain) as address:
            yield ConfirmationService(http, f"{address}/confirmations", token=token)
    finally:
        chain.answers.set()
        await http.close()


async def test_it_asks_by_network_and_transaction_and_shows_its_token():
    chain = Chain(wanted=2, token="let me in")
    async with asking(chain, token="let me in") as service:
        assert [await service.reached("TRX", TXID) for _ in range(3)] == [False, True, True]
    assert chain.asked == [{"network": "TRX", "txid": TXID}] * 3
    async with asking(chain, token="another") as service:
        assert not await service.reached("TRX", TXID)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (302, b""),
        (404, b'{"reached": true}'),
        (200, b"yes"),
        (200, b'{"reached": "true"}'),
        (200, b"{}"),
        (200, b'{"reached": true}' + b" " * 2_000_000),
    ],
)
async def test_whoever_does_not_say_so_plainly_has_not_said_so(status: int, body: bytes):
    chain = Chain()
    chain.status, chain.body = status, body
    async with asking(chain) as service:
        assert not await service.reached("TRX", TXID)


async def test_nobody_waits_for_one_who_is_silent_and_he_is_left_alone_for_a_while():
    chain = Chain()
    chain.answers.clear()
    async with asking(chain, seconds=0.5) as service:
        assert [await service.reached("TRON", TXID) for _ in range(4)] == [False] * 4
        since = time.monotonic()
        assert [await service.reached("TRON", TXID) for _ in range(50)] == [False] * 50
        assert time.monotonic() - since < 0.5
        assert len(chain.asked) <= 4


async def test_without_an_address_nobody_is_asked():
    assert next(one for one in SETTINGS if one.name == "confirmation_url").default == ""
    assert next(one for one in SETTINGS if one.name == "confirmation_token").secret


@asynccontextmanager
async def waiting(chain: Chain, database_url: str, folder: Path) -> AsyncIterator[Installation]:
    with serving(chain) as address:
        settings = make_settings(folder, database_url, confirmation_url=address, confirmation_token="let me in")
        async with installation(settings, worker=False, bot_first=False) as site:
            yield site


async def test_a_ticket_that_waits_for_a_chain_goes_on_when_every_transaction_is_confirmed(
    database_url: str, tmp_path: Path
):
    chain = Chain(wanted=2, token="let me in")
    async with waiting(chain, database_url, tmp_path) as site:
        customer, agent = await site.customer(), await site.agent()
        ticket = await opened(customer, evidence=[*DEPOSIT, {"field": "txid", "value": TXID}])
        await changed(agent, ticket, status="waiting_on_chain")
        # Each look asks about one that is not there yet, and no further.
        for looks in range(1, 3):
            await later(site, ticket, 6 * MINUTE)
            assert (await seen(customer, ticket))["status"] == "waiting_on_chain", looks
        await later(site, ticket, 6 * MINUTE)
        assert (await seen(customer, ticket))["status"] == "in_queue"
        assert await of_ticket(customer, ticket, "why") == ["confirmed"]
        assert {(one["network"], one["txid"]) for one in chain.asked} == {("TRON", TRON_TXID), ("TRON", TXID)}
        # Nobody is asked about what waits no longer.
        asked = len(chain.asked)
        await later(site, ticket, DAY)
        assert len(chain.asked) == asked


async def test_a_service_that_is_down_sends_the_ticket_back_to_people_after_a_day(database_url: str, tmp_path: Path):
    chain = Chain(token="let me in")
    chain.status = 503
    async with waiting(chain, database_url, tmp_path) as site:
        customer, agent = await site.customer(), await site.agent()
        ticket = await opened(customer)
        await changed(agent, ticket, status="waiting_on_chain")
        await later(site, ticket, 6 * MINUTE)
        assert (await seen(customer, ticket))["status"] == "waiting_on_chain"
        await later(site, ticket, DAY)
        assert (await seen(customer, ticket))["status"] == "in_queue"
        assert await of_ticket(customer, ticket, "why") == ["not_confirmed"]
        runner = JobRunner(site.system.database, site.system.jobs())
        assert not await runner.round()
