"""What the pages of a new ticket hold: the kinds of matters, a category's questions, the review, and the list to print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fairlead.chains.networks import NETWORKS
from fairlead.channels.portal.ask_evidence import (
    TOLD,
    Brought,
    Faults,
    asks,
    completeness_of,
    given_of,
    has_times,
    questions,
)
from fairlead.channels.portal.check_ticket import About, Checked
from fairlead.channels.portal.read_posted import PLAIN, WORDS, Typed
from fairlead.channels.tell import file_words
from fairlead.kit.clock import HOUR, MINUTE
from fairlead.shield.secrets import say_marks
from fairlead.tickets.read_evidence import Fact
from fairlead.tickets.taxonomy import Category, Taxonomy, in_locale

Say = Callable[..., str]

# Offered while one types; any name of the tz database and any offset will do.
ZONES = (
    "UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Argentina/Buenos_Aires",
    "America/Bogota", "America/Chicago", "America/Denver", "America/Lima", "America/Los_Angeles", "America/Mexico_City",
    "America/New_York", "America/Sao_Paulo", "America/Toronto", "Asia/Almaty", "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai",
    "Asia/Ho_Chi_Minh", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi", "Asia/Kolkata", "Asia/Manila", "Asia/Riyadh",
    "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei", "Asia/Tashkent", "Asia/Tokyo", "Australia/Sydney",
    "Europe/Berlin", "Europe/Istanbul", "Europe/Kyiv", "Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Paris",
    "Europe/Warsaw", "Pacific/Auckland",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the review: what was asked, what was said, and what is odd about it."""

    label: str
    values: tuple[str, ...]
    hints: tuple[str, ...]
    code: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A category for its reader."""

    category: Category
    label: str
    first: str

    @property
    def code(self) -> str:
        return self.category.code


def chosen(category: Category, locale: str) -> Chosen:
    first = in_locale(category.first, locale) if category.first else ""
    return Chosen(category, in_locale(category.labels, locale), first)


def groups(taxonomy: Taxonomy, locale: str, words: str) -> list[tuple[str, list[Chosen]]]:
    """By kind of matter, those in whose names, in any language, all words stand; kinds without any are left out."""
    wanted = words.casefold().split()
    found = []
    for kind in taxonomy.types:
        ones = [
            chosen(one, locale)
            for one in taxonomy.categories.values()
            if one.type == kind.code and one.active and _is_about(one, taxonomy, wanted)
        ]
        if ones:
            found.append((in_locale(kind.labels, locale), ones))
    return found


def _is_about(category: Category, taxonomy: Taxonomy, wanted: Sequence[str]) -> bool:
    fields = (label for key in category.fields for label in taxonomy.fields[key].labels.values())
    told = " ".join((category.code, *category.labels.values(), *category.first.values(), *fields)).casefold()
    return all(word in told for word in wanted)


def must_read_first(category: Category) -> bool:
    """Nobody who is being robbed, and nobody who complains, is sent to read first."""
    return category.may_ask_first and category.type not in ("security", "complaint")


def form_values(about: About, typed: Typed, *, faults: Faults, files: Mapping[str, Brought]) -> dict[str, Any]:
    """What the form's page holds. `summary`: every fault with the id of what it belongs to, in the page's order."""
    category, taxonomy, locale, say = about.category, about.taxonomy, about.locale, about.say
    every = questions(category, taxonomy, typed, locale=locale, say=say, faults=faults, files=files)
    named = {"text": "form.text"} | {name: f"ticket.form.{name}" for name in WORDS[1:] if name != "diagnostics"}
    order = [("text", say(named.pop("text"))), *((one.key, one.label) for one in every)]
    order += [(name, say(key)) for name, key in named.items()]
    summary = [(f"#f-{name}", label, wrong) for name, label in order for wrong in faults.of(name)]
    zone = has_times(category, taxonomy)
    return {
        "chosen": chosen(category, locale),
        "typed": typed,
        "faults": faults,
        "needed": [one for one in every if one.required],
        "further": [one for one in every if not one.required],
        "further_open": any(one.value or one.missing or one.files or one.wrong for one in every if not one.required),
        "wanted": " ".join("text" if key in TOLD else key for key in category.required),
        "zone_needed": zone,
        "zones": ZONES,
        "summary": summary,
        "complete": completeness_of(category, given_of(category, taxonomy, typed)),
    }


def review_values(
    about: About, typed: Typed, checked: Checked, *, files: Mapping[str, Brought], within: int
) -> dict[str, Any]:
    """`within`: until a person would answer, in microseconds."""
    return {
        "chosen": chosen(about.category, about.locale),
        "rows": _rows(about, checked.facts, files),
        "message": say_marks(checked.message, about.say),
        "urgent": say_marks(checked.urgent, about.say),
        "complete": checked.complete,
        "removed": checked.removed,
        "within": duration(within, about.say),
        "hidden": hidden(typed),
    }


def hidden(typed: Typed) -> list[tuple[str, str]]:
    """The form as hidden fields."""
    found = [(name, str(getattr(typed, name))) for name in WORDS if name in PLAIN and getattr(typed, name)]
    found += [(f"v.{key}", value) for key, value in typed.values.items() if value]
    found += [(f"m.{key}", value) for key, value in typed.missing.items() if value]
    return found + [(f"k.{key}", name) for key, names in typed.files.items() for name in names]


def duration(span: int, say: Say) -> str:
    return say("ticket.hours", count=span // HOUR) if span >= HOUR else say("ticket.minutes", count=span // MINUTE)


def checklist_values(category: Category, taxonomy: Taxonomy, locale: str) -> dict[str, Any]:
    """What to have at hand before one contacts us."""
    lines = [(taxonomy.fields[key], key in category.required) for key in asks(category)]
    return {
        "chosen": chosen(category, locale),
        "needed": [(in_locale(one.labels, locale), one.example) for one, required in lines if required],
        "further": [(in_locale(one.labels, locale), one.example) for one, required in lines if not required],
    }


def _rows(about: About, facts: Sequence[Fact], files: Mapping[str, Brought]) -> list[Row]:
    found = []
    for key in asks(about.category):
        mine = [fact for fact in facts if fact.field == key]
        if mine:
            one = about.taxonomy.fields[key]
            shown = tuple(_shown(fact, one.kind, about.say, files) for fact in mine)
            hints = tuple(dict.fromkeys(about.say(f"ticket.hint.{hint}") for fact in mine for hint in fact.hints))
            found.append(Row(in_locale(one.labels, about.locale), shown, hints, one.kind in ("txid", "address")))
    return found


def _of_file(file: Brought, say: Say) -> str:
    # Isolated, so that what is said of it is not drawn into the direction of its name.
    return f"\u2068{file.name}\u2069 \u2068({' · '.join(file_words(file.meta, say))})\u2069"


def _shown(fact: Fact, kind: str, say: Say, files: Mapping[str, Brought]) -> str:
    if fact.missing:
        return say("ticket.missing_because", reason=fact.missing)
    if fact.file:
        return _of_file(files[fact.file], say) if fact.file in files else ""
    if kind == "network":
        return NETWORKS[fact.value].name
    if kind in ("choice", "yes_no"):
        return say(f"ticket.choice.{fact.value}")
    if kind == "time":
        return _both(fact)
    return say_marks(fact.value, say)


def _both(fact: Fact) -> str:
    """As it was told, and in UTC: an agent reads both."""
    told = datetime.fromisoformat(fact.value)
    utc = f"{told:%Y-%m-%d %H:%M} UTC"
    if "/" not in fact.zone:
        return utc if fact.zone in ("", "Z", "+00:00") else f"{utc} ({fact.zone})"
    return f"{told.astimezone(ZoneInfo(fact.zone)):%Y-%m-%d %H:%M} {fact.zone} ({utc})"
