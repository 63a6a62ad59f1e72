"""What conduct asks of others; `app.py` hands in who answers."""

from typing import Protocol


class TellsHarm(Protocol):
    """Whether words say that harm is being done to an account."""

    def __call__(self, text: str) -> bool: ...
