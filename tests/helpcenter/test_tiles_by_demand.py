"""Tiles stand in the order of what is asked most; what is pinned stands first, and what cannot wait stays where it was."""

import json
import re
from pathlib import Path

import msgspec

import fairlead
from fairlead.brands.rules import Tile, arranged
from fairlead.channels.webchat.show_tiles import HOUSE
from fairlead.helpcenter import store_tallies
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.weigh_demand import Demand
from fairlead.kit import clock
from tests.harness import Installation


def tile(name: str, **leads: object) -> Tile:
    return msgspec.convert({"icon": "fees", "title": {"en": name, "zh-CN": name}} | leads, Tile)


def order(tiles: list[Tile], demand: list[float]) -> list[str]:
    return [tiles[place].title["en"] for place in arranged(tiles, demand)]


def test_the_most_asked_stands_first_among_those_that_move():
    tiles = [tile("a", article="a"), tile("grave", ask={"en": "?"}, grave=True), tile("b", article="b")]
    assert order(tiles, [0.0, 9.0, 0.0]) == ["a", "grave", "b"], "without demand nothing moves"
    assert order(tiles, [1.0, 9.0, 2.0]) == ["b", "grave", "a"]
    tiles += [tile("site", url="https://x.example"), tile("pin", category="c", pinned=True)]
    assert order(tiles, [1.0, 9.0, 2.0, 7.0, 0.0]) == ["pin", "grave", "b", "site", "a"]


async def test_customers_see_them_by_heat_and_reviewers_pin_one(site: Installation, tmp_path: Path):
    system = site.system
    for slug in ("slow-deposit", "lost-key"):
        path = tmp_path / "en" / f"{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: About a {slug.replace('-', ' ')}\ncategory: {slug}\n---\nWait.\n")
    await import_folder(system.database, site.brand_id, tmp_path, default_locale="en")
    await system.help_center._library.refresh()
    tiles = [tile("Fees", category="slow-deposit"), tile("Ask", ask={"en": "slow deposit", "zh-CN": "?"})]
    await system.brands.set_tiles(site.brand_id, [*tiles, tile("Key", article="lost-key")])

    async def home() -> list[str]:
        # What is kept for a minute is dropped, as when the minute is over.
        system.demand._known.clear()
        return [one["title"] for one in (await site.anonymous().http.get("/api/w/northlight/home")).json()["tiles"]]

    assert await home() == ["Fees", "Ask", "Key"]
    shelf = await system.help_center.shelf(site.brand_id)
    key = shelf.by_slug("en", "lost-key")
    assert key is not None
    async with system.database.write() as session:
        await store_tallies.replace_heats(session, {(key.article_id, "en"): 3.0}, clock.now())
    await system.help_center.refresh_standing()
    assert await home() == ["Key", "Fees", "Ask"]

    editor, reviewer = await site.agent("Mia", role="editor"), await site.agent("Ada", role="reviewer")
    path = "/api/desk/help/tiles"
    told = (await editor.http.get(f"{path}?brand=northlight&locale=en")).json()
    assert [(one["title"], one["number"], one["demand"]) for one in told["tiles"]] == [
        ("Key", 2, 3.0),
        ("Fees", 0, 0.0),
        ("Ask", 1, 0.0),
    ]
    pin = {"brand": "northlight", "pinned": [1], "revision": told["revision"]}
    assert (await editor.http.put(path, json=pin)).status_code == 403
    assert (await reviewer.http.put(path, json=pin | {"pinned": [3]})).json()["code"] == "invalid_field"
    assert (await reviewer.http.put(path, json=pin)).status_code == 204
    assert await home() == ["Ask", "Key", "Fees"]
    assert (await reviewer.http.put(path, json=pin)).json()["code"] == "edited_meanwhile"
    page = (await site.anonymous().http.get("/w/northlight/tickets/new?locale=en")).text
    links = re.findall(r'<a href="(/help/[^"]+)" lang="en"><b dir="auto">(\w+)</b>', page)
    assert links == [
        ("/help/northlight/en/a/lost-key", "Key"),
        ("/help/northlight/en/c/slow-deposit", "Fees"),
    ], "what asks begins a conversation, and is none of the portal's"
    fresh = Demand(system.help_center)
    brand = await system.brands.require("northlight")
    assert list(await fresh.of(brand, "en")) == [0.0, 0.0, 3.0]


async def test_the_houses_own_go_by_demand_too_and_what_cannot_wait_stays(site: Installation, tmp_path: Path):
    system = site.system
    titles = {
        "lost-key": "Lost access to my authenticator: cannot sign in",
        "late": "My deposit has not arrived",
        "out": "My withdrawal is late",
    }
    for slug, title in titles.items():
        path = tmp_path / "en" / f"{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: {title}\ncategory: general\n---\nAbout {slug}.\n")
    await import_folder(system.database, site.brand_id, tmp_path, default_locale="en")
    await system.help_center._library.refresh()

    async def home(locale: str) -> list[str]:
        system.demand._known.clear()
        told = (await site.anonymous().http.get(f"/api/w/northlight/home?locale={locale}")).json()["tiles"]
        assert all(one["ask"] for one in told)
        return [one["title"] for one in told]

    assert await home("en") == ["Deposit missing", "Withdrawal delayed", "Lost authenticator", "Account at risk"]
    assert (await home("zh-CN"))[0] == "充值未到账"
    shelf = await system.help_center.shelf(site.brand_id)
    key = shelf.by_slug("en", "lost-key")
    assert key is not None
    async with system.database.write() as session:
        await store_tallies.replace_heats(session, {(key.article_id, "en"): 3.0}, clock.now())
    await system.help_center.refresh_standing()
    assert await home("en") == ["Lost authenticator", "Deposit missing", "Withdrawal delayed", "Account at risk"]


def test_the_houses_tiles_say_the_same_in_the_widget_and_here():
    widget = Path(__file__).parents[2] / "web" / "widget" / "texts"
    rooms = Path(fairlead.__file__).parent / "channels" / "locales"
    for path in rooms.glob("*.json"):
        ours = {key: text for key, text in json.loads(path.read_text("utf-8")).items() if key.startswith("house.")}
        theirs = (widget / f"{path.stem}.ts").read_text("utf-8")
        assert len(ours) == 2 * len(HOUSE)
        for key, text in ours.items():
            _, kind, name = key.split(".")
            told = text.replace("'", "\\'").replace("\n", "\\n")
            assert f"  {kind}_{name}: '{told}'," in theirs, (path.stem, key)
