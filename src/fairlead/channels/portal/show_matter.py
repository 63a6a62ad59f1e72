"""Draws a customer's matters: what each waits for and by when, what was said and done, and what he may do now."""

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.channels.portal.answer_card import Card, has_times, labels_of, open_cards, questions_of, steps_of
from fairlead.channels.portal.ask_evidence import Brought, Faults, Form, placed
from fairlead.channels.portal.correct_facts import asked, lacking, told
from fairlead.channels.portal.read_filled import EMPTY, Filled
from fairlead.channels.portal.read_matter import Matter, Said, acts_of
from fairlead.channels.portal.show_page import PortalPages, Spot
from fairlead.channels.rate import RatingForm
from fairlead.channels.tell import STALE, Refusal, cited, event_words, refusal_of
from fairlead.conversations.edit import EDIT_WITHIN
from fairlead.conversations.open_archive import LeftOut
from fairlead.conversations.store import Entry
from fairlead.feedback.rules import REASONS, WORDS_CHARS
from fairlead.kit import clock
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.read_form import new_key
from fairlead.shield.rules import CAPTION_CHARS, TEXT_CHARS
from fairlead.shield.secrets import say_marks
from fairlead.tickets.ask_by_card import ANSWERED, ASKED
from fairlead.tickets.schemas import fault_wire
from fairlead.tickets.taxonomy import in_locale

DONE = frozenset(
    {"reply", "card", "facts", "same", "nudge", "withdraw", "confirm", "reopen", "rating", "declined", "caption"}
)


def _captioned(entries: Sequence[Entry]) -> list[Mapping[str, Any]]:
    """His own files of which he may still say what they show."""
    since = clock.now() - EDIT_WITHIN
    his = [one for one in entries if one.author_kind == "customer" and one.at > since and not one.redacted]
    return [file for one in his for file in one.files if "number" in file]


