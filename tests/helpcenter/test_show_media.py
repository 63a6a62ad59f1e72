"""Pictures and videos in a text, as readers get them."""

import re

from fairlead.helpcenter.check_links import Around, check
from fairlead.helpcenter.render import passages, render
from fairlead.helpcenter.rules import media_address, media_in
from fairlead.helpcenter.show_media import Facts, Showing
from fairlead.shield.allow_links import Allowed

PICTURE, VIDEO, ENGLISH, CHINESE = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
KNOWN = {
    PICTURE: Facts("image/png", 9_000, 640, 480),
    VIDEO: Facts("video/webm", 140_000),
    ENGLISH: Facts("text/vtt", 100),
    CHINESE: Facts("text/vtt", 100),
}
FILM = f"media:{VIDEO}?poster={PICTURE}&en={ENGLISH}&zh-CN={CHINESE}"


def shown(body: str, locale: str = "en", known: dict[str, Facts] = KNOWN) -> str:
    showing = Showing(known, lambda digest, ending: f"/m/{digest[:2]}.{ending}", locale)
    return render(body, "", lambda address: address, showing).html


def test_a_picture_by_itself_is_a_figure_with_its_size_and_its_caption():
    html = shown(f'Look:\n\n![The "send" <form>](media:{PICTURE} "Network & *address*")\n\nDone.\n')
    assert html == (
        '<p>Look:</p>\n<figure><img src="/m/aa.png" alt="The &quot;send&quot; &lt;form&gt;" width="640" height="480" '
        'loading="lazy" decoding="async"><figcaption>Network &amp; *address*</figcaption></figure>\n<p>Done.</p>\n'
    )
    assert "<figcaption>" not in shown(f"![Form](media:{PICTURE})")


def test_a_picture_among_words_stays_there_and_a_video_becomes_a_link():
    html = shown(f"1. Press ![the gear](media:{PICTURE}) now, or see ![Pressing](media:{VIDEO})\n")
    assert re.search(
        r"<li>Press <img [^>]*alt=\"the gear\"[^>]*> now, or see <a [^>]*>Pressing \(WebM, 0.1 MB\)</a>", html
    )
    assert "<figure" not in html


def test_a_video_loads_nothing_by_itself_has_captions_of_each_language_and_a_link_beside():
    html = shown(f'![Send a withdrawal]({FILM} "In half a minute")', "zh-CN")
    assert '<video controls="" preload="none" playsinline="" width="640" height="480" poster="/m/aa.png"' in html
    assert '<source src="/m/bb.webm" type="video/webm">' in html
    assert '<track kind="captions" srclang="en" label="English" src="/m/cc.vtt">' in html
    assert '<track kind="captions" srclang="zh-CN" label="简体中文" src="/m/dd.vtt" default="">' in html
    assert re.search(
        r'In half a minute <a class="file" href="/m/bb.webm"[^>]*>Send a withdrawal \(WebM, 0.1 MB\)</a>', html
    )
    assert html.count("autoplay") == 0


def test_captions_of_the_nearest_language_are_the_ones_that_are_on():
    assert 'srclang="zh-CN" label="简体中文" src="/m/dd.vtt" default' in shown(f"![x]({FILM})", "zh-TW")
    assert "default" not in shown(f"![x]({FILM})", "ar")


def test_of_what_is_not_there_nothing_is_left_but_words_in_a_sentence():
    gone = "e" * 32
    assert shown(f"a\n\n![Gone](media:{gone})\n\nb") == "<p>a</p>\n<p>b</p>\n"
    assert shown(f"see ![Gone](media:{gone}) <") == "<p>see Gone &lt;</p>\n"
    assert "<video" not in shown(f"![Captions](media:{ENGLISH})")
    assert "<track" not in shown(f"![x](media:{VIDEO}?en={gone}&zh-CN={PICTURE})")


def test_nothing_comes_from_elsewhere():
    hostile = '![a](https://e.example/x.png) ![b](data:image/png;base64,AAAA) ![c](media:x"onerror=1) ![d](/help/x.png)'
    html = shown(hostile) + shown("![x](//e.example/y.png)")
    assert "<img" not in html and "src" not in html


def test_what_is_written_into_words_stays_words():
    said = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    html = shown(f"![{said}](media:{PICTURE} '{said}')\n\n![{said}](media:{VIDEO} '{said}')")
    assert "<script" not in html and html.count("<img") == 1 and "onerror=" not in re.sub(r'"[^"]*"|>[^<]*<', "", html)


def test_a_caption_is_found_by_search_and_a_lone_picture_is_no_passage():
    body = f'# Fees\n\n![Table](media:{PICTURE} "Fees by network")\n\nText.\n'
    assert [one.text for one in passages(body, "")] == ["Fees by network\nText."]


def test_an_address_is_whole_or_none():
    assert media_in(f"x ![a]({FILM}) y") == {PICTURE, VIDEO, ENGLISH, CHINESE}
    assert media_in("media:123 media:" + "A" * 32) == frozenset()
    assert media_address(f"media:{PICTURE}?xx-YYYY-zz={VIDEO}") is not None
    assert media_address(f"media:{PICTURE}?en=1") is None


def test_the_checker_asks_for_words_captions_and_the_picture_itself():
    around = Around("b", [], lambda _: "/x", Allowed(frozenset(), (), frozenset()), KNOWN)
    body = (
        f"![](media:{PICTURE})\n\n![Film](media:{VIDEO})\n\n![Gone](media:{'e' * 32})\n\n![Far](https://e.example/x.png)\n\n"
        f"![Good]({FILM})\n![Form](media:{PICTURE})\n"
    )
    found = [(one.line, one.code) for one in check(body, "", around) if one.code != "address_foreign"]
    assert found == [
        (1, "picture_undescribed"),
        (3, "captions_missing"),
        (5, "media_missing"),
        (7, "picture_elsewhere"),
    ]
