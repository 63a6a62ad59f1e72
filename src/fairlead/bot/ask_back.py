"""What the bot asks: a question with answers to choose from. In the widget each is a button that sends its words; anywhere else
the words can be typed, or the number of the choice."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from fairlead.chains.networks import NETWORKS
from fairlead.infra.words import fold
from fairlead.kit.text import one_line
from fairlead.tickets.taxonomy import Category, Field, Taxonomy, house, in_locale

Say = Callable[[str], str]

# At most so many are asked for in one matter; who has not been found by then is helped by a person.
QUESTIONS = 2
CHOSEN = ("choice", "yes_no")
TOPICS = ("deposit", "withdrawal", "sign_in")
LABEL_CHARS = 80
# How texts of the bot's end that speak of people, `bot.end.…`; where somebody waits for one they end with `bot.waiting`.
ENDS = ("call", "offer", "confirm", "reword", "describe")
# What a question may be about that is no field of the taxonomy.
OTHERWISE = frozenset({"which", "topic", "person"})
# Who somebody is, a person finds out in another way than by asking in a chat; files the bot cannot read.
NEVER_ASKED = frozenset({"uid", "uids", "login_id", "sender_name"})
_NEVER_KINDS = frozenset({"file", "uid", "ip", "url", "lei", "api_key_prefix"})
_WHEN = ("today", "yesterday", "earlier")
_ASSETS = ("USDT", "BTC", "ETH", "USDC", "SOL", "XRP")
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CNY")
# Fields and kinds of fields that are asked for in words of their own (`bot.ask.…`).
WORDED = frozenset(
    [
        "network",
        "txid",
        "asset",
        "amount",
        "order_id",
        "withdrawal_id",
        "error_text",
        "factor_lost",
        "last_access",
        "reason_code",
        "kyc_level",
        "submitted_at",
        "card_last4",
        "bank_ref",
        "currency",
        "country",
        "operator",
        "symbol",
        "merchant",
        "p2p_order_no",
        "value_date",
        "time",
    ]
)
_USUAL = ("TRON", "ETH", "BSC", "SOL", "BTC")
# Networks on which a coin is mostly sent, where it has more than one.
_NETWORKS = {
    "USDT": ("TRON", "ETH", "BSC", "SOL", "TON"),
    "USDC": ("ETH", "SOL", "BASE", "POLYGON", "ARBITRUM"),
    "ETH": ("ETH", "ARBITRUM", "BASE", "OPTIMISM", "BSC"),
    "BNB": ("BSC",),
}
# What finds a matter soonest is asked for first, and what takes words last; other kinds stand with the ids.
_LATER = {
    "network": 0,
    "asset": 2,
    "amount": 3,
    "symbol": 3,
    "currency": 3,
    "country": 3,
    "time": 4,
    "date": 4,
    "text": 5,
}
# What messages named before they named fields of the taxonomy.
_FORMER = {"network": "network", "txid": "txid", "asset": "asset", "when": "time"}


class Asked:
    """What the bot asked with a message: of a fact, its `field` and `kind` as the taxonomy has them, and for each of its choices
    what is kept of it in `values`, empty for one that gives nothing."""

    __slots__ = ("about", "articles", "choices", "kind", "values")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.about: str = data["about"]
        self.choices: list[str] = data["choices"]
        self.articles: list[dict[str, Any]] = data.get("articles", [])
        self.kind: str = data.get("kind", _FORMER.get(self.about, ""))
        self.values: list[str] = data.get("values", [*self.choices[:-1], ""])

    @property
    def is_fact(self) -> bool:
        return self.about not in OTHERWISE

    def picked(self, text: str) -> int | None:
        """Which choice a message takes. Where nothing is to be chosen, a number is an answer and no choice's place."""
        index = chosen(text, self.choices)
        bare = self.is_fact and len(self.choices) == 1
        return None if bare and index is not None and any(letter.isdigit() for letter in text) else index


