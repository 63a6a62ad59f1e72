"""A customer who waits asks to be told when it is his turn, and is told once, when somebody takes his matter while he is away."""

from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.infra.feed import Event
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Refused
from fairlead.routing import store_places
from fairlead.routing.ports import Away


class TellTurn:
    def __init__(self, database: Database, reader: Reader, away: Away) -> None:
        self._database, self._reader, self._away = database, reader, away

    async def is_wanted(self, customer: Actor, conversation_id: str) -> bool:
        """Raises NotFound."""
        await self._reader.view(customer, conversation_id)
        async with self._database.read() as session:
            return await store_places.wants_to_know(session, conversation_id)

    async def want(self, customer: Actor, conversation_id: str, *, tell: bool) -> bool:
        """Whether he will be told: never of a matter in which he waits for nobody. Raises NotFound, and Refused("push_sign_in")
        for a visitor, whom nothing reaches."""
        await self._reader.view(customer, conversation_id)
        if not customer.verified:
            raise Refused("push_sign_in")
        async with self._database.write() as session:
            return await store_places.wish(
                session, self._database.dialect, conversation_id, tell=tell, moment=clock.now()
            )

    async def taken(self, event: Event) -> None:
        """The reaction to whatever may have given a matter to somebody. The wish ends in the transaction that notes the notice:
        however often this runs, and wherever it dies, he is told once."""
        async with self._database.read() as session:
            if not await store_places.wants_to_know(session, event.conversation_id):
                return
        async with self._database.write() as session:
            if not await store_places.end_wish(session, event.conversation_id):
                return
            if await store_places.is_away(session, event.conversation_id, moment=event.created_at):
                await self._away.turn(session, event.conversation_id, event.seq)
