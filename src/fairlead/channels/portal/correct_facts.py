"""The facts of a matter as a form: what is there, what is lacking, and what of a filled-in form is new."""

from collections.abc import Callable, Sequence

from fairlead.channels.portal.ask_evidence import Brought, Faults, Question, questions
from fairlead.channels.portal.read_filled import Filled
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.tell_events import zone_for
from fairlead.kit.text import is_blank
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.taxonomy import Category, in_locale

Say = Callable[..., str]


def category_of(matter: Matter) -> Category | None:
    return matter.taxonomy.categories.get(matter.row.category)


def fields_of(matter: Matter) -> tuple[str, ...]:
    """What the form asks: what the matter's kind needs or takes, and whatever else there is already."""
    category = category_of(matter)
    wanted = category.fields if category is not None else ()
    told = (fact["field"] for fact in matter.wire["evidence"])
    return tuple(key for key in dict.fromkeys((*wanted, *told)) if key in matter.taxonomy.fields)


def as_typed(matter: Matter) -> Typed:
    """What is there already, as it would be typed again."""
    typed = Typed()
    for fact in matter.wire["evidence"]:
        key = fact["field"]
        if fact.get("missing"):
            typed.missing[key] = fact["missing"]
        elif not fact.get("file"):
            line = fact.get("typed") or fact.get("value", "")
            typed.values[key] = f"{typed.values[key]}\n{line}" if key in typed.values else line
            typed.zone = typed.zone or fact.get("zone", "")
    return typed


def asked(matter: Matter, typed: Typed, *, locale: str, say: Say, faults: Faults) -> list[Question]:
    """What is lacking first."""
    category, lacking = category_of(matter), matter.wire["lacking"]
    if category is None:
        return []
    found = questions(category, matter.taxonomy, typed, locale=locale, say=say, faults=faults, files={})
    return sorted(found, key=lambda one: one.key not in lacking)


def changes(matter: Matter, filled: Filled, brought: Sequence[Brought]) -> list[Given]:
    """What stands otherwise in the form than it did. A field that was emptied is no news: facts are corrected, not taken back."""
    before, typed = as_typed(matter), filled.typed
    files: dict[str, list[str]] = {}
    for upload, file in zip(filled.uploads, brought[len(brought) - len(filled.uploads) :], strict=True):
        files.setdefault(upload.field, []).append(file.id)
    found: list[Given] = []
    for key in fields_of(matter):
        one = matter.taxonomy.fields[key]
        value, missing = typed.values.get(key, ""), typed.missing.get(key, "")
        if one.kind == "file":
            found += [Given(key, file=file_id) for file_id in files.get(key, ())]
        elif not is_blank(value):
            zone = typed.zone if one.kind == "time" else ""
            if value != before.values.get(key) or (zone and before.zone and zone != before.zone):
                lines = value.split("\n") if one.many else [value]
                found += [
                    Given(key, line, zone=zone_for(line, zone) if zone else "") for line in lines if not is_blank(line)
                ]
            continue
        if not files.get(key) and not is_blank(missing) and missing != before.missing.get(key):
            found.append(Given(key, missing=missing))
    return found


def told(matter: Matter, locale: str) -> list[dict[str, object]]:
    """What is there, field by field, as it is shown: `[{"label", "values": [...], "missing", "files": [...]}]`."""
    found: dict[str, dict[str, object]] = {}
    for fact in matter.wire["evidence"]:
        field = matter.taxonomy.fields.get(fact["field"])
        label = in_locale(field.labels, locale) if field is not None else fact["field"]
        row = found.setdefault(fact["field"], {"label": label, "values": [], "missing": "", "files": []})
        if fact.get("missing"):
            row["missing"] = fact["missing"]
        else:
            kept = row["files" if fact.get("file") else "values"]
            if isinstance(kept, list):
                kept.append(fact.get("file") or fact.get("value", ""))
    return list(found.values())


def lacking(matter: Matter, locale: str) -> list[str]:
    """The labels of what is needed and of which nothing was said."""
    known = matter.taxonomy.fields
    return [in_locale(known[key].labels, locale) for key in matter.wire["lacking"] if key in known]
