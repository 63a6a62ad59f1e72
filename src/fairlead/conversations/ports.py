"""What the timeline asks of rooms above; `app.py` hands in who answers."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations.rules import Draft, Head


class Heed(Protocol):
    """Whether this may be said here and now, asked under the conversation's lock of what comes through `Gather`."""

    async def __call__(self, connection: AsyncConnection, head: Head, draft: Draft) -> None:
        """Of a conversation that begins it may say who has it. Raises Problem where the draft is not to be written."""
