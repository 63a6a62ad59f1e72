"""Texts from outside: what may be kept, what shows nothing, and what fits on a line."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from fairlead.kit.text import is_blank, one_line, storable, visible_name

# All code points, lone surrogates and NUL among them.
ANY = st.text(st.characters(), max_size=200)


@given(ANY)
def test_h07_what_is_storable_can_be_encoded_and_stays_so(text: str):
    kept = storable(text)
    kept.encode()
    assert "\x00" not in kept
    assert len(kept) == len(text)
    assert storable(kept) == kept
    assert all(a in (b, "\ufffd") for a, b in zip(kept, text, strict=True))


@given(ANY)
@example("\x01\x02")
@example("\u034f")
def test_h19_blank_is_what_adds_nothing(text: str):
    assert is_blank(text) == all(is_blank(c) for c in text)
    assert is_blank(text + "\u200b \n\ufe0f") == is_blank(text)
    assert not is_blank(text + "a")


@given(ANY, st.integers(1, 100))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert one_line(line, limit) == line


@given(ANY)
@example("e\u200d\u0301")
@example("\u202e\u200b")
def test_h23_a_visible_name_hides_nothing(text: str):
    name = visible_name(text, 40)
    assert len(name) <= 40
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
    assert unicodedata.is_normalized("NFC", name)
    assert visible_name(name, 40) == name
