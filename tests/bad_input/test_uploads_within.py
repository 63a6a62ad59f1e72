"""Uploads that are more than they seem (reliability.md 3.3): two things at once, bombs, scripts, and what a picture says of its
maker. What is kept of a picture is its pixels; what is no picture, video, PDF or plain text is not kept."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.bad_input.ground import nothing_stored, problem, someone
from tests.bad_input.test_uploads import chunk, picture, upload
from tests.harness import Client, Installation

PHP = b"<?php system($_GET['c']); ?>"
SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.fixture
async def customer(house: Installation) -> Client:
    return await someone(house)


def zipped(*names: str, content: bytes = b"a") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def said_in_png(words: bytes) -> bytes:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", words.decode(), zip=False)
    Image.new("RGB", (8, 6), "red").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def with_place(words: str) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E], exif[0xA431] = words, "SN-4711"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    Image.new("RGB", (8, 6), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def large(width: int, height: int, *, rows: bytes = b"") -> bytes:
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def frames(count: int) -> bytes:
    out = io.BytesIO()
    every = [Image.new("RGB", (8, 6), (number, 0, 255 - number)) for number in range(count)]
    every[0].save(out, "GIF", save_all=True, append_images=every[1:])
    return out.getvalue()


def two_in_one() -> bytes:
    """As phones write it: the photo, and a smaller one behind it."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 3), "blue")])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "hidden"),
    [
        pytest.param(picture("GIF") + zipped("META-INF/MANIFEST.MF", content=PHP), b"PK\x03\x04", id="U05 GIFAR"),
        pytest.param(picture("JPEG") + b"*/alert(1)//" + SCRIPT, SCRIPT, id="U05 JPEG and script"),
        pytest.param(said_in_png(PHP), PHP, id="U05 PHP in a PNG"),
        pytest.param(with_place(SCRIPT.decode()), SCRIPT, id="U05 HTML in EXIF"),
        pytest.param(with_place("my house"), b"SN-4711", id="U14 the place and the camera's number"),
        pytest.param(frames(60), b"GIF8", id="U13 sixty frames"),
        pytest.param(two_in_one(), b"MPF\0", id="U14 the small picture in a photo"),
    ],
)
async def test_of_a_picture_its_pixels_are_kept_and_nothing_that_came_with_them(
    house: Installation, customer: Client, content: bytes, hidden: bytes
):
    assert hidden in content
    made = await upload(customer, content, "a.png.php")
    assert made.status_code == 201, made.text
    kept = await customer.http.get(f"/api/files/{made.json()['id']}")
    assert hidden not in kept.content
    shown = Image.open(io.BytesIO(kept.content))
    assert (shown.size, len(shown.getexif()), getattr(shown, "n_frames", 1)) == ((8, 6), 0, 1)
    assert kept.headers["content-type"] == made.json()["type"] and made.json()["type"].startswith("image/")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            large(8_000, 8_000, rows=zlib.compress(bytes(8_000 * 24_001), 9)), id="U13 64 megapixels in 190 kB"
        ),
        pytest.param(large(1, 1, rows=zlib.compress(bytes(50_000_000), 9)), id="U13 one pixel with 50 MB"),
        pytest.param(picture()[:-20] + b"\0" * 20, id="U13 a wrong checksum"),
    ],
)
async def test_a_picture_that_unfolds_beyond_measure_is_refused_or_stays_small(
    house: Installation, customer: Client, content: bytes
):
    made = await upload(customer, content, "a.png")
    if made.status_code == 201:
        assert (made.json()["width"], made.json()["size"] < 1000) == (1, True)
    else:
        problem(made, 422, "picture_unreadable")


DOCX = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
REFUSED: list[Any] = [
    pytest.param(SVG + b'<use href="#a"/><foreignObject>' + SCRIPT + b"</foreignObject></svg>", id="U06 script in SVG"),
    pytest.param(b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG + b"&x;</svg>", id="U06 XXE in SVG"),
    pytest.param(SVG + b'<image xlink:href="http://evil.example/a.png"/></svg>', id="U06 a picture from elsewhere"),
    pytest.param(b"\0\0\0\x18ftypheic" + bytes(200), id="U15 HEIC"),
    pytest.param(b"II*\0" + bytes(200), id="U15 TIFF"),
    pytest.param(b"8BPS\0\x01" + bytes(200), id="U15 PSD"),
    pytest.param(b"\0\0\0\0\x01\0\0\0b1\x05\0" + bytes(500), id="U20 wallet.dat"),
    pytest.param(b"\xef\xbb\xbf  <html><body onload=alert(1)>", id="U29 a page named jpg"),
]


@pytest.mark.parametrize("content", REFUSED)
async def test_what_is_no_picture_video_pdf_or_plain_text_is_not_kept(
    house: Installation, customer: Client, content: bytes
):
    async with nothing_stored(house):
        problem(await upload(customer, content, "a.jpg"), 415, "file_type_not_accepted")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5oUHJe0Ya\n-----END EC PRIVATE KEY-----\n", id="U20 a key in PEM"),
        pytest.param(b"PRIVATE_KEY=0x4c0883a69102937d6231471b5dbb6204fe512961708279feb0d3e5d4a1f1b5e8\n", id="U20 .env"),
    ],
)  # fmt: skip
async def test_u20_a_key_is_not_kept_and_its_owner_is_told_why(house: Installation, customer: Client, content: bytes):
    async with nothing_stored(house):
        problem(await upload(customer, content, "a.txt"), 422, "secret_in_file")
