"""No secret lies anywhere after it was sent: not in the timeline, lists, drafts, names or files, not on the disk, not in a log."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from random import Random

import pytest
from sqlalchemy import text

from fairlead.fakes.translator import StandIn, serving
from fairlead.infra.database import Base
from fairlead.settings import SETTINGS, Settings
from fairlead.shield.secrets import clean
from tests.harness import Client, Installation, installation, message
from tests.pdfs import HOPELESS, document, packed, statement
from tests.proving import both_when_proving
from tests.screen import fresh_timeline
from tests.services import Redis
from tests.shield import corpus
from tests.shield.doors import ASKED, Doors

# Shorter pieces of a phrase are words that may be told for another reason.
LONG = 12


def canaries(count: int) -> Iterator[corpus.Sample]:
    """Of those the guard knows; how few it does not is measured in test_secrets.py."""
    known = (
        sample
        for seed in range(count)
        for sample in corpus.samples(Random(seed))
        if not any(_left([sample], clean(said.format(sample.text)).text) for said in ("{}", ASKED))
    )
    return islice(known, count)


async def _everything(agent: Client, customer: Client, conversation: str) -> str:
    """What every door says of it to those who may see it."""
    told = [str(await fresh_timeline(agent, conversation, agent=True))]
    told.append(str(await fresh_timeline(customer, conversation, agent=False)))
    for path in (
        *("/api/desk/conversations?view=open", f"/api/desk/conversations/{conversation}"),
        *(f"/api/desk/conversations/{conversation}/draft",),
    ):
        answer = await agent.http.get(path)
        told.append(answer.raise_for_status().text)
    told.append((await customer.http.get(f"/api/conversations/{conversation}/transcript")).raise_for_status().text)
    return "\n".join(told)


@contextmanager
def overheard(redis: Redis) -> Iterator[bytearray]:
    """Every command that Redis is given meanwhile, as it tells one who monitors it."""
    told = bytearray()
    with socket.create_connection(("127.0.0.1", redis.port)) as connection:
        connection.sendall(b"MONITOR\r\n")
        assert connection.recv(5) == b"+OK\r\n"

        def listen() -> None:
            while part := connection.recv(65536):
                told.extend(part)

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield told
        finally:
            connection.shutdown(socket.SHUT_RDWR)
            listener.join()


@pytest.mark.prove
@both_when_proving
async def test_after_secrets_went_through_every_door_none_is_left_anywhere(
    settings: Settings, redis: Redis, proving: Callable[[int, int], int], caplog: pytest.LogCaptureFixture
):
    """V49: a scan of what everybody is told, the database with its log of writes, the blobs, the index folders, the logs, of
    all that went to Redis, and of what the stand-in model was asked."""
    model = Asked()
    with serving(model) as address, overheard(redis) as published:
        more = {"redis_url": redis.url, "translation_kind": "libretranslate", "translation_url": address}
        values = {setting.name: getattr(settings, setting.name) for setting in SETTINGS}
        async with installation(Settings(**(values | more))) as site:
            count = proving(160, 1000)
            await every_door(site, count, caplog, lambda: published.decode("latin-1") + "\n".join(model.asked))
    assert b"PUBLISH" in published.upper()
    assert sum("[#1]" in asked for asked in model.asked) > count / 100


class Asked(StandIn):
    """Keeps what it was asked to translate."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def said(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        return super().said(text, source, target)


async def every_door(
    site: Installation, count: int, caplog: pytest.LogCaptureFixture, beyond: Callable[[], str]
) -> None:
    doors = Doors(site)
    await doors.begin()
    samples = list(canaries(count))
    for number, sample in enumerate(samples):
        await doors.all[number % len(doors.all)](sample.text)
    told = (
        await _everything(doors.agent, doors.customer, doors.conversation)
        + caplog.text
        + "".join(doors.told)
        + (await doors.agent.http.get("/api/desk/help/feedback?brand=northlight")).raise_for_status().text
        + beyond()
    )
    left = _left(samples, told) + _left(samples, await at_rest(site))
    # By the door through which it came.
    assert not [(doors.all[samples.index(sample) % len(doors.all)].__name__, sample) for sample in left]
    assert told.count("[removed: ") > len(samples) / 3
    await doors.plain.http.aclose()


