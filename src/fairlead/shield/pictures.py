"""Re-encodes one picture in a child process with limits: what comes out holds pixels and nothing else.

`python -m fairlead.shield.pictures` reads a picture from standard input and writes `width height type\\n` and the new bytes.
A decoder that is fooled dies here, not in the server.
"""

import asyncio
import io
import resource
import sys
from dataclasses import dataclass

from fairlead.kit.errors import Invalid, Unavailable

MAX_PIXELS = 40_000_000
CHILD_MEMORY = 1024 * 1024 * 1024
CHILD_SECONDS = 20
_OUT = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    type: str
    width: int
    height: int


async def reencode(content: bytes, kind: str) -> Picture:
    """Raises Invalid("picture_unreadable"), or Unavailable when the machine cannot start the child."""
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            "fairlead.shield.pictures",
            kind,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Our own secrets stand in the environment.
            env={},
            cwd="/",
        )
    except OSError as error:
        raise Unavailable(retry_after=5) from error
    try:
        async with asyncio.timeout(CHILD_SECONDS):
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


def _child(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow raises at twice this number.
    with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=[kind.partition("/")[2].upper()]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            sys.exit(2)
        picture = ImageOps.exif_transpose(opened)
        target = _OUT[kind]
        picture = picture.convert(
            "RGB"
            if target == "JPEG"
            else "RGBA"
            if "A" in picture.getbands() or "transparency" in picture.info
            else "RGB"
        )
        # A new image of the same pixels: no EXIF, no XMP, no thumbnail, no comment comes along.
        clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, target, **({"quality": 88} if target != "PNG" else {}))
    sys.stdout.buffer.write(f"{clean.width} {clean.height} image/{target.lower()}\n".encode() + out.getvalue())


if __name__ == "__main__":
    _child(sys.argv[1])
