"""A zip is opened once, when it comes: its files are taken as if each had come by itself, the zip is not kept, and
whatever is left out of it is told by its name with the reason."""

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from fairlead.conversations.files import HEAD_BYTES, File, Files, checked_caption, meta
from fairlead.kit.access import Actor
from fairlead.kit.errors import FileTooLarge, Invalid, Problem, Unavailable
from fairlead.kit.text import visible_name
from fairlead.kit.texts import Texts
from fairlead.shield.archives import Unpacked, is_archive, unpacked
from fairlead.shield.rules import FILES_PER_MESSAGE, NAME_CHARS, file_name
from fairlead.shield.secrets import clean
from fairlead.shield.sources import Given, Source


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry by its name in the zip, and why it is not taken."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Opened:
    name: str
    files: tuple[File, ...]
    left_out: tuple[LeftOut, ...]


async def take_any(
    files: Files,
    actor: Actor,
    brand_id: str,
    name: str,
    source: Source,
    *,
    caption: str = "",
    as_is: bool = False,
    most: int = FILES_PER_MESSAGE,
) -> File | Opened:
    """A file, or what a zip holds of them, `most` at most; its caption is said of each. Raises what `Files.take` and
    `unpacked` raise, Invalid("archive_nothing") when no file of it is taken."""
    head = await source.read(0, min(source.size, HEAD_BYTES))
    if not is_archive(head):
        return await files.take(actor, brand_id, name, source, caption=caption, as_is=as_is)
    files.check_size(head, source.size)
    # Before anything of it is taken: what is wrong with the words is wrong with all of them.
    checked_caption(caption, as_is=as_is)
    taken, left_out = list[File](), list[LeftOut]()
    async with (
        files.opening,
        aclosing(unpacked(await source.read(0, source.size), largest=files.limits.file)) as entries,
    ):
        async for entry in entries:
            shown = visible_name(clean(entry.name).text, NAME_CHARS)
            try:
                taken.append(
                    await _taken(files, actor, brand_id, entry, full=len(taken) >= most, caption=caption, as_is=as_is)
                )
            except Unavailable:
                raise
            except Problem as problem:
                left_out.append(LeftOut(shown, problem))
    if not taken:
        told = [{"name": one.name, "code": one.problem.code} for one in left_out]
        raise Invalid("archive_nothing", names=", ".join(one.name for one in left_out[:5]), left_out=told)
    return Opened(file_name(clean(name).text), tuple(taken), tuple(left_out))


async def _taken(
    files: Files, actor: Actor, brand_id: str, entry: Unpacked, *, full: bool, caption: str, as_is: bool
) -> File:
    if entry.why:
        raise FileTooLarge(files.limits.file) if entry.why == "file_too_large" else Invalid(entry.why)
    if full:
        raise Invalid("too_many_files", limit=FILES_PER_MESSAGE)
    name = entry.name.replace("\\", "/").rpartition("/")[2]
    return await files.take(actor, brand_id, name, Given(entry.content), caption=caption, as_is=as_is)


def wire(taken: File | Opened, texts: Texts, locale: str | None) -> dict[str, Any]:
    """A file's meta; of a zip `files`, and `left_out` with why, and what to do instead, for each in the reader's language."""
    if isinstance(taken, File):
        return meta(taken)
    spoken = texts.choose(locale)
    left_out = [_left_out(one, texts, spoken) for one in taken.left_out]
    return {"name": taken.name, "files": [meta(file) for file in taken.files], "left_out": left_out}


def _left_out(one: LeftOut, texts: Texts, locale: str) -> dict[str, str]:
    why, then = one.problem, f"next.{one.problem.code}"
    return {
        "name": one.name,
        "code": why.code,
        "message": texts(f"error.{why.code}", locale, **why.told),
        "next": texts(then, locale, **why.told) if texts.has(then) else "",
    }


def kept_of(opened: Opened) -> dict[str, Any]:
    """What an upload in pieces remembers of it, so that it is told the same when it is asked again."""
    left_out = [[one.name, one.problem.code, one.problem.status, one.problem.data] for one in opened.left_out]
    return {"name": opened.name, "files": [file.id for file in opened.files], "left_out": left_out}


async def as_kept(files: Files, actor: Actor, kept: dict[str, Any]) -> Opened:
    """Raises NotFound when its files waited too long for a message."""
    taken = [await files.own(actor, file_id) for file_id in kept["files"]]
    left_out = [LeftOut(name, Problem(code, status, **data)) for name, code, status, data in kept["left_out"]]
    return Opened(kept["name"], tuple(taken), tuple(left_out))
