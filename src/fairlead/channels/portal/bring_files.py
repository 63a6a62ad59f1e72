"""Files that come with a form's fields: taken in and named by the form from then on, so that nobody chooses one twice."""

from collections.abc import Callable, Sequence

from fairlead.channels.portal.ask_evidence import Brought
from fairlead.channels.portal.read_posted import FILES, Typed, Upload
from fairlead.conversations.files import Files, meta
from fairlead.conversations.open_archive import Opened, take_any
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound, Problem
from fairlead.shield.sources import Given


async def brought(files: Files, customer: Actor | None, typed: Typed, *, sent: bool) -> dict[str, Brought]:
    """The files a form names that are the customer's and still wait for a message: they do for a day. `sent`: also those that
    wait no more, for a form that is sent a second time."""
    found: dict[str, Brought] = {}
    for file_id in dict.fromkeys(name for names in typed.files.values() for name in names):
        try:
            file = await files.own(customer, file_id) if customer else None
        except NotFound:
            continue
        if file is not None and (sent or file.conversation_id is None):
            found[file_id] = Brought(file.id, file.name, meta(file))
    return found


async def take(
    files: Files,
    customer: Actor,
    brand_id: str,
    *,
    typed: Typed,
    uploads: Sequence[Upload],
    reason: Callable[[Problem], str],
    sent: bool,
    as_is: bool = False,
) -> dict[str, list[str]]:
    """Keeps what came and names it in the form, and forgets what is gone. `as_is`: what looks like a secret in a caption is none.
    Why one is refused, by its field."""
    there = await brought(files, customer, typed, sent=sent)
    typed.files = {key: [name for name in names if name in there] for key, names in typed.files.items()}
    faults: dict[str, list[str]] = {}
    for upload in uploads:
        try:
            taken = await take_any(
                files,
                customer,
                brand_id,
                upload.name,
                Given(upload.content),
                caption=upload.caption,
                as_is=as_is,
                most=max(0, FILES - sum(map(len, typed.files.values()))),
            )
        except Problem as problem:
            faults.setdefault(upload.field, []).append(f"{upload.name[:80]}: {reason(problem)}")
        else:
            named = typed.files.setdefault(upload.field, [])
            named += [file.id for file in taken.files] if isinstance(taken, Opened) else [taken.id]
            left_out = taken.left_out if isinstance(taken, Opened) else ()
            if left_out:
                faults.setdefault(upload.field, []).extend(f"{one.name}: {reason(one.problem)}" for one in left_out)
    return faults
