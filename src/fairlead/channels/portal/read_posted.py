"""What a browser sends with the form for a new ticket: fields by their names, files among them. Strict where a guess could go
wrong; what is typed is kept as it was typed."""

from collections.abc import Collection
from typing import Any, NamedTuple

from litestar.datastructures import UploadFile
from msgspec import Struct, field

from fairlead.kit.errors import Invalid, Malformed, Problem
from fairlead.kit.text import storable
from fairlead.people.door import AnyRequest

ACTS = ("review", "edit", "keep", "drop", "send", "add")
WORDS = ("text", "expected", "events", "zone", "urgent", "diagnostics")
PLAIN = frozenset({*WORDS, "key", "act", "as_is", "unkind", "anyway", "to"})
# Of everything typed together, in code points: a message and the facts have limits of their own below it.
TYPED_CHARS = 100_000
FILES = 10


class Typed(Struct, omit_defaults=True):
    """A form as it stands: the words, and by field its value (of several, one on each line), the reason why there is none, and
    the files that were brought already."""

    text: str = ""
    expected: str = ""
    events: str = ""
    zone: str = ""
    urgent: str = ""
    diagnostics: str = ""
    values: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)


class Upload(NamedTuple):
    field: str
    name: str
    content: bytes
    caption: str = ""


def captioned(uploads: list[Upload], captions: dict[str, str]) -> list[Upload]:
    """With what was said of each: by field a line for each file, and for a single file all there is."""
    left = {key: _lines(text, sum(one.field == key for one in uploads)) for key, text in captions.items()}
    return [one._replace(caption=left[one.field].pop(0)) if left.get(one.field) else one for one in uploads]


def _lines(text: str, files: int) -> list[str]:
    return [text] if files == 1 else text.split("\n")


class Posted(NamedTuple):
    """`act`: the button. `as_is`: what looks like a secret is none. `unkind`: the words go as they are. `anyway`: it is not the
    open matter about the same. `to`: the open matter everything is added to."""

    typed: Typed
    key: str
    act: str
    as_is: bool
    unkind: bool
    anyway: bool
    to: str
    uploads: list[Upload]


async def sent_pairs(request: AnyRequest) -> list[tuple[str, Any]]:
    """Names and values as they were sent, files among them. Raises Malformed("request_invalid"), Invalid("encoding")."""
    try:
        return list((await request.form()).multi_items())
    except (UnicodeDecodeError, LookupError):
        raise Invalid("encoding") from None
    except ValueError:
        raise Malformed("request_invalid") from None


def as_typed(value: object) -> str:
    """A browser ends lines as mail does."""
    return storable(str(value)).replace("\r\n", "\n")


async def read_posted(request: AnyRequest, fields: Collection[str]) -> Posted:
    """`fields`: those of the taxonomy; `v.{field}` is a value, `m.{field}` a reason, `k.{field}` the id of a file that was
    brought already, `u.{field}` a new one, `c.{field}` what is said of those.

    Raises Malformed("request_invalid"), Problem("body_too_large"), Invalid: `encoding`, `unknown_field`, `too_many_files`.
    """
    words = dict.fromkeys(PLAIN, "")
    typed, uploads, seen, captions = Typed(), list[Upload](), set[str](), dict[str, str]()
    for name, value in await sent_pairs(request):
        letter, dot, key = name.partition(".")
        listed = letter in ("k", "u") and bool(dot)
        if not (name in PLAIN or (dot and letter in ("v", "m", "k", "u", "c") and key in fields)):
            raise Invalid("unknown_field", field=name[:80])
        if name in seen and not listed:
            raise Malformed("request_invalid")
        seen.add(name)
        if isinstance(value, UploadFile):
            if letter != "u" or not dot:
                raise Malformed("request_invalid")
            uploads.append(Upload(key, value.filename, await value.read()))
            continue
        text = as_typed(value)
        if name in PLAIN:
            words[name] = text
        elif letter == "c":
            captions[key] = text
        elif letter == "k":
            typed.files.setdefault(key, []).append(text)
        elif letter in ("v", "m") and text:
            (typed.values if letter == "v" else typed.missing)[key] = text
    for name in WORDS:
        setattr(typed, name, words[name])
    as_is, unkind, anyway = (bool(words[name]) for name in ("as_is", "unkind", "anyway"))
    with_captions = captioned(uploads, captions)
    return _bounded(Posted(typed, words["key"], words["act"], as_is, unkind, anyway, words["to"], with_captions))


def _bounded(posted: Posted) -> Posted:
    typed = posted.typed
    size = sum(len(getattr(typed, name)) for name in WORDS)
    size += sum(map(len, (*typed.values.values(), *typed.missing.values())))
    if size > TYPED_CHARS:
        raise Problem("body_too_large", 413, bytes=TYPED_CHARS)
    if len(posted.uploads) + sum(map(len, typed.files.values())) > FILES:
        raise Invalid("too_many_files", limit=FILES)
    if posted.act not in ACTS:
        raise Invalid("invalid_field", field="act")
    return posted
