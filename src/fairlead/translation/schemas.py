"""Wire shapes of translation; see docs/protocol.md section 3.2.4."""

from typing import Any

import msgspec

from fairlead.translation.translate import Translation


class Into(msgspec.Struct, forbid_unknown_fields=True):
    to: str


class Switch(msgspec.Struct, forbid_unknown_fields=True):
    to: str | None


class Words(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    to: str
    source: str = msgspec.field(name="from")


def translation_wire(translation: Translation) -> dict[str, Any]:
    return {"from": translation.source, "to": translation.target, "text": translation.text}
