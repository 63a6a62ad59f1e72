"""Takes in the pictures and videos that texts of a folder show, and has the texts name them as the help center does.

A text says `media:{digest}`, and the file lies at the folder's top as `media/{digest}.{ending}`; or it says where the file lies
beside it, as any Markdown does. What is not shown by a text is left alone. Nothing is fetched from elsewhere.
"""

import asyncio
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from fairlead.helpcenter.export_folder import MEDIA
from fairlead.helpcenter.keep_media import Media
from fairlead.helpcenter.read_markdown import outside_code
from fairlead.helpcenter.rules import media_in
from fairlead.helpcenter.show_media import ENDINGS
from fairlead.kit.errors import Problem
from fairlead.kit.text import one_line, storable

MOST_A_TEXT = 200
_DIGEST = re.compile(r"[0-9a-f]{32}")
_PICTURE = re.compile(
    r"(?P<before>!\[(?:[^\[\]\\]|\\.){0,1000}\]\(\s{0,3})(?P<address><[^<>\n]{1,500}>|[^\s()<>]{1,500})"
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#/]")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A source for `Media.take`."""

    path: Path
    size: int

    async def read(self, start: int, end: int) -> bytes:
        return await asyncio.to_thread(self._read, start, end)

    def _read(self, start: int, end: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)


class FolderMedia:
    """What one folder brings for one brand. `notes`: (file, why it could not be taken), each once."""

    def __init__(self, media: Media, brand_id: str, folder: Path) -> None:
        """`folder` resolved."""
        self._media = media
        self._brand_id = brand_id
        self._folder = folder
        self.notes: dict[str, str] = {}
        # What a path has become; None for what could not be taken.
        self._taken: dict[Path, str | None] = {}

    async def taken_in(self, body: str, place: PurePosixPath | None) -> str:
        """The text with the names of what was taken; `place` is the file it stands in, below the folder; None for a text that we
        wrote ourselves, in which a path is not meant as a picture's."""
        renamed: dict[str, str] = {}
        for digest in sorted(media_in(body))[:MOST_A_TEXT]:
            if await self._media.find(self._brand_id, digest) is None:
                found = await self._by_digest(digest)
                renamed |= {digest: found} if found and found != digest else {}
        for old, new in renamed.items():
            body = body.replace(old, new)
        if place is None:
            return body
        beside: dict[str, str] = {}
        for address in list(dict.fromkeys(_beside(body)))[:MOST_A_TEXT]:
            if found := await self._take(place.parent / unquote(address)):
                beside[address] = f"media:{found}"
        return outside_code(body, lambda text: _PICTURE.sub(lambda one: _named(one, beside), text)) if beside else body

    async def _by_digest(self, digest: str) -> str | None:
        for ending in ENDINGS.values():
            path = PurePosixPath(MEDIA, f"{digest}.{ending}")
            if await asyncio.to_thread((self._folder / path).exists):
                return await self._take(path)
        self.notes.setdefault(f"{MEDIA}/{digest}", "not there")
        return None

    async def _take(self, path: PurePosixPath) -> str | None:
        shown = one_line(storable(str(path)), 200)
        try:
            where = await asyncio.to_thread((self._folder / path).resolve)
        except (OSError, ValueError) as error:
            self.notes[shown] = type(error).__name__
            return None
        if where not in self._taken:
            self._taken[where] = None
            try:
                self._taken[where] = await self._take_file(where)
            except Problem as problem:
                self.notes[shown] = problem.code
            except OSError as error:
                self.notes[shown] = error.strerror or type(error).__name__
        return self._taken[where]

    async def _take_file(self, where: Path) -> str:
        """Raises Problem and OSError."""
        if not where.is_relative_to(self._folder):
            raise PermissionError(0, "leads out of the folder")
        state = await asyncio.to_thread(where.stat)
        if not stat.S_ISREG(state.st_mode):
            raise FileNotFoundError(0, "no file")
        # An export names them by their digests, which tell nobody anything.
        name = "" if _DIGEST.fullmatch(where.stem) else where.name
        return (await self._media.take(self._brand_id, OnDisk(where, state.st_size), name)).digest


def _beside(body: str) -> Iterator[str]:
    """Addresses of pictures that are paths from the text's own file."""
    found: list[str] = []

    def look(text: str) -> str:
        found.extend(_address(one) for one in _PICTURE.finditer(text))
        return text

    outside_code(body, look)
    return (address for address in found if not _ELSEWHERE.match(address))


def _address(one: re.Match[str]) -> str:
    return one["address"].strip("<>")


def _named(one: re.Match[str], beside: dict[str, str]) -> str:
    return one["before"] + beside.get(_address(one), one["address"])
