"""A whole installation for tests: the real application on a real port, with clients that speak docs/protocol.md."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import websockets
from joserfc import jwt
from joserfc.jwk import OctKey

from fairlead.app import System
from fairlead.mount import web
from fairlead.people.manage_agents import create_agent
from fairlead.serve import uvicorn_config
from fairlead.settings import Settings
from fairlead.worker import Worker
from tests.polling import PollConnection
from tests.quicker import Server
from tests.services import free_port
from tests.starved import stood_in_line

# Known to everybody who reads this, and as hard to guess for everybody else as the real ones must be.
SECRET = base64.b64encode(hashlib.sha256(b"tests sign with this").digest()).decode()
SEALING = "k1:" + base64.b64encode(hashlib.sha256(b"tests seal with this").digest()).decode()
SITE_KEY = b"northlight shared secret of 32 bytes!"
PASSWORD = "correct horse battery"
LOOK = {"accent": "#0a6e56", "accent_dark": "#4fd1a5", "radius": "10px", "logo": "N"}
SITE = "http://northlight.localhost:9"
# No address here is https; loading the system's certificates for each client would take 0.15 s.
NO_TLS = False

Frame = dict[str, Any]


def make_settings(folder: Path, database_url: str, **override: Any) -> Settings:
    """Settings for a test: a port of its own, secrets, wide limits unless the test is about them."""
    port = override.pop("port", None) or free_port()
    values: dict[str, Any] = {
        "public_url": f"http://127.0.0.1:{port}",
        "port": port,
        "data_dir": str(folder),
        "database_url": database_url,
        "secret_key": SECRET,
        "sealing_keys": SEALING,
        "message_rate": 100_000.0,
        "message_burst": 1_000_000,
        "network_rate": 100_000.0,
        "network_burst": 1_000_000,
        "proof_after": 0,
        "session_rate": 100_000.0,
        "session_burst": 1_000_000,
        "frame_rate": 100_000.0,
        "ticket_open_limit": 0,
        "ticket_day_limit": 0,
        "log_level": "error",
        # Tests that are about learning switch it on: each change of an article would cost a training.
        "bot_learns": False,
    }
    return Settings(**(values | override))


def environment(settings: Settings) -> dict[str, str]:
    """The same settings for a process of its own."""
    from fairlead.settings import SETTINGS

    found = {name: value for name, value in os.environ.items() if not name.startswith("FAIRLEAD_")}
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        if value != setting.default:
            found[setting.env] = str(value)
    return found


def site_token(uid: str = "5571234509", *, key: bytes = SITE_KEY, **claims: Any) -> str:
    """What the exchange's own site signs for a signed-in trader."""
    payload = {"aud": "northlight", "exp": int(time.time()) + 120, "jti": uuid4().hex, "uid": uid, "name": "Lin"}
    return jwt.encode({"alg": "HS256"}, payload | claims, OctKey.import_key(key))


async def seed(system: System, *, bot_first: bool = True, key: str = "northlight") -> str:
    """A brand; its id."""
    return await system.brands.create(
        key=key,
        name=key.title(),
        look=LOOK,
        locales=["en", "zh-CN"],
        sites=[SITE],
        bot_first=bot_first,
        token_algorithm="HS256",
        token_key=SITE_KEY,
    )


class Gone(AssertionError):
    """The socket closed, or was not welcome, before what was waited for came."""


