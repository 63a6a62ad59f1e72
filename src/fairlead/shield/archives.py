"""The files of a zip, one after the other, each as if it had come by itself.

The zip is read in `unpack.py`, a child process that can do nothing but that, and is not kept. What comes back is not trusted
either: so many entries, of so many bytes and no more, and each is looked at like any file from outside.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import cast

from fairlead.kit.errors import Invalid, Unavailable
from fairlead.shield.children import begun, give
from fairlead.shield.unpack import CPU_SECONDS, ENTRIES, TOTAL

# For what the child says of itself, and for each of its files: the processor's time is bounded inside.
WALL_SECONDS = 2.0 * CPU_SECONDS
_LIST_BYTES = 16 * 1024 * 1024
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_NESTED = (
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One entry: its bytes, or the code of why there are none."""

    name: str
    content: bytes = b""
    why: str = ""


def is_archive(head: bytes) -> bool:
    return head.startswith(_SIGNATURES)


def is_nested(content: bytes) -> bool:
    """An archive within one, which is not opened."""
    return content.startswith(_NESTED) or content[257:262] == b"ustar"


async def unpacked(content: bytes, *, largest: int) -> AsyncGenerator[Unpacked]:
    """Raises Invalid: archive_unreadable, archive_bomb, archive_too_many, archive_empty, with 415 file_type_not_accepted and
    office_document; Unavailable when the machine cannot do it now."""
    child = await begun("unpack", str(largest), line=_LIST_BYTES)
    pipe = cast("asyncio.StreamReader", child.stdout)
    giving = asyncio.create_task(give(child.stdin, content))
    try:
        for entry in await _list(pipe):
            yield entry if entry.why else await _one(pipe, entry.name, largest)
    except TimeoutError:
        raise Unavailable(retry_after=5) from None
    finally:
        giving.cancel()
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await child.wait()
        with contextlib.suppress(asyncio.CancelledError):
            await giving


async def _list(pipe: asyncio.StreamReader) -> list[Unpacked]:
    try:
        async with asyncio.timeout(WALL_SECONDS):
            said = json.loads(await pipe.readline())
    except ValueError:
        # It died, or says more than there can be.
        raise Invalid("archive_unreadable") from None
    if refused := said.get("refused"):
        told = {"limit": ENTRIES} if refused == "archive_too_many" else {}
        raise Invalid(refused, 415 if refused in ("file_type_not_accepted", "office_document") else None, **told)
    found, total = said["entries"], sum(one["size"] for one in said["entries"] if not one["why"])
    if len(found) > ENTRIES or total > TOTAL:
        raise Invalid("archive_bomb")
    return [Unpacked(str(one["name"]), why=one["why"] or "") for one in found]


async def _one(pipe: asyncio.StreamReader, name: str, largest: int) -> Unpacked:
    try:
        async with asyncio.timeout(WALL_SECONDS):
            size = int(await pipe.readline())
            if not 0 <= size <= largest:
                return Unpacked(name, why="archive_entry_damaged")
            content = await pipe.readexactly(size)
    except (ValueError, asyncio.IncompleteReadError):
        raise Invalid("archive_unreadable") from None
    return Unpacked(name, why="archive_within") if is_nested(content) else Unpacked(name, content)
