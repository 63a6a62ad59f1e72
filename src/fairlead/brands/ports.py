"""What brands ask of rooms above; `app.py` hands in who answers."""

from collections.abc import Mapping
from typing import Protocol


class TeamNames(Protocol):
    async def __call__(self, brand_id: str) -> Mapping[str, str]:
        """The brand's teams: id → name."""
