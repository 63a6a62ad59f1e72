"""What `live` asks of rooms above; `app.py` hands in who answers."""

from typing import Any, Protocol

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor


class Translate(Protocol):
    """A channel's translation of what a customer sends on a socket into a draft."""

    def draft(
        self,
        actor: Actor,
        *,
        client_id: str,
        conversation_id: str | None,
        text: str,
        files: list[str],
        locale: str,
        context: dict[str, Any],
    ) -> Draft:
        """Raises Problem."""
