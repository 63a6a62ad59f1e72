"""What pictures and videos of articles are called, and which versions of texts name them"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0064"
branch_labels = None
depends_on = None

AT_ONCE = 500
# As `helpcenter/rules.py` had it when this was written.
NAMED = re.compile(r"media:([0-9a-f]{32})((?:[?&][A-Za-z-]{2,16}=[0-9a-f]{32}){0,41})")
SAID = re.compile(r"!\[((?:\\.|[^\\\]\n]){0,300})\]\(<?media:([0-9a-f]{32})")


def upgrade() -> None:
    op.add_column("article_media", sa.Column("name", sa.String(200), nullable=False, server_default=""))
    uses = op.create_table(
        "article_media_uses",
        sa.Column("version_id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("said", sa.String(300), nullable=False),
    )
    op.create_index("ix_article_media_uses_digest", "article_media_uses", ["digest"])
    connection, after = op.get_bind(), ""
    versions = sa.table("article_versions", sa.column("id", sa.String), sa.column("body", sa.Text))
    while True:
        named = sa.select(versions.c.id, versions.c.body).where(
            versions.c.id > after, versions.c.body.contains("media:", autoescape=True)
        )
        rows = connection.execute(named.order_by(versions.c.id).limit(AT_ONCE)).all()
        if not rows:
            return
        found = [
            {"version_id": key, "digest": digest, "said": said} for key, body in rows for digest, said in _named(body)
        ]
        if found:
            connection.execute(sa.insert(uses), found)
        after = rows[-1][0]


def _named(body: str) -> list[tuple[str, str]]:
    said: dict[str, str] = {}
    for match in SAID.finditer(body):
        said.setdefault(match[2], re.sub(r"\\(.)", r"\1", match[1]))
    found: dict[str, str] = {}
    for match in NAMED.finditer(body):
        found.setdefault(match[1], said.get(match[1], ""))
        for digest in re.findall(r"=([0-9a-f]{32})", match[2]):
            found.setdefault(digest, said.get(digest, ""))
    return list(found.items())


def downgrade() -> None:
    op.drop_table("article_media_uses")
    op.drop_column("article_media", "name")
