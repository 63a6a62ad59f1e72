"""The strict reading of JSON: what is right is read as Python reads it, what is not is refused with a code."""

import json
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairlead.kit.errors import Problem
from fairlead.kit.text import storable
from fairlead.kit.wire import checked, loads
from tests.outcome import outcome

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)
WORDS = [
    *'{}[],:"\\1-e \n\0é\ufeff',
    *("\\u0000", "\\ud800", "\\udc00", "\\u", "1e400", "NaN", "Infinity", "null", "true", '"a"', '"a":1', "9" * 30),
]
PIECES = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
CODES = {"encoding", "json_invalid", "json_too_deep", "duplicate_key", "number_out_of_range", "too_many_keys"}


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_good_json_is_read_as_python_reads_it(value: Any, escaped: bool):
    text = json.dumps(value, ensure_ascii=escaped)
    assert loads(text) == loads(text.encode()) == json.loads(text)
    assert json.loads(checked(text.encode())) == json.loads(text)


@settings(deadline=None)
@given(st.binary(max_size=200) | PIECES.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'{"\\ud800":1,"\\ud800":1}')
@example(b'{"\\u0000":1,"\\ufffd":1}')
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
def test_any_bytes_are_read_or_refused_with_a_code(raw: bytes):
    value, problem = outcome(loads, raw)
    if problem is not None:
        assert problem.code in CODES
        assert 400 <= problem.status < 500
        json.dumps(problem.data, ensure_ascii=False).encode()
        return
    json.dumps(value, ensure_ascii=False).encode()
    assert loads(checked(raw)) == value


@given(st.text(st.characters(), max_size=30))
@example("\ud800")
@example("\udc00")
def test_h08_every_text_comes_out_storable(text: str):
    """Escaped on its way, since neither UTF-8 nor JSON has another place for surrogates."""
    (found,) = loads(json.dumps([text]))
    assert found == storable(json.loads(json.dumps(text)))


@pytest.mark.parametrize(
    "raw",
    [b"{" * 33 + b'"' + b'\\"' * 100_000, b"[" * 33 + b'"' * 200_000, b'"' + b"\\" * 200_000, b"[" * 33 + b'"\\' * 100_000],
    ids=["H03 escaped quotes", "H03 quotes", "H03 backslashes", "H03 both"],
)  # fmt: skip
def test_h03_hostile_text_is_refused_in_linear_time(raw: bytes):
    started = time.process_time()
    with pytest.raises(Problem):
        loads(raw)
    assert time.process_time() - started < 1
