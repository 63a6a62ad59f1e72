"""The tiles of a brand on the widget's home: they lead where they say, and any number of them looks as if it was meant."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Route, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import open_widget
from tests.proving import others_when_proving

LONG = "Two-factor authentication was reset"


async def test_each_tile_leads_where_it_says(demo: Demo, window: Any):
    page = await window(width=320, height=640)
    frame = await open_widget(page, demo, "northlight", "marco")
    tile = frame.locator(".tile")
    await tile.filter(has_text="Lost authenticator").press("Enter")
    await expect(frame.get_by_role("heading", level=1)).to_contain_text(re.compile("authenticator", re.IGNORECASE))
    await frame.get_by_role("button", name="Back").first.click()
    async with page.expect_popup() as coming:
        await tile.filter(has_text="Fees").press("Enter")
    await expect((await coming.value).get_by_role("heading", level=1)).to_contain_text("Fees")
    await tile.filter(has_text="Account at risk").press("Enter")
    await expect(frame.get_by_role("textbox").last).to_have_value(re.compile("somebody else has access"))


def serving(tiles: list[dict[str, Any]]) -> Callable[[Route], Awaitable[None]]:
    async def with_tiles(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=json.dumps(await answer.json() | {"tiles": tiles}))

    return with_tiles


@others_when_proving("exchange,trader", [("northlight", "omar"), ("seabright", "dev")])
async def test_none_one_and_many_tiles_stand_in_whole_rows(demo: Demo, window: Any, exchange: str, trader: str):
    for count in (0, 1, 2, 5):
        page = await window(width=320, height=640)
        titles = [LONG if number == 1 else f"Tile {number}" for number in range(count)]
        tiles = [{"icon": "key", "title": title, "grave": False, "ask": "?"} for title in titles]
        await page.route("**/api/w/*/home*", serving(tiles))
        frame = await open_widget(page, demo, exchange, trader)
        await expect(frame.locator("h1")).to_have_count(1)
        await expect(frame.locator(".tile")).to_have_count(count)
        # All at once: what is above them may still be on its way.
        boxes = await frame.locator(".tile").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
        rows: dict[int, float] = {}
        for box in boxes:
            assert box["height"] >= 40
            rows[round(box["y"])] = rows.get(round(box["y"]), 0) + box["width"]
        full = max(rows.values(), default=0)
        # The last row of the round tiles stands in the middle; the others fill theirs.
        assert all(width > full * 0.6 for width in rows.values()), (count, rows)
        await fine(page, f"{exchange} with {count} tiles")
        await page.close()
