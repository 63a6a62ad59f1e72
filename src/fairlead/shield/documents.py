"""The first page of a PDF as a picture of our own making, for what people see of it before they download it; and its text, for
what must not be kept.

The PDF is read in `draw_page.py` and `tell_text.py`, child processes that can do nothing but that. What comes back is not trusted
either: it is taken as pixels, so many and no more, and made into a picture here.
"""

import asyncio
import io
from dataclasses import dataclass

from fairlead.kit.errors import Unavailable
from fairlead.shield.children import begun, give
from fairlead.shield.pictures import Picture

# Twice as wide as it is shown at most, for sharp screens; A4 comes out at 724 x 1024.
WIDTH, HEIGHT = 768, 1024
# The processor's time is bounded inside (draw_page.CPU_SECONDS): this passes only on a machine that has none to spare.
WALL_SECONDS = 30.0
# What is larger is not read at all.
LARGEST = 64 * 1024 * 1024
_MOST_OUT = 4 * WIDTH * HEIGHT + 64
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What could be learned: nothing of a file that cannot be opened, only the number of pages when the first cannot be drawn."""

    picture: Picture | None = None
    pages: int | None = None


NOTHING = FirstPage()


async def first_page(content: bytes) -> FirstPage:
    """Raises Unavailable when the machine cannot do it now."""
    if len(content) > LARGEST:
        return NOTHING
    out, well = await _read(content, "draw_page", str(WIDTH), str(HEIGHT))
    return await asyncio.to_thread(_made, out) if well else NOTHING


async def text_of(content: bytes) -> str:
    """What stands in it as text, its notes, forms and files of text included, up to `tell_text.PAGES` pages and `BYTES`; empty
    where none can be read. What the reader said before it failed counts. Raises Unavailable when the machine cannot do it now."""
    if len(content) > LARGEST:
        return ""
    out, _ = await _read(content, "tell_text")
    return out.decode("utf-8", "ignore")


async def _read(content: bytes, child_module: str, *wanted: str) -> tuple[bytes, bool]:
    """What the child says, and whether it came to its end."""
    child = await begun(child_module, *wanted)
    try:
        async with asyncio.timeout(WALL_SECONDS):
            _, out = await asyncio.gather(give(child.stdin, content), _take(child.stdout))
            if len(out) > _MOST_OUT:
                child.kill()
            await child.wait()
    except TimeoutError:
        raise Unavailable(retry_after=5) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return out, child.returncode == 0


async def _take(pipe: asyncio.StreamReader | None) -> bytes:
    out = bytearray()
    while pipe is not None and len(out) <= _MOST_OUT and (part := await pipe.read(256 * 1024)):
        out += part
    return bytes(out)


def _made(out: bytes) -> FirstPage:
    head, newline, pixels = out[:64].partition(b"\n")
    numbers = head.split(b" ")
    if not newline or len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        return NOTHING
    width, height, pages = map(int, numbers)
    pixels = out[len(head) + 1 :]
    if not (0 < width <= WIDTH and 0 < height <= HEIGHT) or len(pixels) != 4 * width * height:
        return FirstPage(pages=pages or None)
    from PIL import Image

    image, made = Image.frombuffer("RGB", (width, height), pixels, "raw", "RGBX", 0, 1), io.BytesIO()
    image.save(made, "WEBP", quality=_QUALITY, method=2)
    return FirstPage(Picture(made.getvalue(), "image/webp", width, height), pages or None)
