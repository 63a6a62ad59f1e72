"""The facts of a matter as a form: what is there, what is lacking, and what of a filled-in form is new."""

from collections.abc import Callable, Collection, Mapping

from fairlead.channels.portal.ask_evidence import Brought, Faults, Question, questions
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.tell_events import zone_for
from fairlead.kit.text import is_blank
from fairlead.tickets.ask_by_card import OWN
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.taxonomy import Category, Field, in_locale

Say = Callable[..., str]


def category_of(matter: Matter) -> Category | None:
    return matter.taxonomy.categories.get(matter.row.category)


def fields_of(matter: Matter) -> tuple[str, ...]:
    """What the form asks: what the matter's kind needs or takes, and whatever else there is already."""
    category = category_of(matter)
    wanted = category.fields if category is not None else ()
    told = (fact["field"] for fact in matter.wire["evidence"])
    # What an agent asked in his own words is corrected where it was asked.
    known = {key for key in matter.taxonomy.fields if not key.startswith(OWN)}
    return tuple(key for key in dict.fromkeys((*wanted, *told)) if key in known)


def as_typed(matter: Matter) -> Typed:
    """What is there already, as it would be typed again."""
    typed = Typed()
    for fact in matter.wire["evidence"]:
        key = fact["field"]
        if fact.get("missing"):
            typed.missing[key] = fact["missing"]
        elif fact.get("file"):
            typed.files.setdefault(key, []).append(fact["file"])
        else:
            line = fact.get("typed") or fact.get("value", "")
            typed.values[key] = f"{typed.values[key]}\n{line}" if key in typed.values else line
            typed.zone = typed.zone or fact.get("zone", "")
    return typed


def as_left(matter: Matter, typed: Typed | None) -> Typed:
    """A form that was refused, with what nobody touched as it stands in the matter."""
    was = as_typed(matter)
    if typed is None:
        return was
    typed.values, typed.missing = {**was.values, **typed.values}, {**was.missing, **typed.missing}
    return typed


def asked(
    matter: Matter, typed: Typed, *, locale: str, say: Say, faults: Faults, files: Mapping[str, Brought]
) -> list[Question]:
    """What is lacking first."""
    category, lacking = category_of(matter), matter.wire["lacking"]
    if category is None:
        return []
    found = questions(category, matter.taxonomy, typed, locale=locale, say=say, faults=faults, files=files)
    return sorted(found, key=lambda one: one.key not in lacking)


def changes(matter: Matter, typed: Typed, refused: Collection[str]) -> list[Given]:
    """What stands otherwise in the form than it did. A field that was emptied is no news: facts are corrected, not taken back.
    `refused`: fields that brought a file which was not taken, and which are given without one, so that they are refused."""
    before = as_typed(matter)
    found: list[Given] = []
    for key in fields_of(matter):
        one = matter.taxonomy.fields[key]
        value, missing = typed.values.get(key, ""), typed.missing.get(key, "")
        files = files_in(typed, one)
        if one.kind == "file":
            if files != before.files.get(key, []):
                found += [Given(key, file=file_id) for file_id in files]
            found += [Given(key, file="")] if key in refused else []
        elif not is_blank(value):
            zone = typed.zone if one.kind == "time" else ""
            if value != before.values.get(key) or (zone and before.zone and zone != before.zone):
                lines = value.split("\n") if one.many else [value]
                found += [
                    Given(key, line, zone=zone_for(line, zone) if zone else "") for line in lines if not is_blank(line)
                ]
            continue
        if not files and key not in refused and not is_blank(missing) and missing != before.missing.get(key):
            found.append(Given(key, missing=missing))
    return found


def files_in(typed: Typed, field: Field) -> list[str]:
    """Of a field that takes one, the one that came last."""
    named = typed.files.get(field.key, [])
    return named if field.many else named[-1:]


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
