"""What differs between two texts, told so that one can be made from the other."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.helpcenter.compare import Difference, compare, words

TEXTS = st.text(alphabet="ab \n充值。", max_size=60)


def _side(difference: Difference, side: str) -> dict[int, str]:
    """The lines of one of the texts that the difference shows, by number."""
    found = {}
    for line in difference.lines:
        number = line.old if side == "removed" else line.new
        if number is None:
            continue
        kept = "".join(piece.text for piece in line.pieces if piece.kind in ("same", side))
        found[number] = kept if line.kind == "changed" else line.text
    return found


@settings(deadline=None, max_examples=150)
@given(TEXTS, TEXTS)
def test_each_line_shown_is_that_line_of_its_text_and_only_same_ones_are_left_out(before: str, after: str):
    found = compare(before, after)
    for text, side in ((before, "removed"), (after, "added")):
        lines = dict(enumerate(text.split("\n"), 1))
        shown = _side(found, side)
        assert shown == {number: lines[number] for number in shown}
        skipped = sum(line.count for line in found.lines)
        assert len(shown) + skipped == len(lines)


@settings(deadline=None, max_examples=100)
@given(TEXTS, TEXTS)
def test_the_pieces_of_a_line_are_both_texts(before: str, after: str):
    found = words(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "removed") == after


def test_chinese_is_compared_by_characters():
    assert [(piece.kind, piece.text) for piece in words("充值手续费为5", "充值手续费是5")] == [
        ("same", "充值手续费"), ("removed", "为"), ("added", "是"), ("same", "5"),
    ]  # fmt: skip


def test_a_long_text_is_compared_as_a_whole_in_time():
    started = time.perf_counter()
    assert compare("\n".join(f"a {n % 7}" for n in range(9000)), "\n".join(f"a {n % 5}" for n in range(9000))).too_long
    assert not compare("\n".join(f"a {n}" for n in range(9000)), "\n".join(f"b {n}" for n in range(9000))).too_long
    words("a b " * 20_000, "b a " * 20_000)
    assert time.perf_counter() - started < 10
