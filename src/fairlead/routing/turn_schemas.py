"""What a customer who waits says over HTTP of his turn."""

import msgspec


class TurnWish(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a customer who waits is to be told when it is his turn."""

    tell: bool
