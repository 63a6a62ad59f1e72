"""A picture's file is bare when it holds the picture and nothing else."""

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from fairlead.shield.bare_pictures import is_bare
from fairlead.shield.pictures import reencode

KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


def drawn(kind: str, mode: str = "RGB", **how: object) -> bytes:
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((40, 30)).convert(mode)
    picture.save(out, KINDS[kind], **how)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_drawn_anew_is_bare(kind: str, mode: str):
    source = drawn(kind, "RGB" if kind == "image/jpeg" else mode)
    made = await reencode(source, kind)
    assert is_bare(made.type, made.content)


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def told_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    return drawn("image/png", pnginfo=words)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", told_png()),
        ("image/png", drawn("image/png") + b"<script>"),
        ("image/png", drawn("image/png")[:-12] + chunk(b"eXIf", b"x") + chunk(b"IEND", b"")),
        ("image/png", drawn("image/png") + chunk(b"IEND", b"")),
        ("image/png", drawn("image/png").replace(b"IDAT", b"IDAT", 1)[:-20] + b"\0" * 20),
        ("image/jpeg", drawn("image/jpeg", comment=b"words")),
        ("image/jpeg", drawn("image/jpeg", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0")),
        ("image/jpeg", drawn("image/jpeg") + b"PK\x03\x04"),
        ("image/jpeg", drawn("image/jpeg")[:-2]),
        ("image/webp", drawn("image/webp", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0")),
        ("image/webp", drawn("image/webp") + b"<html>"),
        ("image/webp", drawn("image/webp", xmp=b"<x/>")),
        ("image/gif", b"GIF89a"),
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/jpeg", b"\xff\xd8\xff"),
        ("image/webp", b"RIFF\x04\0\0\0WEBP"),
    ],
)
def test_words_places_and_what_stands_behind_the_end_are_seen(kind: str, content: bytes):
    assert not is_bare(kind, content)
