"""What differs between SQLite and PostgreSQL, and nothing else. Everything here is chosen by the engine's name."""

from fairlead.infra.dialects.base import VALUES, Change, Dialect, LookUp
from fairlead.infra.dialects.postgres import PostgresDialect
from fairlead.infra.dialects.sqlite import SqliteDialect


def dialect_for(url: str) -> Dialect:
    return SqliteDialect() if url.startswith("sqlite") else PostgresDialect()


__all__ = ["VALUES", "Change", "Dialect", "LookUp", "dialect_for"]
