"""The end and the beginning of a server: in order, within ten seconds, and with a sentence when it cannot be."""

import asyncio
import base64
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from fairlead.app import System
from fairlead.settings import Settings
from tests.device import Device
from tests.harness import (
    PASSWORD,
    Installation,
    ServerProcess,
    Socket,
    environment,
    installation,
    make_settings,
    message,
    seed,
)
from tests.history import History, stored
from tests.proving import both_when_proving
from tests.services import Postgres

# The promise is ten seconds; a process that starts to end on a busy machine gets some more.
END = 10 + 5


async def serving(settings: Settings) -> tuple[ServerProcess, Installation]:
    system = System(settings)
    brand_id = await seed(system)
    await system.database.close()
    server = ServerProcess(settings)
    server.start()
    await server.ready(seconds=90)
    return server, Installation(settings, None, brand_id)


async def ended(server: ServerProcess) -> int:
    """By SIGTERM; the exit code. uvicorn ends in order and then by the signal it was sent, as supervisors expect."""
    started = time.monotonic()
    code = await asyncio.to_thread(server.stop)
    assert time.monotonic() - started < END
    return code


@both_when_proving
async def test_sigterm_closes_sockets_with_1012_and_what_was_sent_before_it_stands(settings: Settings):
    server, site = await serving(settings)
    history = History()
    try:
        customers = [await site.customer(uid=f"88{number}") for number in range(5)]
        devices = [Device(client, history, f"customer {number}") for number, client in enumerate(customers)]
        tasks = [asyncio.create_task(device.run()) for device in devices]
        idle: list[Socket] = [await client.open() for client in customers]
        for device in devices:
            device.say()
            await device.drained()
        for _ in range(3):
            # In the middle of their sends: some acks will not reach them, and come again from the next server.
            for device in devices:
                for _ in range(10):
                    device.say()
            assert await ended(server) == -signal.SIGTERM
            server.start()
            await server.ready(seconds=90)
        for device in devices:
            await device.drained()
        now = await stored(settings)
        for device in devices:
            await device.caught_up(now.heads[device.conversation or ""].last_public_seq)
            await device.stop()
        await asyncio.gather(*tasks)
        assert [await socket.closed() for socket in idle] == [1012] * 5
        faults = history.faults(await stored(settings))
        assert not faults, faults[:5]
        assert history.acknowledged == len(history.asks) == 5 * 31
        codes = {code for device in devices for code in device.close_codes[:-1]}
        assert codes <= {1012, 1006, None}, codes
        assert 1012 in codes
    finally:
        await site.close()
        if server.process is not None and server.process.poll() is None:
            server.stop()


@both_when_proving
async def test_an_upload_in_flight_does_not_hold_the_end_for_ever(settings: Settings):
    server, site = await serving(settings)
    try:
        client = await site.customer()
        reader, writer = await asyncio.open_connection("127.0.0.1", settings.port)
        head = (
            f"POST /api/files HTTP/1.1\r\nHost: 127.0.0.1:{settings.port}\r\nAuthorization: Bearer {client.session}\r\n"
        )
        writer.write(f"{head}X-File-Name: a.pdf\r\nContent-Length: 1000000\r\n\r\n%PDF-1.4".encode())
        await writer.drain()
        assert await ended(server) == -signal.SIGTERM
        writer.close()
        await asyncio.gather(reader.read(), return_exceptions=True)
    finally:
        await site.close()


@both_when_proving
async def test_one_that_is_ended_twice_ends(settings: Settings):
    server, site = await serving(settings)
    await (await site.customer()).open()
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.05)
    assert await ended(server) in (0, -signal.SIGTERM)
    await site.close()


