"""Previews of documents: made after the upload, for those who may see the file, and gone with it."""

import asyncio
import io
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from fairlead.conversations.models import BlobRow
from fairlead.conversations.preview import Previews
from fairlead.infra import jobs
from fairlead.infra.jobs import JobRow, JobRunner
from fairlead.kit import clock
from tests.harness import (
    Client,
    Frame,
    Installation,
    ServerProcess,
    message,
)
from tests.pdfs import HOPELESS, HUNGRY, SLOW, document, statement
from tests.proving import both_when_proving

SIZE = {"width": 724, "height": 1024}


async def upload(client: Client, content: bytes, name: str = "statement.pdf") -> dict[str, Any]:
    path = "/api/files" if client.session else "/api/desk/files"
    answer = await client.http.post(path, content=content, headers={"X-File-Name": name})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def preview(client: Client, file: str) -> httpx.Response:
    return await client.http.get(f"/api/{'' if client.session else 'desk/'}files/{file}/preview")


async def work(site: Installation) -> int:
    """What the worker does in a moment; the jobs it took."""
    return await JobRunner(site.system.database, site.system.jobs()).round()


async def sent(client: Client, *files: str, conversation: str | None = None, **fields: Any) -> Frame:
    ack = await (await client.open()).ask(message("see the file", conversation, files=list(files), **fields))
    assert ack["type"] == "ack", ack
    return ack


async def entries(client: Client, conversation: str) -> list[Frame]:
    where = "/api/" if client.session else "/api/desk/"
    answer = await client.http.get(f"{where}conversations/{conversation}/entries")
    return list(answer.json()["entries"])


def stored(site: Installation) -> list[bytes]:
    return [path.read_bytes() for path in (site.settings.data_path / "blobs").iterdir()]


async def blob(site: Installation) -> BlobRow:
    async with site.system.database.read() as session:
        return (await session.scalars(select(BlobRow))).one()


def in_a_minute(monkeypatch: pytest.MonkeyPatch, minutes: int = 1) -> None:
    moment = clock.now() + minutes * clock.MINUTE + clock.SECOND
    monkeypatch.setattr(clock, "now", lambda: moment)


async def test_a_pdf_is_taken_as_it_is_and_gets_a_picture_after_the_upload(quiet_site: Installation):
    customer = await quiet_site.customer()
    content = statement(pages=3)
    file = await upload(customer, content)
    assert (file["type"], file["size"], file["preview"]) == ("application/pdf", len(content), None)
    pending = await preview(customer, file["id"])
    assert (pending.status_code, pending.json()["code"]) == (503, "preview_pending")
    assert pending.headers["retry-after"] == "1"

    assert await work(quiet_site) == 1
    made = await preview(customer, file["id"])
    assert (made.status_code, made.headers["content-type"]) == (200, "image/webp")
    assert made.headers["x-content-type-options"] == "nosniff"
    assert made.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert made.headers["cross-origin-resource-policy"] == "same-origin"
    assert made.headers["cache-control"] == "private, max-age=300"
    assert made.headers["content-disposition"].startswith('inline; filename="statement.pdf.webp"')
    with Image.open(io.BytesIO(made.content)) as picture:
        assert picture.size == (724, 1024)
    whole = await customer.http.get(f"/api/files/{file['id']}")
    assert whole.content == content
    assert whole.headers["content-disposition"].startswith("attachment;")
    # Nothing of either lies readable.
    assert len(stored(quiet_site)) == 2
    assert not [kept for kept in stored(quiet_site) if b"WEBP" in kept or b"%PDF" in kept]
    # The same again is known, and drawn no second time.
    again = await upload(customer, content, "again.pdf")
    assert (again["preview"], again["pages"]) == (SIZE, 3)
    assert await work(quiet_site) == 0


