"""A brand's tiles: what they must be, and what a customer sees of them."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fairlead.brands.rules import ICONS, MOST_TILES, Tile, is_own, read_tiles
from fairlead.demo.seed import ARTICLES
from fairlead.demo.tiles import tiles_of
from fairlead.helpcenter.import_folder import import_folder
from fairlead.settings import SettingsError
from tests.harness import Installation

ROOT = Path(__file__).resolve().parents[2]
SITES = ("https://www.northlight.example", "http://northlight.localhost:8300")
GOOD: dict[str, Any] = {"icon": "fees", "title": {"en": "Fees", "zh-CN": "费率"}, "category": "fees"}


def read(*tiles: Any) -> list[Tile]:
    return read_tiles(msgspec.json.encode(tiles), locales=("en", "zh-CN"), sites=SITES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"icon": "rocket"}, "Tile 2 has the icon 'rocket', which is none of deposit,"),
        ({"article": "a"}, "Tile 2 must lead to one place"),
        ({"category": ""}, "Tile 2 must lead to one place"),
        ({"title": {"en": "Fees"}}, "Tile 2 needs a title of 1 to 40 characters in zh-CN"),
        ({"title": {"en": " ", "zh-CN": "费率"}}, "Tile 2 needs a title of 1 to 40 characters in en"),
        ({"title": {"en": "F" * 41, "zh-CN": "费率"}}, "Tile 2 needs a title of 1 to 40 characters in en"),
        ({"title": GOOD["title"] | {"fr": "Frais"}}, "Tile 2 has a title in fr, which the brand does not speak"),
        ({"category": "", "ask": {"en": "Hello"}}, "Tile 2 needs a question of 1 to 300 characters in zh-CN"),
        ({"category": "", "url": "https://evil.example/"}, "Tile 2 leads to https://evil.example/, which is no https"),
        ({"colour": "red"}, "These are no tiles: Object contains unknown field `colour`"),
    ],
)
def test_what_is_wrong_with_a_tile_is_said_in_a_sentence(change: dict[str, Any], said: str):
    with pytest.raises(SettingsError, match=re.escape(said)):
        read(GOOD, GOOD | change)


def test_more_than_fit_are_refused_and_none_is_fine():
    with pytest.raises(SettingsError, match="at most"):
        read(*[GOOD] * (MOST_TILES + 1))
    assert read() == []


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://www.northlight.example/fees", True),
        ("https://help.www.northlight.example/", True),
        ("http://northlight.localhost:8300/trade", True),
        ("http://www.northlight.example/", False),
        ("https://www.northlight.example:8443/", False),
        ("https://www.northlight.example.evil.example/", False),
        ("https://evilwww.northlight.example/", False),
        ("https://www.northlight.example@evil.example/", False),
        ("https://a@www.northlight.example/", False),
        ("https://evil.example\\@www.northlight.example/", False),
        ("https://www.northl\u0456ght.example/", False),
        ("javascript:alert(1)", False),
        ("//www.northlight.example/", False),
        ("https://[x/", False),
    ],
)
def test_a_tile_leads_to_the_brands_own_sites_only(url: str, own: bool):
    assert is_own(url, SITES) is own


def test_the_widget_has_an_outline_for_each_icon():
    source = (ROOT / "web/widget/parts/tiles.ts").read_text("utf-8")
    table = source[source.index("TILE_ICONS") :]
    assert re.findall(r"^  (\w+): icons\.", table, re.MULTILINE) == list(ICONS)


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_customer_sees_them_in_his_language_and_only_those_that_lead_somewhere(quiet_site: Installation):
    system, client = quiet_site.system, quiet_site.anonymous().http

    async def home(locale: str) -> Any:
        answer = await client.get(f"/api/w/northlight/home?locale={locale}")
        return answer.json()["tiles"]

    assert [one["icon"] for one in await home("en")] == ["deposit", "withdrawal", "key", "alert"], "the house's own"
    (brand,) = await system.brands.all()
    titles = dict.fromkeys(brand.locales, "Gone")
    tiles = [*tiles_of("northlight", ""), Tile(icon="book", title=titles, article="taken-back")]
    await system.brands.set_tiles(brand.id, tiles)
    # The help center is empty yet: an article and a category lead nowhere.
    assert [tile["title"] for tile in await home("en")] == ["Deposit missing", "Withdrawal delayed", "Account at risk"]
    await import_folder(system.database, brand.id, ARTICLES, default_locale="en")
    await system.help_center._library.refresh()
    shown = await home("zh-CN")
    assert [tile["title"] for tile in shown] == ["充值未到账", "提现未到账", "验证器丢失", "费率", "账户有风险"]
    assert shown[0]["ask"].startswith("我的充值没有到账")
    assert (await client.get(f"/api/w/northlight/articles/{shown[2]['article']}")).json()["locale"] == "zh-CN"
    assert (await client.get(shown[3]["url"])).status_code == 200
    assert [tile["grave"] for tile in shown] == [False, False, False, False, True]
    await system.brands.set_tiles(brand.id, [])
    assert await home("en") == []
