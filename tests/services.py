"""Real PostgreSQL and Redis for tests and benches: plain processes on free loopback ports, with data
folders of their own, ended by process id. One of each per test session is enough; a database from a
template takes a few hundredths of a second.

    with postgres() as server:
        url = server.create_database("fresh")

PostgreSQL refuses root, so root starts it as the user `postgres`.
"""

import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tests.proxy import Proxy, tcp_proxy

__all__ = ["Missing", "Postgres", "Proxy", "Redis", "free_port", "postgres", "redis", "tcp_proxy"]

START_SECONDS = 30.0
STOP_SECONDS = 20.0
USER = "fairlead"
# Nothing survives a power cut with these, and nothing in most tests has to. Fault tests ask for `durable`.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Missing(RuntimeError):
    """The program is not installed; `make test` (tools/install_system.sh) says which package has it."""


class Service:
    """A server process with a folder and a port that both survive `stop` or `kill` and `start`."""

    name = "service"

    def __init__(self, *, kept: Path | None = None) -> None:
        # Not pytest's folders: those are closed to other users.
        self.folder = kept or Path(tempfile.mkdtemp(prefix=f"fairlead-{self.name}-", dir="/tmp"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.kept = kept is not None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def command(self) -> list[str]:
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._process.pid

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Returns when it answers; does nothing when it runs already."""
        if self.running():
            return
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C in a terminal is for pytest, which then ends it in order
            )
        end = time.monotonic() + START_SECONDS
        while not self.ready():
            if not self.running() or time.monotonic() > end:
                raise RuntimeError(f"{self.name} did not start:\n{self.log()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """In order: what it holds is written, its clients are told."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """As a power cut would for the process: no last words, no last write."""
        self._end(signal.SIGKILL)

    stop_signal = signal.SIGTERM

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        children = _children(process.pid)
        process.send_signal(how)
        if how == signal.SIGKILL:
            for child in children:
                _signal(child, how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # A server's children hold its shared memory and its port; a quick restart would stumble over them.
        end = time.monotonic() + STOP_SECONDS
        while any(_alive(child) for child in children) and time.monotonic() < end:
            time.sleep(0.01)

    def log(self, lines: int = 30) -> str:
        path = self.folder / "log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    def close(self) -> None:
        """Ends it and removes its folder, unless that is kept for the next time. Safe to call twice."""
        atexit.unregister(self.close)
        if self.kept:
            self.stop()
            return
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


_S = TypeVar("_S", bound=Service)


class Postgres(Service):
    """A cluster of its own. `durable` keeps PostgreSQL's defaults, for tests that kill it; `kept` is a folder, open to all
    users, in which it is made once and found again."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": rolls back and ends; SIGTERM would wait for the clients

    def __init__(self, *, durable: bool = False, kept: Path | None = None) -> None:
        self.bin = _postgres_programs()
        super().__init__(kept=kept)
        self.durable = durable
        self.data = self.folder / "data"
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        if self.data.exists():
            return
        # --no-sync hastens only the creation.
        options = ["--auth=trust", f"--username={USER}", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        _run([*self._as_user, str(self.bin / "initdb"), f"--pgdata={self.data}", *options], self.folder)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "timezone": "UTC",
            "jit": "off",
        }
        settings |= {} if self.durable else CARELESS
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [*self._as_user, str(self.bin / "postgres"), "-D", str(self.data), *words]

    def ready(self) -> bool:
        command = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-d", "postgres"]
        return subprocess.run(command, check=False).returncode == 0

    @property
    def url_base(self) -> str:
        """Add `/<database>`."""
        return f"postgresql+asyncpg://{USER}@127.0.0.1:{self.port}"

    def url(self, database: str) -> str:
        return f"{self.url_base}/{database}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Its URL. A template must have no open connection."""
        copy = f" TEMPLATE {quoted(template)}" if template else ""
        self.execute(f"CREATE DATABASE {quoted(name)}{copy}")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Also when someone is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")

    def execute(self, sql: str, database: str = "postgres") -> str:
        """What psql prints for it, unaligned and without headings."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database]
        return _run([str(self.bin / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *where, "-c", sql], self.folder)


class Redis(Service):
    """Without persistence, as Fairlead uses it: losing it loses nothing."""

    name = "redis"

    def __init__(self) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise Missing("redis-server is not installed")
        self._program = program
        super().__init__()

    def command(self) -> list[str]:
        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return [self._program, *where, "--save", "", "--appendonly", "no", "--daemonize", "no"]

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    yield from _served(Postgres(durable=durable))


@contextmanager
def redis() -> Iterator[Redis]:
    yield from _served(Redis())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _served(service: _S) -> Iterator[_S]:
    try:
        service.start()
        yield service
    finally:
        service.close()


def _postgres_programs() -> Path:
    """The folder of the newest one; Debian keeps them off the path, one folder per version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    if program is None:
        raise Missing("postgresql is not installed")
    return Path(program).resolve().parent


def quoted(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,63}", name):
        raise ValueError(f"not a plain database name: {name!r}")
    return f'"{name}"'


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def _children(pid: int) -> list[int]:
    """From /proc: PostgreSQL's children lead sessions of their own, so a process group does not reach them."""
    processes = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for process in processes if _parent(process) == pid]


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _alive(pid: int) -> bool:
    fields = _stat(pid)
    return fields is not None and fields[0] != "Z"


def _stat(pid: int) -> list[str] | None:
    """State, parent and so on: what follows the name, which may itself hold blanks and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)
