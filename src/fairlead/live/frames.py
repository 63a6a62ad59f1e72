"""The frames a client may send; see docs/protocol.md section 2.1. A field that is not named is refused."""

from typing import Any, Literal

import msgspec

from fairlead.kit.errors import Invalid, Malformed
from fairlead.kit.wire import convert_problem, loads


class Frame(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    type: str
    id: str | None = None


class Hello(Frame):
    version: int
    session: str | None = None
    ticket: str | None = None
    locale: str = ""


class Subscribe(Frame):
    conversation: str | None = None
    workspace: bool = False
    after: int | str | None = None


class Unsubscribe(Frame):
    conversation: str | None = None
    workspace: bool = False


class Translated(msgspec.Struct, forbid_unknown_fields=True):
    """What an agent wrote, where the message's text is a machine's translation of it."""

    original: str
    to: str
    source: str = msgspec.field(name="from")


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """Why a lead lets go what the guard stopped."""

    reason: str


class Send(Frame):
    client_id: str
    conversation: str | None = None
    text: str = ""
    files: list[str] = []
    note: bool = False
    mentions: list[str] = []
    reply_to: int | None = None
    translated: Translated | None = None
    locale: str = ""
    context: dict[str, Any] = {}
    # What looks like a key is none, says who wrote it.
    as_is: bool = False
    release: Reason | None = None
    # A note that keeps what the guard stopped, for a lead to release.
    held: bool = False


class Mark(Frame):
    conversation: str
    number: int


class Typing(Frame):
    conversation: str
    on: bool


class Viewing(Frame):
    conversation: str | None
    writing: Literal["reply", "note"] | None = None


class OnConversation(Frame):
    client_id: str
    conversation: str


class Assign(OnConversation):
    to: str | None


class Transfer(OnConversation):
    to_agent: str | None = None
    to_team: str | None = None
    note: str = ""


class Redact(OnConversation):
    entry: str


class Edit(OnConversation):
    entry: str
    text: str
    mentions: list[str] = []


class Release(OnConversation):
    entry: str
    reason: str


class RateAnswer(OnConversation):
    entry: str
    helpful: bool


FRAMES: dict[str, type[Frame]] = {
    "hello": Hello,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "send": Send,
    "delivered": Mark,
    "read": Mark,
    "typing": Typing,
    "viewing": Viewing,
    "handover": OnConversation,
    "assign": Assign,
    "transfer": Transfer,
    "close": OnConversation,
    "reopen": OnConversation,
    "redact": Redact,
    "edit": Edit,
    "release": Release,
    "rate_answer": RateAnswer,
    "ping": Frame,
}

REF_CHARS = 64
FIELD_CHARS = 200
_LONG_FIELDS = frozenset({"text", "note", "session", "ticket"})


def ref_of(value: Any) -> str | None:
    """The frame's `id`, when it has one that can be given back."""
    ref = value.get("id") if isinstance(value, dict) else None
    return ref if isinstance(ref, str) and len(ref) <= REF_CHARS else None


def parse(text: str) -> dict[str, Any]:
    """The frame as an object. Raises Malformed: what `kit.wire.loads` raises, `object_expected`."""
    value = loads(text)
    if not isinstance(value, dict):
        raise Malformed("object_expected")
    return value


def frame_from(value: dict[str, Any]) -> Frame:
    """Raises Malformed("unknown_command"), Invalid: unknown_field, missing_field, invalid_field, with the field's name."""
    kind = value.get("type")
    shape = FRAMES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Malformed("unknown_command")
    try:
        frame = msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise convert_problem(error) from None
    for name, field in value.items():
        if isinstance(field, str) and len(field) > FIELD_CHARS and name not in _LONG_FIELDS:
            raise Invalid("invalid_field", field=name[:40])
    if frame.id is not None and len(frame.id) > REF_CHARS:
        raise Invalid("invalid_field", field="id")
    return frame
