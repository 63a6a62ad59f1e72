"""Draws the first page of a PDF, or says what stands in it; run as a process of its own by `documents.py`, and imports nothing of
ours.

`python -I draw_page.py WIDTH HEIGHT` reads a PDF from standard input and writes `width height pages\\n` and the pixels, four
bytes each (red, green, blue, unused); `0 0 pages` when there is nothing to show. `python -I draw_page.py text` writes the text,
page by page, each as soon as it is read. What fools the reader of PDFs is alone in
here: few seconds, little memory, no environment, and from before the first byte is looked at no file and no socket can be opened.
"""

import codecs
import ctypes
import math
import os
import platform
import resource
import signal
import struct
import sys

MEMORY = 384 * 1024 * 1024
CPU_SECONDS = 5
# A page this many times longer than it is wide, or the other way round, is no page to show.
LONGEST = 12
# Small pages are not blown up: points are 1/72 inch.
LARGEST_SCALE = 3.0
# Of a document's text so many pages, and so many bytes of UTF-8, are read.
TEXT_PAGES = 300
TEXT_BYTES = 400_000
# A number beyond this is a claim, not a count.
MOST_PAGES = 100_000

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW, _RET_EPERM = 0x7FFF0000, 0x00050001
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
# By machine: what the kernel calls it, and the numbers of read, write, close, fstat, lseek, mmap, mprotect, munmap, brk, the
# three of signals (action, mask, return), sched_yield, mremap, madvise, exit, futex, clock_gettime, exit_group, getrandom.
_CALLS = {
    "x86_64": (0xC000003E, (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 60, 202, 228, 231, 318)),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 124, 216, 233, 93, 98, 113, 94, 278),
    ),
}


def limit() -> None:
    # What the server has open may have come along: its sockets and its database.
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))
    # Who chats goes first.
    os.nice(10)


def lock_up() -> bool:
    """From here on only computing, reading and writing what is open already (seccomp, which needs no privilege). False where
    the kernel has no such lock."""
    known = _CALLS.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    machine, calls = known
    libc = ctypes.CDLL(None)
    # A server that is killed takes this process with it.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    steps = [(_LOAD_WORD, 0, 0, 4), (_JUMP_IF_EQUAL, 0, len(calls) + 1, machine), (_LOAD_WORD, 0, 0, 0)]
    steps += [(_JUMP_IF_EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _RET_EPERM), (_RETURN, 0, 0, _RET_ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program), 0, 0)


def scale_for(width: float, height: float, most: tuple[int, int]) -> float:
    """Pixels per point, so that the page fits into `most`; 0.0 for what is no page to show."""
    if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) <= 0:
        return 0.0
    if max(width, height) > LONGEST * min(width, height):
        return 0.0
    return min(most[0] / width, most[1] / height, LARGEST_SCALE)


def tell() -> None:
    """What a file says that stops the reader on a later page has been told up to there."""
    limit()
    import pypdfium2

    content = sys.stdin.buffer.read()
    # PDFium's text is decoded by it, and once locked up no module can be fetched.
    codecs.lookup("utf-16-le")
    lock_up()
    document = pypdfium2.PdfDocument(content)
    left = TEXT_BYTES
    for number in range(min(len(document), TEXT_PAGES)):
        try:
            text = document[number].get_textpage().get_text_range()
        except (pypdfium2.PdfiumError, MemoryError):
            continue
        said = text.encode("utf-8", "replace")[:left] + b"\n"
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()
        left -= len(said)
        if left <= 0:
            break
    os._exit(0)


def draw(most: tuple[int, int]) -> None:
    limit()
    import pypdfium2

    content = sys.stdin.buffer.read()
    lock_up()
    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    head, pixels = (0, 0), b""
    try:
        page = document[0]
        width, height = page.get_size()
        if scale := scale_for(width, height, most):
            # Neither scripts nor actions nor form fields: nobody prepares for them. One row follows the other without a gap.
            drawn = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
            if drawn.stride == 4 * drawn.width and drawn.n_channels == 4:
                head, pixels = (drawn.width, drawn.height), bytes(drawn.buffer)
    except (pypdfium2.PdfiumError, MemoryError, IndexError):
        pass
    told = pages if 0 < pages <= MOST_PAGES else 0
    sys.stdout.buffer.write(b"%d %d %d\n" % (*head, told) + pixels)
    sys.stdout.buffer.flush()
    # Nothing to tidy up: the process is over.
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "text":
        tell()
    draw((int(sys.argv[1]), int(sys.argv[2])))
