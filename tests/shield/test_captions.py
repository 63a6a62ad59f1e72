"""Captions are read strictly and written anew."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.errors import Invalid
from fairlead.shield.captions import captions

ODD = """\ufeffWEBVTT - made elsewhere
Kind: captions

STYLE
::cue { background: url(https://elsewhere.example/x) }

REGION
id:fred

NOTE who reads this

first
01:05.500 --> 01:07.000 line:85% align:start region:fred onclick:1
<v Esme>Choose <b>TRC20</b> &amp; <c.yellow>wait</c>
<00:01:06.000><script>alert(1)</script> 5 < 6 & 7 --> 8

00:00:00.000 --> 00:00:01.000

100:00:00,000 --> 100:00:02.000
充值 <i>到账</i>"""
WRITTEN = """WEBVTT

00:01:05.500 --> 00:01:07.000 line:85% align:start
<v Esme>Choose <b>TRC20</b> &amp; wait
&lt;script&gt;alert(1)&lt;/script&gt; 5 &lt; 6 &amp; 7 --&gt; 8

100:00:00.000 --> 100:00:02.000
充值 <i>到账</i>
"""


def test_what_the_format_does_not_need_to_be_read_goes_and_all_else_becomes_words():
    assert captions(ODD.encode()) == WRITTEN


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n",
        b"WEBVTTX\n\n00:01.000 --> 00:02.000\nx",
        b"WEBVTT\n\nNOTE nothing else",
        b"WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards",
        b"WEBVTT\n\n00:01.000 --> sometime\nx",
        b"WEBVTT\n\n00:61.000 --> 01:62.000\nx",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe",
        b"WEBVTT" + b"\n\n00:01.000 --> 00:02.000\nx" * 5001,
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * 500_001,
    ],
    ids=[
        "empty",
        "srt",
        "no header",
        "no cue",
        "backwards",
        "no time",
        "61 seconds",
        "no UTF-8",
        "too many",
        "too long",
    ],
)
def test_what_is_no_webvtt_or_too_much_of_it_is_refused(raw: bytes):
    with pytest.raises(Invalid) as refused:
        captions(raw)
    assert refused.value.code == "captions_unreadable"


SAID = st.text(st.characters(codec="utf-8") | st.sampled_from("<>&-/bv. \n\t"), max_size=60)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**6), SAID), min_size=1, max_size=4))
def test_written_again_it_is_the_same_and_no_mark_is_left_but_the_formats_own(cues: list[tuple[int, int, str]]):
    def stamp(ms: int) -> str:
        return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"

    text = "WEBVTT\n\n" + "\n\n".join(f"{stamp(at)} --> {stamp(at + long)}\nx{said}" for at, long, said in cues)
    try:
        once = captions(text.encode())
    except Invalid:
        return
    assert captions(once.encode()) == once
    words = [line for line in once.split("\n") if "-->" not in line]
    marks = re.findall(r"<[^>]*>?", "\n".join(words))
    assert all(re.fullmatch(r"</?(?:b|i|u|ruby|rt|v|lang)(?: [^<>&]+)?>", mark) for mark in marks)
