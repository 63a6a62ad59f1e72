"""A form for a new ticket as far as it was filled in, kept on the server so that it is there on another device: sealed, one for
each customer and category, and for seven days."""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import DAY, Instant
from fairlead.tickets.models import TicketDraftRow

LIFE = 7 * DAY
# A customer with more unfinished forms than these begins anew with the oldest.
MOST = 20


class TicketDrafts:
    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def read(self, customer_id: str, category: str) -> bytes | None:
        """What was kept, unless its time is over."""
        row = TicketDraftRow
        mine = select(row.body).where(
            row.customer_id == customer_id, row.category == category, row.updated_at > clock.now() - LIFE
        )
        async with self._database.read() as session:
            body = await session.scalar(mine)
        return self._sealer.read(body, _place(category)) if body is not None else None

    async def of_customer(self, customer_id: str) -> dict[str, Instant]:
        """Which categories he has begun, and when he was last at it, the newest first."""
        row = TicketDraftRow
        mine = select(row.category, row.updated_at).where(
            row.customer_id == customer_id, row.updated_at > clock.now() - LIFE
        )
        async with self._database.read() as session:
            found = await session.execute(mine.order_by(row.updated_at.desc(), row.category))
            return {one.category: one.updated_at for one in found}

    async def keep(self, customer_id: str, category: str, body: bytes) -> None:
        """In the place of what was kept before."""
        values = {"body": self._sealer.seal(body, _place(category)), "updated_at": clock.now()}
        key = {"customer_id": customer_id, "category": category}
        again = update(TicketDraftRow).filter_by(**key).values(**values)
        try:
            async with self._database.write() as session:
                if (await session.execute(again.returning(TicketDraftRow.category))).first() is None:
                    session.add(TicketDraftRow(**key, **values))
                    await session.flush()
                    await _drop_beyond(session, customer_id)
        except IntegrityError:
            # Another tab kept its own in the same moment: the later one stands.
            async with self._database.write() as session:
                await session.execute(again)

    async def drop(self, customer_id: str, category: str) -> None:
        async with self._database.write() as session:
            await session.execute(delete(TicketDraftRow).filter_by(customer_id=customer_id, category=category))


async def drop_old(session: AsyncSession) -> None:
    """Those whose time is over."""
    await session.execute(delete(TicketDraftRow).where(TicketDraftRow.updated_at <= clock.now() - LIFE))


async def join_drafts(session: AsyncSession, *, visitor_id: str, customer_id: str) -> None:
    """A visitor's drafts are the account's from now on; of a category both have begun, the account's own stays."""
    row = TicketDraftRow
    theirs = list(await session.scalars(select(row.category).where(row.customer_id == customer_id)))
    await session.execute(delete(row).where(row.customer_id == visitor_id, row.category.in_(theirs)))
    await session.execute(update(row).where(row.customer_id == visitor_id).values(customer_id=customer_id))


async def _drop_beyond(session: AsyncSession, customer_id: str) -> None:
    row = TicketDraftRow
    kept = select(row.category).where(row.customer_id == customer_id).order_by(row.updated_at.desc(), row.category)
    newest = list(await session.scalars(kept.limit(MOST)))
    await session.execute(delete(row).where(row.customer_id == customer_id, row.category.not_in(newest)))


def _place(category: str) -> str:
    """Without whose it is: a visitor's draft becomes an account's."""
    return f"ticket draft:{category}"
