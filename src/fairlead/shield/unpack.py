"""Says what a zip holds, and hands out one file of it after the other; run as a process of its own by `archives.py`.

`python -I -m fairlead.shield.unpack LARGEST` reads a zip from standard input and writes a line of JSON: `{"refused": code}`, or
`{"entries": [{"name", "size", "why"}]}` with a code where an entry is not handed out. Then, for each that is, a line with the
number of its bytes and the bytes, or `-1` where they are damaged. A zip that two readers could read in two ways is refused: its
list must end where the file ends, no two entries may share a byte, and each must be called the same in both its places.
Nothing is ever written under a name that stands in it. PKWARE's APPNOTE 6.3.10; D. Fifield, "A better zip bomb" (2019).
"""

import json
import stat
import struct
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.shield.lock_up import limit, lock_up

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 20
# Reliability.md U11: so many entries, so many bytes in all, so many times as large as the zip.
ENTRIES = 1000
TOTAL = 200 * 1024 * 1024
RATIO = 100
# A small page of zeros is harmless, however well it packs.
HARMLESS = 1024 * 1024
NAME_BYTES = 1024

_END, _LISTED, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_ENCRYPTED, _UTF_8 = 0x2041, 0x0800
_STORED, _DEFLATED = 0, 8
_UNIX = 3
# What programs pack beside what somebody chose.
_CLUTTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
# Names by which a document, a program or an app is known that only happens to be a zip.
# Of Microsoft's and of OpenDocument's; others that begin with "mimetype" are books.
_OFFICE = (frozenset({"[content_types].xml"}), frozenset({"mimetype", "content.xml"}))
_NO_ARCHIVE = frozenset({"meta-inf/manifest.mf", "androidmanifest.xml", "mimetype"})
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³")}
)


class Hostile(Exception):
    """The whole is refused, with this code."""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    place: int
    mode: int

    @property
    def folder(self) -> bool:
        return self.name.endswith(("/", "\\")) and self.size == 0

    @property
    def clutter(self) -> bool:
        parts = self.name.lower().split("/")
        return parts[0] == "__macosx" or parts[-1] in _CLUTTER


