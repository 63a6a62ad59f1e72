"""Zips are read by a child that can do nothing else; real bombs run into its limits, and nothing of them is unfolded."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.errors import Invalid
from fairlead.shield.archives import Unpacked, is_archive, unpacked
from fairlead.shield.unpack import CPU_SECONDS, ENTRIES, MEMORY, told
from tests.zips import Piece, ended, files, listed, named, nested, one_body_many_names, overlapping, zipped

LARGEST = 25 * 1024 * 1024


async def opened(content: bytes, largest: int = LARGEST) -> list[Unpacked]:
    async with aclosing(unpacked(content, largest=largest)) as entries:
        return [entry async for entry in entries]


async def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        await opened(content)
    return caught.value.code


async def test_the_files_of_a_zip_come_out_as_they_went_in():
    packed = {"a.txt": b"words", "shots/b.png": b"\x89PNG" + bytes(100), "文件/截图.txt": "看".encode() * 9000}
    content = named(packed)
    assert is_archive(content)
    assert {one.name: one.content for one in await opened(content)} == packed


async def test_a_program_of_a_chinese_windows_names_files_in_its_own_way_and_they_are_read():
    content = zipped(Piece("截图一.txt".encode("gbk"), flags=0), Piece("caf\u00e9.txt".encode("cp437"), flags=0))
    assert [one.name for one in await opened(content)] == ["截图一.txt", "café.txt"]


async def test_what_programs_pack_beside_what_somebody_chose_is_passed_over():
    packed = {"shots/": b"", "shots/a.txt": b"a", "__MACOSX/shots/._a.txt": b"\0\5", "shots/.DS_Store": b"\0"}
    assert [one.name for one in await opened(named(packed))] == ["shots/a.txt"]


BOMBS = {
    "U11 200 MB of zeros in 200 kB": lambda: zipped(Piece("zeros.txt", bytes(200 * 1024 * 1024 - 1))),
    "U11 more than 200 MB in all": lambda: zipped(*(Piece(f"{n}.txt", bytes(50_000_000)) for n in range(5))),
    "U11 entries that overlap, each quoting the next": overlapping,
    "U11 nine hundred names of one body": one_body_many_names,
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
async def test_a_bomb_is_seen_for_what_it_is_before_anything_unfolds(make):
    content, began = make(), time.monotonic()
    assert len(content) < 2_000_000
    assert await refused(content) == "archive_bomb"
    assert time.monotonic() - began < 5


async def test_u11_an_archive_of_archives_as_42_zip_is_never_opened_twice():
    content = nested()
    assert {(one.content, one.why) for one in await opened(content)} == {(b"", "archive_within")}


@pytest.mark.parametrize("content", [b"Rar!\x1a\x07\x01\0abc", b"7z\xbc\xaf\x27\x1cabc", zlib.compress(b"a", wbits=31)])
async def test_u11_other_archives_within_are_not_opened_either(content: bytes):
    (one,) = await opened(zipped(Piece("inner.bin", content)))
    assert (one.content, one.why) == (b"", "archive_within")


async def test_u11_what_unfolds_to_more_than_it_says_is_cut_there_and_left_out():
    """The list says ten bytes of each, so the whole seems harmless; one of them is 100 MB."""
    content = zipped(Piece("liar.txt", bytes(100_000_000), size=10), Piece("good.txt", b"good"))
    assert await opened(content) == [
        Unpacked("liar.txt", why="archive_entry_damaged"),
        Unpacked("good.txt", b"good"),
    ]


# In a process that has no other children: what it is told of them is the largest one's, in kilobytes.
WATCHER = """
import asyncio, resource, sys
from contextlib import aclosing
from fairlead.shield.archives import unpacked
async def watch(content):
    async with aclosing(unpacked(content, largest=26214400)) as entries:
        return [(one.why, len(one.content)) async for one in entries]
print(asyncio.run(watch(sys.stdin.buffer.read())))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


async def test_u11_the_largest_zip_there_may_be_stays_within_its_memory():
    content = zipped(Piece("a.bin", bytes(13_000_000), method=0), Piece("b.bin", bytes(13_000_000), method=0))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WATCHER), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    out, _ = await process.communicate(content)
    found, most = out.decode().splitlines()
    assert found == "[('', 13000000), ('', 13000000)]"
    assert int(most) * 1024 < MEMORY


async def test_u11_a_child_that_is_given_more_than_it_can_hold_ends_and_the_zip_is_unreadable():
    content = b"PK\3\4" + bytes(MEMORY)
    assert await refused(content) == "archive_unreadable"


