"""Long text in parts: nothing is lost, no part is too long, and cuts fall where a reader pauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.kit.split import split
from fairlead.kit.text import is_blank


@given(st.text(alphabet=st.sampled_from("ab \n\u00e9\u0301界🙂\u200d\ufe0f")), st.integers(1, 12))
def test_parts_fit_are_not_blank_and_hold_everything_a_reader_sees(text, limit):
    parts = split(text, limit)
    assert all(len(part) <= limit and not is_blank(part) for part in parts)
    assert visible("".join(parts)) == visible(text)


def visible(text: str) -> str:
    return "".join(char for char in text if not is_blank(char))


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 5, []),
        (" \n ", 1, []),
        ("short", 5, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("first line\n\nsecond part of it", 20, ["first line", "second part of it"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("abce\u0301", 4, ["abc", "e\u0301"]),
        ("ab👩\u200d💻", 4, ["ab", "👩\u200d💻"]),
    ],
)
def test_cuts_fall_where_a_reader_pauses(text, limit, parts):
    assert split(text, limit) == parts


def test_a_limit_that_holds_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        split("text", 0)
