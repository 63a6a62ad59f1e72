"""Whether the process lives and serves, told to anybody; what it measures, told only where the operator said so."""

import asyncio
from pathlib import Path

import httpx
import pytest

from fairlead.infra.schema import migrate
from tests.harness import ServerProcess, copy_database, installation, make_settings, message
from tests.services import free_port, postgres

TOKEN = "s" * 40


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_database(sqlite_template, tmp_path)


async def test_measures_are_told_to_the_token_and_are_not_there_for_anybody_else(url: str, tmp_path: Path):
    async with installation(make_settings(tmp_path, url, metrics_token=TOKEN), worker=False) as site:
        await (await (await site.customer()).open()).ask(message("count me"))
        http = site.anonymous().http
        nowhere = await http.get("/nowhere")
        for header in ("", "Bearer", "Bearer wrong", f"Bearer {TOKEN}x", f"Basic {TOKEN}"):
            answer = await http.get("/metrics", headers={"Authorization": header} if header else {})
            assert answer.status_code == nowhere.status_code == 404, header
            assert answer.json()["code"] == nowhere.json()["code"]
        told = await http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 200
    counted = [line for line in told.text.splitlines() if line.startswith("fairlead_commit_seconds_count")]
    assert counted, told.text
    assert float(counted[0].split()[-1]) >= 1
    assert "count me" not in told.text


async def test_without_a_token_an_empty_one_opens_nothing(url: str, tmp_path: Path):
    async with installation(make_settings(tmp_path, url), worker=False) as site:
        for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": ""}):
            assert (await site.anonymous().http.get("/metrics", headers=headers)).status_code == 404


async def test_measures_may_have_an_address_of_their_own(url: str, tmp_path: Path):
    port = free_port()
    server = ServerProcess(make_settings(tmp_path, url, metrics_bind=f"127.0.0.1:{port}"))
    server.start()
    try:
        await server.ready()
        async with httpx.AsyncClient() as http:
            own = await http.get(f"http://127.0.0.1:{port}/metrics")
            public = await http.get(f"{server.settings.public_url}/metrics")
    finally:
        server.stop()
    assert own.status_code == 200
    assert "fairlead_commit_seconds" in own.text
    assert public.status_code == 404


async def test_a_process_without_its_database_lives_but_is_not_ready(tmp_path: Path):
    with postgres() as database:
        made = database.create_database("health")
        await asyncio.to_thread(migrate, made)
        async with installation(make_settings(tmp_path, made), worker=False) as site:
            http = site.anonymous().http
            assert (await http.get("/health/ready")).json()["status"] == "ready"
            await asyncio.to_thread(database.kill)
            away = await http.get("/health/ready")
            assert away.status_code == 503
            assert away.json()["checks"]["database"] is False
            assert (await http.get("/health/live")).status_code == 200
            await asyncio.to_thread(database.start)
            async with asyncio.timeout(20):
                while (await http.get("/health/ready")).status_code != 200:
                    await asyncio.sleep(0.05)
