"""What an agent sees of a desk that has been busy for long: how soon it can be used, the next conversation, a long list.

A real Chromium, on whichever core is free, beside one `fairlead serve` on the first, with the conversations of the inbox
bench. Beside each figure stands the same done by a bare page (_bare_page.html) in the same browser, in the same run.
"""

import argparse
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bench import _report, _server
from bench._report import Figure, at_most, median, percentile, say
from bench.inbox import SQLITE, Desk, on_sqlite
from fairlead.demo.cast import COLLEAGUES, PASSWORD
from fairlead.settings import Settings
from tests.browser.conftest import FLAGS, WHOLE_CHROMIUM

BARE = (Path(__file__).parent / "_bare_page.html").as_uri()
WINDOW: ViewportSize = {"width": 1440, "height": 900}
USABLE_MS, SCRIPT_BYTES, NEXT_MS, FRAMES = 1500.0, 250_000.0, 100.0, 50.0
# How long an agent's eyes rest on a row before it is opened.
GLANCE_MS = 150
# Three rows: 180 a second, faster than anybody reads.
STEP_PX = 168

# Runs before the page's own scripts: when the first row could be pressed and had been drawn, in milliseconds after the start.
# What was drawn in a frame is on the screen when a message posted from that frame arrives.
WATCH = """
  window.painted = (found) => new Promise((done) => {
    const look = () => {
      if (!found()) return requestAnimationFrame(look)
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => done(performance.now())
      port2.postMessage(null)
    }
    requestAnimationFrame(look)
  })
  window.usable = window.painted(() => document.querySelector('.items .row-link'))
"""

SCRIPT = """window.usable.then((usable) => performance.getEntriesByType('resource')
  .filter((one) => one.responseEnd <= usable && /\\.js$/.test(new URL(one.name).pathname))
  .reduce((bytes, one) => bytes + one.encodedBodySize, 0))"""

# From the first of the two keys until another conversation's log is on the screen.
NEXT = """() => {
  const log = document.querySelector('.log')
  if (log) log.dataset.before = ''
  let pressed = 0
  window.taken = window.painted(() => {
    const now = document.querySelector('#conversation .log:not([data-before])')
    return now && now.textContent.trim()
  }).then((then) => then - pressed)
  addEventListener('keydown', (event) => { pressed = event.timeStamp }, { capture: true, once: true })
}"""

# Down the list at a steady pace, a step in each frame, until so many rows have passed or none is left: when each frame came.
RIDE = """([rows, step]) => new Promise((done) => {
  const box = document.querySelector('.items'), frames = []
  const last = () => Number(Array.from(box.querySelectorAll('[aria-posinset]')).at(-1)?.getAttribute('aria-posinset') ?? 0)
  let still = 0, before = -1
  const go = (now) => {
    frames.push(now)
    still = box.scrollTop === before ? still + 1 : 0
    before = box.scrollTop
    if (last() >= rows || still > 120) return done({ frames, rows: last(), waited: still })
    box.scrollTop += step
    requestAnimationFrame(go)
  }
  box.scrollTop = 0
  requestAnimationFrame(go)
})"""


@dataclass(frozen=True)
class Size:
    loads: int = 7
    steps: int = 60
    rows: int = 10_000
    conversations: int = SQLITE


TINY = Size(loads=1, steps=3, rows=120, conversations=300)


@asynccontextmanager
async def window(browser: Browser, address: str, state: Any = None) -> AsyncIterator[Page]:
    """A page that can be used, in a profile of its own with nothing in its cache."""
    context = await browser.new_context(viewport=WINDOW, storage_state=state, locale="en")
    page = await context.new_page()
    await page.add_init_script(WATCH)
    await page.goto(address, wait_until="commit")
    await page.evaluate("window.usable")
    yield page
    await context.close()


async def signed_in(browser: Browser, settings: Settings) -> Any:
    """The cookies of a lead who came through the real door."""
    sven = next(colleague for colleague in COLLEAGUES if colleague.role == "lead")
    context = await browser.new_context()
    answer = await context.request.post(
        f"{settings.public_url}/api/desk/login",
        data={"email": sven.email, "password": PASSWORD},
        headers={"Origin": settings.origin},
    )
    assert answer.ok, await answer.text()
    state = await context.storage_state()
    await context.close()
    return state


async def loaded(browser: Browser, address: str, state: Any = None) -> tuple[float, int]:
    """Milliseconds until the first row could be used, and the bytes of script that had come until then."""
    async with window(browser, address, state) as page:
        return float(await page.evaluate("window.usable")), int(await page.evaluate(SCRIPT))


