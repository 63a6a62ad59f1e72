"""Zips made byte by byte, so that they can say of themselves what no honest program writes."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry: what it holds, and what both heads say of it where that is something else."""

    name: bytes | str
    content: bytes = b"a"
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0x0800
    mode: int = 0
    size: int | None = None
    listed_as: bytes | None = None
    crc: int | None = None

    @property
    def raw(self) -> bytes:
        return self.name if isinstance(self.name, bytes) else self.name.encode()

    @property
    def packed(self) -> bytes:
        if self.method != zipfile.ZIP_DEFLATED:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()

    @property
    def said(self) -> tuple[int, int, int]:
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        return crc, len(self.packed), len(self.content) if self.size is None else self.size


def zipped(*pieces: Piece, comment: bytes = b"", before: bytes = b"") -> bytes:
    body, heads = bytearray(before), bytearray()
    for one in pieces:
        place, said = len(body), one.said
        body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, one.flags, one.method, 0, 0, *said, len(one.raw), 0)
        body += one.raw + one.packed
        heads += listed(one, place)
    return ended(bytes(body), bytes(heads), len(pieces), comment)


def listed(one: Piece, place: int) -> bytes:
    raw = one.raw if one.listed_as is None else one.listed_as
    head = (
        b"PK\1\2",
        3 << 8 | 20,
        20,
        one.flags,
        one.method,
        0,
        0,
        *one.said,
        len(raw),
        0,
        0,
        0,
        0,
        one.mode << 16,
        place,
    )
    return struct.pack("<4s6H3I5H2I", *head) + raw


def ended(body: bytes, heads: bytes, count: int, comment: bytes = b"") -> bytes:
    end = (b"PK\5\6", 0, 0, count, count, len(heads), len(body), len(comment))
    return body + heads + struct.pack("<4s4H2IH", *end) + comment


def files(**contents: bytes) -> bytes:
    """As an honest program packs them."""
    return named({name.replace("__", "."): content for name, content in contents.items()})


def named(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def overlapping(count: int = 200, kernel: int = 2_000_000) -> bytes:
    """Each entry's bytes quote the head of the next and all that follows it, down to one kernel they share (D. Fifield, "A
    better zip bomb", 2019): no archive within, and far more than it weighs."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    tail = packer.compress(bytes(kernel)) + packer.flush()
    content = bytes(kernel)
    tails: list[tuple[bytes, bytes, bytes]] = []
    for number in reversed(range(count)):
        name, crc = f"{number:04}".encode(), zlib.crc32(content)
        head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(tail), len(content), len(name), 0) + name
        tails.append((head, tail, content))
        tail = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF) + head + tail
        content = head + content
    tails.reverse()
    first_head, first_tail, _ = tails[0]
    body, heads, place = first_head + first_tail, bytearray(), 0
    for number, (head, packed, whole) in enumerate(tails):
        said = (zlib.crc32(whole), len(packed), len(whole))
        name = f"{number:04}".encode()
        told = (b"PK\1\2", 20, 20, 0, 8, 0, 0, *said, len(name), 0, 0, 0, 0, 0, place)
        heads += struct.pack("<4s6H3I5H2I", *told) + name
        place += len(head) + 5
    return ended(body, bytes(heads), count)


def one_body_many_names(count: int = 900) -> bytes:
    """As the simplest of them: every line of the list leads to the same bytes."""
    kernel = Piece("0", bytes(200_000))
    body = zipped(kernel)[: 30 + 1 + len(kernel.packed)]
    return ended(body, listed(kernel, 0) * count, count)


def nested(depth: int = 10, breadth: int = 16, leaf: int = 4_000_000) -> bytes:
    """As 42.zip: zips of zips, the innermost of zeros."""
    inner = named({"zeros.txt": bytes(leaf)})
    for _ in range(depth):
        inner = named({f"lib {number}.zip": inner for number in range(breadth if len(inner) < 200_000 else 1)})
    return inner