def run(settings: Settings, *arguments: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """`fairlead …` to its end; a variable that is None is left out."""
    env = environment(settings)
    for name, value in changed.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    command = [sys.executable, "-m", "fairlead.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=90)


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What it said: one line on stderr and exit code 2."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("fairlead: ")
    assert lines[0].endswith(".")
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FAIRLEAD_SECRET_KEY", None),
        ("FAIRLEAD_SEALING_KEYS", None),
        ("FAIRLEAD_SECRET_KEY", "too short"),
        ("FAIRLEAD_SEALING_KEYS", "k1:!hunter2!"),
        ("FAIRLEAD_PORT", "eighty"),
        ("FAIRLEAD_PROT", "80"),
    ],
)
def test_serve_refuses_to_start_with_a_sentence_about_the_setting(tmp_path: Path, name: str, value: str | None):
    said = one_sentence(run(make_settings(tmp_path, ""), "serve", **{name: value}))
    assert name in said or (name == "FAIRLEAD_SEALING_KEYS" and "sealing key" in said)
    assert value is None or name != "FAIRLEAD_SEALING_KEYS" or value.split(":")[1] not in said, "a key is not repeated"


@pytest.mark.parametrize("key_id", ["k1", "k2"])
@both_when_proving
async def test_serve_and_worker_refuse_keys_that_do_not_open_what_the_database_holds(settings: Settings, key_id: str):
    async with installation(settings):
        pass
    other = f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"
    for command in ("serve", "worker"):
        said = one_sentence(await asyncio.to_thread(run, settings, command, FAIRLEAD_SEALING_KEYS=other))
        assert "FAIRLEAD_SEALING_KEYS" in said
        assert other not in said


def test_serve_refuses_an_empty_database_and_says_what_to_run(tmp_path: Path):
    assert "fairlead migrate" in one_sentence(run(make_settings(tmp_path, ""), "serve"))


def test_serve_refuses_an_empty_postgresql_and_one_that_is_not_there(tmp_path: Path, postgres: Postgres):
    url = postgres.create_database(f"empty_{uuid4().hex[:12]}")
    assert "fairlead migrate" in one_sentence(run(make_settings(tmp_path, url), "serve"))
    nowhere = make_settings(tmp_path, "postgresql://fairlead:hunter2@127.0.0.1:1/fairlead")
    assert "hunter2" not in one_sentence(run(nowhere, "serve"))


@pytest.mark.parametrize("version", ["0000_older", "9999_newer"])
@both_when_proving
async def test_serve_refuses_a_schema_of_another_program(settings: Settings, version: str):
    system = System(settings)
    async with system.database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    await system.database.close()
    said = one_sentence(await asyncio.to_thread(run, settings, "serve"))
    assert version in said


@both_when_proving
async def test_an_agent_is_made_while_the_server_runs_and_can_sign_in(settings: Settings):
    server, site = await serving(settings)
    try:
        phone = await (await site.customer()).open()
        stop = False

        async def busy() -> int:
            sent = 0
            while not stop:
                assert (await phone.ask(message(f"word {sent}"), seconds=60))["type"] == "ack"
                sent += 1
            return sent

        writing = asyncio.create_task(busy())
        arguments = ["admin", "create", "--email", "Olga@northlight.example", "--name", "Olga", "--role", "agent"]
        done = await asyncio.to_thread(run, settings, *arguments, FAIRLEAD_NEW_PASSWORD=PASSWORD)
        stop = True
        assert await writing > 0
        assert done.returncode == 0, done
        olga = await site.signed_in("olga@northlight.example")
        assert (await olga.http.get("/api/desk/me")).json()["name"] == "Olga"
        again = await asyncio.to_thread(run, settings, *arguments, FAIRLEAD_NEW_PASSWORD=PASSWORD)
        assert "Traceback" not in one_sentence(again)
    finally:
        await site.close()
        await ended(server)


@both_when_proving
async def test_the_server_is_ready_soon(settings: Settings):
    """The promise is two seconds (bench/start); here ten times as long, for a machine with other things to do."""
    server, site = await serving(settings)
    await asyncio.to_thread(server.stop)
    times: list[Any] = []
    for _ in range(2):
        before = os.times()
        server.start()
        await server.ready(seconds=90)
        await asyncio.to_thread(server.stop)
        # What the process itself worked: waiting for its turn is not its fault.
        after = os.times()
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    print("seconds of work to start and end:", [round(each, 2) for each in times])
    assert min(times) < 20
    await site.close()
