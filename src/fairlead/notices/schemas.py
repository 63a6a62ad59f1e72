"""Wire shapes of notices; see docs/protocol.md."""

import msgspec


class PushKeys(msgspec.Struct, forbid_unknown_fields=True):
    p256dh: str
    auth: str


class PushRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A browser's `PushSubscription`, as it writes itself in JSON, and the language its owner reads."""

    endpoint: str
    keys: PushKeys
    locale: str = ""
