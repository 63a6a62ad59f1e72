"""Servers as processes of their own on one core, and an installation of ours filled with people.

Sessions are written straight into the database, as the sign-in would write them: ten thousand sign-ins are not what is
measured. Everything after that goes through the real doors.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
from sqlalchemy import func, insert, select

from bench import _report
from fairlead.app import System
from fairlead.conversations.models import EntryRow
from fairlead.infra import feed
from fairlead.infra.database import Database, async_url
from fairlead.infra.reactions import cursor_position
from fairlead.kit import clock
from fairlead.kit.ids import new_id, new_token, token_hash
from fairlead.people.models import AgentBrandRow, AgentRow, CustomerRow, OneTimeKeyRow, SessionRow
from fairlead.people.store import profile_place
from fairlead.settings import Settings
from tests.harness import environment, seed

REPOSITORY = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def family_seconds(pid: int) -> float:
    """What a process and its children have used so far, also of children that have ended."""
    own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    used = sum(int(field) for field in own[11:15])
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(FileNotFoundError):
            used += sum(
                int(field) for field in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13]
            )
    return used / TICKS


class Process:
    """A server on the server's core."""

    def __init__(self, command: Sequence[str], *, env: dict[str, str] | None = None, cwd: Path = REPOSITORY) -> None:
        core, _ = _report.cores()
        self.process = subprocess.Popen(command, env=env, cwd=cwd, start_new_session=True)
        # At once, before it has any thread: they inherit it.
        os.sched_setaffinity(self.process.pid, core)

    @property
    def pid(self) -> int:
        return self.process.pid

    def cpu_seconds(self) -> float:
        """What it has used so far, all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_bytes(self) -> int:
        """Resident memory, as the operator's tools show it."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS in /proc")

    async def listening(self, port: int, *, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode} instead of listening")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.stop()


def bare(port: int, where: str) -> Process:
    """bench/_bare.py: `ceiling`, `sqlite:PATH` or a PostgreSQL address."""
    return Process([sys.executable, "-m", "bench._bare", str(port), where])


def fairlead(settings: Settings) -> Process:
    return Process([sys.executable, "-m", "fairlead.cli", "serve"], env=environment(settings))


def migrate(settings: Settings) -> None:
    command = [sys.executable, "-m", "fairlead.cli", "migrate"]
    subprocess.run(command, env=environment(settings), check=True, stdout=subprocess.DEVNULL)


def is_ready(settings: Settings) -> bool:
    with contextlib.suppress(OSError), urlopen(f"{settings.public_url}/health/ready", timeout=2) as answer:
        return bool(answer.status == 200)
    return False


@dataclass(frozen=True)
class People:
    """Tokens for `hello`: customers' sessions, and single-use tickets of agents, good for half a minute."""

    brand_id: str
    sessions: list[str]
    agents: list[str]


async def fill(settings: Settings, *, customers: int, agents: int) -> People:
    """A brand, signed-in customers and agents with sessions."""
    system = System(settings)
    brand_id = await seed(system)
    moment, life = clock.now(), clock.DAY
    rows: list[dict[str, Any]] = []
    sessions: list[dict[str, Any]] = []
    tokens: list[str] = []
    for number in range(customers):
        customer_id, token = new_id(), new_token("fls")
        profile = {"name": f"Trader {number}", "uid": str(5_000_000 + number), "context": {"pair": "BTC/USDT"}}
        sealed = system.sealer.seal(msgspec.json.encode(profile), profile_place(customer_id))
        rows.append(
            {"id": customer_id, "brand_id": brand_id, "verified": True, "locale": "en", "tier": "VIP 1"}
            | {"profile": sealed, "created_at": moment, "seen_at": moment}
        )
        sessions.append(_session(token, "customer", customer_id, brand_id, moment + life))
        tokens.append(token)
    agent_rows = [
        {"id": new_id(), "email": f"agent{number}@bench.example", "name": f"Agent {number}", "role": "agent"}
        | {"password_hash": "none", "active": True, "presence": "online", "seen_at": 0, "created_at": moment}
        for number in range(agents)
    ]
    agent_sessions = [_session(new_token("fla"), "agent", row["id"], None, moment + life) for row in agent_rows]
    async with system.database.write() as session:
        if rows:
            await session.execute(insert(CustomerRow), rows)
        if agent_rows:
            await session.execute(insert(AgentRow), agent_rows)
            works_for = [{"agent_id": row["id"], "brand_id": brand_id} for row in agent_rows]
            await session.execute(insert(AgentBrandRow), works_for)
        await session.execute(insert(SessionRow), sessions + agent_sessions)
    await system.database.close()
    return People(brand_id, tokens, [row["id"] for row in agent_sessions])


def _session(token: str, kind: str, subject: str, brand_id: str | None, expires_at: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "token_hash": token_hash(token),
        "kind": kind,
        "subject_id": subject,
        "brand_id": brand_id,
        "created_at": clock.now(),
        "expires_at": expires_at,
    }


def database(settings: Settings) -> Database:
    return Database(async_url(settings.database_url, settings.data_path))


async def tickets(settings: Settings, agents: Sequence[str], count: int) -> list[str]:
    """`count` tickets, dealt out among the agents' sessions."""
    made = [new_token("flt") for _ in range(count)]
    expires_at = clock.now() + 30 * clock.SECOND
    rows = [
        {"purpose": "ticket", "hash": token_hash(ticket), "subject": agents[n % len(agents)], "expires_at": expires_at}
        for n, ticket in enumerate(made)
    ]
    base = database(settings)
    async with base.write() as session:
        await session.execute(insert(OneTimeKeyRow), rows)
    await base.close()
    return made


async def drained(settings: Settings, *, seconds: float) -> float | None:
    """How long the reactions took to see the last event; None when they did not in time."""
    base, since = database(settings), time.monotonic()
    try:
        while (late := time.monotonic() - since) < seconds:
            async with base.read() as session:
                end = await feed.end(session, base.dialect)
            position = await cursor_position(base)
            if position >= end:
                return late
            await asyncio.sleep(0.1)
    finally:
        await base.close()
    return None


async def stored(settings: Settings) -> int:
    """Entries in the database."""
    base = database(settings)
    async with base.read() as session:
        count = await session.scalar(select(func.count()).select_from(EntryRow))
    await base.close()
    return count or 0
