"""What a browser without JavaScript sends: a form's fields, strict where a guess could go wrong. No clock, no database."""

from collections.abc import Set
from urllib.parse import parse_qsl
from uuid import uuid4

from fairlead.kit.errors import Invalid, Malformed

MOST_FIELDS = 10


def read_form(body: bytes, known: Set[str]) -> dict[str, str]:
    """The fields, empty ones for those that are missing; line ends are as everywhere else.

    Raises Malformed("request_invalid"), Invalid("encoding"), Invalid("unknown_field").
    """
    most = max(MOST_FIELDS, len(known))
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
    except UnicodeDecodeError:
        raise Invalid("encoding") from None
    except ValueError:
        raise Malformed("request_invalid") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("request_invalid")
    if unknown := sorted(found.keys() - known):
        raise Invalid("unknown_field", field=unknown[0][:80])
    # A browser sends every line end of a text area as CR LF.
    return {name: found.get(name, "").replace("\r\n", "\n") for name in sorted(known)}


def new_key() -> str:
    """What a form carries so that sending it twice is sending it once."""
    return str(uuid4())
