"""Pictures and videos of a folder: taken in, named by what they are, and written out again without loss."""

import hashlib
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fairlead.helpcenter.export_folder import export_folder
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import ImportReport, import_folder
from fairlead.helpcenter.keep_media import Media
from fairlead.infra.blobs import Blobs
from fairlead.infra.database import Database
from fairlead.infra.sealing import sealer_from
from fairlead.shield.rules import FileLimits
from fairlead.shield.sources import Given
from tests.harness import make_settings
from tests.helpcenter.conftest import BRAND

FILMS = Path(__file__).resolve().parents[1] / "shield" / "samples"
OTHER = "b" * 32
LIMIT = 200_000
HEAD = "---\ntitle: Form\nlocale: en\ncategory: trading\n---\n"
BOMB = 20_000


def picture(kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(out, kind, **how)
    return out.getvalue()


def bomb() -> bytes:
    """400 million pixels in half a megabyte of nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = BOMB.to_bytes(4) * 2 + b"\x01\0\0\0\0"
    rows = zlib.compress(bytes(BOMB // 8 + 1) * BOMB, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def media(database: Database, help_center: HelpCenter, tmp_path: Path) -> Media:
    settings = make_settings(tmp_path, str(database.url))
    blobs = Blobs("", tmp_path / "blobs", sealer_from(settings))
    return _media(database, help_center, blobs)


def _media(database: Database, help_center: HelpCenter, blobs: Blobs) -> Media:
    def nobody(*_: Any) -> None:
        raise AssertionError("an import asks for no one's right")

    return Media(database, blobs, nobody, help_center, None, limits=FileLimits(file=LIMIT, video=LIMIT))  # type: ignore[arg-type] # nobody uploads


async def taken(database: Database, folder: Path, media: Media, brand: str = BRAND) -> ImportReport:
    return await import_folder(database, brand, folder, default_locale="en", media=media)


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


async def test_pictures_beside_a_text_are_taken_and_the_round_trip_loses_nothing(
    database: Database, media: Media, help_center: HelpCenter, folder: Callable[[dict[str, str]], Path], tmp_path: Path
):
    text = (
        f"{HEAD}![Form](../pictures/the%20form.png 'Where')\n\n![Photo](<photo.jpg>) and `![code](photo.jpg)`\n\n"
        "![Wide](wide.webp)\n\n![Film](/film.webm)\n\n![Film](../film.webm)\n"
    )
    root = folder({"en/form.md": text})
    put(
        root,
        {
            "pictures/the form.png": picture("PNG"),
            "en/photo.jpg": picture("JPEG", quality=90, comment=b"taken by X"),
            "en/wide.webp": picture("WEBP"),
            "film.webm": (FILMS / "pending.webm").read_bytes(),
            "en/unused.png": picture("PNG"),
        },
    )
    report = await taken(database, root, media)
    assert (report.imported, report.skipped, report.notes) == (1, [], [])
    out, again = tmp_path / "out", tmp_path / "again"
    told = await export_folder(database, BRAND, out, media)
    assert (told.media, told.missing) == (4, [])
    for path in (out / "media").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:32] == path.stem
    assert b"taken by X" not in b"".join(path.read_bytes() for path in (out / "media").iterdir())
    body = next(out.rglob("*.md")).read_text("utf-8")
    assert body.count("](media:") == 4 and "`![code](photo.jpg)`" in body and "](/film.webm)" in body

    for brand in (OTHER, BRAND):
        once_more = await taken(database, out, media, brand)
        assert (once_more.skipped, once_more.notes) == ([], [])
    assert once_more.unchanged == 1
    await export_folder(database, OTHER, again, media)
    assert _all(again) == _all(out)
    # The first folder, a second time: nothing has changed.
    assert (await taken(database, root, media)).unchanged == 1


def _all(folder: Path) -> dict[str, bytes]:
    """Of every file what it holds, without the names that are given anew for each brand."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): re.sub(rb"(?m)^verification: .*$", b"", path.read_bytes()) for path in files}


async def test_a_picture_by_its_digest_that_holds_more_than_the_picture_gets_another_name(
    database: Database, media: Media, help_center: HelpCenter, folder: Callable[[dict[str, str]], Path]
):
    told = picture("PNG") + b"<script>"
    digest = hashlib.sha256(told).hexdigest()[:32]
    root = folder({"form.md": f"{HEAD}![Form](media:{digest})\n"})
    put(root, {f"media/{digest}.png": told})
    assert (await taken(database, root, media)).notes == []
    shelf = await help_center.shelf(BRAND)
    assert not shelf.shows(digest)
    assert await media.find(BRAND, digest) is None
    head = shelf.by_slug("en", "form")
    made = head and await help_center.article("northlight", head)
    assert made and '<img src="/help/northlight/media/' in made.rendered.html


async def test_a_picture_that_comes_after_its_text_is_shown_then(
    database: Database, media: Media, help_center: HelpCenter, folder: Callable[[dict[str, str]], Path]
):
    digest = (await media.take(OTHER, Given(picture("PNG")))).digest
    report = await taken(database, folder({"form.md": f"{HEAD}![Form](media:{digest})\n"}), media)
    assert [(note.path, note.reason) for note in report.notes] == [(f"media/{digest}", "not there")]
    head = (await help_center.shelf(BRAND)).by_slug("en", "form")
    assert head is not None
    before = await help_center.article("northlight", head)
    await media.take(BRAND, Given(picture("PNG")))
    after = await help_center.article("northlight", head)
    assert before and after and "<img" not in before.rendered.html and "<img" in after.rendered.html


async def test_hostile_files_are_named_with_their_reason_and_nothing_of_them_is_kept(
    database: Database, media: Media, folder: Callable[[dict[str, str]], Path], tmp_path: Path
):
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    names = ["bomb.png", "script.png", "vector.svg", "huge.mp4", "cut.png", "none.png", "way/out.png", "folder.png"]
    pictures = "\n\n".join(f"![x]({name})" for name in names)
    elsewhere = f"\n\n![x](../../secret.png)\n\n![x](https://e.example/x.png)\n\n![x](media:{'0' * 32})\n"
    root = folder({"form.md": HEAD + pictures + elsewhere})
    put(tmp_path, {"secret.png": picture("PNG"), "outside/out.png": picture("PNG")})
    put(root, {"bomb.png": bomb(), "script.png": script, "vector.svg": script, "cut.png": picture("PNG")[:60]})
    (root / "folder.png").mkdir()
    (root / "way").symlink_to(tmp_path / "outside")
    with (root / "huge.mp4").open("wb") as file:
        file.write((FILMS / "pending.mp4").read_bytes())
        file.truncate(1024**3)

    report = await taken(database, root, media)
    assert (report.imported, report.skipped) == (1, [])
    assert {note.path: note.reason for note in report.notes} == {
        "bomb.png": "picture_unreadable",
        "script.png": "file_type_not_accepted",
        "vector.svg": "file_type_not_accepted",
        "huge.mp4": "file_too_large",
        "cut.png": "picture_unreadable",
        "none.png": "No such file or directory",
        "way/out.png": "leads out of the folder",
        "../../secret.png": "leads out of the folder",
        "folder.png": "no file",
        f"media/{'0' * 32}": "not there",
    }
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    told = await export_folder(database, BRAND, tmp_path / "out", media)
    assert (told.media, told.missing) == (0, ["0" * 32])
