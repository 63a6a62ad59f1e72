"""What the bot asks: a question with answers to choose from. In the widget each is a button that sends its words; anywhere else
the words can be typed, or the number of the choice."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Literal

from fairlead.bot.read_facts import Facts, Slot
from fairlead.chains.networks import NETWORKS
from fairlead.infra.words import fold

About = Literal["network", "txid", "asset", "when", "which", "topic", "person"]
Say = Callable[[str], str]

# At most so many are asked for in one matter; who has not been found by then is helped by a person.
QUESTIONS = 2
TOPICS = ("deposit", "withdrawal", "sign_in")
_WHEN = ("hour", "today", "earlier")
_ASSETS = ("USDT", "BTC", "ETH", "USDC", "SOL", "XRP")
_USUAL = ("TRON", "ETH", "BSC", "SOL", "BTC")
# Networks on which a coin is mostly sent, where it has more than one.
_NETWORKS = {
    "USDT": ("TRON", "ETH", "BSC", "SOL", "TON"),
    "USDC": ("ETH", "SOL", "BASE", "POLYGON", "ARBITRUM"),
    "ETH": ("ETH", "ARBITRUM", "BASE", "OPTIMISM", "BSC"),
    "BNB": ("BSC",),
}


def ask_for(slot: Slot, known: Facts, say: Say) -> dict[str, Any]:
    """The data of a message that asks for it; see docs/protocol.md 2.3, `ask`."""
    choices = {
        "network": [NETWORKS[key].name for key in _NETWORKS.get(known.asset, _USUAL)],
        "asset": list(_ASSETS),
        "when": [say(f"chip.when.{when}") for when in _WHEN],
        "txid": [],
    }[slot]
    return ask(slot, [*choices, say("chip.skip")])


def ask_topic(say: Say) -> dict[str, Any]:
    return ask("topic", [say(f"topic.{topic}") for topic in TOPICS])


def ask_person(say: Say) -> dict[str, Any]:
    return ask("person", [say("chip.yes"), say("chip.no")])


def ask_which(articles: Sequence[dict[str, Any]], say: Say) -> dict[str, Any]:
    """`articles` as they stand in an answer; the choices are their titles, and that it is none of them."""
    return {**ask("which", [*(one["title"] for one in articles), say("chip.neither")]), "articles": list(articles)}


def ask(about: About, choices: list[str]) -> dict[str, Any]:
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
