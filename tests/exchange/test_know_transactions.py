"""A value that is a transaction or a private key: the exchange's index tells, and never learns more than its beginning."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fairlead.exchange.know_transactions import TransactionIndex
from fairlead.infra.http_client import HttpClient
from fairlead.settings import SETTINGS, Settings
from tests.harness import Installation, installation, message
from tests.screen import fresh_timeline

KNOWN = "4f3c2d1b" * 8
KEY = "9b1e77aa" * 8


class Index:
    """The exchange's: what it was asked, what it knows, and how it fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ids = [KNOWN.upper(), KNOWN[:10] + "0" * 54]
        self.status, self.body, self.pause = 200, "", threading.Event()
        self.pause.set()

    def answer(self, body: bytes) -> bytes:
        self.asked.append(body.decode())
        self.pause.wait(10)
        prefixes = json.loads(body)["prefixes"]
        found = [value for value in self.ids if value.lower().startswith(tuple(prefixes))]
        return (self.body or json.dumps({"transactions": found})).encode()


@contextmanager
def serving(index: Index) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            out = index.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(index.status)
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/transactions"
    finally:
        index.pause.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def index() -> Index:
    return Index()


@pytest.fixture
def address(index: Index) -> Iterator[str]:
    with serving(index) as made:
        yield made


@pytest.fixture
async def site(settings: Settings, address: str) -> AsyncIterator[Installation]:
    values = {setting.name: getattr(settings, setting.name) for setting in SETTINGS}
    async with installation(Settings(**(values | {"transaction_lookup_url": address})), worker=False) as running:
        yield running


async def test_an_id_the_exchange_knows_is_taken_at_once_and_a_key_is_not_kept(site: Installation, index: Index):
    customer, agent = await site.customer(), await site.agent()
    phone = await customer.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    assert (await phone.ask(message(KNOWN, conversation)))["type"] == "ack"
    refused = await phone.ask(message(KEY, conversation))
    assert (refused["type"], refused["code"]) == ("error", "maybe_private_key")
    both = await phone.ask(message(f"{KNOWN}\n{KEY}", conversation))
    assert (both["type"], both["code"]) == ("error", "maybe_private_key")
    told = str(await fresh_timeline(agent, conversation, agent=True))
    assert KNOWN in told and KEY not in told
    assert index.asked[0] == json.dumps({"prefixes": [KNOWN[:10]]}, separators=(",", ":"))
    assert not [asked for asked in index.asked if KNOWN[:11] in asked or KEY[:11] in asked]


async def test_what_was_asked_for_last_tells_what_the_answer_is(site: Installation, index: Index):
    customer, agent, stranger = await site.customer(), await site.agent(), await site.customer(uid="77")
    phone, desk, theirs = await customer.open(), await agent.open(), await stranger.open()
    conversation = (await phone.ask(message("where is my money?")))["conversation"]
    await desk.ask(message("Please give me the transaction's hash.", conversation))
    # It answers nothing that was said to somebody else.
    foreign = await theirs.ask(message(KEY, conversation))
    missing = await theirs.ask(message(KEY, "0" * 32))
    assert (foreign["type"], foreign["code"], foreign["message"]) == ("error", missing["code"], missing["message"])
    assert (await phone.ask(message(KEY, conversation)))["type"] == "ack"
    # That was the answer; what comes next is none.
    assert (await phone.ask(message("7" + KEY[1:], conversation)))["code"] == "maybe_private_key"


async def test_others_do_not_wait_for_an_index_that_does_not_answer_and_its_customer_is_asked(
    site: Installation, index: Index
):
    phone, other = await (await site.customer()).open(), await (await site.customer(uid="77")).open()
    index.pause.clear()
    began = time.monotonic()
    slow = asyncio.create_task(phone.ask(message(KNOWN)))
    while not index.asked:
        await asyncio.sleep(0.01)
    assert (await other.ask(message("hello")))["type"] == "ack"
    assert not slow.done()
    assert (await slow)["code"] == "maybe_private_key"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, ""), (200, "[]"), (200, '{"transactions": [1]}'), (200, "\x00"), (302, ""), (200, "{" * 999)],
)
async def test_an_index_that_answers_nonsense_knows_nothing_and_is_soon_left_alone(
    index: Index, address: str, status: int, body: str
):
    index.status, index.body = status, body
    http = HttpClient(seconds=5)
    lookup = TransactionIndex(http, address)
    assert not any([await lookup.known([KNOWN]) for _ in range(20)])
    assert len(index.asked) < 6
    await http.close()


async def test_an_id_is_the_same_with_and_without_0x_and_in_either_case(index: Index, address: str):
    http = HttpClient(seconds=5)
    lookup = TransactionIndex(http, address)
    assert await lookup.known([f"0x{KNOWN}", KNOWN.upper()])
    assert not await lookup.known([])
    await http.close()
