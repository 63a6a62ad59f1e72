"""The facts of a matter, each read by the kind of its field: what is taken down, what is odd about it, and why it is refused."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from fairlead.chains import addresses, transactions
from fairlead.chains.explain import MAX_LENGTH, NotOne, check_address, check_memo, check_transaction, poisoned, value_in
from fairlead.chains.networks import NETWORKS, network_called
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import is_id
from fairlead.kit.text import is_blank, storable
from fairlead.shield.secrets import clean
from fairlead.tickets.read_amount import NotAmount, read_amount
from fairlead.tickets.read_ids import READERS, NotId, read_key_prefix, read_shaped
from fairlead.tickets.read_time import NotTime, read_date, read_time
from fairlead.tickets.taxonomy import Category, Field, Taxonomy

MOST = 60
TEXT_CHARS = 2000
REASON_CHARS = 500
SAID_NETWORK = ("network", "network_used")
# What names one matter: the same in another open one of the customer is a hint that they are one.
MARKS = frozenset({"txid", "order_id", "p2p_order_no", "withdrawal_id", "transfer_id"})
_ON_CHAIN = frozenset({"txid", "address", "memo"})


class Given(Struct, forbid_unknown_fields=True):
    """What somebody put into a field: a value as he typed it, a time's zone, a file he brought, or why he has none."""

    field: str
    value: str = ""
    zone: str = ""
    file: str | None = None
    missing: str = ""


class Fact(Struct, frozen=True, omit_defaults=True):
    """What is kept of it. `value`: in the one form it is compared in; `typed`: as it was typed, where that differs. `hints`: the
    codes of what is odd about it. `networks`: of a TxID or an address whose network nobody has said, those it may be of."""

    field: str
    value: str = ""
    typed: str = ""
    zone: str = ""
    file: str = ""
    missing: str = ""
    hints: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


class Fault(Struct, frozen=True, omit_defaults=True):
    """Why a field is refused: `code` names a text `evidence.{code}`. `at`: its place among what was given; `value`: as typed, but
    for secrets; `either`: how an ambiguous value is written so that it says one thing."""

    at: int
    field: str
    code: str
    value: str = ""
    example: str = ""
    networks: tuple[str, ...] = ()
    either: tuple[str, ...] = ()


