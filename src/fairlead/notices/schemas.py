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


class QuietHours(msgspec.Struct, forbid_unknown_fields=True):
    """`begin` and `end` as `22:00`, by the clocks of `zone`, over midnight where the end is earlier."""

    begin: str
    end: str
    zone: str


class NoticeChoices(msgspec.Struct, forbid_unknown_fields=True):
    """`off`: of what he is not told."""

    off: list[str] = []
    quiet: QuietHours | None = None
