"""What a video may be: whole from end to end, in this very file, and without what does not need to be shown."""

from pathlib import Path

import pytest

from fairlead.kit.errors import Invalid
from fairlead.shield.rules import video_type
from fairlead.shield.videos import MOST_PARTS, Blank, blanked, look_through

SAMPLES = Path(__file__).parent / "samples"


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return (8 + len(body)).to_bytes(4) + kind + body


def track(handler: bytes = b"vide", own: int = 1, *more: bytes) -> bytes:
    entry = box(b"url ", bytes([0, 0, 0, own]), b"" if own else b"file:///etc/passwd")
    data = box(b"dinf", box(b"dref", bytes(7), b"\1", entry))
    media = box(b"mdia", box(b"mdhd", bytes(20)), box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", data))
    return box(b"trak", box(b"tkhd", bytes(80)), media, *more)


FTYP = box(b"ftyp", b"isom\0\0\0\0isommp42")
MDAT = box(b"mdat", b"pictures")


def film(*in_moov: bytes, more: bytes = b"") -> bytes:
    return FTYP + box(b"moov", box(b"mvhd", bytes(100)), *in_moov) + more + MDAT


def to_blank(content: bytes) -> list[Blank]:
    kind = video_type(content)
    assert kind
    walk = look_through(kind, len(content))
    try:
        wanted = next(walk)
        while True:
            wanted = walk.send(content[slice(*wanted)])
    except StopIteration as done:
        blanks: list[Blank] = done.value
        return blanks


def cleaned(content: bytes) -> bytes:
    return blanked(to_blank(content), 0, content)


@pytest.mark.parametrize("name", ["pending.mp4", "pending.webm"])
def test_what_a_browser_recorded_keeps_its_pictures_and_every_place(name: str):
    content = (SAMPLES / name).read_bytes()
    kept = cleaned(content)
    assert len(kept) == len(content)
    changed = sum(a != b for a, b in zip(content, kept, strict=True))
    # The recorder's index of fragments, which no player needs, and nothing of the pictures.
    assert changed < 100


SECRET = b"+31.2304+121.4737/ at home, with payload PK\3\4"
WEBM = (SAMPLES / "pending.webm").read_bytes()
TAGS = bytes.fromhex("1254c367") + bytes([0x80 | len(SECRET)]) + SECRET


@pytest.mark.parametrize(
    "content",
    [
        film(track(), box(b"udta", box(b"\xa9xyz", SECRET))),
        film(track(b"vide", 1, box(b"udta", SECRET)), box(b"meta", SECRET)),
        film(track(), track(b"mdta", 1, box(b"meta", SECRET))),
        film(track(), more=box(b"free", SECRET) + box(b"uuid", SECRET) + box(b"wide")),
        WEBM + TAGS,
    ],
    ids=["place", "track's own", "track of places", "stuffing", "tags"],
)
def test_places_names_and_stuffing_are_overwritten_where_they_stand(content: bytes):
    assert SECRET in content
    kept = cleaned(content)
    assert SECRET not in kept
    assert len(kept) == len(content)
    assert cleaned(kept) == kept, "what was kept is a whole video again"


@pytest.mark.parametrize(
    "content",
    [
        film(track())[:-1],
        film(track()) + b"PK\3\4 an archive mended on",
        film(track()) + b"<html><script>alert(1)</script></html>",
        film(track(own=0)),
        film(track(b"soun")),
        film(box(b"rmra", box(b"rmda", b"https://evil.example"))),
        FTYP + MDAT,
        film(),
        FTYP + b"\0\0\0\1moov" + (2**63).to_bytes(8) + MDAT,
        FTYP + b"\0\0\0\4moov" + MDAT,
        WEBM[:40],
        WEBM + b"\xec\xff",
        WEBM[:-1],
        WEBM + b"PK\3\4 an archive mended on",
    ],
    ids=[
        *("cut off", "archive at its end", "page at its end", "data elsewhere", "sound only", "leads elsewhere"),
        *("no description", "no track", "larger than all", "smaller than nothing"),
        *("webm without pictures", "webm element without an end", "webm cut off", "webm with an archive"),
    ],
)
def test_what_is_no_whole_video_is_refused(content: bytes):
    with pytest.raises(Invalid, match="video_unreadable"):
        cleaned(content)


def test_countless_parts_are_not_counted_to_the_end():
    with pytest.raises(Invalid, match="video_unreadable"):
        cleaned(film(track(), more=box(b"free") * (MOST_PARTS + 1)))


@pytest.mark.parametrize(
    "start",
    [b"\0\0\0\x18ftypM4A ", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif", b"\x1aE\xdf\xa3\xa3B\x82\x88matroska", b"RIFF\0\0\0\0AVI "],
    ids=["sound", "heic", "avif", "matroska", "avi"],
)  # fmt: skip
def test_other_things_of_the_same_family_are_no_videos(start: bytes):
    assert video_type(start + bytes(40)) is None


def test_a_stretch_is_blanked_as_the_whole_is():
    content = film(track(), box(b"udta", SECRET), more=box(b"free", SECRET))
    blanks = to_blank(content)
    parts = [blanked(blanks, at, content[at : at + 7]) for at in range(0, len(content), 7)]
    assert b"".join(parts) == cleaned(content) != content
