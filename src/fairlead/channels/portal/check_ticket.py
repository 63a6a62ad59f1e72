"""Reads a filled-in form as the API would read it, and says all that is wrong with it at once, each beside its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.channels.portal.ask_evidence import Faults, given_of, placed
from fairlead.channels.portal.read_posted import Posted, Typed
from fairlead.channels.portal.tell_events import Event, NotEvents, in_order, message_of
from fairlead.conduct.ask_kindly import check_kind
from fairlead.kit import clock
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.text import is_blank
from fairlead.kit.texts import Texts
from fairlead.shield.screen import Screened, screen
from fairlead.shield.secrets import clean
from fairlead.tickets.open_ticket import REASON_CHARS
from fairlead.tickets.read_evidence import Fact, Fault, completeness, read_evidence
from fairlead.tickets.schemas import fault_wire
from fairlead.tickets.taxonomy import Category, Taxonomy

EXAMPLE = "2026-11-22 14:05"


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about, and in which of the catalogues' languages its reader is told."""

    brand_id: str
    category: Category
    taxonomy: Taxonomy
    texts: Texts
    locale: str

    def say(self, key: str, **values: Any) -> str:
        return self.texts(key, self.locale, **values)

    def reason(self, problem: Problem) -> str:
        """Why, and what to do instead."""
        said, then = self.say(f"error.{problem.code}", **problem.told), f"next.{problem.code}"
        return f"{said} {self.say(then, **problem.told)}" if self.texts.has(then) else said


@dataclass(frozen=True, slots=True)
class Checked:
    """A form without a fault: its facts, all that is said as it will be read, and how complete it is, in percent. `removed`:
    something in it looked like a secret."""

    facts: Sequence[Fact]
    message: str
    urgent: str
    complete: int
    removed: bool


class Refusal(Exception):
    """`faults` by the name of what is wrong. `problem`: what is wrong with the whole. `asks`: only its writer can tell whether
    what looks like a secret is one. `unkind`: he is asked whether he wants to say it like this."""

    def __init__(
        self,
        faults: Faults | None = None,
        problem: Problem | None = None,
        *,
        asks: bool = False,
        unkind: bool = False,
    ) -> None:
        super().__init__("form_refused")
        self.faults, self.problem, self.asks, self.unkind = faults or Faults(), problem, asks, unkind


class _Wrong:
    """What is found to be wrong so far."""

    def __init__(self, before: Mapping[str, list[str]], *, asks: bool) -> None:
        self.by_name = {name: list(wrong) for name, wrong in before.items()}
        self.asks, self.unkind = asks, False

    def add(self, name: str, sentence: str) -> None:
        self.by_name.setdefault(name, []).append(sentence)


def check(about: About, posted: Posted, *, before: Mapping[str, list[str]], asks: bool = False) -> Checked:
    """`before`: what is wrong already, of files, and whether that `asks`. Raises Refusal."""
    wrong = _Wrong(before, asks=asks)
    facts = _facts(about, posted.typed, wrong)
    message = _message(about, posted, wrong)
    _ask_kindly(about, posted, wrong)
    urgent = posted.typed.urgent
    if len(urgent) > REASON_CHARS:
        wrong.add("urgent", about.say("evidence.too_long"))
    if wrong.by_name:
        raise Refusal(Faults(wrong.by_name), asks=wrong.asks, unkind=wrong.unkind)
    hurry = screen(urgent, may_be_empty=True, as_is=True)
    removed = bool(message.removed or hurry.removed)
    return Checked(facts, message.text, hurry.text, completeness(about.category, facts), removed)


def words_of(about: About, typed: Typed) -> str:
    """All a checked form says, as one message."""
    return message_of(typed, in_order(typed.events, typed.zone, now=clock.now()), about.say)


def without_secrets(typed: Typed, *, as_is: bool) -> Typed:
    """As it may be kept: a draft is written down before anybody has sent it. Raises Invalid: `maybe_private_key`,
    `maybe_seed_phrase`, `message_too_long`."""

    def words(text: str) -> str:
        return screen(text, may_be_empty=True, as_is=as_is).text

    def value(text: str) -> str:
        # A transaction's id looks like a private key, and its field is where it belongs.
        if "seed_phrase" in clean(text).asks:
            raise Invalid("maybe_seed_phrase")
        return screen(text, may_be_empty=True, as_is=True).text

    return Typed(
        text=words(typed.text),
        expected=words(typed.expected),
        events=words(typed.events),
        urgent=words(typed.urgent),
        diagnostics=words(typed.diagnostics),
        zone=typed.zone[:64],
        values={key: value(text) for key, text in typed.values.items()},
        missing={key: value(text) for key, text in typed.missing.items()},
        files=typed.files,
    )


def _facts(about: About, typed: Typed, wrong: _Wrong) -> Sequence[Fact]:
    try:
        return read_evidence(given_of(about.category, about.taxonomy, typed), about.taxonomy, now=clock.now())
    except Invalid as problem:
        if problem.code != "evidence_invalid":
            raise Refusal(problem=problem) from None
        # A file that was refused has its own reason.
        own = frozenset(wrong.by_name)
        read: list[Fault] = [
            one for one in problem.data["fields"] if not (one.code == "file_missing" and one.field in own)
        ]
    told = [fault_wire(one, about.texts, about.locale)["message"] for one in read]
    for name, sentences in placed(read, told, about.taxonomy).items():
        for sentence in sentences:
            wrong.add(name, sentence)
    return ()


def _message(about: About, posted: Posted, wrong: _Wrong) -> Screened:
    typed = posted.typed
    events: list[Event] = []
    try:
        events = in_order(typed.events, typed.zone, now=clock.now())
    except NotEvents as error:
        reason = about.say(f"evidence.{error.code}", example=EXAMPLE, either=" / ".join(error.either))
        line = about.say("ticket.events.line", line=error.line, reason=reason)
        wrong.add("zone" if error.code == "time_zone" else "events", line)
    if is_blank(typed.text) and "text" not in wrong.by_name:
        wrong.add("text", about.say("error.empty_message"))
    try:
        return screen(message_of(typed, events, about.say), may_be_empty=True, as_is=posted.as_is)
    except Invalid as problem:
        wrong.asks = wrong.asks or problem.code.startswith("maybe_")
        wrong.add("text", about.reason(problem))
        return Screened("")


def _ask_kindly(about: About, posted: Posted, wrong: _Wrong) -> None:
    """Once, and nobody who is being robbed: who was asked about a secret since then is not asked about this again."""
    if about.category.type == "security":
        return
    typed = posted.typed
    try:
        said = f"{typed.text}\n{typed.expected}\n{typed.events}\n{typed.urgent}"
        check_kind(said, anyway=posted.unkind or posted.as_is)
    except Invalid as problem:
        wrong.unkind = True
        wrong.add("text", about.reason(problem))