def children() -> Iterator[Path]:
    """Those of this process that unpack, in /proc."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == os.getpid() and b"fairlead.shield.unpack" in (folder / "cmdline").read_bytes():
                    yield folder


@pytest.mark.skipif(os.uname().machine not in ("x86_64", "aarch64"), reason="no lock is known for this machine")
async def test_the_child_is_locked_up_while_it_reads_and_gone_when_nobody_listens_any_more():
    content = zipped(*(Piece(f"{number}.bin", bytes(9_000_000), method=0) for number in range(2)))
    async with aclosing(unpacked(content, largest=LARGEST)) as entries:
        assert (await anext(entries)).name == "0.bin"
        (child,) = children()
        status = (child / "status").read_text()
        assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status
        limits = (child / "limits").read_text()
        assert re.search(rf"Max address space +{MEMORY} ", limits) and re.search(
            rf"Max cpu time +{CPU_SECONDS} ", limits
        )
        assert (child / "environ").read_bytes() == b""
    assert not list(children())


S_IFLNK, S_IFCHR, S_IFIFO = 0o120777, 0o020666, 0o010666
ENTRIES_LEFT_OUT = {
    "U12 a way up": (Piece("../../etc/passwd"), "archive_entry_name"),
    "U12 a way up in the other hand": (Piece("..\\..\\win.ini"), "archive_entry_name"),
    "U12 in the middle": (Piece("a/../../b.txt"), "archive_entry_name"),
    "U12 absolute": (Piece("/etc/passwd"), "archive_entry_name"),
    "U12 a drive": (Piece("C:\\a.txt"), "archive_entry_name"),
    "U12 a share": (Piece("\\\\host\\a.txt"), "archive_entry_name"),
    "U12 no name": (Piece(""), "archive_entry_name"),
    "U12 a device": (Piece("shots/CON.txt"), "archive_entry_name"),
    "U12 a zero in it": (Piece("a.txt\0.exe"), "archive_entry_name"),
    "U12 turned round": (Piece("a\u202egnp.exe"), "archive_entry_name"),
    "U12 a line end": (Piece("a\r\nb.txt"), "archive_entry_name"),
    "U12 of two kilobytes": (Piece("x" * 2000), "archive_entry_name"),
    "U12 a link": (Piece("etc_passwd.txt", b"/etc/passwd", mode=S_IFLNK), "archive_entry_link"),
    "U12 a device of Unix": (Piece("null.txt", mode=S_IFCHR), "archive_entry_link"),
    "U12 a pipe": (Piece("pipe.txt", mode=S_IFIFO), "archive_entry_link"),
    "U12 encrypted": (Piece("locked.txt", flags=0x0801), "archive_entry_locked"),
    "U12 encrypted with its list": (Piece("locked.txt", flags=0x2041), "archive_entry_locked"),
    "packed in another way": (Piece("a.txt", method=14), "archive_entry_packed"),
    "empty": (Piece("a.txt", b""), "file_empty"),
    "too large": (Piece("a.txt", bytes(LARGEST + 1), method=0), "file_too_large"),
    "a checksum of something else": (Piece("a.txt", b"words", crc=7), "archive_entry_damaged"),
}


@pytest.mark.parametrize(("piece", "why"), ENTRIES_LEFT_OUT.values(), ids=ENTRIES_LEFT_OUT)
async def test_one_entry_is_left_out_by_its_name_and_the_others_are_not(piece: Piece, why: str):
    found = await opened(zipped(Piece("first.txt", b"one"), piece, Piece("last.txt", b"two")))
    assert [(one.content, one.why) for one in found] == [(b"one", ""), (b"", why), (b"two", "")]


async def test_of_two_entries_of_one_name_the_second_is_left_out():
    found = await opened(zipped(Piece("A.txt", b"one"), Piece("a.TXT", b"two"), Piece("a\uff0etxt", b"three")))
    assert [one.why for one in found] == ["", "archive_entry_twice", "archive_entry_twice"]


HONEST = zipped(Piece("a.txt", b"words"))
UNREADABLE = {
    "the signature alone": b"PK\3\4" + bytes(60),
    "cut off": HONEST[:-5],
    "half": HONEST[: len(HONEST) // 2],
    "mended on": HONEST + b"more",
    "something before it": b"PK\3\4" + zipped(Piece("a.txt"))[4:-6] + b"\xff\xff\xff\xff\0\0",
    "called otherwise in its list": zipped(Piece("a.txt", listed_as=b"b.txt")),
    "a list that leads outside": ended(HONEST[:20], listed(Piece("a.txt"), 5_000), 1),
    "a list that is too short": ended(HONEST[:40], listed(Piece("a.txt"), 0)[:30], 1),
    "on several disks": HONEST[:-18] + b"\1\0" + HONEST[-16:],
    "a count that is not the list's": HONEST[:-14] + b"\2\0\2\0" + HONEST[-10:],
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_two_readers_could_read_in_two_ways_is_refused_whole(content: bytes):
    assert await refused(content) == "archive_unreadable"


async def test_u12_a_million_entries_are_too_many_and_so_is_one_more_than_there_may_be():
    line = listed(Piece("a"), 0)
    # The count has sixteen bits: so many as it can say.
    assert await refused(ended(HONEST[:40], line * 65_535, 65_535)) == "archive_too_many"
    many = [Piece(f"{number}.txt") for number in range(ENTRIES + 1)]
    assert await refused(zipped(*many)) == "archive_too_many"
    assert len(await opened(zipped(*many[:-1]))) == ENTRIES


@pytest.mark.parametrize("name", ["META-INF/MANIFEST.MF", "AndroidManifest.xml", "mimetype"])
async def test_a_document_or_a_program_that_happens_to_be_a_zip_is_none(name: str):
    assert await refused(files(a__txt=b"a") and named({name: b"x", "a.txt": b"a"})) == "file_type_not_accepted"


@pytest.mark.parametrize("names", [["[Content_Types].xml"], ["mimetype", "content.xml"]])
async def test_an_office_document_is_called_one(names: list[str]):
    assert await refused(named(dict.fromkeys(names, b"x"))) == "office_document"


async def test_a_zip_without_a_file_says_so():
    assert await refused(zipped()) == "archive_empty"
    assert await refused(named({"folder/": b""})) == "archive_empty"


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 255))
@settings(deadline=None, max_examples=200)
def test_whatever_bytes_come_they_are_told_or_refused(rest: bytes, at: int, byte: int):
    changed = bytearray(zipped(Piece("a.txt", b"words"), Piece("b.txt", b"more words"), comment=rest[:40]))
    changed[at % len(changed)] = byte
    for content in (rest, b"PK\3\4" + rest, bytes(changed)):
        found, why = told(content, LARGEST)
        assert bool(found) != bool(why)
