"""What agents ask by a card as a form: its questions and its steps, and what of a filled-in form is the answer. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.channels.portal.ask_evidence import Brought, Faults, Question, Say, question
from fairlead.channels.portal.correct_facts import as_typed, files_in
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.tell_events import zone_for
from fairlead.kit.errors import Conflict, NotFound
from fairlead.kit.text import is_blank
from fairlead.tickets.answer_card import Step
from fairlead.tickets.ask_by_card import ASKED, WITHDRAWN
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.taxonomy import Field

Card = Mapping[str, Any]
DONE, NOT_DONE = "yes", "no"


@dataclass(frozen=True, slots=True)
class AskedStep:
    """`done`: `yes`, `no`, or empty where nothing was said."""

    key: str
    text: str
    done: str
    words: str
    files: tuple[Brought, ...]
    wrong: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"f-{self.key}"


def open_cards(matter: Matter) -> list[Card]:
    """What still waits for an answer."""
    return [one for one in matter.wire["cards"] if one["state"] == ASKED] if matter.wire["open"] else []


def card_of(matter: Matter, card_id: str) -> Card:
    """Raises NotFound; Conflict: `card_withdrawn`, `ticket_ended`."""
    found: Card | None = next((one for one in matter.wire["cards"] if one["id"] == card_id), None)
    if found is None:
        raise NotFound
    if found["state"] == WITHDRAWN:
        raise Conflict("card_withdrawn")
    if not matter.wire["open"]:
        raise Conflict("ticket_ended")
    return found


def names_of(card: Card) -> tuple[str, ...]:
    """Of a card's form: each field, and `steps.0` and so on."""
    return (*(one["key"] for one in card["fields"]), *(f"steps.{at}" for at in range(len(card["steps"]))))


def as_answered(matter: Matter, card: Card) -> Typed:
    """What is known already, as it would be typed again."""
    typed = as_typed(matter)
    for at, step in enumerate(card["steps"]):
        key = f"steps.{at}"
        if step["done"] is not None:
            typed.values[key], typed.missing[key] = DONE if step["done"] else NOT_DONE, step["words"]
        if step.get("file"):
            typed.files[key] = [step["file"]]
    return typed


def questions_of(
    matter: Matter, card: Card, typed: Typed, *, locale: str, say: Say, faults: Faults, files: Mapping[str, Brought]
) -> list[Question]:
    return [
        question(_field(matter, one), True, typed, locale=locale, say=say, faults=faults, files=files)
        for one in card["fields"]
    ]


def steps_of(card: Card, typed: Typed, *, faults: Faults, files: Mapping[str, Brought]) -> list[AskedStep]:
    return [
        AskedStep(
            key := f"steps.{at}",
            one["text"],
            typed.values.get(key, ""),
            typed.missing.get(key, ""),
            tuple(files[name] for name in typed.files.get(key, ())[-1:] if name in files),
            faults.of(key),
        )
        for at, one in enumerate(card["steps"])
    ]


def answer_of(matter: Matter, card: Card, typed: Typed, refused: Collection[str]) -> tuple[list[Given], list[Step]]:
    """`refused`: what brought a file that was not taken, and is given without one, so that it is refused."""
    given: list[Given] = []
    for one in card["fields"]:
        given += _given(_field(matter, one), typed, one["key"] in refused)
    steps = []
    for key in names_of(card)[len(card["fields"]) :]:
        told, named = typed.values.get(key, ""), typed.files.get(key, [])
        file = "" if key in refused else named[-1] if named else None
        done = told == DONE if told in (DONE, NOT_DONE) else None
        steps.append(Step(done, typed.missing.get(key, ""), file))
    return given, steps


def has_times(matter: Matter, card: Card) -> bool:
    return any(_field(matter, one).kind == "time" for one in card["fields"])


def labels_of(card: Card) -> Sequence[tuple[str, str]]:
    """By name, what each is called on the page."""
    fields = [(one["key"], one["label"]) for one in card["fields"]]
    return [*fields, *((f"steps.{at}", one["text"]) for at, one in enumerate(card["steps"]))]


def _field(matter: Matter, one: Mapping[str, Any]) -> Field:
    """A field the taxonomy has no more is one for words, as it was when it was asked."""
    return matter.taxonomy.fields.get(one["key"]) or Field(one["key"], "text", {"en": one["label"]}, one["example"])


def _given(field: Field, typed: Typed, refused: bool) -> list[Given]:
    """Nothing where nothing was told: that is said beside the field."""
    value, missing = typed.values.get(field.key, ""), typed.missing.get(field.key, "")
    if field.kind == "file":
        found = [Given(field.key, file=name) for name in files_in(typed, field)]
        found += [Given(field.key, file="")] if refused else []
    else:
        lines = value.split("\n") if field.many else [value]
        zone = field.kind == "time"
        found = [
            Given(field.key, line, zone=zone_for(line, typed.zone) if zone else "")
            for line in lines
            if not is_blank(line)
        ]
    return found or ([Given(field.key, missing=missing)] if not is_blank(missing) else [])
