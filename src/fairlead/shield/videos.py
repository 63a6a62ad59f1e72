"""Looks through a video without playing it: whole boxes from end to end, and nothing kept that playing does not need.

Decoders are large and have been fooled often, so none runs here: only the container is walked. What is not a picture or sound
(places, devices, names, attachments, stuffing, tracks of other kinds) is overwritten with zeros where it stands, so that nothing
moves and nothing hides. The walk asks for the few bytes it needs, by `yield`, so that 200 MB need not be in memory.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

from fairlead.kit.errors import Invalid

MOST_PARTS = 100_000
_KEPT_AT_TOP = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"sidx"})
_KEPT_IN = {
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"gmhd", b"nmhd", b"dinf", b"stbl", b"hdlr"}),
}
_SHOWN = frozenset({b"vide", b"soun"})
_FTYP_BYTES = 4096

_EBML, _SEGMENT, _CLUSTER = bytes.fromhex("1a45dfa3"), bytes.fromhex("18538067"), bytes.fromhex("1f43b675")
_TRACKS, _TRACK, _TRACK_TYPE, _VOID = bytes.fromhex("1654ae6b"), b"\xae", b"\x83", b"\xec"
# Where to seek, and what it is about; then chapters, attachments and tags, which are not kept.
_KEPT_IN_SEGMENT = {_TRACKS, _CLUSTER, *map(bytes.fromhex, ("114d9b74", "1549a966", "1c53bb6b"))}
_IN_SEGMENT = _KEPT_IN_SEGMENT | {*map(bytes.fromhex, ("1043a770", "1941a469", "1254c367"))}


class Blank(NamedTuple):
    """From `start` on stands `head`, then zeros up to `end`."""

    start: int
    end: int
    head: bytes


@dataclass(frozen=True, slots=True)
class _Part:
    kind: bytes
    start: int
    body: int
    end: int


# Yields the stretch it wants to see, from and to; is sent its bytes.
Walk = Generator[tuple[int, int], bytes, list[Blank]]


def look_through(kind: str, size: int) -> Walk:
    """What is to be blanked, in order. Raises Invalid("video_unreadable") for what is cut off, mended on, or no video."""
    return _Webm(size).walk() if kind == "video/webm" else _Mp4(size).walk()


def blanked(blanks: list[Blank], start: int, content: bytes) -> bytes:
    """`content`, which stands from `start` on, as it is to be kept."""
    end = start + len(content)
    touched = [blank for blank in blanks if blank.start < end and blank.end > start]
    if not touched:
        return content
    kept = bytearray(content)
    for blank in touched:
        low, high = max(blank.start, start), min(blank.end, end)
        head = blank.head[low - blank.start : high - blank.start]
        kept[low - start : high - start] = head + bytes(high - low - len(head))
    return bytes(kept)


class _Walker:
    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0

    def _count(self) -> None:
        self._seen += 1
        if self._seen > MOST_PARTS:
            raise _unreadable()


class _Mp4(_Walker):
    """ISO 14496-12 and QuickTime: boxes of size and type, some of which hold boxes."""

    def walk(self) -> Walk:
        top = yield from self._boxes(0, self._size)
        kinds = [box.kind for box in top]
        if kinds[0] != b"ftyp" or top[0].end > _FTYP_BYTES or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
            raise _unreadable()
        blanks, shown = [], 0
        for box in top:
            if box.kind not in _KEPT_AT_TOP:
                blanks.append((yield from self._freed(box)))
            elif box.kind == b"moov":
                for inner in (yield from self._boxes(box.body, box.end)):
                    handler = b""
                    if inner.kind == b"trak":
                        inside, handler = yield from self._track(inner)
                        shown += handler == b"vide"
                        blanks += inside if handler in _SHOWN else ()
                    if handler not in _SHOWN and inner.kind not in _KEPT_IN[b"moov"] - {b"trak"}:
                        blanks.append((yield from self._freed(inner)))
        if not shown:
            raise _unreadable()
        return blanks

    def _track(self, track: _Part) -> Generator[tuple[int, int], bytes, tuple[list[Blank], bytes]]:
        """What to blank in it, and what it shows."""
        blanks, handler, waiting = [], b"", [track]
        while waiting:
            box = waiting.pop()
            for inner in (yield from self._boxes(box.body, box.end)):
                if inner.kind not in _KEPT_IN[box.kind]:
                    blanks.append((yield from self._freed(inner)))
                elif inner.kind in _KEPT_IN:
                    waiting.append(inner)
                elif inner.kind == b"hdlr" and box.kind == b"mdia":
                    handler = (yield from self._read(inner.body, inner.body + 12, inner.end))[8:]
                elif inner.kind == b"dinf":
                    yield from self._own_data(inner)
        return sorted(blanks), handler

    def _own_data(self, box: _Part) -> Generator[tuple[int, int], bytes, None]:
        """Pictures and sound in this very file: one that points to other files or addresses is refused."""
        for inner in (yield from self._boxes(box.body, box.end)):
            if inner.kind == b"dref":
                for entry in (yield from self._boxes(inner.body + 8, inner.end)):
                    flags = yield from self._read(entry.body, entry.body + 4, entry.end)
                    if flags[3] & 1 == 0:
                        raise _unreadable()

    def _boxes(self, start: int, end: int) -> Generator[tuple[int, int], bytes, list[_Part]]:
        """What stands between, one after the other without a gap."""
        found = []
        while start < end:
            self._count()
            # A QuickTime list of boxes may end with four bytes of zero.
            if end - start == 4 and end != self._size and not any((yield start, end)):
                break
            head = yield from self._read(start, start + 8, end)
            length, body = int.from_bytes(head[:4]), start + 8
            if length == 1:
                length, body = int.from_bytes((yield from self._read(body, body + 8, end))), start + 16
            elif length == 0 and end == self._size:
                length = end - start
            if length < body - start or start + length > end or not _four_letters(head[4:]):
                raise _unreadable()
            found.append(_Part(head[4:], start, body, start + length))
            start += length
        if not found:
            raise _unreadable()
        return found

    def _read(self, start: int, stop: int, end: int) -> Generator[tuple[int, int], bytes, bytes]:
        if stop > end:
            raise _unreadable()
        return (yield start, stop)

    def _freed(self, box: _Part) -> Generator[tuple[int, int], bytes, Blank]:
        """The same box as one of free space."""
        head = yield box.start, box.body
        return Blank(box.start, box.end, head[:4] + b"free" + head[8:])


class _Webm(_Walker):
    """EBML (RFC 8794), Matroska's elements (RFC 9559): an id, a size that a live recording leaves open, a body."""

    def walk(self) -> Walk:
        head = yield from self._element(0)
        segment = yield from self._element(head.end)
        if head.kind != _EBML or segment.kind != _SEGMENT or segment.end != self._size:
            raise _unreadable()
        blanks: list[Blank] = []
        start, kinds, shown = segment.body, set(), False
        while start < self._size:
            element = yield from self._element(start)
            kinds.add(element.kind)
            if element.kind == _CLUSTER and element.end == self._size:
                element = yield from self._open_cluster(element)
            elif element.kind == _TRACKS:
                shown = shown or (yield from self._shows(element))
            elif element.kind not in _KEPT_IN_SEGMENT:
                blanks.append(_void(element))
            start = element.end
        if not shown or _CLUSTER not in kinds:
            raise _unreadable()
        return blanks

    def _shows(self, tracks: _Part) -> Generator[tuple[int, int], bytes, bool]:
        """Whether one of the tracks is a picture."""
        waiting, shown = [tracks], False
        while waiting:
            outer = waiting.pop()
            start = outer.body
            while start < outer.end:
                inner = yield from self._element(start, outer.end)
                if inner.kind == _TRACK:
                    waiting.append(inner)
                elif inner.kind == _TRACK_TYPE and inner.end - inner.body == 1:
                    shown = shown or (yield inner.body, inner.end) == b"\x01"
                start = inner.end
        return shown

    def _open_cluster(self, cluster: _Part) -> Generator[tuple[int, int], bytes, _Part]:
        """A cluster without a size ends where the next thing of its own level begins."""
        start = cluster.body
        while start < self._size:
            inner = yield from self._element(start)
            if inner.kind in _IN_SEGMENT:
                break
            start = inner.end
        return _Part(cluster.kind, cluster.start, cluster.body, start)

    def _element(self, start: int, end: int | None = None) -> Generator[tuple[int, int], bytes, _Part]:
        self._count()
        end = self._size if end is None else end
        head = yield start, min(start + 12, end)
        name = _width(head[:1])
        length = _width(head[name : name + 1])
        if name > 4 or length > 8 or name + length > len(head):
            raise _unreadable()
        body, bits = start + name + length, 7 * length
        size = int.from_bytes(head[name : name + length]) & (1 << bits) - 1
        stop = body + size
        if size == (1 << bits) - 1:
            if head[:name] not in (_SEGMENT, _CLUSTER):
                raise _unreadable()
            stop = end
        if stop > end:
            raise _unreadable()
        return _Part(head[:name], start, body, stop)


def _width(first: bytes) -> int:
    """Of a number whose first byte tells by its leading zeros how long it is; more than any when there is none."""
    return 9 - first[0].bit_length() if first and first[0] else 16


def _void(element: _Part) -> Blank:
    length = element.end - element.start
    head = _VOID + (bytes([0x80 | length - 2]) if length < 9 else b"\x01" + (length - 9).to_bytes(7))
    return Blank(element.start, element.end, head)


def _four_letters(kind: bytes) -> bool:
    return all(32 <= byte < 127 or byte == 0xA9 for byte in kind)


def _unreadable() -> Invalid:
    return Invalid("video_unreadable")