async def stepped(page: Page, steps: int, *, glance: int) -> list[float]:
    """Milliseconds until the next conversation is on the screen, sorted: from `j`, or after a glance from Enter."""
    taken = []
    for _ in range(steps):
        if glance:
            await page.keyboard.press("j")
            await page.wait_for_timeout(glance)
        await page.evaluate(NEXT)
        if not glance:
            await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        taken.append(float(await page.evaluate("window.taken")))
    return sorted(taken)


def each_second(frames: Sequence[float]) -> list[float]:
    """How many frames came in each whole second; of what is shorter, as many as a second would have had."""
    since, length = frames[0], frames[-1] - frames[0]
    if length < 1000:
        return [(len(frames) - 1) / length * 1000]
    counted = Counter(int((frame - since) / 1000) for frame in frames[1:])
    return sorted(float(counted[second]) for second in range(int(length / 1000)))


async def ridden(page: Page, rows: int, whose: str) -> list[float]:
    """Frames in each second on the way through so many rows, sorted."""
    ride = await page.evaluate(RIDE, [rows, STEP_PX])
    seconds = each_second(ride["frames"])
    say(
        f"  {whose}: {ride['rows']:,} rows in {(ride['frames'][-1] - ride['frames'][0]) / 1000:.1f} s, "
        f"{median(seconds):.0f} frames a second, {seconds[0]:.0f} in the slowest"
    )
    return seconds


async def load_figures(browser: Browser, address: str, state: Any, size: Size) -> list[Figure]:
    say(f"Cold load, {size.loads} times:")
    bare = sorted([(await loaded(browser, BARE))[0] for _ in range(size.loads)])
    loads = [await loaded(browser, address, state) for _ in range(size.loads)]
    times, script = sorted(ms for ms, _ in loads), float(max(script for _, script in loads))
    say(f"  usable after {median(times):.0f} ms, slowest {times[-1]:.0f} ms; bare {median(bare):.0f} ms")
    return [
        at_most("cold load to usable, median", median(times), USABLE_MS, "ms", median(bare)),
        at_most("script before the first view", script, SCRIPT_BYTES, "bytes gzip"),
    ]


async def step_figures(bare: Page, ours: Page, size: Size) -> list[Figure]:
    figures = []
    for name, glance in (("j and Enter at once", 0), (f"Enter after a glance of {GLANCE_MS} ms", GLANCE_MS)):
        say(f"Keys to the next conversation, {name}, {size.steps} times:")
        reference, taken = [await stepped(page, size.steps, glance=glance) for page in (bare, ours)]
        p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
        say(f"  painted: p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest {taken[-1]:.0f} ms")
        figures.append(
            at_most(f"next conversation painted, {name}, p95", p95, NEXT_MS, "ms", percentile(reference, 0.95))
        )
    return figures


async def ride_figure(bare: Page, ours: Page, size: Size) -> Figure:
    say(f"A ride through {size.rows:,} rows, {STEP_PX} px a frame, pages being fetched on the way:")
    reference, frames = await ridden(bare, size.rows, "bare"), await ridden(ours, size.rows, "ours")
    # One second in twenty may be somebody else's.
    low, bare_low = percentile(frames, 0.05), percentile(reference, 0.05)
    goal = f">= {FRAMES:g} frames"
    return Figure("frames in a slow second of scrolling, p5", low, bare_low, low / bare_low, goal, low >= FRAMES)


async def measure(settings: Settings, size: Size) -> list[Figure]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=WHOLE_CHROMIUM, args=FLAGS)
        state, desk = await signed_in(browser, settings), f"{settings.public_url}/desk"
        figures = await load_figures(browser, f"{desk}/open", state, size)
        async with window(browser, BARE) as bare, window(browser, f"{desk}/open", state) as ours:
            figures += await step_figures(bare, ours, size)
        async with window(browser, BARE) as bare, window(browser, f"{desk}/closed", state) as ours:
            figures.append(await ride_figure(bare, ours, size))
        await browser.close()
    return figures


async def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="little of everything, for the tests")
    tiny = parser.parse_args(arguments).tiny
    size = TINY if tiny else Size()
    async with on_sqlite(size.conversations, tiny=tiny) as settings:
        with _server.running(_server.fairlead(settings)) as process:
            await process.listening(settings.port)
            async with Desk(settings) as agent:
                await agent.indexed()
            say(f"{size.conversations:,} conversations on SQLite:")
            figures = await measure(settings, size)
    return _report.finish("desk", figures)


if __name__ == "__main__":
    sys.exit(uvloop.run(main(sys.argv[1:])))
