"""What a message must be: pure decisions on text, names and file types."""

import re
import unicodedata
from dataclasses import dataclass

from fairlead.kit.errors import Invalid
from fairlead.kit.text import one_line, storable

TEXT_CHARS = 10_000
TEXT_BYTES = 40_000
# Of what its giver says of a file.
CAPTION_CHARS = 200
FILES_PER_MESSAGE = 10
NAME_CHARS = 120
NAME_BYTES = 240

# Names Windows gives to devices, whatever their ending.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\..*)?")
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|;\x00-\x1f\x7f]')


def file_name(raw: str) -> str:
    """A name that can be shown and offered for download: no path, no control or format characters, no device.

    Format characters go before anything is decided, so that `shell.p\\u200bhp` is seen for what it is.
    """
    name = unicodedata.normalize("NFKC", storable(raw))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs"))
    name = re.split(r"[\\/]", name)[-1]
    name = one_line(_UNSAFE_IN_NAMES.sub("_", name), len(name)).lstrip(" -.").rstrip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        name = f"{_cut(stem, NAME_CHARS - len(ending) - 2, NAME_BYTES - len(ending.encode()) - 2)}.{ending}"
    else:
        name = _cut(name, NAME_CHARS - 1, NAME_BYTES - 1)
    # Last of all, so that nothing that was cut off can have hidden it; there is a place left for the mark.
    return f"_{name}" if _DEVICE.fullmatch(name) else name


def _cut(name: str, chars: int, size: int) -> str:
    return name[:chars].encode()[:size].decode(errors="ignore").rstrip(" .")


# What Office wrote before it wrote zips: it may hold programs, as what it writes now may (decision 0086).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})
# What a file in the ISO format says it is, first of all; others of that format are sounds and pictures (M4A, HEIC, AVIF).
_MP4 = re.compile(rb"(?s)....ftyp(isom|iso[2-9]|mp4[12]|mp71|avc1|M4V[ HP]|MSNV|dash|f4v |XAVC|3gp[4-9]|3g2[abc])")
_WEBM = re.compile(rb"(?s)\x1a\x45\xdf\xa3.{1,48}\x42\x82[\x01-\x40\x84]\x00{0,6}\x04?webm")
_MARKUP = re.compile(rb"(?i)<\s*(!doctype|html|svg|script|\?xml|body|head|iframe|object|embed|img|meta|style)")


def file_type(content: bytes) -> str:
    """The type by content alone: a picture, a video, a PDF or plain text.

    Raises Invalid with status 415 for anything else; the sender's own claim is never looked at.
    """
    if content.startswith(_OLE):
        raise Invalid("office_document", 415)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if video := video_type(content):
        return video
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if _is_text(content):
        return "text/plain"
    raise Invalid("file_type_not_accepted", 415)


def video_type(content: bytes) -> str | None:
    """By its first bytes; whether it is one inside too: `videos.py`."""
    if content[4:12] == b"ftypqt  ":
        return "video/quicktime"
    if _MP4.match(content):
        return "video/mp4"
    return "video/webm" if _WEBM.match(content) else None


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Largest file by type, in bytes: the one table, which the server holds to and tells each client."""

    file: int
    video: int

    @property
    def largest(self) -> int:
        return max(self.file, self.video)

    def of(self, kind: str | None) -> int:
        return self.video if kind in VIDEOS else self.file

    def table(self) -> dict[str, int]:
        return {kind: self.of(kind) for kind in sorted(PICTURES | VIDEOS | {"application/pdf", "text/plain"})}


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(c < " " and c not in "\t\n\r\f\x1b" for c in text[:65_536]) or "\x00" in text:
        return False
    # Markup is text too, but a browser may take it for a page.
    return not _MARKUP.search(content[:4096])
