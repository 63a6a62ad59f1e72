"""Alembic's entry: one async engine, all models, the same migrations for SQLite and PostgreSQL."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

import fairlead.automation.models
import fairlead.bot.models
import fairlead.brands.models
import fairlead.conversations.models
import fairlead.helpcenter.models
import fairlead.helpcenter.models.facts
import fairlead.infra.feed
import fairlead.infra.jobs
import fairlead.infra.reactions
import fairlead.notices.models
import fairlead.people.models
import fairlead.search.models
import fairlead.tickets.models
import fairlead.translation.models  # noqa: F401 - the models register themselves
from fairlead.infra.database import Base


def run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def online() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Two programs that start at once must not both migrate.
            await connection.exec_driver_sql("SELECT pg_advisory_lock(7200116)")
            await connection.commit()
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(online())
