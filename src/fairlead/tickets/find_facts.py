"""What a customer has said already, as evidence: an agent who makes a ticket of a chat need not copy it out of the timeline."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from msgspec import Struct

from fairlead.chains import addresses, transactions
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid
from fairlead.tickets.ports import SaidFacts
from fairlead.tickets.read_evidence import Given, read_evidence
from fairlead.tickets.taxonomy import Taxonomy

# So many of the latest entries are looked at, and so much is offered of one field.
ENTRIES = 100
OF_A_FIELD = 5
# Checksums of nearly forty networks are tried on whatever is long: a message is read this far, all of them together so far.
_LOOKED_AT, _OF_ALL = 4000, 20_000
_ORDER = re.compile(r"(?<![\w#])#([0-9]{6,24})(?![\w])")
_LONG = re.compile(r"(?<![A-Za-z0-9:/_.@-])(?:[a-z]{4,12}:)?[A-Za-z0-9_-]{26,110}(?![A-Za-z0-9_@-])")
# Digits beside the coin they are of, in either order.
_NUMBER = r"[0-9][0-9.,\u00a0 ']{0,30}[0-9]|[0-9]"
_MANY = frozenset({"txid", "address", "order_id"})


class Spoken(NamedTuple):
    """A message of the customer's; `asked`: what the bot asked with its last words before it, if those came last."""

    entry: str
    text: str
    asked: Mapping[str, Any] | None = None


class Said(Struct, frozen=True):
    """`entry`: where it stands."""

    field: str
    value: str
    entry: str


def find_facts(messages: Sequence[Spoken], said: SaidFacts, taxonomy: Taxonomy, *, now: Instant) -> list[Said]:
    """`messages`: what the customer wrote, the oldest first. Of a field that has one value the last one said counts. Nothing is
    offered that would be refused as evidence."""
    found: dict[tuple[str, str], Said] = {}
    for spoken in _newest(messages):
        for field, value in _in_message(spoken, said):
            found.pop((field, value if field in _MANY else ""), None)
            found[field, value if field in _MANY else ""] = Said(field, value, spoken.entry)
    network = next((one for one in found.values() if one.field == "network"), None)
    kept: list[Said] = []
    for one in found.values():
        if one.field not in taxonomy.fields or sum(other.field == one.field for other in kept) >= OF_A_FIELD:
            continue
        if _stands(one, network if one.field in ("txid", "address") else None, taxonomy, now):
            kept.append(one)
    return kept


def _newest(messages: Sequence[Spoken]) -> Sequence[Spoken]:
    """As many of the last as are looked at, the oldest of them first."""
    kept, room = [], _OF_ALL
    for one in reversed(messages):
        looked = one.text[: min(_LOOKED_AT, room)]
        kept.append(one._replace(text=looked))
        room -= len(looked)
    return kept[::-1]


def _stands(one: Said, network: Said | None, taxonomy: Taxonomy, now: Instant) -> bool:
    beside = [Given("network", network.value)] if network is not None else []
    try:
        read_evidence([*beside, Given(one.field, one.value)], taxonomy, now=now)
    except Invalid:
        return False
    return True


def _in_message(one: Spoken, said: SaidFacts) -> Sequence[tuple[str, str]]:
    text, told = one.text, said(one.text, one.asked)
    found = [(field, value) for field, value in told.items() if value]
    found += [("order_id", match.group(1)) for match in _ORDER.finditer(text)]
    for match in islice(_LONG.finditer(text), OF_A_FIELD):
        value = match.group()
        if value != told.get("txid") and not transactions.networks_of(value) and addresses.networks_of(value):
            found.append(("address", value))
    if coin := told.get("asset"):
        beside = re.search(rf"(?<![\w.,#])({_NUMBER})\s*{coin}\b|\b{coin}\s*({_NUMBER})(?![\w])", text, re.IGNORECASE)
        if beside is not None:
            found.append(("amount", (beside.group(1) or beside.group(2)).strip()))
    return found
