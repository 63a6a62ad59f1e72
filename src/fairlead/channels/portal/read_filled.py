"""What a browser sends with a form about a matter: words, a fact for each field, reasons why there is none, and files."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from litestar.datastructures import UploadFile

from fairlead.channels.portal.ask_evidence import Brought
from fairlead.channels.portal.read_posted import (
    FILES,
    TYPED_CHARS,
    Typed,
    Upload,
    as_typed,
    captioned,
    sent_pairs,
)
from fairlead.conversations.files import Files, meta
from fairlead.conversations.open_archive import LeftOut, Opened, take_any
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, Malformed, NotFound, Problem
from fairlead.people.door import AnyRequest
from fairlead.shield.sources import Given as GivenSource


@dataclass(frozen=True, slots=True)
class Filled:
    """`words`: the plain fields, empty where they are missing. `files`: ids of those that came with an earlier try."""

    words: Mapping[str, str]
    typed: Typed
    files: tuple[str, ...]
    uploads: tuple[Upload, ...]


EMPTY = Filled({}, Typed(), (), ())


async def read_filled(request: AnyRequest, plain: Set[str], fields: Collection[str] = ()) -> Filled:
    """`v.{field}` is a value, `m.{field}` a reason, `u.{field}` a file of a field's and `k.{field}` the id of one that came
    before; `file` are files of the message, `kept` the ids of those that came before; `c.{field}` and `captions` are
    what is said of new ones.

    Raises Malformed("request_invalid"), Problem("body_too_large"), Invalid: `encoding`, `unknown_field`, `too_many_files`.
    """
    words, typed, uploads, kept = dict.fromkeys(plain, ""), Typed(), list[Upload](), list[str]()
    seen, size, captions = set[str](), 0, dict[str, str]()
    for name, value in await sent_pairs(request):
        letter, dot, key = name.partition(".")
        of_field = bool(dot) and letter in ("v", "m", "u", "k", "c") and key in fields
        if not (of_field or name in plain or name in ("file", "kept")):
            raise Invalid("unknown_field", field=name[:80])
        if name in seen and name not in ("file", "kept") and letter not in ("u", "k"):
            raise Malformed("request_invalid")
        seen.add(name)
        if isinstance(value, UploadFile):
            if name != "file" and letter != "u":
                raise Malformed("request_invalid")
            upload = Upload(key or name, value.filename, await value.read())
            # A browser sends a part without a name for a field in which nothing was chosen.
            uploads += [upload] if upload.name or upload.content else []
            continue
        text = as_typed(value)
        size += len(text)
        if name == "kept":
            kept.append(text)
        elif name in plain:
            words[name] = text
        elif of_field and letter == "c":
            captions[key] = text
        elif of_field and letter == "k":
            typed.files.setdefault(key, []).append(text)
        elif of_field and letter != "u" and text:
            (typed.values if letter == "v" else typed.missing)[key] = text
    typed.zone = words.get("zone", "")
    if size > TYPED_CHARS:
        raise Problem("body_too_large", 413, bytes=TYPED_CHARS)
    if len(uploads) + len(kept) + sum(map(len, typed.files.values())) > FILES:
        raise Invalid("too_many_files", limit=FILES)
    captions["file"] = words.get("captions", "")
    return Filled(words, typed, tuple(dict.fromkeys(kept)), tuple(captioned(uploads, captions)))


async def bring(files: Files, customer: Actor, brand_id: str, filled: Filled) -> tuple[list[Brought], list[LeftOut]]:
    """Those that came before, as far as they are his, and the new ones; and what of a zip is left out. Raises as `take_any`."""
    found, left_out, as_is = list[Brought](), list[LeftOut](), bool(filled.words.get("as_is"))
    for file_id in filled.files:
        try:
            file = await files.own(customer, file_id)
        except NotFound:
            continue
        found.append(Brought(file.id, file.name, meta(file)))
    for upload in filled.uploads:
        taken = await take_any(
            files,
            customer,
            brand_id,
            upload.name,
            GivenSource(upload.content),
            caption=upload.caption,
            as_is=as_is,
            most=max(0, FILES - len(found)),
        )
        found += [
            Brought(file.id, file.name, meta(file)) for file in (taken.files if isinstance(taken, Opened) else (taken,))
        ]
        left_out += taken.left_out if isinstance(taken, Opened) else ()
    return found, left_out
