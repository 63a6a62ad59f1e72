"""Bytes that come from outside and are read little by little: what is large is never held whole."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from fairlead.shield.videos import Blank, blanked, look_through

STRETCH = 1024 * 1024


class Source(Protocol):
    """Bytes that lie somewhere, `size` of them."""

    @property
    def size(self) -> int: ...

    async def read(self, start: int, end: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Given:
    """A source whose bytes are here already."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    async def read(self, start: int, end: int) -> bytes:
        return self.content[start:end]


async def blanks_of(kind: str, source: Source) -> list[Blank]:
    """What of a video is not to be kept, see `videos.py`. Raises Invalid("video_unreadable")."""
    walk = look_through(kind, source.size)
    try:
        wanted = next(walk)
        while True:
            wanted = walk.send(await source.read(*wanted))
    except StopIteration as done:
        blanks: list[Blank] = done.value
        return blanks


async def stretches(source: Source) -> AsyncIterator[bytes]:
    for start in range(0, source.size, STRETCH):
        yield await source.read(start, min(start + STRETCH, source.size))
        # Others have their turn between two stretches, also where reading waits for nothing.
        await asyncio.sleep(0)


async def cleaned(source: Source, blanks: list[Blank]) -> AsyncIterator[bytes]:
    """A video as it is to be kept."""
    start = 0
    async for stretch in stretches(source):
        yield blanked(blanks, start, stretch)
        start += len(stretch)
