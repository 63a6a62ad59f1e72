"""Wire shapes of tickets and of the taxonomy, for the one who looks; see docs/protocol.md section 3.2.6."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from fairlead.brands.store import Brand
from fairlead.kit.clock import iso, iso_or_none
from fairlead.kit.text import masked
from fairlead.kit.texts import Texts
from fairlead.tickets import rules
from fairlead.tickets.ask_by_card import Card, cards_of, field_of
from fairlead.tickets.change_ticket import facts_of
from fairlead.tickets.models import TicketRow
from fairlead.tickets.read_evidence import Fact, Fault, Given, lacking
from fairlead.tickets.show_tasks import investigated, task_wire
from fairlead.tickets.store import Found, Inside
from fairlead.tickets.store_tasks import TaskSeen
from fairlead.tickets.taxonomy import OWN_FIELD, CaseType, Category, Check, Field, Kind, Taxonomy, in_locale
from fairlead.tickets.tick_checks import checks_wire

Priority = Annotated[int, msgspec.Meta(ge=0, le=5)]


class NewTicket(msgspec.Struct, forbid_unknown_fields=True):
    """`urgent`: why it cannot wait. `anyway`: it is not the open matter with the same TxID or order."""

    category: str
    text: str = ""
    evidence: list[Given] = []
    conversation: str | None = None
    urgent: str = ""
    anyway: bool = False
    as_is: bool = False
    locale: str = ""


class TicketOfConversation(msgspec.Struct, forbid_unknown_fields=True):
    conversation: str
    category: str
    evidence: list[Given] = []
    anyway: bool = False


class MoreEvidence(msgspec.Struct, forbid_unknown_fields=True):
    evidence: list[Given]


class EvidenceSeen(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    evidence: list[Given]


class Reopening(msgspec.Struct, forbid_unknown_fields=True):
    text: str = ""
    as_is: bool = False


class Flags(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What agents know of a matter's weight; None: as it stands."""

    large_sum: bool | None = None
    many_affected: bool | None = None
    deadline: bool | None = None
    vulnerable: bool | None = None

    def told(self) -> dict[str, bool]:
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


class ChangedTicket(msgspec.Struct, forbid_unknown_fields=True):
    """`priority` 0: as computed. `why`: the reason for another one. `text`: what the customer is told with it. `unchecked`: why a
    lead solves it although something on its checklist is open."""

    revision: int
    status: str | None = None
    category: str | None = None
    priority: Priority | None = None
    why: str = ""
    text: str = ""
    flags: Flags = msgspec.field(default_factory=Flags)
    unchecked: str = ""