class _Refused(ValueError):
    def __init__(self, code: str, *, networks: tuple[str, ...] = (), either: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.networks, self.either = code, networks, either


def read_evidence(
    given: Sequence[Given], taxonomy: Taxonomy, *, known: Sequence[Fact] = (), own: Iterable[str] = (), now: Instant
) -> list[Fact]:
    """In the order in which it was given. `known`: what the matter has already, which may say the network; `own`: addresses the
    customer has used before.

    Raises Invalid("evidence_invalid") with `fields`, every Fault at once.
    """
    if len(given) > MOST:
        raise Invalid("too_much_evidence", limit=MOST)
    network = _network(given, known)
    mine, before = list(own), {fact.field for fact in known}
    facts, faults, seen = [], [], set()
    for at, one in enumerate(given):
        field = taxonomy.fields.get(one.field)
        try:
            if field is None:
                raise _Refused("field_unknown")
            if field.retired and one.field not in before:
                raise _Refused("field_retired")
            if one.field in seen and not field.many:
                raise _Refused("field_twice")
            seen.add(one.field)
            facts.append(_read(one, field, network, mine, now))
        except (_Refused, NotOne, NotAmount, NotTime, NotId) as error:
            faults.append(_fault(at, one, field, error))
    if faults:
        raise Invalid("evidence_invalid", fields=faults)
    return facts


def merged(known: Sequence[Fact], new: Sequence[Fact]) -> list[Fact]:
    """What is told anew takes the place of all that stood in its field."""
    told = {fact.field for fact in new}
    return [fact for fact in known if fact.field not in told] + list(new)


def completeness(category: Category, facts: Sequence[Fact]) -> int:
    """How much of what is needed is there, 0 to 100. What the customer has a reason not to have counts half: nobody need ask for
    it again, and yet it is not there."""
    if not category.required:
        return 100
    given = {fact.field for fact in facts if not fact.missing}
    excused = {fact.field for fact in facts if fact.missing} - given
    points = sum(2 if key in given else 1 if key in excused else 0 for key in category.required)
    return 50 * points // len(category.required)


def lacking(category: Category, facts: Sequence[Fact]) -> list[str]:
    """The fields that are needed and of which nobody has said anything."""
    told = {fact.field for fact in facts}
    return [key for key in category.required if key not in told]


def _network(given: Sequence[Given], known: Sequence[Fact]) -> str:
    """The key of the network that was said, now or before; empty when none was, or none that is known."""
    for one in given:
        if one.field in SAID_NETWORK and (found := network_called(one.value[:40])) is not None:
            return found.key
    return next((fact.value for fact in known if fact.field in SAID_NETWORK and fact.value), "")


def _read(one: Given, field: Field, network: str, own: list[str], now: Instant) -> Fact:
    if one.missing:
        if one.value or one.file:
            raise _Refused("value_and_missing")
        return Fact(one.field, missing=_words(one.missing, REASON_CHARS))
    if field.kind == "file":
        if one.value or one.file is None or not is_id(one.file):
            raise _Refused("file_missing")
        return Fact(one.field, file=one.file)
    if one.file is not None:
        raise _Refused("no_file")
    if is_blank(one.value):
        raise _Refused("empty")
    if len(one.value) > max(TEXT_CHARS, MAX_LENGTH):
        raise _Refused("too_long")
    if one.zone and field.kind != "time":
        raise _Refused("no_zone")
    return _kept(_of_kind(one, field, network, own, now), one)


def _kept(fact: Fact, one: Given) -> Fact:
    """With what was typed, where that is not the same and may be kept."""
    typed = _harmless(one.value)
    same = fact.value in (one.value, typed) or "cut" in fact.hints
    return fact if same else replace(fact, typed=typed)


def _of_kind(one: Given, field: Field, network: str, own: list[str], now: Instant) -> Fact:
    text = storable(one.value)
    match field.kind:
        case "txid" | "address" | "memo":
            return _on_chain(one.field, text, field.kind, network, own)
        case "network":
            if (found := network_called(text[:40])) is None:
                raise _Refused("network_unknown")
            return Fact(one.field, found.key)
        case "text":
            return Fact(one.field, _words(text, TEXT_CHARS))
        case "amount":
            return Fact(one.field, read_amount(text))
        case "time":
            told = read_time(text, one.zone, now=now)
            return Fact(one.field, told.utc, zone=told.zone)
        case "date":
            return Fact(one.field, read_date(text, now=now))
        case "yes_no" | "choice":
            choices = ("yes", "no") if field.kind == "yes_no" else field.choices
            chosen = next((choice for choice in choices if choice.lower() == text.strip().lower()), None)
            if chosen is None:
                raise _Refused("choice", either=tuple(choices))
            return Fact(one.field, chosen)
        case "api_key_prefix":
            prefix, cut = read_key_prefix(text)
            return Fact(one.field, prefix, hints=("cut",) if cut else ())
        case "ip" | "url" | "lei" | "case_no":
            return Fact(one.field, _no_secret(READERS[field.kind](text)))
    return Fact(one.field, _no_secret(read_shaped(text, field.kind, field.formats)))


def _on_chain(key: str, text: str, kind: str, network: str, own: list[str]) -> Fact:
    if not network:
        return _on_some_chain(key, text, kind, own)
    if kind == "txid":
        return Fact(key, check_transaction(text, network))
    if kind == "memo":
        return Fact(key, _no_secret(check_memo(text, network)) if NETWORKS[network].memo else _words(text, 256))
    found = check_address(text, network)
    hints = [] if found.checked else ["unchecked"]
    return Fact(key, found.text, hints=(*hints, *_look_alike(found.text, own)))


def _on_some_chain(key: str, text: str, kind: str, own: list[str]) -> Fact:
    """Nobody has said on which network: any on which it is one will do, and all of them are noted."""
    if kind == "memo":
        return Fact(key, _words(text, 256), hints=("network_unsaid",))
    value = value_in(text)
    networks = transactions.networks_of(value) if kind == "txid" else addresses.networks_of(value)
    if not networks:
        # What it is instead is said as on the network most people use.
        (check_transaction if kind == "txid" else check_address)(text, "ETH")
        raise _Refused("shape")
    if kind == "txid":
        shown = transactions.read_transaction(value, networks[0]) or value
        return Fact(key, shown, hints=("network_unsaid",), networks=networks)
    found = addresses.read_address(value, networks[0])
    shown = found.text if found is not None else value
    return Fact(key, shown, hints=("network_unsaid", *_look_alike(shown, own)), networks=networks)


def _look_alike(address: str, own: list[str]) -> tuple[str, ...]:
    return ("look_alike",) if poisoned(address, own) is not None else ()


def _words(text: str, limit: int) -> str:
    """Without what must never be kept."""
    text = storable(text)
    if len(text) > limit:
        raise _Refused("too_long")
    kept = clean(text)
    if kept.asks:
        raise _Refused("secret")
    return kept.text


def _no_secret(value: str) -> str:
    """A number of an order may look like a card's; whatever else looks like a secret is none of these."""
    found = () if value.isdigit() else clean(value)
    if found and (found.removed or found.asks):
        raise _Refused("secret")
    return value


def _harmless(text: str) -> str:
    """What was typed, as it may be told and kept."""
    kept = clean(storable(text[:TEXT_CHARS]))
    return "" if kept.asks else kept.text


def _fault(at: int, one: Given, field: Field | None, error: Exception) -> Fault:
    code = str(getattr(error, "code", error))
    example = field.example if field is not None else ""
    shown = "" if code in ("secret", "card_whole") else _harmless(one.value)
    networks = tuple(NETWORKS[key].name for key in getattr(error, "networks", ())[:6])
    return Fault(at, one.field[:40], code, shown, example, networks, tuple(getattr(error, "either", ())))
