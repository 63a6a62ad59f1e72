"""Re-encodes one picture in a child process that can do nothing else: what comes out holds pixels and nothing else.

`python -m fairlead.shield.pictures` reads a picture from standard input and writes `width height type\\n` and the new bytes.
A decoder that is fooled dies here, not in the server.
"""

import asyncio
from dataclasses import dataclass

from fairlead.kit.errors import Invalid
from fairlead.shield.children import begun
from fairlead.shield.redraw import CPU_SECONDS

# The processor's time is bounded inside: this passes only on a machine that has none to spare.
WALL_SECONDS = 2.0 * CPU_SECONDS


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    type: str
    width: int
    height: int


async def reencode(content: bytes, kind: str) -> Picture:
    """Raises Invalid("picture_unreadable"), or Unavailable when the machine cannot start the child."""
    child = await begun("redraw", kind)
    try:
        async with asyncio.timeout(WALL_SECONDS):
            out, _ = await child.communicate(content)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise Invalid("picture_unreadable") from None
    head, newline, body = out.partition(b"\n")
    if child.returncode or not newline:
        raise Invalid("picture_unreadable")
    width, height, made = head.decode("ascii").split()
    return Picture(content=body, type=made, width=int(width), height=int(height))
