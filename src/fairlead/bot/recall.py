"""What the bot remembers of a conversation: all of it stands in the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.rules import kind_of
from fairlead.conversations.store import Entry
from fairlead.kit.text import one_line

QUESTION_CHARS = 500
TRIED = 5
TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """The entries up to now, oldest first (the last fifty of a long matter), and its subject."""

    entries: Sequence[Entry]
    subject: str

    @property
    def _said(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "message" and not entry.redacted]

    def message(self, seq: int) -> Entry | None:
        return next((entry for entry in self._said if entry.seq == seq), None)

    def has_newer(self, seq: int) -> bool:
        """Whether the customer has written more since: then that message is the one to answer."""
        return any(entry.seq > seq and entry.author_kind == "customer" for entry in self._said)

    def person_spoke(self) -> bool:
        """Whether a person has written since the matter was last closed."""
        spoke = False
        for entry in self.entries:
            spoke = entry.kind != "closed" and (spoke or (entry.kind == "message" and entry.author_kind == "agent"))
        return spoke

    def has_spoken(self, seq: int) -> bool:
        """Whether the bot has said anything before this entry."""
        return any(entry.author_kind == "bot" and entry.seq < seq for entry in self._said)

    def unanswered(self, seq: int) -> str:
        """What the customer wrote since anybody answered, up to this entry: people split a question over messages."""
        texts: list[str] = []
        for entry in reversed([entry for entry in self._said if entry.seq <= seq]):
            if entry.author_kind != "customer" or len(texts) == TOGETHER:
                break
            if kind_of(entry.text) == "question" or not texts:
                texts.insert(0, entry.text)
        return "\n".join(texts)

    def last_was_unknown(self, seq: int) -> bool:
        return self.unknowns(seq) > 0

    def unknowns(self, seq: int) -> int:
        """How many of the bot's last words before this entry were "I do not know", in a row."""
        count = 0
        for entry in reversed([entry for entry in self._said if entry.seq < seq and entry.author_kind == "bot"]):
            if entry.data.get("greeting"):
                continue
            if not entry.data.get("unknown"):
                break
            count += 1
        return count

    def summary(self, locale: str) -> dict[str, Any]:
        """What the person who takes over should not have to ask again; see docs/protocol.md 2.3, `handover`."""
        theirs = [entry.text for entry in self._said if entry.author_kind == "customer" and entry.text]
        asked = [text for text in theirs if kind_of(text) == "question" and not wants_person(text)]
        first, last = (asked[0], asked[-1]) if asked else (self.subject, "")
        question = first if last in ("", first) else f"{first}\n{last}"
        answers = (entry.data.get("answer") for entry in self._said if entry.author_kind == "bot")
        tried = {answer["article"]["id"]: answer["article"] for answer in answers if answer}
        return {
            "question": question if len(question) <= QUESTION_CHARS else one_line(question, QUESTION_CHARS),
            "locale": locale,
            "tried": list(tried.values())[-TRIED:],
            "turns": len(theirs),
        }