def listed(content: bytes) -> list[Entry]:
    """Every entry, as the list at the end has them. Raises Hostile."""
    end = content.rfind(_END, max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        raise Hostile("archive_unreadable")
    disk, first, here, count, size, start, comment = struct.unpack_from("<HHHHIIH", content, end + 4)
    if disk or first or here != count or end + 22 + comment != len(content) or start + size != end:
        raise Hostile("archive_unreadable")
    if count > ENTRIES:
        raise Hostile("archive_too_many")
    found, at = list[Entry](), start
    for _ in range(count):
        if content[at : at + 4] != _LISTED or at + 46 > end:
            raise Hostile("archive_unreadable")
        made_by, _, flags, method, _, _, crc, packed, full, name, extra, said, _, _, mode, place = struct.unpack_from(
            "<HHHHHHIIIHHHHHII", content, at + 4
        )
        raw = content[at + 46 : at + 46 + name]
        at += 46 + name + extra + said
        unix = mode >> 16 if made_by >> 8 == _UNIX else 0
        found.append(Entry(_text(raw, flags), raw, flags, method, crc, packed, full, place, unix))
    if at != end:
        raise Hostile("archive_unreadable")
    return found


def _text(raw: bytes, flags: int) -> str:
    """By the flag, or as it reads: programs of a Chinese Windows write GBK and say nothing."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF_8:
            return raw.decode("utf-8", "replace")
    try:
        said = raw.decode("gbk")
        if all(c.isascii() or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in said):
            return said
    except UnicodeDecodeError:
        pass
    return raw.decode("cp437")


def check_whole(content: bytes, entries: list[Entry]) -> None:
    """Raises Hostile: what unfolds beyond measure, overlaps, or is no archive anybody packed for us."""
    names = {entry.name.lower() for entry in entries}
    if any(own <= names for own in _OFFICE):
        raise Hostile("office_document")
    if names & _NO_ARCHIVE:
        raise Hostile("file_type_not_accepted")
    total = sum(entry.size for entry in entries)
    if total > TOTAL or (total > HARMLESS and total > RATIO * len(content)):
        raise Hostile("archive_bomb")
    last = 0
    for entry in sorted(entries, key=lambda one: one.place):
        if entry.place < last:
            raise Hostile("archive_bomb")
        last = body_of(content, entry) + entry.packed
        if last > len(content):
            raise Hostile("archive_unreadable")


def body_of(content: bytes, entry: Entry) -> int:
    """Where its bytes begin. Raises Hostile where its own head says something else than the list."""
    head = content[entry.place : entry.place + 30]
    if len(head) < 30 or head[:4] != _LOCAL:
        raise Hostile("archive_unreadable")
    flags, method = struct.unpack_from("<HH", head, 6)
    name, extra = map(int, struct.unpack_from("<HH", head, 26))
    start = entry.place + 30
    if content[start : start + name] != entry.raw or (flags ^ entry.flags) & 1 or method != entry.method:
        raise Hostile("archive_unreadable")
    return start + name + extra


def why_not(entry: Entry, largest: int) -> str | None:
    """The code of why this entry is left out, by what the list says of it."""
    if entry.flags & _ENCRYPTED:
        return "archive_entry_locked"
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        return "archive_entry_link"
    if not _plain(entry.name) or len(entry.raw) > NAME_BYTES:
        return "archive_entry_name"
    if entry.method not in (_STORED, _DEFLATED):
        return "archive_entry_packed"
    if entry.size == 0:
        return "file_empty"
    return "file_too_large" if entry.size > largest else None


def _plain(name: str) -> bool:
    """A way down from here: nothing that climbs, begins elsewhere, is a device, or hides what it says."""
    parts = name.replace("\\", "/").split("/")
    if not name or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in name):
        return False
    stems = [part.partition(".")[0].rstrip().lower() for part in parts]
    return ":" not in name and not any(part in ("", ".", "..") for part in parts) and _DEVICES.isdisjoint(stems)


def content_of(content: bytes, entry: Entry) -> bytes | None:
    """Never more than it says it is; None where it is something else."""
    start = body_of(content, entry)
    packed = content[start : start + entry.packed]
    if entry.method == _DEFLATED:
        reader = zlib.decompressobj(-15)
        try:
            made = reader.decompress(packed, entry.size + 1)
        except zlib.error:
            return None
        if not reader.eof or reader.unused_data:
            return None
    else:
        made = packed
    return made if len(made) == entry.size and zlib.crc32(made) == entry.crc else None


def told(content: bytes, largest: int) -> tuple[list[tuple[Entry, str | None]], str]:
    """The entries somebody chose, each with why it is left out; or the code of why the whole is refused."""
    try:
        every = listed(content)
        check_whole(content, every)
    except Hostile as hostile:
        return [], str(hostile)
    found, names = list[tuple[Entry, str | None]](), set[str]()
    for entry in every:
        if entry.folder or entry.clutter:
            continue
        key = unicodedata.normalize("NFKC", entry.name.replace("\\", "/")).casefold()
        found.append((entry, "archive_entry_twice" if key in names else why_not(entry, largest)))
        names.add(key)
    return found, "" if found else "archive_empty"


def _said(content: bytes, largest: int) -> Iterator[bytes]:
    found, refused = told(content, largest)
    if refused:
        yield json.dumps({"refused": refused}).encode() + b"\n"
        return
    entries = [{"name": entry.name[:NAME_BYTES], "size": entry.size, "why": why} for entry, why in found]
    yield json.dumps({"entries": entries}).encode() + b"\n"
    for entry, why in found:
        if why is None:
            made = content_of(content, entry)
            yield b"-1\n" if made is None else str(len(made)).encode() + b"\n" + made


def unpack() -> None:
    limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    content = sys.stdin.buffer.read()
    # Once locked up no module can be fetched, and these are fetched with the first name that wants them.
    for name in ("gbk", "cp437"):
        b"a".decode(name)
    lock_up()
    for part in _said(content, int(sys.argv[1])):
        sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    unpack()
