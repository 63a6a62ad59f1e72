import re

from hypothesis import given
from hypothesis import strategies as st

from fairlead.helpcenter.excerpt import excerpt, marked


def test_matches_are_marked_and_everything_else_is_escaped():
    assert excerpt("Your <b>deposits</b> & fees", {"deposit"}, "en") == (
        "Your &lt;b&gt;<mark>deposits</mark>&lt;/b&gt; &amp; fees"
    )


def test_chinese_pairs_that_touch_are_one_mark():
    assert marked("充值未到账", {"充值", "未到", "到账"}, "zh-CN") == "<mark>充值未到账</mark>"


def test_a_long_text_is_cut_around_the_densest_place():
    text = "Nothing here. " * 40 + "The memo of a deposit is missing. " + "Nothing there. " * 40
    shown = excerpt(text, {"memo", "deposit", "miss"}, "en")
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "<mark>memo</mark>" in shown
    assert "<mark>missing</mark>" in shown
    assert len(re.sub(r"<[^>]+>", "", shown)) < 260


@given(st.text(max_size=500), st.sets(st.text("abcde充值", min_size=1, max_size=4), max_size=4))
def test_nothing_but_marks_is_html(text, wanted):
    shown = excerpt(text, wanted, "en", chars=80)
    assert not re.search(r"<(?!/?mark>)", shown)
    assert shown.count("<mark>") == shown.count("</mark>")
