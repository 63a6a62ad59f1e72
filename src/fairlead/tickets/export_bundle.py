"""A matter as a bundle: its page, its facts, every entry, its files, and the digests of all of them."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import IO, Any

import msgspec

from fairlead.conversations.files import Files
from fairlead.conversations.read import Reader
from fairlead.conversations.schemas import entry_wire
from fairlead.conversations.store import Entry
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import FileTooLarge, NotFound, Problem
from fairlead.tickets import store
from fairlead.tickets.pack_bundle import KEY, Packer, safe_name
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer, told

# A bundle of more is for another way.
MOST_BYTES = 1 << 30
IN_MEMORY = 8 << 20
PAGE = 500

HOW = """How to check this bundle, with no connection to anybody:

  fairlead verify-bundle FILE.zip      every byte of the file; on our installation also that we made it
  sha256sum -c SHA256SUMS              after unpacking: every file in it (on a Mac: shasum -a 256 -c SHA256SUMS)

page.html is for reading, matter.json and entries.json are the same for programs. Times are in UTC.
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """`file`: at its start, for whoever sends it; he closes it."""

    number: str
    file: IO[bytes]
    size: int


class ExportBundle:
    def __init__(self, writer: Writer, reader: Reader, files: Files) -> None:
        self._writer, self._reader, self._files = writer, reader, files

    async def __call__(self, actor: Actor, ticket_id: str, matter: dict[str, Any], *, notes: bool) -> Bundle:
        """`matter`: the Ticket as it is shown; `notes`: with what only agents see. The timeline tells agents who took it out.

        Raises NotFound, Refused, FileTooLarge over 1 GiB.
        """
        found = await self._writer.read(actor, ticket_id, "ticket.export")
        talks = [(one, await self._entries(actor, one, notes=notes)) for one in await self._with_merged(found)]
        out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (whoever sends it closes it)
        try:
            packer, moment = Packer(out), clock.now()
            names = await self._pack_files(actor, packer, [entry for _, entries in talks for entry in entries])
            said = [
                {
                    "ticket": {"id": one.row.id, "number": one.row.number},
                    "conversation": one.row.conversation_id,
                    "entries": [_plain(entry, names, notes=notes) for entry in entries],
                }
                for one, entries in talks
            ]
            page = _page(matter, said, moment)
            for name, content in (
                ("README.txt", HOW.encode()), ("matter.json", _json(matter)),
                ("entries.json", _json({"conversations": said})), ("page.html", page.encode()),
            ):  # fmt: skip
                packer.add(name, [content])
            key = self._writer.sealer.derive(KEY)
            sums = await asyncio.to_thread(packer.close, number=found.row.number, made_at=iso(moment), key=key)
            await self._writer.gather.write(told(actor, found, {"exported": sums, "notes": notes}, internal=True))
            size = out.tell()
            out.seek(0)
        except BaseException:
            out.close()
            raise
        return Bundle(found.row.number, out, size)

    async def _with_merged(self, found: Found) -> list[Found]:
        """The ticket, and whatever goes on as it."""
        every = [found]
        async with self._writer.database.read() as session:
            for one in every:
                for row in await store.merged_into(session, one.row.id):
                    source = await store.ticket(session, row.id)
                    every += [source] if source is not None else []
        return every

    async def _entries(self, actor: Actor, found: Found, *, notes: bool) -> list[Entry]:
        entries: list[Entry] = []
        before, more = 2**53, True
        while more:
            page, more = await self._reader.page(actor, found.row.conversation_id, before=before, limit=PAGE)
            entries[:0] = page
            before = page[0].seq if page else 0
        return [one for one in entries if notes or one.public_seq is not None]

    async def _pack_files(self, actor: Actor, packer: Packer, entries: Sequence[Entry]) -> dict[str, str]:
        """Where in the bundle each file lies; one that is gone is nowhere."""
        names: dict[str, str] = {}
        metas = {meta["id"]: meta for entry in entries for meta in entry.files}
        for at, (file_id, meta) in enumerate(metas.items(), 1):
            with suppress(NotFound):
                file = await self._files.seen(actor, file_id)
                if packer.size + file.size > MOST_BYTES:
                    raise FileTooLarge(MOST_BYTES)
                try:
                    chunks = await self._files.content(file, 0, file.size)
                except Problem as problem:
                    if problem.code != "file_gone":
                        raise
                    continue
                name = f"files/{at:03}-{safe_name(meta['name'])}"
                with packer.open(name) as member:
                    async for chunk in chunks:
                        member.write(chunk)
                names[file_id] = name
        return names


def _plain(entry: Entry, names: dict[str, str], *, notes: bool) -> dict[str, Any]:
    wire = entry_wire(entry, public=not notes)
    return wire | {"files": [meta | {"path": names.get(meta["id"])} for meta in wire["files"]]}


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _page(matter: dict[str, Any], said: list[dict[str, Any]], moment: Instant) -> str:
    """Everything somebody wrote is escaped, and nothing is fetched from anywhere."""
    facts = [
        (one["field"], one.get("value") or one.get("file") or f"({one.get('missing', '')})")
        for one in matter["evidence"]
    ]
    about = [
        ("Number", matter["number"]), ("Category", matter["category"]["label"]), ("Status", matter["status"]),
        ("Opened", matter["created_at"]), ("Bundle made", iso(moment)),
    ]  # fmt: skip
    talks = "".join(
        f"<h2>Timeline {escape(talk['ticket']['number'])}</h2><ol>{''.join(map(_line, talk['entries']))}</ol>"
        for talk in said
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(matter['number'])}</title>"
        "<style>body{font:1rem/1.5 system-ui;max-inline-size:52rem;margin:2rem auto;padding-inline:1rem}"
        "td,th{text-align:start;padding-inline-end:1rem;overflow-wrap:anywhere}ol{list-style:none;padding:0}"
        "li{margin-block:.75rem}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}</style>"
        f"<h1>{escape(matter['number'])}</h1>{_table(about)}<h2>Facts</h2>{_table(facts)}{talks}</html>\n"
    )


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(name)}<td dir=auto>{escape(value)}" for name, value in rows)
    return f"<table>{cells}</table>"


def _line(entry: dict[str, Any]) -> str:
    who = entry["author"]["name"] or entry["author"]["kind"]
    head = f"<b>{entry['number']} · {escape(who)}</b> <time>{escape(entry['at'])}</time>"
    text = entry["text"]
    if entry["redacted"]:
        text = "(removed)"
    elif entry["kind"] != "message":
        data = msgspec.json.encode(entry["data"]).decode()
        text = f"[{entry['kind']}] {text or data}"
    files = "".join(map(_file, entry["files"]))
    return f"<li>{head}<p dir=auto>{escape(text)}</p>{files}"


def _file(one: dict[str, Any]) -> str:
    """With the number by which a text cites it, and what its giver said of it."""
    number = f"#{one['number']} " if "number" in one else ""
    name = (
        f'<a href="{escape(one["path"])}">{escape(one["name"])}</a>' if one["path"] else f"{escape(one['name'])} (gone)"
    )
    caption = f" <span dir=auto>{escape(one['caption'])}</span>" if "caption" in one else ""
    return f"<p>{number}{name}{caption}"
