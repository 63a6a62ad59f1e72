"""What simulated people say to each other: the demo's own topics, or dialogues read from files."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fairlead.demo.stories import filled
from fairlead.demo.talk import TOPICS

# A customer's side and the other one's, as data sets name them.
ASKING = frozenset({"usr", "user", "customer", "human", "client"})
ANSWERING = frozenset({"sys", "system", "agent", "assistant", "operator"})
_FIRST = {
    "en": "Hello, thank you for waiting. I have read what you wrote and am looking into it.",
    "zh-CN": "您好,让您久等了。您写的内容我已经看过,正在为您查询。",
}
_HAN = re.compile(r"[一-鿿]")


class NoDialogues(Exception):
    """A sentence for the one who named a file: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question, the agent's first words, then turns: the customer's words and the agent's answer to them."""

    locale: str
    question: str
    first: str
    rounds: tuple[tuple[str, str], ...]


def own(chance: Random, locales: Iterable[str]) -> Dialogue:
    """One of the demo's topics in one of these languages (or English), with coins and amounts filled in."""
    locale = chance.choice([tag for tag in locales if tag in TOPICS] or ["en"])
    topic = filled(chance, chance.choice(TOPICS[locale]))
    return Dialogue(locale, topic.question, _FIRST[locale], topic.rounds)


def read(path: Path) -> list[Dialogue]:
    """Dialogues of a JSON or JSON-lines file, also inside a zip, or of every such file of a folder.

    Understood is any object that holds `messages` or `turns`: a list of `{"role", "content" or "text"}`, as CrossWOZ and
    most chat data sets have it. Raises NoDialogues.
    """
    try:
        found = [dialogue for value in _values(path) for dialogue in _dialogues(value)]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise NoDialogues(f"{path} cannot be read: {error}.") from error
    if not found:
        raise NoDialogues(f"{path} holds no dialogues: objects with `messages` of `role` and `content` are understood.")
    return found


def _values(path: Path) -> Iterator[Any]:
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.suffix in (".json", ".jsonl", ".zip"):
                yield from _values(inner)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if name.endswith((".json", ".jsonl")):
                    yield from _parsed(packed.read(name).decode("utf-8-sig"), name.endswith("l"))
    else:
        yield from _parsed(path.read_text("utf-8-sig"), path.suffix == ".jsonl")


def _parsed(text: str, lines: bool) -> Iterator[Any]:
    if lines:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
    else:
        yield json.loads(text)


def _dialogues(value: Any) -> Iterator[Dialogue]:
    if isinstance(value, list):
        for inner in value:
            yield from _dialogues(inner)
    elif isinstance(value, dict):
        turns = value.get("messages", value.get("turns"))
        if isinstance(turns, list):
            if (dialogue := _dialogue(turns)) is not None:
                yield dialogue
        else:
            for inner in value.values():
                yield from _dialogues(inner)


def _dialogue(turns: list[Any]) -> Dialogue | None:
    said = [(role, text) for role, text in map(_turn, turns) if role and text]
    while said and said[0][0] != "customer":
        del said[0]
    if not said:
        return None
    paired: list[tuple[str, str]] = []
    asked = ""
    for role, text in said:
        if role == "customer":
            asked = f"{asked}\n{text}" if asked else text
        elif asked:
            paired.append((asked, text))
            asked = ""
    if not paired:
        return None
    (question, first), *rounds = paired
    return Dialogue("zh-CN" if _HAN.search(question) else "en", question, first, tuple(rounds))


def _turn(turn: Any) -> tuple[str, str]:
    if not isinstance(turn, dict):
        return "", ""
    role = str(turn.get("role", turn.get("speaker", ""))).lower()
    text = turn.get("content", turn.get("text", turn.get("utterance", "")))
    side = "customer" if role in ASKING else "agent" if role in ANSWERING else ""
    return side, text.strip()[:4000] if isinstance(text, str) else ""
