"""Cursors: what was made is read back, by its owner, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.kit.errors import Problem
from fairlead.kit.paging import MAX_LIMIT, Cursors, checked_limit
from tests.outcome import outcome

CURSORS = Cursors(b"k" * 32)
SCOPES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PARTS = st.lists(
    st.integers() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f")), min_size=1
)


@given(SCOPES, PARTS)
def test_h37_a_cursor_gives_back_what_it_was_made_of(scope: str, parts: list[int | str]):
    if parts != [""]:
        assert CURSORS.read(scope, CURSORS.make(scope, *parts)) == [str(part) for part in parts]


@given(st.text(st.characters(), max_size=100))
def test_h37_a_made_up_cursor_is_refused(cursor: str):
    with pytest.raises(Problem, match="cursor_invalid"):
        CURSORS.read("a", cursor)


@given(st.integers(0, 200), st.integers(1, 255))
def test_h37_a_changed_cursor_is_refused(place: int, flip: int):
    cursor = CURSORS.make("list:me", 1234567890, "0" * 32)
    place %= len(cursor)
    changed = cursor[:place] + chr(ord(cursor[place]) ^ flip) + cursor[place + 1 :]
    parts, problem = outcome(CURSORS.read, "list:me", changed)
    if problem is None:
        assert parts == ["1234567890", "0" * 32]  # Only unused bits differ.
    else:
        assert problem.code == "cursor_invalid"


def test_h37_a_cursor_of_another_list_or_key_is_refused():
    cursor = CURSORS.make("list:me", 1)
    for other in (CURSORS, Cursors(b"x" * 32)):
        with pytest.raises(Problem, match="cursor_invalid"):
            other.read("list:you", cursor)


@given(st.integers())
def test_h37_a_page_has_a_size_within_bounds(limit: int):
    found, problem = outcome(checked_limit, limit)
    if 1 <= limit <= MAX_LIMIT:
        assert found == limit
    else:
        assert problem is not None
        assert problem.code == "limit_out_of_range"
