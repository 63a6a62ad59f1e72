"""Which questions a category's form asks, how each is answered, and what of a filled-in form is evidence. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.chains.networks import NETWORKS
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.tell_events import zone_for
from fairlead.kit.errors import Problem
from fairlead.kit.text import is_blank
from fairlead.tickets.ask_by_card import OWN
from fairlead.tickets.read_evidence import Fault, Given
from fairlead.tickets.taxonomy import Category, Field, Taxonomy, in_locale

# What the message itself says: nobody is asked for it twice.
TOLD = ("what_happened", "words")
# In an emergency one sends what one has: an agent asks for the rest.
MAY_LACK = frozenset({"security", "complaint", "report"})
_LONG = frozenset({"request_response", "error_text", "tasks", "reason", "wish", "sender_info", "counts"})
_CODES = frozenset({"txid", "address", "memo", "trace_id", "api_key_prefix", "arn", "lei", "ip", "error_code"})
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The exchange's page may say what it is about.
FROM_PAGE = {"coin": "asset", "network": "network", "txid": "txid", "order": "order_id", "pair": "symbol"}

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was taken already. `meta`: its wire shape."""

    id: str
    name: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """`control`: `input`, `area`, `select` or `file`; `type`: of an input. `wrong`: why it was refused."""

    key: str
    control: str
    type: str
    label: str
    example: str
    required: bool
    many: bool
    code: bool
    mode: str
    choices: tuple[tuple[str, str], ...]
    value: str
    missing: str
    files: tuple[Brought, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"f-{self.key}"


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a form is refused, by the name of what is wrong: a field's key, or one of `read_posted.WORDS`."""

    by_name: Mapping[str, list[str]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        return tuple(self.by_name.get(name, ()))


@dataclass(frozen=True, slots=True)
class Form:
    """A filled-in form as it is shown again: the files it names by their ids, and why it was refused."""

    typed: Typed
    files: Mapping[str, Brought]
    faults: Faults = field(default_factory=Faults)
    problem: Problem | None = None


def asks(category: Category) -> tuple[str, ...]:
    """The fields that are asked for, required ones first."""
    return tuple(key for key in category.fields if key not in TOLD)


def has_times(category: Category, taxonomy: Taxonomy) -> bool:
    return any(taxonomy.fields[key].kind == "time" for key in asks(category))


def questions(
    category: Category,
    taxonomy: Taxonomy,
    typed: Typed,
    *,
    locale: str,
    say: Say,
    faults: Faults,
    files: Mapping[str, Brought],
) -> list[Question]:
    """`files`: those there are of the ids the form names."""
    return [
        question(
            taxonomy.fields[key], key in category.required, typed, locale=locale, say=say, faults=faults, files=files
        )
        for key in asks(category)
    ]


def question(
    one: Field, required: bool, typed: Typed, *, locale: str, say: Say, faults: Faults, files: Mapping[str, Brought]
) -> Question:
    value, wrong = typed.values.get(one.key, ""), faults.of(one.key)
    control, kind = _control(one, value, bool(wrong))
    return Question(
        key=one.key,
        control=control,
        type=kind,
        label=in_locale(one.labels, locale),
        example=one.example,
        required=required,
        many=one.many,
        code=one.kind in _CODES,
        mode={"amount": "decimal", "card_last4": "numeric", "url": "url"}.get(one.kind, ""),
        choices=_choices(one, value, say),
        value=value,
        missing=typed.missing.get(one.key, ""),
        files=tuple(files[name] for name in typed.files.get(one.key, ()) if name in files),
        wrong=wrong,
    )


def _control(one: Field, value: str, is_wrong: bool) -> tuple[str, str]:
    if one.kind == "file":
        return "file", "file"
    if one.kind in ("network", "choice", "yes_no"):
        return "select", ""
    if one.many or one.key in _LONG:
        return "area", ""
    # A browser's own field shows nothing of what it cannot read, and takes no offset for an hour that was there twice.
    if one.kind == "time" and not is_wrong and (not value or _LOCAL.fullmatch(value)):
        return "input", "datetime-local"
    if one.kind == "date" and (not value or _DATE.fullmatch(value)):
        return "input", "date"
    return "input", "text"


def _choices(one: Field, value: str, say: Say) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    if one.kind == "network":
        found = [(network.key, network.name) for network in NETWORKS.values()]
    elif one.kind == "yes_no":
        found = [(choice, say(f"ticket.choice.{choice}")) for choice in ("yes", "no")]
    elif one.kind == "choice":
        # An agent's own are in the customer's language already.
        own = one.key.startswith(OWN)
        found = [(choice, choice if own else say(f"ticket.choice.{choice}")) for choice in one.choices]
    if found and value and value not in dict(found):
        found.append((value, value))
    return tuple(found)


def given_of(category: Category, taxonomy: Taxonomy, typed: Typed) -> list[Given]:
    """What stands in the form, as evidence. What is needed and not there is given empty, so that it is refused: but in an
    emergency."""
    found: list[Given] = []
    for key in category.fields:
        one = taxonomy.fields[key]
        if key in TOLD:
            found += [Given(key, typed.text[:2000])] if not is_blank(typed.text) else []
            continue
        values = _values(one, typed)
        if not values and not is_blank(typed.missing.get(key, "")):
            values = [Given(key, missing=typed.missing[key])]
        if not values and key in category.required and category.type not in MAY_LACK:
            values = [Given(key)]
        found += values
    return found


def _values(one: Field, typed: Typed) -> list[Given]:
    if one.kind == "file":
        return [Given(one.key, file=name) for name in typed.files.get(one.key, ())]
    value = typed.values.get(one.key, "")
    lines = value.split("\n") if one.many else [value]
    zone = one.kind == "time"
    return [
        Given(one.key, line, zone=zone_for(line, typed.zone) if zone else "") for line in lines if not is_blank(line)
    ]


def completeness_of(category: Category, given: Iterable[Given]) -> int:
    """As `read_evidence.completeness` counts it, of what is not read yet."""
    if not category.required:
        return 100
    there = {one.field for one in given if one.value or one.file}
    excused = {one.field for one in given if one.missing} - there
    points = sum(2 if key in there else 1 if key in excused else 0 for key in category.required)
    return 50 * points // len(category.required)


def placed(faults: Sequence[Fault], sentences: Sequence[str], taxonomy: Taxonomy) -> dict[str, list[str]]:
    """Each fault's sentence beside the question it belongs to. Of several values the sentence names the one it is about."""
    found: dict[str, list[str]] = {}
    for fault, sentence in zip(faults, sentences, strict=True):
        one = taxonomy.fields.get(fault.field)
        name = "zone" if fault.code == "time_zone" else "text" if fault.field in TOLD else fault.field
        named = f"{fault.value}: {sentence}" if one is not None and one.many and fault.value else sentence
        beside = found.setdefault(name, [])
        if named not in beside:
            beside.append(named)
    return found


def filled(category: Category, known: Mapping[str, str], query: Mapping[str, str]) -> dict[str, str]:
    """What the sign-in and the page one comes from know already."""
    told = {FROM_PAGE[name]: value for name, value in query.items() if name in FROM_PAGE}
    return {key: value for key, value in {**known, **told}.items() if value and key in category.fields}
