"""Which matters conversations are, for the clocks of what was promised, and the times that tickets show of them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.promises.ports import Matter
from fairlead.tickets import rules
from fairlead.tickets.models import TicketRow


class TellPromises:
    """See `promises.ports.Matters`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, session: AsyncSession, ids: Collection[str], *, lock: bool = False) -> Mapping[str, Matter]:
        row = TicketRow
        statement: Any = select(
            *(row.conversation_id, row.priority, row.status, row.since, row.owed_since, row.spoken),
            *(row.due_at, row.task_due_at, row.merged_into),
        ).where(row.conversation_id.in_(ids))
        if lock:
            statement = self._database.dialect.lock_rows(statement.order_by(row.id), skip_locked=False)
        moment = clock.now()
        found: dict[str, Matter] = {}
        for conversation, priority, status, since, owed, spoken, due, task_due, merged in await session.execute(
            statement
        ):
            found[conversation] = Matter(
                priority=priority,
                paused_since=since if status == rules.WAITING_FOR_YOU else None,
                # What goes on as another matter is owed there.
                owed_since=owed if merged is None else None,
                spoken=bool(spoken),
                told=due,
                fixed=task_due is not None and task_due == due and task_due > moment,
            )
        return found

    async def tell(self, session: AsyncSession, dues: Mapping[str, Instant], *, again: Instant | None = None) -> None:
        await session.flush()
        table = TicketRow.metadata.tables[TicketRow.__tablename__]
        values: dict[str, Any] = {"due_at": bindparam("due")}
        if again is not None:
            values["late_at"] = func.coalesce(table.c.late_at, again)
        # Whoever was asked for it by name is told nothing else than he was.
        statement = update(table).where(table.c.conversation_id == bindparam("of")).values(values)
        connection = await session.connection()
        await connection.execute(statement, [{"of": one, "due": due} for one, due in dues.items()])
