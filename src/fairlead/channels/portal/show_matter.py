"""Draws a customer's matters: what each waits for and by when, what was said and done, and what he may do now."""

from collections.abc import Sequence
from typing import Any

from fairlead.channels.portal.ask_evidence import Brought, Faults
from fairlead.channels.portal.correct_facts import as_typed, asked, lacking, told
from fairlead.channels.portal.read_filled import EMPTY, Filled
from fairlead.channels.portal.read_matter import Matter, Said, acts_of
from fairlead.channels.portal.show_page import PortalPages, Spot
from fairlead.channels.tell import STALE, Refusal, event_words, refusal_of, size_words
from fairlead.conversations.store import Entry
from fairlead.kit.errors import Problem
from fairlead.kit.read_form import new_key
from fairlead.shield.rules import TEXT_CHARS
from fairlead.shield.secrets import say_marks
from fairlead.tickets.taxonomy import in_locale

DONE = frozenset({"reply", "facts", "same", "nudge", "withdraw", "confirm", "reopen"})


class MatterPages:
    def __init__(self, pages: PortalPages) -> None:
        self._pages = pages

    def listed(self, spot: Spot, matters: Sequence[Matter], *, every: bool, then: str) -> str:
        return self._pages.draw(
            "matters.jinja",
            spot,
            matters=matters,
            every=every,
            then=spot.link(cursor=then, **({"show": "all"} if every else {})) if then else "",
            team=lambda matter: self.team(spot, matter),
        )

    def one(
        self,
        spot: Spot,
        matter: Matter,
        said: Said,
        *,
        done: str = "",
        filled: Filled = EMPTY,
        brought: Sequence[Brought] = (),
        problem: Problem | None = None,
    ) -> str:
        refused = self.refusal(spot, problem)
        first = said.entries[0].public_seq if said.entries else None
        return self._pages.draw(
            "matter.jinja",
            spot,
            matter.path,
            problem=problem,
            refusal=refused,
            matter=matter,
            acts=acts_of(matter),
            team=self.team(spot, matter),
            facts=told(matter, spot.locale),
            lacking=lacking(matter, spot.locale),
            done=done if done in DONE else "",
            earlier=spot.link(matter.path, before=str(first)) if said.more else "",
            newest="" if said.is_newest else spot.link(matter.path),
            key=key_of(filled, problem),
            typed=filled.words.get("text", ""),
            brought=brought,
            chars=TEXT_CHARS,
            **self._timeline(spot, matter, said),
        )

    def since(self, spot: Spot, matter: Matter, said: Said) -> str:
        """What came after what the browser shows already, for its script: the entries, and how the matter stands."""
        return self._pages.draw(
            "since.jinja", spot, matter.path, matter=matter, team=self.team(spot, matter), acts=acts_of(matter),
            **self._timeline(spot, matter, said),
        )  # fmt: skip

    def facts(
        self,
        spot: Spot,
        matter: Matter,
        filled: Filled | None = None,
        faults: Faults | None = None,
        problem: Problem | None = None,
    ) -> str:
        typed = filled.typed if filled is not None else as_typed(matter)
        if filled is not None and matter.wire["evidence"]:
            # What was left as it was is drawn as it was.
            was = as_typed(matter)
            typed.values, typed.missing = {**was.values, **typed.values}, {**was.missing, **typed.missing}
        return self._pages.draw(
            "facts.jinja",
            spot,
            f"{matter.path}/facts",
            problem=problem,
            refusal=self.refusal(spot, problem),
            matter=matter,
            lacking=matter.wire["lacking"],
            questions=asked(
                matter,
                typed,
                locale=spot.locale,
                say=lambda key, **words: self._choice(spot, key, **words),
                faults=faults or Faults(),
            ),
            zone=typed.zone or spot.zone.key,
            has_times=any(one.kind == "time" for key, one in matter.taxonomy.fields.items() if key in _keys(matter)),
            zone_wrong=(faults or Faults()).of("zone"),
        )

    def refusal(self, spot: Spot, problem: Problem | None) -> Refusal:
        return refusal_of(
            problem,
            self._pages.texts,
            lambda key, **words: self._pages.say(spot, key, **words),
            own=("portal.error", "form.error"),
        )

    def team(self, spot: Spot, matter: Matter) -> str:
        """In plain words where the team is one of ours; a brand's own has a name its admin gave it."""
        key = f"portal.team.{matter.row.team}"
        return self._pages.say(spot, key) if self._pages.texts.has(key) else matter.row.team

    def _choice(self, spot: Spot, key: str, **words: Any) -> str:
        """A choice without a sentence of its own is told by its name."""
        return self._pages.say(spot, key, **words) if self._pages.texts.has(key) else key.rpartition(".")[2]

    def _timeline(self, spot: Spot, matter: Matter, said: Said) -> dict[str, Any]:
        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        return {
            "entries": said.entries,
            "event": lambda entry: self._event(spot, matter, entry),
            "words": lambda entry: say_marks(entry.text, say),
            "size": size_words,
            "files": f"{spot.root}{matter.path}/files/",
        }

    def _event(self, spot: Spot, matter: Matter, entry: Entry) -> str:
        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        if entry.kind != "ticket":
            return event_words(entry, say)
        what = self._told(spot, matter, entry.data)
        if not what or entry.author_kind not in ("customer", "agent"):
            return what
        who = say("form.you") if entry.author_kind == "customer" else f"{entry.author_name} · {self.team(spot, matter)}"
        return say("portal.event.by", who=who, what=what)

    def _told(self, spot: Spot, matter: Matter, data: dict[str, Any]) -> str:
        """Of an entry that tells of the ticket; empty for what says nothing to its customer."""

        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        known = matter.taxonomy
        if data.get("opened"):
            return say("portal.event.opened", number=matter.row.number)
        if "status" in data:
            return say(f"portal.status.{data['status']}")
        if isinstance(data.get("evidence"), list):
            names = [
                in_locale(known.fields[key].labels, spot.locale) for key in data["evidence"] if key in known.fields
            ]
            return say("portal.event.facts", names=" · ".join(names))
        if data.get("nudged"):
            return say("portal.event.nudged")
        if data.get("reminder"):
            return say("portal.event.reminder")
        category = known.categories.get(str(data.get("category", "")))
        return say("portal.event.category", name=in_locale(category.labels, spot.locale)) if category else ""


def _keys(matter: Matter) -> set[str]:
    category = matter.taxonomy.categories.get(matter.row.category)
    return set(category.fields) if category is not None else set()


def key_of(filled: Filled, problem: Problem | None) -> str:
    """What was refused may be sent again under the same key, unless it is the key that is used up."""
    if problem is None or problem.code in STALE:
        return new_key()
    return filled.words.get("key") or new_key()
