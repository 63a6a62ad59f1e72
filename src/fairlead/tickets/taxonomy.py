"""The house's taxonomy, read once from `taxonomy.json`, and as a brand has it: whatever its admins changed in place of ours."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank, is_language_tag, visible_name
from fairlead.shield.screen import screen
from fairlead.tickets.read_ids import FORMATS

# fmt: off
Kind = Literal[
    "text", "uid", "order_id", "p2p_order_no", "reference", "case_no", "txid", "address", "memo",
    "asset", "network", "symbol", "amount", "currency", "time", "date", "yes_no", "choice",
    "error_code", "trace_id", "api_key_prefix", "card_last4", "arn", "ip", "url",
    "country", "lei", "bank_ref", "file",
]
# fmt: on
CaseType = Literal["question", "incident", "request", "dispute", "security", "complaint", "report", "feedback"]
LABEL_CHARS, LABELS, FIELDS_OF_A_CATEGORY, CHECKS_OF_A_CATEGORY = 200, 20, 30, 20
# What the key of a field looks like that a brand has made: the house has none of these, now and later.
OWN_FIELD = re.compile(r"x_[a-z0-9_]{1,22}")
CHOICES, OWN_FIELDS = 50, 100
_CHECK_KEY = re.compile(r"[a-z0-9-]{1,36}")
# Nobody who complains, asks for his data or reports a scam is sent to help himself first (taxonomy 3.5).
NEVER_FIRST = frozenset({"CPL-FORMAL", "TAX-DATA", "SEC-SCAM", "SEC-PHISH", "SEC-IMPERS"})


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """What agents see to before a matter is solved. `key`: lower-case letters, digits, `-`; it stays while its words change."""

    key: str
    text: str
    required: bool = False


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """`required` and `optional`: keys of fields, in the order in which they are asked. `first`: what the customer can do himself
    before, by locale. `team`: who works on it."""

    code: str
    type: CaseType
    labels: dict[str, str]
    required: tuple[str, ...]
    priority: Literal[1, 2, 3, 4, 5]
    team: str
    optional: tuple[str, ...] = ()
    first: dict[str, str] = {}
    active: bool = True
    revision: int = 0
    checklist: tuple[Check, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return self.required + self.optional

    @property
    def may_ask_first(self) -> bool:
        """Whether something of one's own comes before the form."""
        return bool(self.first) and self.code not in NEVER_FIRST


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """`formats`: names of `read_ids.FORMATS`, any of which will do; none: what the kind takes. `many`: it may be given several
    times. `internal`: a brand's own that no customer sees. `retired`: a brand's own that nobody is asked for any more, since when
    and by whom; what was told of it stays, and may be told otherwise."""

    key: str
    kind: Kind
    labels: dict[str, str]
    example: str
    choices: tuple[str, ...] = ()
    many: bool = False
    formats: tuple[str, ...] = ()
    revision: int = 0
    internal: bool = False
    retired: bool = False
    retired_at: str = ""
    retired_by: str = ""


class Type(Struct, frozen=True):
    code: CaseType
    labels: dict[str, str]


class _File(Struct):
    types: list[Type]
    fields: list[Field]
    categories: list[Category]


class Taxonomy(Struct, frozen=True):
    """What a brand's matters are called and need, in the order in which they are shown; `tags`: those any agent may use."""

    types: tuple[Type, ...]
    fields: Mapping[str, Field]
    categories: Mapping[str, Category]
    tags: tuple[str, ...] = ()
    tags_revision: int = 0

    def category(self, code: str) -> Category:
        """One that can be chosen. Raises Invalid("ticket_category_unknown")."""
        found = self.categories.get(code)
        if found is None or not found.active:
            raise Invalid("ticket_category_unknown")
        return found


@lru_cache(maxsize=1)
def house() -> Taxonomy:
    """As it comes with the program."""
    raw = (Path(__file__).parent / "taxonomy.json").read_bytes()
    read = msgspec.json.decode(raw, type=_File)
    fields, categories = {one.key: one for one in read.fields}, {one.code: one for one in read.categories}
    return Taxonomy(tuple(read.types), fields, categories)


def with_changes(categories: list[Category], fields: list[Field]) -> Taxonomy:
    """The house's, with what a brand has in its place."""
    ours = house()
    return Taxonomy(
        ours.types,
        {**ours.fields, **{one.key: one for one in fields}},
        {**ours.categories, **{one.code: one for one in categories}},
    )


