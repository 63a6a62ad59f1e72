"""What a customer's message says as the answer to a question of the bot's for a fact: one of its choices, or words that hold
what the field takes. Also for tickets that are made of a chat."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fairlead.bot.ask_back import Asked
from fairlead.bot.name_case import case_of
from fairlead.bot.read_facts import WHEN_CHARS, Facts, called, facts_in
from fairlead.bot.rules import kind_of
from fairlead.bot.small_matters import has_not, wonders
from fairlead.chains.explain import NotOne, check_transaction
from fairlead.kit.text import one_line
from fairlead.tickets.read_ids import NotId, read_shaped

# What is longer is no word of a language, even without a digit.
_A_WORD = 25
# Whoever says more beside a time says something else with it.
FEW_WORDS = 25
TEXT_CHARS = 200
_VALUE = re.compile(r"https?://\S{20,400}|[A-Za-z0-9+/=_@.…-]{9,120}")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}")
_NUMBER = re.compile(r"[0-9٠-٩０-９][0-9٠-٩０-９.,٫٬'\u00a0 ]*")
# Kinds whose values are short codes: picked out of the words around them.
_CODES = frozenset(
    {"order_id", "p2p_order_no", "reference", "bank_ref", "case_no", "trace_id", "error_code", "arn", "address", "memo"}
)
# Fields a ticket takes by these names, of what is said freely.
_FREELY = ("asset", "network", "txid")


def answer_to(asked: Asked, text: str, known: Facts) -> Facts:
    """All that the message says, with what it answers. Nothing of the answer when it is none. Raises NotOne where it gives
    something else for a transaction's id."""
    said = facts_in(text)
    value = _chosen(asked, text)
    if value is None:
        # What a screen says of a failure sounds like a matter of its own.
        own = asked.about != "error_text" and case_of(text) != ""
        value = "" if own else _value(asked.kind, text, said, known)
    if not value:
        return said
    answers = {asked.about: value}
    match asked.kind:
        case "network" | "txid" | "asset" | "amount":
            return replace(said, **{asked.kind: value}, answers=answers)
        case "order_id":
            return replace(said, order=value, answers=answers)
    return replace(said, answers=answers)


def asks(text: str) -> bool:
    """What ends so is a question of the customer's, whatever it names."""
    return text.rstrip().endswith(("?", "？", "؟"))


def is_a_time(text: str) -> bool:
    """Whether it tells a time and hardly anything else."""
    said = facts_in(text)
    return not (said.says_anything() or case_of(text) or wonders(text)) and _is_about_when(text, said)


def _is_about_when(text: str, said: Facts) -> bool:
    return bool(said.when) and len(text) - len(said.when) <= FEW_WORDS


def is_answer(asked: Asked, text: str) -> bool:
    """Whether a message is one at all, right or wrong, and no matter of its own."""
    try:
        return asked.about in answer_to(asked, text, Facts()).answers
    except NotOne:
        return True


def said_in_chat(text: str, asked: Mapping[str, Any] | None) -> dict[str, str]:
    """What a message says that may stand in a ticket's fields. `asked`: what the bot asked right before it. A time in somebody's
    own words is no evidence."""
    free = facts_in(text)
    told = {key: value for key in _FREELY if (value := getattr(free, key))}
    about = Asked(asked) if asked else None
    if about is not None and about.is_fact and about.kind and not has_not(text):
        try:
            told |= answer_to(about, text, free).answers
        except NotOne:
            return told
    return told


def _chosen(asked: Asked, text: str) -> str | None:
    """None where none of the choices was taken; empty where it was the one that gives nothing."""
    picked = asked.picked(text)
    if picked is None:
        return None
    value = asked.values[picked] if picked < len(asked.values) else ""
    # A network was asked for by its name before it was kept by its key.
    return called(value) or value if asked.kind == "network" else value


def _value(kind: str, text: str, said: Facts, known: Facts) -> str:
    short = len(text) <= WHEN_CHARS
    match kind:
        case "network":
            return said.network or called(text)
        case "txid":
            if not said.txid:
                _refuse_other(text, known)
            return said.txid
        case "asset":
            return said.asset or (text.strip().upper() if re.fullmatch(r"[A-Za-z]{2,10}", text.strip()) else "")
        case "amount":
            number = _NUMBER.search(text) if short else None
            return said.amount or (number.group().strip(" ,.'") if number else "")
        case "time" | "date":
            if _is_about_when(text, said):
                return said.when
            return one_line(text, WHEN_CHARS) if short and not said.when and re.search(r"\d", text) else ""
        case "card_last4":
            found = re.search(r"(?<![0-9])([0-9]{4})(?![0-9])", text) if short else None
            return found.group(1) if found else ""
        case "symbol" | "currency":
            return _shaped(kind, text)
    if kind in _CODES:
        return _code(text)
    return _words(text)


def _refuse_other(text: str, known: Facts) -> None:
    value = max(_VALUE.findall(text), key=len, default="")
    if len(value) >= _A_WORD or re.search(r"\d", value):
        check_transaction(value, known.network or "ETH")


def _code(text: str) -> str:
    """The longest word with a digit in it; a whole message that is one short word of capitals will do as well."""
    found = [one.rstrip(".:") for one in _TOKEN.findall(text) if re.search(r"[0-9]", one)]
    if found:
        return str(max(found, key=len))
    bare = text.strip()
    return bare if re.fullmatch(r"[A-Z][A-Z0-9_-]{1,30}", bare) else ""


def _shaped(kind: str, text: str) -> str:
    """`BTC/USDT`, `EUR`: a word in capitals, or all that was said."""
    words = re.findall(r"(?<![A-Za-z0-9])[A-Z0-9]{2,20}(?:[-_/:][A-Z0-9]{2,20})*(?![A-Za-z0-9])", text)
    for word in (*sorted(words, key=len, reverse=True), text.strip()):
        try:
            return read_shaped(word, kind)
        except NotId:
            continue
    return ""


def _words(text: str) -> str:
    """Something said in words, and neither a question nor a word of politeness."""
    if asks(text) or kind_of(text) != "question" or len(text) > TEXT_CHARS:
        return ""
    return one_line(text, TEXT_CHARS)
