"""Writes migrations/versions/0001_first.py anew from the models. Only until the first release; then migrations are added."""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "src" / "fairlead" / "migrations"
TARGET = FOLDER / "versions" / "0001_first.py"


def main() -> None:
    TARGET.unlink(missing_ok=True)
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["url"] = f"sqlite+aiosqlite:///{scratch}/empty.db"
        command.revision(config, message="The first schema", autogenerate=True, rev_id="0001")
    made = next((FOLDER / "versions").glob("0001_*.py"))
    text = made.read_text("utf-8")
    made.unlink()
    # The writing transaction, which PostgreSQL knows and SQLite does not need.
    text = text.replace(
        "sa.Column('xid', sa.BigInteger(), server_default='0', nullable=False)",
        "sa.Column('xid', sa.BigInteger(), server_default=xid, nullable=False)",
    )
    text = text.replace(
        "def upgrade() -> None:\n",
        "def upgrade() -> None:\n"
        "    on_postgres = op.get_bind().dialect.name == 'postgresql'\n"
        "    xid = sa.text('(pg_current_xact_id()::text::bigint)' if on_postgres else '0')\n",
        1,
    )
    TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
