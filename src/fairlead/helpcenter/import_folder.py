"""Imports a folder of Markdown. Nothing is dropped in silence: every file found is taken or named with a reason."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from fairlead.helpcenter.export_folder import CATEGORIES, SYNONYMS
from fairlead.helpcenter.import_media import FolderMedia
from fairlead.helpcenter.import_order import import_categories, import_synonyms, read_list
from fairlead.helpcenter.keep_media import Media
from fairlead.helpcenter.publish import Draft, Publisher
from fairlead.helpcenter.read_fields import Unreadable
from fairlead.helpcenter.read_markdown import read_markdown
from fairlead.helpcenter.rules import locale_tag
from fairlead.infra.database import Database
from fairlead.kit.errors import Invalid
from fairlead.kit.text import one_line, storable
from fairlead.people import store as people

SUFFIXES = (".md", ".markdown")
MAX_BYTES = 2 * 1024 * 1024
BATCH = 40

# (files done, files found)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Skipped:
    path: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of each file; `found` is the sum. `not_entered` are dot folders and links to folders, which are not searched
    for files; `notes` what was left out of a file that was taken, or of one that is no article."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    not_entered: list[str] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    locales: dict[str, int] = field(default_factory=dict)

    @property
    def imported(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def found(self) -> int:
        return self.imported + len(self.skipped)


async def import_folder(
    database: Database,
    brand_id: str,
    folder: Path,
    *,
    default_locale: str,
    progress: Progress | None = None,
    media: Media | None = None,
) -> ImportReport:
    """Imports every Markdown file below `folder`; `default_locale` is for files that name none.

    A file seen before and unchanged changes nothing; a changed one makes a new version. `media` takes the pictures
    and videos that the texts show; without it they stay where they are. Raises Invalid when the folder
    is none or the locale is unknown.
    """
    fallback = locale_tag(default_locale)
    if fallback is None:
        raise Invalid("locale_unknown", locale=default_locale[:20])
    folder = await asyncio.to_thread(folder.resolve)
    if not folder.is_dir():
        raise Invalid("folder_missing", folder=str(folder))
    report = ImportReport()
    await _around(database, brand_id, folder, report)
    paths = await asyncio.to_thread(lambda: sorted(_markdown_files(folder, report)))
    owners = await _owners(database, brand_id)
    publisher = await Publisher.open(database, brand_id, owners)
    beside = FolderMedia(media, brand_id, folder) if media is not None else None
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        drafts = await asyncio.to_thread(_drafts, folder, batch, fallback, report)
        if beside is not None:
            drafts = [await _with_media(beside, draft) for draft in drafts]
        for draft, outcome in zip(drafts, await publisher.publish(drafts), strict=True):
            _count(report, draft, outcome)
            owner = str(draft.source.fields.shared.get("owner", ""))
            if owner and owner.casefold() not in owners:
                report.notes.append(Skipped(draft.path, f"its owner {one_line(owner, 80)} does not work here"))
        if progress:
            progress(start + len(batch), len(paths))
    await publisher.finish(fallback)
    if beside is not None:
        report.notes += [Skipped(path, reason) for path, reason in beside.notes.items()]
    return report


async def _with_media(beside: FolderMedia, draft: Draft) -> Draft:
    source = draft.source
    body = await beside.taken_in(source.body, None if source.fields.exact else PurePosixPath(draft.path))
    return draft if body == source.body else replace(draft, source=replace(source, body=body))


async def _around(database: Database, brand_id: str, folder: Path, report: ImportReport) -> None:
    """The files that are no articles, before those that are."""
    for name, take in ((CATEGORIES, import_categories), (SYNONYMS, import_synonyms)):
        path = folder / name
        if not await asyncio.to_thread(path.is_file):
            continue
        try:
            await asyncio.to_thread(_check_place, path, folder)
            odd = await take(database, brand_id, await asyncio.to_thread(read_list, path))
        except Unreadable as error:
            odd = [str(error)]
        report.notes += [Skipped(name, one_line(storable(reason), 200)) for reason in odd]


async def _owners(database: Database, brand_id: str) -> dict[str, str]:
    """Ids of who may answer for an article, by mail address."""
    async with database.read() as session:
        rows, _ = await people.colleagues(session, frozenset({brand_id}), authors=True)
    return {row.email.casefold(): row.id for row in rows}


def _count(report: ImportReport, draft: Draft, outcome: str) -> None:
    if outcome not in ("new", "changed", "unchanged"):
        report.skipped.append(Skipped(draft.path, outcome))
        return
    setattr(report, outcome, getattr(report, outcome) + 1)
    report.locales[draft.locale] = report.locales.get(draft.locale, 0) + 1


def _markdown_files(folder: Path, report: ImportReport) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        shut = {name for name in folders if name.startswith(".") or (Path(place) / name).is_symlink()}
        report.not_entered += [storable(str((Path(place) / name).relative_to(folder))) for name in sorted(shut)]
        folders[:] = [name for name in folders if name not in shut]
        yield from (Path(place) / name for name in names if name.lower().endswith(SUFFIXES))


def _drafts(folder: Path, paths: Sequence[Path], fallback: str, report: ImportReport) -> list[Draft]:
    """Reads files; runs in a thread."""
    drafts = []
    # The last two names of the folder tell `btcpay/docs` from `wasabi/docs` and survive a move of the whole.
    origin = PurePosixPath(storable(str(PurePosixPath(*folder.parts[-2:]))))
    for path in paths:
        # A file system keeps names that are no text.
        shown = storable(path.relative_to(folder).as_posix())
        try:
            source = read_markdown(PurePosixPath(shown), _bytes(path, folder))
        except Unreadable as error:
            report.skipped.append(Skipped(shown, str(error)))
        except OSError as error:
            report.skipped.append(Skipped(shown, error.strerror or type(error).__name__))
        except Exception as error:  # noqa: BLE001 - one odd file must not end the import of the others
            report.skipped.append(Skipped(shown, f"unreadable ({type(error).__name__})"))
        else:
            key = source.fields.source or str(origin / source.key)[-500:]
            drafts.append(Draft(shown, key, source.locale or fallback, source))
    return drafts


def _bytes(path: Path, folder: Path) -> bytes:
    if path.name.startswith("."):
        raise Unreadable("hidden file")
    _check_place(path, folder)
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    return path.read_bytes()


def _check_place(path: Path, folder: Path) -> None:
    """Raises Unreadable for what lies elsewhere, and for what is no file: a pipe would be waited for. Raises OSError."""
    try:
        inside = path.resolve().is_relative_to(folder)
    except RuntimeError:
        raise Unreadable("a link that leads in a circle") from None
    if not inside:
        raise Unreadable("a link that leads out of the folder")
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("no file")
