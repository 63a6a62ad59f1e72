"""The first page of a PDF: drawn by a child that can do nothing else, within limits that real bombs run into."""

import asyncio
import contextlib
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fairlead.shield import documents
from fairlead.shield.documents import HEIGHT, NOTHING, WIDTH, FirstPage, first_page, text_of
from fairlead.shield.draw_page import CPU_SECONDS, MEMORY, MOST_PAGES, scale_for
from tests.pdfs import HOPELESS, HUNGRY, PROGRAMS, SLOW, SPEAKING, document, statement

KNOWN_MACHINE = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")


async def test_the_first_page_comes_out_as_it_looks_and_the_pages_are_counted():
    # Red above left, blue below right, and 5 pages.
    page = await first_page(document(b"1 0 0 rg 0 421 297 421 re f 0 0 1 rg 298 0 297 420 re f", pages=5))
    assert page.pages == 5
    assert page.picture is not None
    assert (page.picture.type, page.picture.width, page.picture.height) == ("image/webp", 724, 1024)
    with Image.open(io.BytesIO(page.picture.content)) as picture:
        assert (picture.format, picture.size, picture.info.get("exif")) == ("WEBP", (724, 1024), None)
        for place, colour in (((100, 100), (255, 0, 0)), ((600, 900), (0, 0, 255)), ((600, 100), (255, 255, 255))):
            assert all(abs(a - b) < 12 for a, b in zip(picture.getpixel(place), colour, strict=True)), place


async def test_words_are_drawn_and_the_picture_stays_small():
    page = await first_page(statement())
    assert page.picture is not None
    with Image.open(io.BytesIO(page.picture.content)) as picture:
        dark = sum(picture.convert("L").histogram()[:90])
    assert dark > 5_000
    assert len(page.picture.content) < 60_000


@pytest.mark.parametrize("content", PROGRAMS.values(), ids=PROGRAMS)
async def test_u16_what_a_pdf_would_start_is_not_started_and_its_page_is_shown(content: bytes):
    page = await first_page(content)
    assert page.picture is not None
    assert page.picture.width <= WIDTH and page.picture.height <= HEIGHT
    assert page.pages is None or 0 < page.pages <= MOST_PAGES


@pytest.mark.parametrize("content", HOPELESS.values(), ids=HOPELESS)
async def test_u16_of_what_cannot_be_read_there_is_no_picture(content: bytes):
    assert (await first_page(content)).picture is None


@pytest.mark.parametrize("where", SPEAKING)
async def test_everything_a_pdf_says_is_told_wherever_it_says_it(where: str):
    assert "the words on the page" in await text_of(SPEAKING[where])
    assert "hidden in plain sight" in await text_of(SPEAKING[where])


# In a process that has no other children: what it is told of them is the largest one's, in kilobytes.
WATCHER = """
import asyncio, resource, sys
from fairlead.shield.documents import NOTHING, first_page
assert asyncio.run(first_page(sys.stdin.buffer.read())) == NOTHING
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("content", HUNGRY.values(), ids=HUNGRY)
async def test_u16_what_wants_more_memory_than_there_is_ends_there(content: bytes):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WATCHER), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    out, _ = await process.communicate(content)
    assert process.returncode == 0
    assert int(out) * 1024 <= MEMORY


async def test_u16_what_would_work_for_hours_has_some_seconds():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "fairlead.shield.draw_page", str(WIDTH), str(HEIGHT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    out, _ = await process.communicate(SLOW)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (process.returncode, out) == (-9, b"")
    spent = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    assert CPU_SECONDS - 1 <= spent <= CPU_SECONDS + 1


async def test_what_is_too_large_is_not_even_begun():
    content = b"%PDF-" + bytes(documents.LARGEST)
    began = time.monotonic()
    assert await first_page(content) == NOTHING
    assert time.monotonic() - began < 0.05


def children() -> Iterator[Path]:
    """Those of this process that draw, in /proc."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"fairlead.shield.draw_page" in (folder / "cmdline").read_bytes():
                yield folder


