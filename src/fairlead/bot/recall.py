"""What the bot remembers of a conversation: all of it stands in the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairlead.bot.ask_back import Asked, asked_for_case
from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.name_case import case_of
from fairlead.bot.name_intent import intent_of
from fairlead.bot.read_facts import Facts, facts_in
from fairlead.bot.rules import kind_of, language
from fairlead.bot.small_matters import has_not
from fairlead.bot.take_answer import answer_to, asks, is_a_time, is_answer
from fairlead.chains.explain import NotOne
from fairlead.chains.networks import NETWORKS
from fairlead.conversations.store import Entry
from fairlead.kit.text import one_line
from fairlead.shield.secrets import MARKS
from fairlead.tickets.taxonomy import Category, Field, Taxonomy

QUESTION_CHARS = 500
TRIED = 5
UNANSWERED_CHARS = 160
TOGETHER = 3
NAME_WORDS = 2


@dataclass(frozen=True, slots=True)
class Memory:
    """The entries up to now, oldest first (the last fifty of a long matter), and its subject."""

    entries: Sequence[Entry]
    subject: str

    @property
    def _said(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "message" and not entry.redacted]

    @property
    def _matter(self) -> list[Entry]:
        """What was said since the matter was last closed."""
        closed = self.last_closing()
        return [entry for entry in self._said if closed is None or entry.seq > closed.seq]

    def last_closing(self) -> Entry | None:
        return next((entry for entry in reversed(self.entries) if entry.kind == "closed"), None)

    def answered_by_rule(self, seq: int) -> bool:
        """Whether a rule of the brand's has said something to this message."""
        number = next((entry.public_seq for entry in self._said if entry.seq == seq), None)
        spoken = [entry for entry in self._said if entry.author_kind == "system" and entry.data.get("automatic")]
        return number is not None and any(entry.data.get("after") == number for entry in spoken)

    def asked(self, seq: int) -> Asked | None:
        """What the bot asked with its last words before this entry, see docs/protocol.md 2.3, `ask`."""
        # Whoever asks for a person answers nothing more.
        spoke = (entry for entry in self.entries if entry.kind == "handover" or entry.author_kind != "customer")
        matter = {entry.seq for entry in self._matter}
        before = [entry for entry in spoke if entry.seq < seq and (entry.kind == "handover" or entry.seq in matter)]
        ask = before[-1].data.get("ask") if before and before[-1].author_kind == "bot" else None
        return Asked(ask) if ask else None

    def asked_for(self, seq: int) -> list[str]:
        """What the bot has asked about in this matter before this entry, each question in its order."""
        before = [entry for entry in self._matter if entry.seq < seq and entry.author_kind == "bot"]
        return [ask["about"] for entry in before if (ask := entry.data.get("ask"))]

    def facts(self, seq: int = 2**62) -> Facts:
        """All that the customer has said of his matter, up to this entry."""
        known = Facts()
        for entry in self._matter:
            if entry.author_kind == "customer" and entry.seq <= seq:
                known = known.and_then(self._facts_of(entry, known))
        return known

    def _facts_of(self, entry: Entry, known: Facts) -> Facts:
        asked = self.asked(entry.seq)
        try:
            if asked and asked.is_fact and not asks(entry.text):
                return answer_to(asked, entry.text, known)
        except NotOne:
            return facts_in(entry.text)
        said = facts_in(entry.text)
        # "What shall I cook today" tells no time of anything.
        return said if case_of(entry.text) or said.says_anything() else replace(said, when="")

    def case(self, taxonomy: Taxonomy, seq: int = 2**62) -> Category | None:
        """What the customer's last words that tell of a case tell of, as far as his exchange has it."""
        said = [entry for entry in self._matter if entry.author_kind == "customer" and entry.seq <= seq]
        codes = (case_of(entry.text) for entry in reversed(said) if self._is_question(entry))
        category = taxonomy.categories.get(next(filter(None, codes), ""))
        return category if category is not None and category.active else None

    def question_before(self, seq: int) -> str:
        """The customer's last question that the bot has answered before this entry; empty when there is none."""
        said = [entry for entry in self._matter if entry.seq < seq]
        while said and said[-1].author_kind == "customer":
            said.pop()
        return next((entry.text for entry in reversed(said) if self._is_question(entry)), "")

    def _is_question(self, entry: Entry) -> bool:
        """Whether the customer asks something with it: what he says to a question of the bot's is an answer, but for a topic."""
        if entry.author_kind != "customer" or kind_of(entry.text) != "question" or wants_person(entry.text):
            return False
        asked = self.asked(entry.seq)
        if asked is None or asked.about == "topic":
            return True
        if (
            asked.is_fact
            and not asks(entry.text)
            and (is_answer(asked, entry.text) or is_a_time(entry.text) or facts_in(entry.text).says_anything())
        ):
            return False
        return asked.picked(entry.text) is None and not has_not(entry.text)

    def message(self, seq: int) -> Entry | None:
        return next((entry for entry in self._said if entry.seq == seq), None)

    def language(self, seq: int, fallback: str) -> str:
        """What the customer speaks with this entry: a number or an address says nothing, then it is what he spoke before."""
        for entry in self._matter:
            if entry.author_kind == "customer" and entry.seq <= seq and not self._names_something(entry):
                fallback = language(MARKS.sub("", entry.text), fallback)
        return fallback

    def _names_something(self, entry: Entry) -> bool:
        """Whether it is no more than a country, a shop or the like that the bot asked for: those are called alike everywhere."""
        if len(entry.text.split()) > NAME_WORDS:
            return False
        asked = self.asked(entry.seq)
        return asked is not None and asked.is_fact and asked.picked(entry.text) is None

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
        """Whether the bot has said anything before this entry, since the matter was last closed."""
        return any(entry.author_kind == "bot" and entry.seq < seq for entry in self._matter)

    def unanswered(self, seq: int) -> str:
        """What the customer wrote since anybody answered, up to this entry: people split a question over messages."""
        texts: list[str] = []
        for entry in reversed([entry for entry in self._matter if entry.seq <= seq]):
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
        for entry in reversed([entry for entry in self._matter if entry.seq < seq and entry.author_kind == "bot"]):
            if entry.data.get("greeting"):
                continue
            if not entry.data.get("unknown"):
                break
            count += 1
        return count

    def told(self, taxonomy: Taxonomy, seq: int = 2**62) -> dict[str, str]:
        """What is known of the matter by field, what its case needs first; a network by its name. `when`: a time that was said of
        no field of its own."""
        known, case = self.facts(seq), self.case(taxonomy, seq)
        wanted = asked_for_case(case, taxonomy) if case is not None else ()
        found = {one.key: known.of(one.key, one.kind) for one in wanted}
        free = {"network": known.network, "txid": known.txid, "asset": known.asset, "amount": known.amount}
        by_time = any(one.kind in ("time", "date") for one in wanted)
        free |= {"order_id": known.order, "symbol": known.symbol, **({} if by_time else {"when": known.when})}
        kinds = {one.kind for one in wanted}
        found |= {
            key: value for key, value in (free | dict(known.answers)).items() if key not in found and key not in kinds
        }
        return {key: _shown(value, taxonomy.fields.get(key)) for key, value in found.items() if value}

    def summary(self, locale: str, taxonomy: Taxonomy) -> dict[str, Any]:
        """What the person who takes over should not have to ask again; see docs/protocol.md 2.3, `handover`."""
        said = self._matter
        theirs = [entry.text for entry in said if entry.author_kind == "customer" and entry.text]
        asked = [entry.text for entry in said if self._is_question(entry)]
        first, last = (asked[0], asked[-1]) if asked else (self.subject, "")
        question = first if last in ("", first) else f"{first}\n{last}"
        bots = [entry for entry in said if entry.author_kind == "bot"]
        tried = {answer["article"]["id"]: answer["article"] for entry in bots if (answer := entry.data.get("answer"))}
        offered = {one["id"]: one for entry in bots for one in (entry.data.get("ask") or {}).get("articles", ())}
        return {
            "question": question if len(question) <= QUESTION_CHARS else one_line(question, QUESTION_CHARS),
            "locale": locale,
            "intent": intent_of(asked),
            "case": case.code if (case := self.case(taxonomy)) else "",
            "facts": (told := self.told(taxonomy)),
            "names": {key: taxonomy.fields[key].labels for key in told if key in taxonomy.fields},
            "tried": list(tried.values())[-TRIED:],
            "offered": [one for key, one in offered.items() if key not in tried][-TRIED:],
            "unanswered": [one_line(text, UNANSWERED_CHARS) for text in self._unanswered_questions()][-TRIED:],
            "turns": len(theirs),
        }

    def _unanswered_questions(self) -> list[str]:
        """What was looked for and not found: the customer's question before each "I do not know"."""
        found, last = [], ""
        for entry in self._matter:
            if self._is_question(entry):
                last = entry.text
            elif entry.data.get("unknown") and last:
                found.append(last)
        return list(dict.fromkeys(found))


def _shown(value: str, field: Field | None) -> str:
    named = NETWORKS.get(value) if field is not None and field.kind == "network" else None
    return named.name if named is not None else value
