"""The ticket that an agent means who merges, links or compares: one by its number, or another one of the same customer."""

from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound
from fairlead.tickets import store
from fairlead.tickets.number_ticket import read_number
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer

MOST = 20


class FindOthers:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(self, actor: Actor, ticket_id: str, number: str = "") -> list[Found]:
        """Of the same brand the one with this number, however it is written; without one, the customer's newest others, at most
        20, those that are over too. Only what the agent may see.

        Raises NotFound, also for a number nobody has; Refused; Invalid("invalid_field") for what is no number of ours.
        """
        wanted = read_number(number) if number else None
        if number and wanted is None:
            raise Invalid("invalid_field", field="number")
        async with self._writer.database.read() as session:
            ticket = await self._writer.found(session, actor, ticket_id, "ticket.link")
            if wanted is not None:
                found = await store.by_number(session, ticket.brand_id, wanted)
                if found is None or not self._writer.sees(actor, found):
                    raise NotFound
                return [found]
            every = await store.of_customer(session, ticket.customer_id, before=None, limit=MOST + 1)
        return [one for one in every if one.row.id != ticket.row.id and self._writer.sees(actor, one)][:MOST]