def asked_for_case(category: Category, taxonomy: Taxonomy) -> tuple[Field, ...]:
    """The facts a case needs that the bot may ask for, in the order in which it does. Of a case that needs none, the first of
    those that would help."""
    needed = [taxonomy.fields[key] for key in category.required if _may_ask(taxonomy.fields[key])]
    helpful = [taxonomy.fields[key] for key in category.optional if _may_ask(taxonomy.fields[key])]
    first = 0 if category.required else 1
    return tuple(sorted(needed or helpful[:first], key=lambda one: _LATER.get(one.kind, 1)))


def _may_ask(field: Field) -> bool:
    return field.key not in NEVER_ASKED and field.kind not in _NEVER_KINDS and not field.internal


def ask_for(field: Field, say: Say, *, asset: str = "") -> dict[str, Any]:
    """The data of a message that asks for it; see docs/protocol.md 2.3, `ask`. `asset`: the coin, where it is known."""
    values = _values(field, asset)
    choices = [*(named(field, value, say) for value in values), say("chip.skip")]
    # A time is kept in the customer's words, as he takes them.
    kept = choices[:-1] if field.kind in ("time", "date") else values
    return {"about": field.key, "kind": field.kind, "choices": choices, "values": [*kept, ""]}


def _values(field: Field, asset: str) -> list[str]:
    of_kind: dict[str, Sequence[str]] = {
        "network": _NETWORKS.get(asset, _USUAL),
        "asset": _ASSETS,
        "currency": _CURRENCIES,
        "time": _WHEN,
        "date": _WHEN,
        "yes_no": ("yes", "no"),
        "choice": field.choices,
    }
    return list(of_kind.get(field.kind, ()))


def named(field: Field, value: str, say: Say) -> str:
    """A value as a customer reads it."""
    match field.kind:
        case "network":
            return NETWORKS[value].name
        case "time" | "date":
            return say(f"chip.when.{value}")
        case "yes_no" | "choice" if value in ("yes", "no") or value in house_choices():
            return say(f"ticket.choice.{value}")
    return value


@lru_cache(maxsize=1)
def house_choices() -> frozenset[str]:
    """Those that are named in each language; a brand's own are in its own words."""
    return frozenset(choice for one in house().fields.values() for choice in one.choices)


def question_for(field: Field, locale: str, say: Callable[..., str]) -> str:
    """In words of its own where there are some, else by the name that the taxonomy gives it."""
    worded = next((name for name in (field.key, field.kind) if name in WORDED), None)
    if worded is not None:
        return say(f"ask.{worded}")
    return say("ask.field", field=one_line(in_locale(field.labels, locale), LABEL_CHARS))


def ask_topic(say: Say) -> dict[str, Any]:
    return ask("topic", [say(f"topic.{topic}") for topic in TOPICS])


def ask_person(say: Say) -> dict[str, Any]:
    return ask("person", [say("chip.yes"), say("chip.no")])


def without_offer(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a message that may ask, without asking for a person."""
    return {key: value for key, value in data.items() if key != "ask" or value["about"] != "person"}


def ask_which(articles: Sequence[dict[str, Any]], say: Say) -> dict[str, Any]:
    """`articles` as they stand in an answer; the choices are their titles, and that it is none of them."""
    return {**ask("which", [*(one["title"] for one in articles), say("chip.neither")]), "articles": list(articles)}


def ask(about: str, choices: list[str]) -> dict[str, Any]:
    return {"about": about, "choices": choices}


def chosen(text: str, choices: Sequence[str]) -> int | None:
    """Which of the choices a message takes, by its words or by its number (from 1)."""
    said = _plain(text)
    for index, choice in enumerate(choices):
        if said == _plain(choice):
            return index
    number = re.fullmatch(r"(?:no|nr|第)?([1-9])(?:个)?", said.replace(" ", ""))
    index = int(number.group(1)) - 1 if number else len(choices)
    return index if index < len(choices) else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(unicodedata.normalize("NFKC", text))).strip()