async def test_an_entry_tells_of_the_picture_whether_it_was_sent_before_or_after_it_was_made(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    early = await upload(customer, statement("before"))
    text = await upload(customer, b"words", "a.txt")
    ack = await sent(customer, early["id"], text["id"])
    (first,) = await entries(agent, ack["conversation"])
    early, text = early | {"number": 1}, text | {"number": 2}
    assert first["files"] == [early, text], "pending as it was sent"
    await work(quiet_site)
    late = await upload(customer, statement("before"), "late.pdf")
    await sent(customer, late["id"], conversation=ack["conversation"])
    late |= {"number": 3}
    made = {"preview": SIZE, "pages": 3}
    for reader in (customer, agent):
        shown = [entry["files"] for entry in await entries(reader, ack["conversation"])]
        assert shown == [[early | made, text], [late | made]]
    # Who comes back over the socket sees the same as who asks anew.
    for reader in (customer, agent):
        socket = await reader.open()
        await socket.ask({"type": "subscribe", "conversation": ack["conversation"], "after": 0})
        caught_up = [entry["files"] for entry in socket.entries(ack["conversation"])]
        assert caught_up == [[early | made, text], [late | made]]


@pytest.mark.parametrize("name", ["U16 encrypted", "U16 noise", "U16 2 GB of nothing", "U16 a line"])
async def test_u16_what_cannot_be_shown_is_kept_for_download_and_has_no_picture(quiet_site: Installation, name: str):
    customer = await quiet_site.customer()
    content = (HOPELESS | HUNGRY)[name]
    file = await upload(customer, content)
    ack = await sent(customer, file["id"])
    assert await work(quiet_site) == 1
    (entry,) = await entries(customer, ack["conversation"])
    assert "preview" not in entry["files"][0]
    missing = await preview(customer, file["id"])
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    whole = await customer.http.get(f"/api/files/{file['id']}")
    assert whole.content == content
    assert whole.headers["content-disposition"].startswith("attachment;")
    assert len(stored(quiet_site)) == 1
    # Once is enough.
    async with quiet_site.system.database.read() as session:
        assert not list(await session.scalars(select(JobRow)))


async def test_only_who_may_see_the_file_sees_its_picture(quiet_site: Installation):
    customer, stranger = await quiet_site.customer(), await quiet_site.customer(uid="42")
    agent, abroad = await quiet_site.agent(), await quiet_site.agent("Vera", brands=[])
    file, secret = await upload(customer, statement()), await upload(agent, statement("for us"))
    await work(quiet_site)
    assert (await preview(customer, file["id"])).status_code == 200
    unknown = [await preview(client, "0" * 32) for client in (stranger, agent)]
    for not_yet in (await preview(stranger, file["id"]), await preview(agent, file["id"])):
        assert not_yet.status_code == 404
        assert {**not_yet.json(), "request_id": ""} == {**unknown[0].json(), "request_id": ""}
    ack = await sent(customer, file["id"])
    assert (await sent(agent, secret["id"], conversation=ack["conversation"], note=True))["type"] == "ack"
    assert (await preview(agent, file["id"])).status_code == 200
    assert (await preview(agent, secret["id"])).status_code == 200
    for client, hidden in ((stranger, file), (abroad, file), (customer, secret)):
        assert (await preview(client, hidden["id"])).status_code == 404
    nobody = quiet_site.anonymous().http
    for prefix in ("/api", "/api/desk"):
        assert (await nobody.get(f"{prefix}/files/{file['id']}/preview")).status_code == 401
    assert (await customer.http.get(f"/api/desk/files/{file['id']}/preview")).status_code == 401


async def test_a_picture_goes_with_its_file(quiet_site: Installation, monkeypatch: pytest.MonkeyPatch):
    customer, agent = await quiet_site.customer(), await quiet_site.agent(role="lead")
    file, kept = await upload(customer, statement("take it back")), await upload(customer, statement("stays"))
    other = await upload(customer, statement("stays"), "the same.pdf")
    assert await work(quiet_site) == 2
    ack = await sent(customer, file["id"], other["id"])
    await sent(customer, kept["id"], conversation=ack["conversation"])
    assert len(stored(quiet_site)) == 4
    redact = {"type": "redact", "client_id": str(uuid4()), "conversation": ack["conversation"], "entry": ack["entry"]}
    assert (await (await agent.open()).ask(redact))["type"] == "ack"
    for client in (customer, agent):
        for gone in (file, other):
            assert (await preview(client, gone["id"])).status_code == 404
        # The same bytes in another message are another matter.
        assert (await preview(client, kept["id"])).status_code == 200
    in_a_minute(monkeypatch, 25 * 60)
    assert await quiet_site.system.files.sweep() == 1
    monkeypatch.undo()
    assert len(stored(quiet_site)) == 2
    assert (await preview(customer, kept["id"])).status_code == 200


async def test_a_worker_that_died_in_the_middle_loses_nothing(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    customer = await quiet_site.customer()
    file = await upload(customer, statement())
    system = quiet_site.system
    # Taken, drawn and stored; before the row could say so the process was gone.
    (job,) = await jobs.claim(system.database, limit=5)
    key = (await blob(quiet_site)).preview_key
    assert key
    await system.blobs.put(key, b"half a picture")
    assert await work(quiet_site) == 0, "its lease still runs"
    assert (await preview(customer, file["id"])).json()["code"] == "preview_pending"
    in_a_minute(monkeypatch)
    assert await work(quiet_site) == 1
    made = await preview(customer, file["id"])
    assert made.content[8:12] == b"WEBP"
    assert len(stored(quiet_site)) == 2
    # And should the dead one wake up after all: the same picture in the same place.
    before = stored(quiet_site)
    await system.jobs()[Previews.JOB]({"blob": (await blob(quiet_site)).digest.hex()})
    assert stored(quiet_site) == before
    await jobs.finish(system.database, job)


async def test_what_was_dropped_while_it_was_drawn_leaves_nothing_behind(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    customer = await quiet_site.customer()
    # An image that takes a moment.
    noise = io.BytesIO()
    Image.effect_noise((2000, 2000), 60).convert("RGB").save(noise, "PDF")
    await upload(customer, noise.getvalue())
    in_a_minute(monkeypatch, 25 * 60)
    drawing = asyncio.create_task(work(quiet_site))
    while True:
        async with quiet_site.system.database.read() as session:
            if await session.scalar(select(JobRow.id).where(JobRow.attempts == 1)):
                break
    assert await quiet_site.system.files.sweep() == 1
    assert await drawing == 1
    assert stored(quiet_site) == []


async def test_a_file_lost_on_disk_has_no_picture_to_come(quiet_site: Installation):
    customer = await quiet_site.customer()
    file = await upload(customer, statement())
    await quiet_site.system.blobs.delete((await blob(quiet_site)).key)
    assert await work(quiet_site) == 1
    assert (await preview(customer, file["id"])).status_code == 404
    # A picture that was lost is not there to be asked for again and again.
    second = await upload(customer, document(b"0 0 9 9 re f"))
    await work(quiet_site)
    for path in (quiet_site.settings.data_path / "blobs").iterdir():
        path.unlink()
    assert (await preview(customer, second["id"])).json()["code"] == "file_gone"


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_message_does_not_wait_for_the_picture_of_its_file(site: Installation):
    customer = await site.customer()
    socket = await customer.open()
    file = await upload(customer, SLOW)
    async with asyncio.timeout(3):
        assert (await socket.ask(message("quickly", files=[file["id"]])))["type"] == "ack"
        assert (await preview(customer, file["id"])).json()["code"] == "preview_pending"


@pytest.mark.parametrize("kill", ["at once", "while it draws"])
@both_when_proving
async def test_after_kill_9_the_picture_is_made(settings: Any, kill: str):
    """A server process with its worker inside, killed and started again."""
    from fairlead.app import System
    from tests.harness import seed

    system = System(settings)
    brand = await seed(system)
    await system.database.close()
    server = ServerProcess(settings)
    server.start()
    await server.ready()
    site = Installation(settings, None, brand)
    customer = await site.customer()
    file = await upload(customer, statement())
    if kill == "while it draws":
        database = System(settings).database
        async with asyncio.timeout(10):
            while True:
                async with database.read() as session:
                    if await session.scalar(select(JobRow.id).where(JobRow.attempts == 1)):
                        break
                await asyncio.sleep(0.01)
        server.kill()
        # Its lease runs out in a minute; here it has.
        async with database.write() as session:
            for row in await session.scalars(select(JobRow)):
                row.lease_until = 0
        await database.close()
    else:
        server.kill()
    server.start()
    await server.ready()
    try:
        async with asyncio.timeout(15):
            while (answer := await preview(customer, file["id"])).status_code != 200:
                assert answer.json()["code"] == "preview_pending"
                await asyncio.sleep(0.1)
        assert len(stored(site)) == 2
    finally:
        await site.close()
        server.stop()
