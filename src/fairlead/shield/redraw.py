"""Makes a new picture of the same pixels; run as a process of its own by `pictures.py`.

`python -I -m fairlead.shield.redraw TYPE` reads a picture from standard input and writes `width height type\\n` and the new
bytes. A decoder that is fooled is alone in here, see `lock_up.py`.
"""

import io
import sys
from importlib import import_module

from fairlead.shield.lock_up import limit, lock_up

MAX_PIXELS = 40_000_000
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
_FETCHED_LATE = ("PIL.WebPImagePlugin", "PIL.TiffImagePlugin", "PIL.MpoImagePlugin", "PIL.ImageChops", "copy")
_OUT = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "PNG", "image/webp": "WEBP"}


def redraw(kind: str) -> None:
    limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    from PIL import Image, ImageOps

    # Once locked up nothing can be fetched any more: not what `preinit` leaves out, nor what a decoder fetches in the middle of
    # a picture, for its EXIF, its second frame or the other pictures that come in one file.
    for name in _FETCHED_LATE:
        import_module(name)
    Image.preinit()
    content = sys.stdin.buffer.read()
    lock_up()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow raises at twice this number.
    with Image.open(io.BytesIO(content), formats=[kind.partition("/")[2].upper()]) as opened:
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
    redraw(sys.argv[1])
