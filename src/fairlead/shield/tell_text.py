"""Says what stands in a PDF as text; run as a process of its own by `documents.py`.

`python -I -m fairlead.shield.tell_text` reads a PDF from standard input and writes its text as UTF-8, each part as soon as it is
read, so that a file that stops the reader on a later page has been told up to there: what it says of itself, its bookmarks, the
values of forms that XFA keeps, files of text within it, then page by page the words, the notes and what forms were filled with.
What fools the reader of PDFs is alone in here, see `lock_up.py`.
"""

import codecs
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from fairlead.shield.lock_up import limit, lock_up

MEMORY = 384 * 1024 * 1024
CPU_SECONDS = 5
# So many pages, and so many bytes of UTF-8, are read.
PAGES = 300
BYTES = 400_000
# Of each: bookmarks, notes on a page, files within, parts of an XFA form.
MOST = 1000
# What a note or a field's widget may say: its text, its rich text, its title, subject, value, default, description and tip.
NOTE_KEYS = (b"Contents", b"RC", b"T", b"Subj", b"V", b"DV", b"TU", b"NM")


def _wide(read: Callable[..., int], *of: Any) -> str:
    """A text of PDFium: `read(*of, None, 0)` says how many bytes of UTF-16 it has, with two of an end."""
    size = min(read(*of, None, 0), 2 * BYTES)
    if size <= 2:
        return ""
    units = (ctypes.c_ushort * (size // 2))()
    read(*of, units, size)
    return bytes(units)[: size - 2].decode("utf-16-le", "replace")


def _of_document(document: Any) -> Iterator[str]:
    from pypdfium2 import raw

    yield from document.get_metadata_dict(skip_empty=True).values()
    for _, bookmark in zip(range(MOST), document.get_toc(), strict=False):
        yield bookmark.get_title()
    for number in range(min(raw.FPDF_GetXFAPacketCount(document), MOST)):
        size = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(document, number, None, 0, size)
        packet = ctypes.create_string_buffer(size.value)
        raw.FPDF_GetXFAPacketContent(document, number, packet, size.value, size)
        yield packet.raw[:BYTES].decode("utf-8", "replace")
    for number in range(min(document.count_attachments(), MOST)):
        within = document.get_attachment(number)
        content = bytes(within.get_data()[:BYTES])
        yield f"{within.get_name()}\n{within.get_desc()}"
        if b"\0" not in content:
            yield content.decode("utf-8", "replace")


def _of_page(document: Any, number: int) -> Iterator[str]:
    from pypdfium2 import raw

    page, forms = document[number], document.formenv
    yield page.get_textpage().get_text_range()
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        note = raw.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        said = [_wide(raw.FPDFAnnot_GetStringValue, note, key) for key in NOTE_KEYS]
        if forms:
            said.append(_wide(raw.FPDFAnnot_GetFormFieldValue, forms, note))
        yield "\n".join(filter(None, said))
        raw.FPDFPage_CloseAnnot(note)


def _parts(document: Any) -> Iterator[Iterator[str]]:
    document.init_forms()
    yield _of_document(document)
    for number in range(min(len(document), PAGES)):
        yield _of_page(document, number)


def tell() -> None:
    limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    import pypdfium2

    content = sys.stdin.buffer.read()
    # PDFium's text is decoded by it, and once locked up no module can be fetched.
    codecs.lookup("utf-16-le")
    lock_up()
    left = BYTES
    for part in _parts(pypdfium2.PdfDocument(content)):
        try:
            for text in part:
                said = text.encode("utf-8", "replace")[:left] + b"\n"
                sys.stdout.buffer.write(said)
                sys.stdout.buffer.flush()
                left -= len(said)
                if left <= 0:
                    os._exit(0)
        except (pypdfium2.PdfiumError, MemoryError):
            continue
    os._exit(0)


if __name__ == "__main__":
    tell()
