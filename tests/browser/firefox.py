"""Debian's Firefox by WebDriver BiDi, the protocol it speaks itself: Playwright drives only a build of its own.

https://w3c.github.io/webdriver-bidi/ - a window, its frames, nodes found by role and name, real keys and clicks.
"""

import asyncio
import contextlib
import itertools
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

FIREFOX = "firefox-esr"
# Whoever is driven asks nobody for updates or news by itself; but for these.
PREFERENCES = {"intl.accept_languages": "en", "services.settings.server": "data:,", "ui.prefersReducedMotion": 1}
# Written into the profile as soon as one may connect.
LISTENS = "WebDriverBiDiServer.json"
ENTER = "\ue007"
DIVE = """(selector) => {
  const dive = (root) => root.querySelector(selector)
    ?? Array.from(root.querySelectorAll('*'), (one) => one.shadowRoot && dive(one.shadowRoot)).find(Boolean) ?? null
  return dive(document)
}"""
SECONDS = 30


class Refused(AssertionError):
    """What Firefox answered instead of doing it."""


class Firefox:
    """One session; commands wait for their answers, events are kept."""

    def __init__(self, socket: ClientConnection, group: int) -> None:
        self._socket = socket
        self._group = group
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for raw in self._socket:
            said = json.loads(raw)
            if said["type"] == "event":
                self.events.append(said)
            else:
                self._waiting.pop(said["id"]).set_result(said)

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        said = await asyncio.wait_for(answer, SECONDS)
        if said["type"] == "error":
            raise Refused(f"{method}: {said['error']}: {said['message']}")
        return dict(said["result"])

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """As on a laptop that is closed: no process of it does anything."""
        os.killpg(self._group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._group, signal.SIGCONT)

    async def end(self) -> None:
        with contextlib.suppress(Refused):
            await self.ask("browser.close")
        self._reader.cancel()


class Place:
    """A page or one of its frames."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self.firefox = firefox
        self.context = context

    async def go(self, url: str) -> None:
        await self.firefox.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def frame(self, part: str) -> "Place":
        """The frame whose address has this part."""

        async def look() -> Any:
            tree = await self.firefox.ask("browsingContext.getTree", root=self.context)
            return next((one["context"] for one in tree["contexts"][0]["children"] if part in one["url"]), None)

        return Place(self.firefox, await until(look, f"a frame {part}"))

    async def by_role(self, role: str, name: str | None = None) -> dict[str, Any]:
        """The last of the nodes with this role and name, once there is one."""
        value = {"role": role} | ({"name": name} if name else {})
        locator = {"type": "accessibility", "value": value}

        async def look() -> Any:
            found = await self.firefox.ask("browsingContext.locateNodes", context=self.context, locator=locator)
            return found["nodes"][-1] if found["nodes"] else None

        return dict(await until(look, f"{role} {name or ''}"))

    async def by_css(self, selector: str) -> dict[str, Any]:
        """The first that fits, also within open shadows."""
        return dict(await until(lambda: self._called(DIVE, selector), selector))

    async def shows(self, text: str, selector: str = "body") -> None:
        """Waits until something that fits the selector has this text in sight."""
        script = "(selector, text) => Array.from(document.querySelectorAll(selector)).some((one) => one.innerText.includes(text))"
        await until(lambda: self.evaluated(script, selector, text), f"{selector} with {text!r}")

    async def evaluated(self, function: str, *values: str) -> Any:
        return (await self._called(function, *values) or {}).get("value")

    async def _called(self, function: str, *values: str) -> dict[str, Any] | None:
        """What it returned, as BiDi says it; nothing for null."""
        said = await self.firefox.ask(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": value} for value in values],
            target={"context": self.context},
            awaitPromise=True,
        )
        assert said["type"] == "success", said
        return None if said["result"]["type"] == "null" else dict(said["result"])

    async def click(self, node: dict[str, Any]) -> None:
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        await self._act("pointer", [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}, *press])

    async def write(self, text: str) -> None:
        """By the keys, into what has the focus."""
        pressed = ({"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp"))
        await self._act("key", list(pressed))

    async def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        await self.firefox.ask("input.performActions", context=self.context, actions=[source])

    async def give(self, node: dict[str, Any], *files: Path) -> None:
        shared = {"sharedId": node["sharedId"]}
        await self.firefox.ask(
            "input.setFiles", context=self.context, element=shared, files=[str(file) for file in files]
        )


async def until(look: Any, what: str) -> Any:
    """Asks again and again until the answer is something."""
    end = asyncio.get_running_loop().time() + SECONDS
    while not (found := await look()):
        assert asyncio.get_running_loop().time() < end, f"{what} did not come"
        await asyncio.sleep(0.1)
    return found


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Place]:
    """A window with an empty profile in this folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *(FIREFOX, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )

    async def listening() -> Any:
        assert process.returncode is None, f"Firefox ended with {process.returncode}"
        with contextlib.suppress(OSError, json.JSONDecodeError):
            return json.loads((folder / LISTENS).read_text("utf-8"))

    try:
        where = await until(listening, "Firefox")
        address = f"ws://{where['ws_host']}:{where['ws_port']}/session"
        async with connect(address, max_size=None, compression=None) as socket:
            browser = Firefox(socket, process.pid)
            await browser.ask("session.new", capabilities={})
            await browser.ask("session.subscribe", events=["log.entryAdded"])
            tree = await browser.ask("browsingContext.getTree")
            yield Place(browser, tree["contexts"][0]["context"])
            await browser.end()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