def in_use(taxonomy: Taxonomy) -> Taxonomy:
    """As it is asked: no category asks for a field that is retired, which is still known by its name."""
    return _unasked(taxonomy, {key for key, one in taxonomy.fields.items() if one.retired})


def for_customers(taxonomy: Taxonomy) -> Taxonomy:
    """Without what is only for agents; it is never required."""
    hidden = hidden_fields(taxonomy)
    shown = {key: one for key, one in taxonomy.fields.items() if key not in hidden}
    return msgspec.structs.replace(_unasked(taxonomy, hidden), fields=shown) if hidden else taxonomy


def _unasked(taxonomy: Taxonomy, keys: set[str]) -> Taxonomy:
    if not keys:
        return taxonomy
    categories = {
        code: msgspec.structs.replace(
            one,
            required=tuple(key for key in one.required if key not in keys),
            optional=tuple(key for key in one.optional if key not in keys),
        )
        for code, one in taxonomy.categories.items()
    }
    return msgspec.structs.replace(taxonomy, categories=categories)


def hidden_fields(taxonomy: Taxonomy) -> set[str]:
    return {key for key, one in taxonomy.fields.items() if one.internal}


def in_locale(labels: Mapping[str, str], locale: str) -> str:
    """In the language of a tag, else in English, else in whichever there is."""
    language = locale.partition("-")[0]
    near = next((text for tag, text in labels.items() if tag.partition("-")[0] == language), "")
    return labels.get(locale) or near or labels.get("en") or next(iter(labels.values()), "")


def checked_category(category: Category, known: Mapping[str, Field]) -> Category:
    """Raises Invalid: `invalid_field` with the name of the part that cannot be so, `field_unknown` for a field nobody knows."""
    for key in category.fields:
        if key not in known:
            raise Invalid("field_unknown", field=key[:40])
    if any(known[key].internal for key in category.required):
        raise Invalid("invalid_field", field="required")
    if len(category.fields) > FIELDS_OF_A_CATEGORY or len(set(category.fields)) < len(category.fields):
        raise Invalid("invalid_field", field="required")
    team = visible_name(category.team, 40)
    if is_blank(team):
        raise Invalid("invalid_field", field="team")
    labels, first = checked_labels(category.labels, "labels"), checked_labels(category.first, "first", may_be_none=True)
    checklist = _checked_list(category.checklist)
    return msgspec.structs.replace(category, labels=labels, first=first, team=team, checklist=checklist)


def _checked_list(checklist: tuple[Check, ...]) -> tuple[Check, ...]:
    keys = [one.key for one in checklist]
    if len(keys) > CHECKS_OF_A_CATEGORY or len(set(keys)) < len(keys) or not all(map(_CHECK_KEY.fullmatch, keys)):
        raise Invalid("invalid_field", field="checklist")
    if any(is_blank(one.text) or len(one.text) > LABEL_CHARS for one in checklist):
        raise Invalid("invalid_field", field="checklist.text")
    return tuple(Check(one.key, visible_name(screen(one.text).text, LABEL_CHARS), one.required) for one in checklist)


def checked_field(field: Field) -> Field:
    """Raises Invalid("invalid_field")."""
    if unknown := set(field.formats) - set(FORMATS.get(field.kind, ())):
        raise Invalid("invalid_field", field=f"formats: {min(unknown)[:40]}")
    if field.kind == "choice" and not 2 <= len({one.lower() for one in field.choices}) == len(field.choices) <= CHOICES:
        raise Invalid("invalid_field", field="choices")
    if any(is_blank(one) or len(one) > LABEL_CHARS or one != visible_name(one, LABEL_CHARS) for one in field.choices):
        raise Invalid("invalid_field", field="choices")
    if field.internal and field.kind == "file":
        # A file that is told as a fact lies in the timeline, where its customer sees it.
        raise Invalid("invalid_field", field="internal")
    example = visible_name(screen(field.example).text, LABEL_CHARS)
    return msgspec.structs.replace(field, labels=checked_labels(field.labels, "labels"), example=example)


def checked_labels(labels: Mapping[str, str], name: str, *, may_be_none: bool = False) -> dict[str, str]:
    if (not labels and not may_be_none) or len(labels) > LABELS:
        raise Invalid("invalid_field", field=name)
    found = {}
    for tag, text in labels.items():
        if not is_language_tag(tag) or is_blank(text) or len(text) > LABEL_CHARS:
            raise Invalid("invalid_field", field=f"{name}.{tag[:16]}")
        found[tag] = visible_name(screen(text).text, LABEL_CHARS)
    return found
