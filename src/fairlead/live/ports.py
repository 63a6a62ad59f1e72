"""What `live` asks of rooms above; `app.py` hands in who answers."""

from typing import Any, Protocol

from fairlead.conversations.read import View
from fairlead.conversations.rules import Draft
from fairlead.kit.access import NOBODY, Actor, Caller


class Summarise(Protocol):
    async def __call__(self, view: View) -> dict[str, Any]:
        """What a person who takes over should know: the question, its language, what was tried."""


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
        as_is: bool = False,
        caller: Caller = NOBODY,
    ) -> Draft:
        """`as_is`: the writer says that what looks like a secret is none; `caller`: where he writes from. Raises Problem."""
