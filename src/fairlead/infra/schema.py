"""The database's schema: brought up to date by Alembic, checked at start without loading it."""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fairlead.infra.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_REVISION = re.compile(r'^(revision|down_revision)\b[^=\n]*=\s*(?:"([^"]+)"|None)', re.MULTILINE)


class SchemaError(Exception):
    """A sentence for the operator: what is wrong with the schema and what to run."""


def head() -> str:
    """The newest migration in this package. Raises SchemaError when there are two."""
    revisions: set[str] = set()
    parents: set[str] = set()
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text("utf-8")):
            (revisions if name == "revision" else parents).add(value)
    heads = revisions - parents
    if len(heads) != 1:
        raise SchemaError(f"There must be one newest migration, there are {len(heads)}: {', '.join(sorted(heads))}.")
    return heads.pop()


async def check(database: Database) -> None:
    """Raises SchemaError with what to do when the database is empty, older or newer than this program."""
    try:
        async with database.reader.connect() as connection:
            found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        if "alembic_version" in str(error):
            raise SchemaError("The database is empty. Run `fairlead migrate` first.") from None
        raise SchemaError(f"The database does not answer: {type(error.orig).__name__}.") from None
    except OSError as error:
        raise SchemaError(f"The database does not answer: {error}.") from None
    if found != head():
        raise SchemaError(
            f"The database is at migration {found}, this program needs {head()}. "
            "Run `fairlead migrate`, or use the program that fits the database."
        )


def migrate(database_url: str) -> None:
    """Brings the schema to the newest migration. Not to be called inside a running event loop."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = database_url
    command.upgrade(config, "head")
