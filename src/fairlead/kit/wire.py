"""The strict reading of JSON from outside, for HTTP bodies and socket frames alike.

Python's own parser takes `NaN`, lets a key named twice win silently and recurses without bound; msgspec takes
the second as well. This door refuses all three before anything else looks at the value, and replaces what no
database takes (see `kit/text.py`) in every string, names included.
"""

import json
import math
import re
from typing import Any, NoReturn

import msgspec

from fairlead.kit.errors import Invalid, Malformed, Problem
from fairlead.kit.text import storable

MAX_DEPTH = 32
MAX_KEYS = 2_000
_SMALL = 2**53
# Takes an unfinished string too: a search for its end would start anew at each quote in it.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
# Only escapes can bring NUL and lone surrogates, of either half, in: raw ones are no JSON and no UTF-8.
_UNSTORABLE_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])", re.ASCII)

_quick = msgspec.json.Decoder().decode


def _no_constant(name: str) -> NoReturn:
    raise Malformed("json_invalid", position=0, found=name)


def _finite(literal: str) -> float:
    value = float(literal)
    if math.isinf(value):
        raise Malformed("json_invalid", position=0, found=literal[:20])
    return value


def _integer(literal: str) -> int:
    value = int(literal) if len(literal) <= 20 else 1 << 64
    if not -(1 << 63) <= value < 1 << 63:
        raise Invalid("number_out_of_range")
    return value


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return _object([(storable(key), _storable(item)) for key, item in value.items()])
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise Problem("too_many_keys", 413, limit=MAX_KEYS)
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Malformed("duplicate_key", key=storable(max(keys, key=keys.count)[:80]))
    return made


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite, parse_int=_integer
)


def _too_deep(raw: bytes) -> bool:
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for byte in _STRING.sub(b"", raw):
        if byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


def _plain(text: str) -> dict[str, Any] | None:
    """The value of a flat object of strings, booleans, nulls and small whole numbers, which is what nearly every frame
    is; None when it is anything else, for the careful reading to say what.

    Without a backslash each string has two quotes. A key named twice is dropped here, and its quotes are then missed.
    """
    if "\\" in text:
        return None
    try:
        value = _quick(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    if type(value) is not dict or len(value) > MAX_KEYS:
        return None
    strings = len(value)
    for item in value.values():
        kind = type(item)
        if kind is str:
            strings += 1
        elif item is not None and kind is not bool and (kind is not int or abs(item) > _SMALL) and item != []:
            return None
    return value if text.count('"') == 2 * strings else None


def loads(raw: bytes | str) -> Any:
    """The value, or a `Problem`: `encoding`, `json_invalid` (with position), `json_too_deep`, `duplicate_key`,
    `number_out_of_range`, `too_many_keys`."""
    if isinstance(raw, bytes):
        if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            raise Malformed("encoding")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise Malformed("encoding", position=error.start) from None
    else:
        text = raw
    if (value := _plain(text)) is not None:
        return value
    if _too_deep(text.encode("utf-8", "surrogatepass")):
        raise Malformed("json_too_deep", limit=MAX_DEPTH)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed("json_invalid", position=error.pos) from None
    return _storable(value) if _UNSTORABLE_ESCAPE.search(text) else value


def checked(raw: bytes) -> bytes:
    """The same JSON, fit for any reader: what `loads` refuses is refused, what it replaces is replaced."""
    value = loads(raw)
    return msgspec.json.encode(value) if b"\\u" in raw else raw


def convert_problem(error: msgspec.ValidationError) -> Invalid:
    """msgspec's sentence as one of our codes."""
    sentence = str(error)
    name = sentence.split("`")[1] if "`" in sentence else ""
    if "unknown field" in sentence:
        return Invalid("unknown_field", field=name[:80])
    if "missing required field" in sentence:
        return Invalid("missing_field", field=name[:80])
    path = sentence.rpartition("`$.")[2].partition("`")[0] if "`$." in sentence else ""
    return Invalid("invalid_field", field=path[:80])