class MatterPages:
    def __init__(self, pages: PortalPages) -> None:
        self._pages = pages

    def listed(self, spot: Spot, matters: Sequence[Matter], *, every: bool, then: str) -> str:
        return self._pages.draw(
            "matters.jinja",
            spot,
            matters=matters,
            asks=open_cards,
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
        rating: RatingForm | None = None,
        is_rating: bool = False,
        captioning: Mapping[str, str] | None = None,
    ) -> str:
        """`is_rating`, `captioning`: it is the rating, or what he says of a file, that was refused, not the words."""
        refused = self.refusal(spot, problem)
        of_words = Refusal(whole=refused.whole) if is_rating or captioning is not None else refused
        first = said.entries[0].public_seq if said.entries else None
        return self._pages.draw(
            "matter.jinja",
            spot,
            matter.path,
            problem=problem,
            refusal=of_words,
            rating=rating,
            rating_refusal=refused if is_rating else Refusal(),
            rating_reasons=REASONS,
            rating_chars=WORDS_CHARS,
            matter=matter,
            acts=acts_of(matter),
            team=self.team(spot, matter),
            facts=told(matter, spot.locale),
            lacking=lacking(matter, spot.locale),
            cards=open_cards(matter),
            answered=[one for one in matter.wire["cards"] if one["state"] == ANSWERED] if matter.wire["open"] else [],
            done=done if done in DONE else "",
            earlier=spot.link(matter.path, before=str(first)) if said.more else "",
            newest="" if said.is_newest else spot.link(matter.path),
            key=key_of(filled, problem),
            typed=filled.words.get("text", ""),
            brought=brought,
            chars=TEXT_CHARS,
            mine=_captioned(said.entries),
            captioning=captioning,
            caption_refusal=refused if captioning is not None else Refusal(),
            caption_chars=CAPTION_CHARS,
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
        form: Form,
    ) -> str:
        every = asked(
            matter,
            form.typed,
            **self._how(spot, form),
        )
        return self._pages.draw(
            "facts.jinja",
            spot,
            f"{matter.path}/facts",
            problem=form.problem,
            refusal=self.refusal(spot, form.problem),
            matter=matter,
            lacking=matter.wire["lacking"],
            questions=every,
            **self._zone(
                spot,
                form,
                asked=any(one.kind == "time" for key, one in matter.taxonomy.fields.items() if key in _keys(matter)),
            ),
        )

    def card(
        self,
        spot: Spot,
        matter: Matter,
        card: Card,
        form: Form,
    ) -> str:
        """A card as a form. `summary`: every fault with the id of what it belongs to, in the page's order."""
        wrong, labels = form.faults, labels_of(card)
        return self._pages.draw(
            "card.jinja",
            spot,
            f"{matter.path}/cards/{card['id']}",
            problem=form.problem,
            refusal=self.refusal(spot, form.problem),
            matter=matter,
            card=card,
            questions=questions_of(
                matter,
                card,
                form.typed,
                **self._how(spot, form),
            ),
            steps=steps_of(card, form.typed, faults=wrong, files=form.files),
            summary=[(f"#f-{name}", label, one) for name, label in labels for one in wrong.of(name)],
            **self._zone(spot, form, asked=has_times(matter, card)),
        )

    def faults(
        self, spot: Spot, matter: Matter, problem: Problem, wrong: Mapping[str, list[str]]
    ) -> tuple[Problem, Faults]:
        """Each of them beside its field. `wrong`: of files that were not taken, which have their own reasons."""
        by_name = {name: list(sentences) for name, sentences in wrong.items()}
        if problem.code != "evidence_invalid":
            return problem, Faults(by_name)
        texts = self._pages.texts
        told = [one for one in problem.data["fields"] if not (one.code == "file_missing" and one.field in wrong)]
        sentences = [fault_wire(one, texts, texts.choose(spot.locale))["message"] for one in told]
        for name, beside in placed(told, sentences, matter.taxonomy).items():
            by_name.setdefault(name, []).extend(beside)
        known = matter.taxonomy.fields
        labels = [in_locale(known[name].labels, spot.locale) for name in by_name if name in known]
        return Invalid("evidence_invalid", names=", ".join(labels)), Faults(by_name)

    def reason(self, spot: Spot, problem: Problem) -> str:
        return self._pages.refusal(spot, problem)

    def left_out(self, spot: Spot, left_out: Sequence[LeftOut]) -> Problem:
        """Each by its name in the zip, with the reason."""
        said = [f"{one.name}: {self._pages.refusal(spot, one.problem)}" for one in left_out]
        return Invalid("archive_left_out", names=" ".join(said))

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

    def _how(self, spot: Spot, form: Form) -> dict[str, Any]:
        """How the questions of a form are drawn."""

        def say(key: str, **words: Any) -> str:
            return self._choice(spot, key, **words)

        return {"locale": spot.locale, "say": say, "faults": form.faults, "files": form.files}

    def _zone(self, spot: Spot, form: Form, *, asked: bool) -> dict[str, Any]:
        zone = form.typed.zone or spot.zone.key
        return {"zone": zone, "has_times": asked, "zone_wrong": form.faults.of("zone")}

    def _choice(self, spot: Spot, key: str, **words: Any) -> str:
        """A choice without a sentence of its own is told by its name."""
        return self._pages.say(spot, key, **words) if self._pages.texts.has(key) else key.rpartition(".")[2]

    def _timeline(self, spot: Spot, matter: Matter, said: Said) -> dict[str, Any]:
        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        return {
            "entries": said.entries,
            "event": lambda entry: self._event(spot, matter, entry),
            "words": lambda entry: cited(say_marks(entry.text, say), said.entries),
            "files": f"{spot.root}{matter.path}/files/",
        }

    def _event(self, spot: Spot, matter: Matter, entry: Entry) -> str:
        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        if entry.kind not in ("ticket", "card"):
            return event_words(entry, say, lambda at: self._pages.moment(spot, at).exact)
        what = self._asked(spot, entry) if entry.kind == "card" else self._told(spot, matter, entry.data)
        if not what or entry.author_kind not in ("customer", "agent"):
            return what
        who = say("form.you") if entry.author_kind == "customer" else f"{entry.author_name} · {self.team(spot, matter)}"
        return say("portal.event.by", who=who, what=what)

    def _asked(self, spot: Spot, entry: Entry) -> str:
        """Of a card: what was asked, and what was answered."""
        card = entry.data["card"]
        if card["state"] == ASKED:
            names = [one["label"] for one in card["fields"]] + list(card["steps"])
            words = (
                [say_marks(entry.text, lambda key, **more: self._pages.say(spot, key, **more))] if entry.text else []
            )
            return self._pages.say(spot, "portal.event.asked", names=" · ".join([*words, *names]))
        if card["state"] != ANSWERED:
            return self._pages.say(spot, "portal.event.not_needed")
        told = [f"{one['label']}: {one['value']}" for one in card["answers"] if one.get("value")]
        told += [one["label"] for one in card["answers"] if not one.get("value")]
        done = [f"{'✓' if one['done'] else '✗'} {one['text']}" for one in card["steps"]]
        return self._pages.say(spot, "portal.event.answered", names=" · ".join([*told, *done]))

    def _told(self, spot: Spot, matter: Matter, data: dict[str, Any]) -> str:
        """Of an entry that tells of the ticket; empty for what says nothing to its customer."""

        def say(key: str, **words: Any) -> str:
            return self._pages.say(spot, key, **words)

        known = matter.taxonomy
        if data.get("opened"):
            return say("portal.event.opened", number=matter.row.number)
        if looks := data.get("investigated_by"):
            return say("portal.event.looks", team=looks["team"] or say("portal.looks.team"))
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