class ChangedCategory(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    revision: int
    type: CaseType
    labels: dict[str, str]
    required: list[str]
    priority: Literal[1, 2, 3, 4, 5]
    team: str
    optional: list[str] = []
    first: dict[str, str] = {}
    active: bool = True
    checklist: list[Check] = []


class ChangedField(msgspec.Struct, forbid_unknown_fields=True):
    """`kind`, `choices`, `many`, `internal` and `retired`: of a brand's own."""

    brand: str
    revision: int
    labels: dict[str, str]
    example: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    formats: list[str] = []
    kind: Kind = "text"
    choices: list[str] = []
    many: bool = False
    internal: bool = False
    retired: bool = False


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    kind: Literal["category", "field"]
    key: str


def ticket_wire(
    found: Found,
    inside: Inside,
    taxonomy: Taxonomy,
    brand: Brand | None,
    locale: str,
    *,
    public: bool,
    owner: str = "",
    into: TicketRow | None = None,
    tasks: Sequence[TaskSeen] = (),
) -> dict[str, Any]:
    """`into`: the ticket it goes on as. `tasks`: all it has."""
    row = found.row
    category = taxonomy.categories.get(row.category)
    facts = facts_of(inside.facts)
    if public:
        facts = [one for one in facts if one.field in taxonomy.fields or not OWN_FIELD.fullmatch(one.field)]
    status = rules.STATUSES[row.status]
    side: rules.Side = "customer" if public else "agent"
    wire: dict[str, Any] = {
        "id": row.id,
        "number": row.number,
        "brand": brand.key if brand else "",
        "conversation": row.conversation_id,
        "type": row.case_type,
        "category": {"code": row.category, "label": in_locale(category.labels, locale) if category else row.category},
        "team": row.team,
        "status": row.status,
        "open": status.open,
        "since": iso(row.since),
        "next": status.next,
        "next_update_by": iso_or_none(row.due_at),
        "late_since": iso_or_none(row.late_at),
        "investigated_by": investigated(tasks) if status.open else None,
        "moves": sorted(status.moves[side] - {row.status}),
        "merged_into": {"id": into.id, "number": into.number} if into else None,
        "priority": row.priority,
        "complete": row.complete,
        "lacking": lacking(category, facts) if category else [],
        "evidence": [_fact_wire(fact, taxonomy, public=public) for fact in facts],
        "cards": [card_wire(one, taxonomy, locale) for one in cards_of(inside)],
        "urgent": row.claimed,
        "nudged_at": iso_or_none(row.nudged_at),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "revision": row.revision,
    }
    if not public:
        known = {name: bool(row.facts.get(name)) for name in Flags.__struct_fields__}
        wire["owner"] = {"id": found.assignee_id, "name": owner} if found.assignee_id else None
        wire["customer"] = row.customer_id
        wire["weight"] = {"computed": row.computed, "set": row.override, "why": inside.override, "flags": known}
        wire["urgent_because"] = inside.urgent
        wire["tags"] = list(row.tags)
        until = row.snoozed_until
        wire["snoozed"] = {"until": iso(until) if until != rules.UNTIL_WORD else None} if until is not None else None
        wire["checks"] = checks_wire(category, inside)
        wire["tasks"] = [task_wire(one) for one in tasks]
    return wire


def card_wire(card: Card, taxonomy: Taxonomy, locale: str) -> dict[str, Any]:
    """What is asked and what is answered: all that a form needs."""
    answers = card.answers or {}
    return {
        "id": card.id,
        "state": card.state,
        "text": card.text,
        "asked_at": iso(card.asked_at),
        "answered_at": iso_or_none(card.answered_at),
        "fields": [field_wire(field_of(one, taxonomy), locale) for one in card.fields],
        "steps": [{"text": text, **_done(answers, at)} for at, text in enumerate(card.steps)],
        "answered": sorted({fact["field"] for fact in answers.get("facts", ())}),
    }


def _done(answers: dict[str, Any], at: int) -> dict[str, Any]:
    steps = answers.get("steps", ())
    return dict(steps[at]) if at < len(steps) else {"done": None, "words": ""}


def _fact_wire(fact: Fact, taxonomy: Taxonomy, *, public: bool) -> dict[str, Any]:
    wire: dict[str, Any] = msgspec.to_builtins(fact)
    field = taxonomy.fields.get(fact.field)
    if not public and field is not None and field.kind == "ip":
        # Where a customer sits is not for every agent to know.
        wire |= {name: masked(wire[name]) for name in ("value", "typed") if name in wire}
    return wire


def category_wire(category: Category, locale: str) -> dict[str, Any]:
    """As customers choose it."""
    return {
        "code": category.code,
        "type": category.type,
        "label": in_locale(category.labels, locale),
        "required": list(category.required),
        "optional": list(category.optional),
        "priority": category.priority,
        "first": in_locale(category.first, locale) if category.first else "",
        "must_read_first": category.may_ask_first,
    }


def field_wire(field: Field, locale: str) -> dict[str, Any]:
    return {
        "key": field.key,
        "kind": field.kind,
        "label": in_locale(field.labels, locale),
        "example": field.example,
        "choices": list(field.choices),
        "many": field.many,
    }


def fault_wire(fault: Fault, texts: Texts, locale: str) -> dict[str, Any]:
    """With its sentence: the reason, and how it is written instead."""
    values = {
        "example": fault.example,
        "networks": ", ".join(fault.networks),
        "either": " / ".join(fault.either),
    }
    return {
        "at": fault.at,
        "field": fault.field,
        "code": fault.code,
        "message": texts(f"evidence.{fault.code}", locale, **values),
        "example": fault.example,
        "value": fault.value,
        **({"networks": list(fault.networks)} if fault.networks else {}),
        **({"either": list(fault.either)} if fault.either else {}),
    }
