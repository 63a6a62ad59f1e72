"""PDFs by hand: honest ones, and the ones that people send who mean no good (reliability.md U16, V-32)."""

import zlib

Pdf = bytes
HELVETICA = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
A4 = b"0 0 595 842"


def pdf(*objects: bytes, trailer: bytes = b"") -> Pdf:
    """The objects, numbered from 1, the first of which is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(content: bytes, words: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), words, content)


def packed(piece: bytes, times: int, words: bytes = b"") -> bytes:
    """So much of the same in so little. What follows a full flush knows nothing of what was before it (RFC 1950, RFC 1951), so
    that each part is packed once and stands there as often as it is wanted."""
    many = min(times, max(1, 2**20 // len(piece)))
    whole, rest = divmod(times, many)
    content, low, high = b"\x78\xda", 1, 0
    for part, often in ((piece * many, whole), (piece * rest, 1)):
        packer = zlib.compressobj(9, wbits=-15)
        content += (packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)) * often
        own = zlib.adler32(part)
        for _ in range(often):
            low, high = (low + (own & 0xFFFF) - 1) % 65521, (high + (own >> 16) + len(part) * (low - 1)) % 65521
    return stream(content + b"\x03\x00%b" % (high << 16 | low).to_bytes(4, "big"), b"/Filter /FlateDecode " + words)


def document(
    drawing: bytes = b"",
    *more: bytes,
    box: bytes = A4,
    pages: int = 1,
    count: int | None = None,
    catalog: bytes = b"",
    page: bytes = b"",
    resources: bytes = HELVETICA,
    contents: bytes | None = None,
    trailer: bytes = b"",
) -> Pdf:
    """`pages` times the same page; `more` are the objects from 5 on."""
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> %s >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * pages, pages if count is None else count),
        leaf % (box, resources, page),
        contents or stream(drawing),
        *more,
        trailer=trailer,
    )


def form(drawing: bytes, words: bytes = b"") -> bytes:
    return stream(drawing, b"/Type /XObject /Subtype /Form /BBox [0 0 999 999] " + words)


def statement(title: str = "Account statement", *, pages: int = 3) -> Pdf:
    """What a customer sends: a heading, a coloured bar, lines of figures."""
    lines = [b"0.04 0.43 0.34 rg 0 782 595 60 re f", b"1 1 1 rg BT /F1 24 Tf 40 802 Td (%s) Tj ET" % title.encode()]
    lines.append(b"0.1 0.1 0.12 rg")
    for row in range(22):
        place, amount = 730 - 30 * row, 1370.25 * (row + 1)
        lines.append(b"BT /F1 12 Tf 40 %d Td (2026-11-%02d   Withdrawal to own address) Tj ET" % (place, row + 1))
        lines.append(b"BT /F1 12 Tf 440 %d Td (%.2f USDT) Tj ET" % (place, amount))
        lines.append(b"0.9 G 40 %d m 555 %d l S" % (place - 10, place - 10))
    return document(b"\n".join(lines), pages=pages)


LOCKED = document(
    trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"
    % (b"5a" * 32, b"a5" * 32)
)
_PAGE, _SAID = b"BT /F1 12 Tf 40 700 Td (the words on the page) Tj ET", b"hidden in plain sight"
_FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [40 600 300 620] /F 4 /T (name) %s >>"
_NOTE = b"<< /Type /Annot /Subtype /Text /Rect [40 600 60 620] /Contents (%s) >>" % _SAID
_ITEM = b"<< /Title (%s) /Parent 5 0 R /Dest [3 0 R /Fit] >>" % _SAID
_FILE = b"<< /Type /Filespec /F (notes.txt) /UF (notes.txt) /EF << /F 6 0 R >> >>"
_HAS_FIELD = b"/AcroForm << /Fields [5 0 R] >>"
# By place: a PDF that says something beside its page.
SPEAKING = {
    "a note": document(_PAGE, _NOTE, page=b"/Annots [5 0 R]"),
    "a note on the last of three pages": document(_PAGE, _NOTE, pages=3, page=b"/Annots [5 0 R]"),
    "a field": document(_PAGE, _FIELD % b"/V (%s)" % _SAID, page=b"/Annots [5 0 R]", catalog=_HAS_FIELD),
    "a field whose value its parent keeps": document(
        _PAGE,
        b"<< /FT /Tx /T (name) /V (%s) /Kids [6 0 R] >>" % _SAID,
        b"<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Rect [40 600 300 620] /F 4 >>",
        page=b"/Annots [6 0 R]",
        catalog=_HAS_FIELD,
    ),
    "a form of XFA": document(
        _PAGE,
        stream(b"<data>%s</data>" % _SAID),
        catalog=b"/AcroForm << /Fields [] /XFA [(datasets) 5 0 R] >>",
    ),
    "a bookmark": document(
        _PAGE, b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>", _ITEM, catalog=b"/Outlines 5 0 R"
    ),
    "a file within": document(
        _PAGE, _FILE, stream(_SAID), catalog=b"/Names << /EmbeddedFiles << /Names [(notes.txt) 5 0 R] >> >>"
    ),
    "its title": document(_PAGE, b"<< /Title (%s) >>" % _SAID, trailer=b"/Info 5 0 R"),
}
# A program in a PDF: what it may start is not started, and its page is a page like others.
PROGRAMS = {
    "U16 script": document(catalog=b"/OpenAction << /S /JavaScript /JS (while (true) { app.alert(1) }) >>"),
    "U16 launch action": document(catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"),
    "U16 address": document(catalog=b"/OpenAction << /S /URI /URI (http://169.254.169.254/latest/) >>"),
    "U16 embedded file": document(
        b"",
        b"<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>",
        stream(b"MZ", b"/Type /EmbeddedFile"),
        catalog=b"/Names << /EmbeddedFiles << /Names [(a.exe) 5 0 R] >> >>",
    ),
    "U16 XFA": document(
        b"", stream(b"<xdp:xdp/>"), catalog=b"/AcroForm << /XFA 5 0 R /Fields [] >> /NeedsRendering true"
    ),
    "V32 file outside": document(
        b"500 0 0 500 0 0 cm /X Do",
        b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 0 "
        b"/F << /FS /URL /F (file:///etc/passwd) >> >>\nstream\n\nendstream",
        resources=b"/XObject << /X 5 0 R >>",
    ),
    "U16 100,000 pages": document(pages=100_000),
    "U16 claims 999,999,999 pages": document(count=999_999_999),
    "U16 stream as long as itself": document(contents=b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"),
    "U16 no size": document(box=b"0 0 0 0"),
    "U16 gigantic": document(box=b"0 0 1000000000 1000000000"),
    "U16 gigantic units": document(page=b"/UserUnit 1000000"),
}
# Nothing can be shown of these.
HOPELESS = {
    "U16 encrypted": LOCKED,
    "U16 cut off": statement()[:300],
    "U16 no pages": b"%PDF-1.4\n%%EOF\n",
    "U16 pages within themselves": pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 3 >>"
    ),
    "U16 a line": document(box=b"0 0 1 1000000"),
    "U16 noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
}
# These want more than there is; what they get is in draw_page.py.
HUNGRY = {
    "U16 draws itself": document(
        b"/X Do",
        form(b"/X Do /X Do", b"/Resources << /XObject << /X 5 0 R >> >>"),
        resources=b"/XObject << /X 5 0 R >>",
    ),
    "U16 ten to the ninth": document(
        b"/X Do",
        *(form(b"/X Do " * 10, b"/Resources << /XObject << /X %d 0 R >> >>" % (6 + depth)) for depth in range(9)),
        form(b"0 0 9 9 re f"),
        resources=b"/XObject << /X 5 0 R >>",
    ),
    "U16 500 MB of lines": document(contents=packed(b"0 0 m 9 9 l S\n" * 75_000, 500)),
    "U16 2 GB of nothing": document(contents=packed(bytes(2**20), 2048)),
}
# Few bytes, little memory, hours of work: a see-through sheet over the page, again and again.
SLOW = document(
    contents=packed(b"/G gs 0.9 0.9 1 rg 0 0 595 842 re f\n", 200_000),
    resources=b"/ExtGState << /G << /ca 0.5 /BM /Luminosity >> >>",
)
