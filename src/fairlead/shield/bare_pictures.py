"""Whether a picture's file holds nothing but the picture: no words, no places, no thumbnail, nothing after its end.

`redraw.py` writes such files. What is one already need not be drawn anew to be clean, which a lossy format would pay for each
time; that it can be read at all is for the decoder to say.
"""

import zlib
from collections.abc import Iterator

_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
# Tables, the frame and the scan; of what programs add only JFIF's own sixteen bytes.
_JPEG_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


def is_bare(kind: str, content: bytes) -> bool:
    looks = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
    return kind in looks and looks[kind](content)


def _png(content: bytes) -> bool:
    """Only what shows (PNG, third edition, section 5), each part whole and in its place."""
    at, kinds = 8, list[bytes]()
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        if kind not in _PNG_PARTS or end > len(content):
            return False
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            return False
        kinds.append(kind)
        at = end
    return at == len(content) and kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and kinds.count(b"IEND") == 1


def _jpeg(content: bytes) -> bool:
    """ITU-T T.81, annex B: markers with their lengths, then the scan up to the end of the file."""
    at, frames, scans = 2, 0, 0
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        mark, body = content[at + 1], at + 4
        end = at + 2 + int.from_bytes(content[at + 2 : body])
        if end > len(content):
            return False
        frames += mark in _JPEG_FRAMES
        if mark == 0xDA:
            scans += 1
            end = _scanned(content, end)
            if content[end:] == b"\xff\xd9":
                return frames == 1 and scans > 0
        elif mark == 0xE0:
            if end - body != 14 or content[body : body + 5] != b"JFIF\0" or content[end - 2 : end] != b"\0\0":
                return False
        elif mark not in _JPEG_TABLES | _JPEG_FRAMES:
            return False
        at = end
    return False


def _scanned(content: bytes, start: int) -> int:
    """Where the scan ends: at the first marker that is neither a stuffed byte nor one to begin again at."""
    at = content.find(b"\xff", start)
    while 0 <= at < len(content) - 1 and (content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7):
        at = content.find(b"\xff", at + 2)
    return at if at >= 0 else len(content)


def _webp(content: bytes) -> bool:
    """RFC 9649: one picture, with its transparency."""
    if int.from_bytes(content[4:8], "little") != len(content) - 8:
        return False
    kinds = list(_riff(content))
    pictures = sum(kind in (b"VP8 ", b"VP8L") for kind in kinds)
    return pictures == 1 and set(kinds) <= _WEBP_PARTS and len(set(kinds)) == len(kinds)


def _riff(content: bytes) -> Iterator[bytes]:
    """The kinds of its parts; an empty one where they do not fill it."""
    at = 12
    while at < len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        padded = length % 2 == 0 or content[end - 1 : end] == b"\0"
        yield content[at : at + 4] if end <= len(content) and padded else b""
        at = end