def _left(samples: list[corpus.Sample], told: str) -> list[corpus.Sample]:
    """Those of which something can be read. Written as JSON or UTF-8, if need be."""
    return [
        sample
        for sample in samples
        for secret in sample.secrets
        if len(secret) >= LONG
        and any(form in told for form in (secret, json.dumps(secret)[1:-1], secret.encode().decode("latin-1")))
    ]


async def test_a_phrase_that_came_in_pieces_is_taken_back_as_soon_as_it_is_whole(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    ack = await phone.ask(message("I cannot open my wallet"))
    conversation = ack["conversation"]
    for device in (phone, desk):
        await device.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    words = corpus.phrase(Random(12), "english")[:12]
    for start in range(0, 12, 4):
        await phone.ask(message(" ".join(words[start : start + 4]), conversation))
    for device in (phone, desk):
        for _ in range(3):
            await device.until(
                lambda frame, device=device: (
                    sum(one["kind"] == "redaction" for one in device.entries(conversation)) == 3
                )
            )
    told = await _everything(agent, customer, conversation)
    assert not [word for word in (" ".join(words[at : at + 4]) for at in range(0, 12, 4)) if word in told]
    assert "I cannot open my wallet" in told


async def test_everyday_words_one_by_one_are_left_where_they_are(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone = await customer.open()
    conversation = (await phone.ask(message("help")))["conversation"]
    for word in ("hello", "help", "wait", "okay", "sorry", "cannot", "again", "please", "stay", "still"):
        await phone.ask(message(word, conversation))
    await asyncio.sleep(0.2)
    timeline = await fresh_timeline(agent, conversation, agent=True)
    assert not [entry for entry in timeline["entries"].values() if entry["redacted"]]


async def test_what_only_its_writer_can_tell_is_not_kept_until_he_has_said_so(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone = await customer.open()
    conversation = (await phone.ask(message("where is my deposit?")))["conversation"]
    bare = message("4f3c2d1b" * 8, conversation)
    refused = await phone.ask(bare)
    assert (refused["type"], refused["code"]) == ("error", "maybe_private_key")
    assert "TxID" in refused["message"] or "transaction" in refused["message"]
    assert "4f3c2d1b" not in str(await fresh_timeline(agent, conversation, agent=True))
    # The same message again, with its writer's word.
    assert (await phone.ask(bare | {"as_is": True}))["type"] == "ack"
    assert "4f3c2d1b" in str(await fresh_timeline(agent, conversation, agent=True))


async def test_an_agent_who_asks_for_a_secret_is_stopped_and_nothing_of_it_goes_out(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    conversation = (await phone.ask(message("I cannot log in")))["conversation"]
    refused = await desk.ask(message("Please send me the verification code you got", conversation))
    assert (refused["type"], refused["code"]) == ("error", "asks_for_secret")
    # Among colleagues it may be said, and the customer may be warned of it.
    asked = message("He was told to send me the code", conversation) | {"note": True}
    assert (await desk.ask(asked))["type"] == "ack"
    warned = await desk.ask(message("Never send your verification code to anybody", conversation))
    assert warned["type"] == "ack"
    assert "send me" not in str(await fresh_timeline(customer, conversation, agent=False))


async def test_a_retry_of_a_message_that_held_a_secret_is_the_same_message(site: Installation):
    phone = await (await site.customer()).open()
    sent = message("my password is Hunter2!x")
    first = await phone.ask(sent)
    assert (await phone.ask(sent | {"conversation": first["conversation"]}))["entry"] == first["entry"]


async def test_a_text_file_with_a_secret_is_refused_whole_and_its_name_is_cleaned(site: Installation):
    customer = await site.customer()
    words, lines = " ".join(corpus.phrase(Random(3), "spanish")), "a line of a log\n" * 3000
    content = f"{lines}{words}\n".encode()
    answer = await customer.http.post("/api/files", content=content, headers={"X-File-Name": "words.txt"})
    assert (answer.status_code, answer.json()["code"]) == (422, "secret_in_file")
    name = {"X-File-Name": "password is Hunter2!x.txt"}
    named = await customer.http.post("/api/files", content=b"a log", headers=name)
    assert named.status_code == 201, named.text
    assert "Hunter2" not in named.text


async def refused(site: Installation, customer: Client, name: str, content: bytes) -> str:
    """The code with which it is refused, whole and in pieces."""
    whole = await customer.http.post("/api/files", content=content, headers={"X-File-Name": name})
    tus = {"Tus-Resumable": "1.0.0"}
    begun = await customer.http.post("/api/uploads", headers=tus | {"Upload-Length": str(len(content))})
    place, piece = begun.headers["location"], {"Content-Type": "application/offset+octet-stream"}
    for start in range(0, len(content), 20_000):
        headers = tus | piece | {"Upload-Offset": str(start)}
        answer = await customer.http.patch(place, headers=headers, content=content[start : start + 20_000])
        assert answer.status_code == 204, answer.text
    finished = await customer.http.post(f"{place}/file", headers=tus)
    assert (whole.status_code, finished.status_code) == (422, 422), (whole.text, finished.text)
    assert whole.json()["code"] == finished.json()["code"]
    assert (await customer.http.head(place, headers=tus)).status_code == 404
    return str(whole.json()["code"])


@both_when_proving
async def test_the_text_of_a_pdf_is_looked_into_before_it_is_kept(site: Installation):
    customer = await site.customer()
    words = " ".join(corpus.phrase(Random(4), "english"))
    drawn = f"BT /F1 12 Tf 40 700 Td (Backup of my wallet) Tj 0 -20 Td ({words}) Tj ET".encode()
    for content in (document(drawn), document(contents=packed(drawn, 1))):
        assert await refused(site, customer, "backup.pdf", content) == "secret_in_file"
    kept = await customer.http.post("/api/files", content=statement(), headers={"X-File-Name": "statement.pdf"})
    assert kept.status_code == 201, kept.text
    for broken in HOPELESS.values():
        assert (
            await customer.http.post("/api/files", content=broken, headers={"X-File-Name": "a.pdf"})
        ).status_code == 201


async def test_a_browsers_recording_with_cookies_is_refused_and_says_how_to_make_one_without(site: Installation):
    customer = await site.customer()
    cookie = {"name": "Cookie", "value": "session=9f2c1b77e0aa41c2"}
    har = json.dumps({"log": {"entries": [{"request": {"headers": [cookie]}}]}}).encode()
    assert await refused(site, customer, "trace.har", har) == "login_in_file"
    answer = await customer.http.post("/api/files", content=har, headers={"X-File-Name": "trace.har"})
    assert "Cookie" in answer.json()["next"]


async def test_of_a_refused_upload_nothing_readable_is_left_in_the_data_folder_or_the_database(site: Installation):
    customer = await site.customer()
    samples = [sample for sample in canaries(40) if sample.kind == "seed_phrase"][:5]
    for sample in samples:
        content = f"{'a line of a log' * 20}\n".encode() * 200 + sample.text.encode()
        assert await refused(site, customer, "log.txt", content) == "secret_in_file"
    assert not _left(samples, await at_rest(site))
    blobs = [path for path in (site.settings.data_path / "blobs").rglob("*") if path.is_file()]
    assert not blobs, "the pieces went with their upload"
    async with site.system.database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM uploads"))).scalar_one() == 0
        assert (await session.execute(text("SELECT count(*) FROM upload_pieces"))).scalar_one() == 0


async def at_rest(site: Installation) -> str:
    """Every byte of the data folder, and of a database that lies elsewhere every value of every table."""
    told = b"".join(path.read_bytes() for path in site.settings.data_path.rglob("*") if path.is_file())
    values: list[str] = []
    async with site.system.database.read() as session:
        for table in Base.metadata.tables.values():
            for row in await session.execute(table.select()):
                values += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row]
    return told.decode("latin-1") + "\n".join(values)