def state(folder: Path, name: str) -> str:
    lines = (folder / "status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))


@pytest.mark.skipif(not KNOWN_MACHINE, reason="the lock is Linux's")
async def test_v32_the_reader_of_a_strangers_file_is_locked_up_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAIRLEAD_SEALING_KEYS", "k1:secret")
    drawing = asyncio.create_task(first_page(SLOW))
    async with asyncio.timeout(CPU_SECONDS):
        while not (found := [folder for folder in children() if state(folder, "Seccomp") == "2"]):
            assert not drawing.done()
            await asyncio.sleep(0.01)
    (child,) = found
    assert state(child, "NoNewPrivs") == "1"
    assert b"FAIRLEAD" not in (child / "environ").read_bytes()
    assert (child / "cwd").readlink() == Path("/")
    limits = (child / "limits").read_text()
    for line in (f"Max cpu time              {CPU_SECONDS} ", f"Max address space         {MEMORY} "):
        assert line in limits
    assert sorted(path.name for path in (child / "fd").iterdir()) == ["0", "1", "2"]
    # Who gives up waiting leaves nobody behind.
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert not list(children())


_ATTEMPTS = """
import os, resource, signal, socket, sys
from fairlead.shield.lock_up import lock_up
pipe, parent = os.pipe(), os.getppid()
assert lock_up()
def tried(name, attempt):
    try:
        attempt()
    except (PermissionError, ValueError):
        print(name, "refused")
    else:
        print(name, "DONE")
tried("read a file", lambda: os.open("/etc/passwd", os.O_RDONLY))
tried("write a file", lambda: os.open("/tmp/locked-up-was-here", os.O_CREAT | os.O_WRONLY))
tried("list a folder", lambda: os.listdir("/"))
tried("look at a file", lambda: os.stat("/etc/passwd"))
tried("open a socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
tried("open a local socket", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
tried("fork", os.fork)
tried("run a program", lambda: os.execv("/bin/sh", ["sh", "-c", "exit"]))
tried("end its parent", lambda: os.kill(parent, signal.SIGTERM))
tried("take the limits away", lambda: resource.setrlimit(resource.RLIMIT_CPU, (9, 9)))
assert os.write(pipe[1], b"x") and os.read(pipe[0], 1) == b"x" and len(bytearray(50_000_000))
print("computes")
"""


@pytest.mark.skipif(not KNOWN_MACHINE, reason="the lock is Linux's")
def test_v32_locked_up_it_can_compute_and_nothing_else():
    done = subprocess.run(
        [sys.executable, "-I", "-c", _ATTEMPTS],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    said = done.stdout.splitlines()
    assert (len(said), said[-1]) == (11, "computes"), done
    assert all(line.endswith(" refused") for line in said[:-1]), said


# A library that a file has taken over does what it likes, from the moment on in which it is given that file.
_TAKEN_OVER = """
import os, sys
import {library}
def opened(*_, **__):
    try:
        os.open("/etc/passwd", os.O_RDONLY)
    except PermissionError:
        os.write(1, b"refused")
    os._exit(0)
{library}.{entry} = opened
import {child}
sys.argv[1:] = {argv}
{child}.{main}
"""


@pytest.mark.skipif(not KNOWN_MACHINE, reason="the lock is Linux's")
@pytest.mark.parametrize(
    ("child", "main", "argv", "library", "entry"),
    [
        ("fairlead.shield.draw_page", "draw((9, 9))", [], "pypdfium2", "PdfDocument"),
        ("fairlead.shield.tell_text", "tell()", [], "pypdfium2", "PdfDocument"),
        ("fairlead.shield.redraw", "redraw(sys.argv[1])", ["image/png"], "PIL.Image", "open"),
    ],
)
def test_v32_whoever_looks_into_a_file_is_locked_up_before(
    child: str, main: str, argv: list[str], library: str, entry: str
):
    program = _TAKEN_OVER.format(child=child, main=main, argv=argv, library=library, entry=entry)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        input=b"a stranger's file",
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.stdout == b"refused", done


@pytest.mark.parametrize(
    "out",
    [
        b"",
        b"\n",
        b"2 2 1",
        b"2 2 1\n" + bytes(15),
        b"2 2 1\n" + bytes(17),
        b"-2 -2 1\n" + bytes(16),
        b"2 2\n" + bytes(16),
        b"%d 1 1\n" % (WIDTH + 1) + bytes(4 * (WIDTH + 1)),
        b"1 %d 1\n" % (HEIGHT + 1) + bytes(4 * (HEIGHT + 1)),
        b"0 2 1\n",
        "٢ ٢ 1\n".encode() + bytes(16),
        b"RIFF\x24\0\0\0WEBPVP8 " + bytes(64),
    ],
)
def test_what_a_fooled_reader_says_is_pixels_or_nothing(out: bytes):
    assert documents._made(out).picture is None


@given(st.binary(max_size=200))
def test_no_answer_of_a_fooled_reader_is_an_accident(out: bytes):
    assert isinstance(documents._made(out), FirstPage)


async def test_a_reader_that_does_not_stop_talking_is_not_listened_to():
    pipe = asyncio.StreamReader(limit=2**20)
    pipe.feed_data(bytes(20 * 2**20))
    assert documents._MOST_OUT < len(await documents._take(pipe)) < documents._MOST_OUT + 2**20


@given(st.floats(), st.floats())
def test_a_page_of_any_size_fits_or_is_none(width: float, height: float):
    scale = scale_for(width, height, (WIDTH, HEIGHT))
    if scale:
        assert 0 < width * scale <= WIDTH * 1.001
        assert 0 < height * scale <= HEIGHT * 1.001


def test_what_comes_out_of_equal_pixels_is_equal():
    pixels = os.urandom(4 * 30 * 40)
    assert documents._made(b"30 40 2\n" + pixels) == documents._made(b"30 40 2\n" + pixels)