class Socket:
    """A client's socket that keeps every frame it gets."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.frames: list[Frame] = []
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())
        self.close_code: int | None = None

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for raw in self.connection:
                async with self._news:
                    self.frames.append(json.loads(raw))
                    self._news.notify_all()
        self.close_code = self.connection.close_code
        async with self._news:
            self._news.notify_all()

    async def send(self, frame: Frame | str | bytes) -> None:
        await self.connection.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def send_together(self, frames: list[Frame]) -> None:
        """Quickly one after the other: over a poll in one request."""
        texts: list[str | bytes] = [json.dumps(frame) for frame in frames]
        if isinstance(self.connection, PollConnection):
            await self.connection.send_together(texts)
        else:
            for text in texts:
                await self.connection.send(text)

    async def until(self, wanted: Callable[[Frame], Any], *, seconds: float = 10, since: int = 0) -> Frame:
        """The first frame from position `since` on that is wanted. Fails when it does not come in time."""

        def found() -> Frame | None:
            return next((frame for frame in self.frames[since:] if wanted(frame)), None)

        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: found() is not None or self.close_code is not None)
        frame = found()
        if frame is None:
            raise Gone(f"closed with {self.close_code} before the frame came; got {self.frames[-3:]}")
        return frame

    async def ask(self, frame: Frame, *, seconds: float = 10) -> Frame:
        """Sends with a fresh `id`; the frame that refers to it."""
        ref = uuid4().hex[:12]
        since = len(self.frames)
        await self.send({**frame, "id": ref})
        return await self.until(lambda got: got.get("ref") == ref, seconds=seconds, since=since)

    def entries(self, conversation: str | None = None) -> list[Frame]:
        return [
            frame["entry"]
            for frame in self.frames
            if frame["type"] == "entry" and conversation in (None, frame["conversation"])
        ]

    async def closed(self, *, seconds: float = 10) -> int | None:
        async with asyncio.timeout(seconds):
            await self.connection.wait_closed()
            await self._reader
        return self.close_code

    async def close(self) -> None:
        await self.connection.close()
        await self._reader


class Client:
    """One device of one person: an HTTP client with the right credentials, and sockets, or polls in their place."""

    transport: Literal["socket", "poll"] = "socket"

    def __init__(self, base_url: str, *, session: str | None = None, cookies: Any = None) -> None:
        self.base_url = base_url
        self.session = session
        headers = {"Origin": base_url} | ({"Authorization": f"Bearer {session}"} if session else {})
        self.http = httpx.AsyncClient(base_url=base_url, headers=headers, cookies=cookies, timeout=30, verify=NO_TLS)
        self.sockets: list[Socket] = []
        self.id = ""

    async def open(self, *, url: str | None = None, hello: bool = True, **hello_fields: Any) -> Socket:
        """A socket after `welcome`. `url` goes another way, e.g. through a proxy."""
        address = self.base_url.replace("http", "ws", 1) + "/live"
        # Another way to the same server: the headers still name the server itself.
        parts = urlsplit(url or self.base_url)
        way: dict[str, Any] = {"host": parts.hostname, "port": parts.port, "origin": self.base_url}
        connection: Any
        if self.transport == "poll":
            headers = {"Origin": self.base_url, "Host": urlsplit(self.base_url).netloc}
            http = httpx.AsyncClient(
                headers=headers, timeout=30, verify=NO_TLS, limits=httpx.Limits(keepalive_expiry=2)
            )
            connection = PollConnection(http, f"http://{parts.hostname}:{parts.port}")
        else:
            connection = await websockets.connect(address, max_size=None, compression=None, **way)
        socket = Socket(connection)
        self.sockets.append(socket)
        if hello:
            welcome = await socket.ask({"type": "hello", "version": 1, **await self.credentials(), **hello_fields})
            if welcome["type"] != "welcome":
                raise Gone(welcome)
        return socket

    async def credentials(self) -> Frame:
        if self.session is not None:
            return {"session": self.session}
        try:
            answer = await self.http.post("/api/desk/ticket")
        except AttributeError as error:
            # What the client's library stumbles over when the server is killed between its connect and its first look at the peer.
            raise Gone("killed while connecting") from error
        return {"ticket": answer.raise_for_status().json()["ticket"]}

    async def close(self) -> None:
        for socket in self.sockets:
            await socket.close()
        await self.http.aclose()


def message(text: str, conversation: str | None = None, **fields: Any) -> Frame:
    return {"type": "send", "client_id": str(uuid4()), "conversation": conversation, "text": text, **fields}


class Installation:
    """A running installation and the people in it."""

    def __init__(self, settings: Settings, system: System | None, brand_id: str) -> None:
        self.settings = settings
        self.base_url = settings.public_url
        self._system = system
        self.brand_id = brand_id
        self.clients: list[Client] = []
        self.server: Any = None

    @property
    def system(self) -> System:
        assert self._system is not None, "this installation runs in a process of its own"
        return self._system

    def anonymous(self) -> Client:
        return self._keep(Client(self.base_url))

    def _keep(self, client: Client) -> Client:
        self.clients.append(client)
        return client

    async def customer(self, uid: str = "5571234509", **claims: Any) -> Client:
        """A signed-in customer's device."""
        return await self._session({"token": site_token(uid, **claims)})

    async def visitor(self) -> Client:
        return await self._session({"token": None})

    async def _session(self, body: Frame) -> Client:
        async with self._nobody() as http:
            answer = await http.post("/api/w/northlight/session", json=body)
        assert answer.status_code == 201, answer.text
        client = self._keep(Client(self.base_url, session=answer.json()["session"]))
        client.id = answer.json()["customer"]["id"]
        return client

    def _nobody(self) -> httpx.AsyncClient:
        """Who has not signed in yet."""
        headers = {"Origin": self.base_url}
        return httpx.AsyncClient(base_url=self.base_url, headers=headers, timeout=30, verify=NO_TLS)

    async def agent(self, name: str = "Marco", *, role: str = "agent", brands: list[str] | None = None) -> Client:
        """An agent, made and signed in."""
        email = f"{name.lower()}@northlight.example"
        system = self._system or System(self.settings)
        agent_id = await create_agent(
            system.database,
            email=email,
            name=name,
            password=PASSWORD,
            role=role,
            brands=[self.brand_id] if brands is None else brands,
            teams=[],
        )
        if self._system is None:
            await system.database.close()
        return await self.signed_in(email, agent_id)

    async def signed_in(self, email: str, agent_id: str = "") -> Client:
        async with self._nobody() as http:
            answer = await http.post("/api/desk/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client = self._keep(Client(self.base_url, cookies=answer.cookies))
        client.id = agent_id or answer.json()["agent"]["id"]
        return client

    async def close(self) -> None:
        for client in self.clients:
            await client.close()


@asynccontextmanager
async def installation(
    settings: Settings, *, worker: bool = True, bot_first: bool = True, key: str = "northlight"
) -> AsyncIterator[Installation]:
    """The application in this process, served by uvicorn as `fairlead serve` does."""
    system = System(settings)
    try:
        brand_id = await seed(system, bot_first=bot_first, key=key)
        companions = (Worker(system),) if worker else ()
        server = Server(uvicorn_config(web(system, companions=companions), settings))
    except BaseException:
        # Its threads would keep the test run from ending.
        await system.database.close()
        raise
    task = asyncio.create_task(server._serve())
    while not server.started:
        assert not task.done(), task.exception()
        await asyncio.sleep(0.01)
    made = Installation(settings, system, brand_id)
    made.server = server
    try:
        yield made
    finally:
        await made.close()
        server.end()
        await task


class ServerProcess:
    """`fairlead serve` as a process of its own, to be killed."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self.settings = settings
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "fairlead.cli", "serve", *self.arguments]
        # A file takes any amount of what it says; a pipe that nobody reads would stop it.
        self._said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, env=environment(self.settings), stdout=subprocess.DEVNULL, stderr=self._said
        )

    def said(self) -> str:
        """What it wrote to stderr."""
        self._said.seek(0)
        return self._said.read().decode(errors="replace")

    async def ready(self, *, seconds: float = 20) -> None:
        since = time.monotonic()
        async with httpx.AsyncClient() as http:
            while time.monotonic() - since < seconds + stood_in_line(self.process.pid):
                assert self.process.poll() is None, self.said()
                with contextlib.suppress(httpx.TransportError):
                    if (await http.get(f"{self.settings.public_url}/health/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.02)
        raise TimeoutError(self.said())

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self._said.close()

    def stop(self) -> int:
        return self.kill(signal.SIGTERM)


def copy_database(template: Path, folder: Path) -> str:
    """A migrated SQLite file of a test's own."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "fairlead.db"
    shutil.copy(template, target)
    return f"sqlite:///{target}"
