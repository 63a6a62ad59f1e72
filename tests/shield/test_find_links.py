"""Where a text leads: the same hosts as the faces show, and what people type by hand."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.brands.rules import EXPLORERS, link_entry
from fairlead.settings import SettingsError
from fairlead.shield import find_links
from fairlead.shield.allow_links import Allowed, first_outside
from fairlead.shield.find_links import find_leads
from tests.shield import corpus

CASES = json.loads((Path(__file__).parent / "links.json").read_text())
NORTHLIGHT = Allowed(
    origins=frozenset({"https://help.desk.example:8443", "http://shop.localhost:9"}),
    sites=("northlight.example",),
    listed=frozenset({*EXPLORERS, "status.example", "*.news.example", "@northlight_official", "safe.example:8443"}),
)


def stopped(text: str) -> str | None:
    return first_outside(find_leads(text), NORTHLIGHT)


@pytest.mark.parametrize(("text", "links"), CASES)
def test_every_address_that_the_faces_make_a_link_of_is_found_with_the_host_they_show(
    text: str, links: list[tuple[str, str]]
):
    found = [(lead.text, lead.host) for lead in find_leads(text) if "://" in lead.text or ":\\" in lead.text]
    assert found == [tuple(link) for link in links]


ALLOWED = [
    "See https://etherscan.io/tx/0x5e1c or tronscan.org/#/transaction/9f2",
    "https://www.northlight.example/fees and northlight.example/fees",
    "https://help.desk.example:8443/help/northlight/en/",
    "Write to support@northlight.example or help@mail.northlight.example.",
    "http://shop.localhost:9/ is our test site",
    "https://a.news.example/x and https://news.example",
    "https://optimistic.etherscan.io/tx/1",
    "https://safe.example:8443/",
    "Our only Telegram channel is @northlight_official",
    "We never contact you on Telegram or WhatsApp.",
    "我们不会通过微信或电报联系您。",
    "Nunca le escribiremos por WhatsApp.",
    "Telegramでご連絡することはありません。",
    "The withdrawal of 1.250.000,50 USDT left at 09:12.Please wait.It is v2.1.3, e.g. for iOS 17.1, i.e. today",
    "See the file report.pdf or app.js, node 3.11.2, U.S. time, 10.5 vs. 11.5, Nr.12",
    "the bottom line is: line 4 of the form, on-line, a signal was lost, discord among users is not our matter",
    "thanks.it is done. ok.so wait.me too",
    "您的订单号是12.5，网络TRC20。请稍等。谢谢。",
    "3.5% at 10:15; 0.0.1; 1.2.3.4",
]
OUTSIDE = {
    "https://evil.example/login": "evil.example",
    "https://northlight.example@evil.example/": "evil.example",
    "https://etherscan.io.evil.example/tx/1": "etherscan.io.evil.example",
    "https://eth.subscan.io.evil.example": "eth.subscan.io.evil.example",
    "https://x.status.example/": "x.status.example",
    "https://status.example:444/": "status.example:444",
    "https://status.example./": "status.example.",
    "http://etherscan.io/tx/1": "http://etherscan.io",
    "https://etherscаn.io/": "xn--etherscn-76g.io",
    "please sign in at northlight-support.com": "northlight-support.com",
    "www.whatever.zone": "www.whatever.zone",
    "binance.com/login": "binance.com",
    "go to bit.ly/3xyz": "bit.ly",
    "t.me/north_help": "t.me",
    "wa.me/15550109988": "wa.me",
    "请打开example.com领取": "example.com",
    "evil [.] com": "evil.com",
    "evil(dot)com now": "evil.com",
    "ev\u200bil.com": "evil.com",
    "hxxps://evil.com/x": "evil.com",
    "https:\\\\evil.com": "evil.com",
    "write to manager@gmail.com": "gmail.com",
    "support@northlight.example.evil.com": "northlight.example.evil.com",
    "Contact our manager on Telegram @north_help": "@north_help",
    "Telegram: @North_Help.": "@north_help",
    "WhatsApp +1 555 010 9988": "WhatsApp +1 555 010 9988",
    "WeChat ID: northhelp": "WeChat northhelp",
    "my LINE ID is northhelp": "LINE northhelp",
    "加我微信 north888": "WeChat north888",
    "微信号：north888": "WeChat north888",
    "请加我电报联系": "Telegram",
    "QQ：123456789": "QQ 123456789",
    "Escríbame por WhatsApp y lo vemos": "WhatsApp",
    "Agrégueme en Telegram": "Telegram",
    "テレグラムでご連絡ください": "Telegram",
    "LINEのID：north_help": "LINE north_help",
    "message me on Signal app": "Signal",
}


@pytest.mark.parametrize("text", ALLOWED)
def test_what_leads_to_the_brand_or_its_list_or_nowhere_goes(text: str):
    assert stopped(text) is None


@pytest.mark.parametrize("text", OUTSIDE)
def test_v52_what_leads_elsewhere_is_named_by_where_it_really_leads(text: str):
    assert stopped(text) == OUTSIDE[text]


def test_hardly_anything_that_people_really_wrote_is_taken_for_a_way_out():
    said = [text for language, text in corpus.talk() if language in ("en", "zh")]
    leads = [(text, lead.host) for text in said for lead in find_leads(text)]
    assert len(said) > 30_000
    assert len(leads) <= len(said) / 1000, leads[:60]


def test_an_entry_of_the_list_is_kept_in_one_form():
    given = ["https://www.Explorer.Example/", "*.Bücher.example", "host.example:8443", "@Northlight_Official"]
    assert [link_entry(entry) for entry in given] == [
        "explorer.example",
        "*.xn--bcher-kva.example",
        "host.example:8443",
        "@northlight_official",
    ]
    assert [link_entry(entry) for entry in EXPLORERS] == list(EXPLORERS)


@pytest.mark.parametrize(
    "entry", ["", "com", "*", "*.com", "a b.example", "https://a.example/path", "1.2.3.4", "@", "a@b.example"]
)
def test_what_would_allow_too_much_or_nothing_is_no_entry(entry: str):
    with pytest.raises(SettingsError):
        link_entry(entry)


@pytest.mark.parametrize(
    "text",
    [
        *("http://" * 1400, "a-" * 5000, "@a." * 3000, "a" * 10_000, "x(dot)" * 1600, "https://(" * 1100),
        *("1.1.1.1." * 1200, "telegram" + " " * 9990, "line id " * 1200, "a." * 5000, "telegram @" * 1000),
        "https://a.example/" + "(" * 9000,
    ],
    ids=lambda text: text[:9],
)
def test_long_texts_of_hostile_make_take_their_length_and_no_more(text: str):
    """A quarter of it as well: what grows with the square takes sixteen times as long, not four."""

    def seconds(part: str) -> float:
        best = 1.0
        for _ in range(5):
            started = process_time()
            find_leads(part)
            best = min(best, process_time() - started)
        return best

    assert seconds(text) < max(0.05, 9 * seconds(text[: len(text) // 4]))


@settings(deadline=None)
@given(st.text(alphabet="abcom.@[]() dt12:/-w_", max_size=40))
def test_what_is_passed_over_quickly_holds_no_name_and_no_mail_address(text: str):
    dotted = find_links._DOTS.sub(".", text)
    if find_links._BARE.search(dotted) or find_links._MAIL.search(dotted):
        assert find_links._WORTH_A_LOOK_ASCII.search(text)
        assert find_links._DOTTED.search(dotted)
