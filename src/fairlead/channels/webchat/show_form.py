"""Draws the pages for customers without JavaScript: the form, a conversation, and "not found", in the brand's look."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fairlead.brands.store import Brand
from fairlead.channels.rate import RatingForm
from fairlead.channels.tell import STALE, TEMPLATES, Refusal, cited, event_words, file_words, refusal_of
from fairlead.channels.webchat.tell_place import place_lines
from fairlead.conversations.store import Entry
from fairlead.feedback.rules import REASONS, WORDS_CHARS
from fairlead.helpcenter.rules import is_right_to_left, native_name
from fairlead.helpcenter.show_pages import asset_path
from fairlead.kit.clock import SECOND, Instant, iso
from fairlead.kit.errors import Problem
from fairlead.kit.read_form import new_key
from fairlead.kit.texts import Texts
from fairlead.routing.expect_wait import Place
from fairlead.shield.rules import TEXT_CHARS
from fairlead.shield.secrets import say_marks

ROOM = Path(__file__).parent
STYLE = (ROOM / "assets" / "form.css").read_bytes()
_STYLE_VERSION = hashlib.sha256(STYLE).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Spot:
    """Which page somebody asks for: the brand, the language, and what the address says besides."""

    brand: Brand
    locale: str
    query: Mapping[str, str]

    @property
    def root(self) -> str:
        return f"/w/{self.brand.key}/form"

    def asked(self, **more: str) -> str:
        named = {**self.query, **more}
        return f"?{urlencode(named)}" if named else ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation's head as the customer gets it over the wire, and a page of its entries."""

    head: Mapping[str, Any]
    entries: Sequence[Entry]
    more: bool
    is_newest: bool
    # Where its customer stands who waits, and when people are back while nobody is there.
    place: Place | None = None
    back: Instant | None = None
    # What its customer is asked about its end, and whether it is his answer that was refused, not his words.
    rating: RatingForm | None = None
    is_rating: bool = False
    # What he has just said of it, to be thanked for.
    done: str = ""


class FormPages:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        # As in the help center: select_autoescape would leave our .jinja files out.
        self._templates = Environment(
            loader=FileSystemLoader([ROOM / "templates", TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._templates.globals.update(
            asset=asset_path, native_name=native_name, iso=iso, when=_when, file_words=file_words
        )

    def form(
        self,
        spot: Spot,
        *,
        known: bool,
        matters: Sequence[Mapping[str, Any]],
        typed: Mapping[str, str] | None = None,
        problem: Problem | None = None,
    ) -> str:
        typed = typed or {}
        return self._draw(
            "form.jinja",
            spot,
            "",
            known=known,
            matters=matters,
            key=_key(typed, problem),
            typed={"name": typed.get("name", ""), "text": typed.get("text", "")},
            refused=self.refusal(spot, problem),
        )

    def talk(
        self, spot: Spot, talk: Talk, *, typed: Mapping[str, str] | None = None, problem: Problem | None = None
    ) -> str:
        typed = typed or {}
        head, refused = talk.head, self.refusal(spot, problem)
        here = f"{spot.root}/{head['id']}"
        first = talk.entries[0].public_seq if talk.entries else None
        subject = head["subject"] or self._say(spot, "form.untitled", date=head["created_at"][:10])
        return self._draw(
            "matter.jinja",
            spot,
            f"/{head['id']}",
            matter=head,
            name=subject,
            entries=talk.entries,
            earlier=here + spot.asked(before=str(first)) if talk.more else "",
            newest="" if talk.is_newest else here + spot.asked(),
            here=here + spot.asked(),
            event=lambda entry: event_words(entry, lambda key, **words: self._say(spot, key, **words), _when),
            words=lambda entry: cited(say_marks(entry.text, lambda key: self._say(spot, key)), talk.entries),
            place=place_lines(talk.place, talk.back, partial(self._say, spot)) if talk.place else [],
            asks=head["handler"] == "bot" and head["status"] == "open" and talk.place is None,
            key=_key(typed, problem),
            person_key=new_key(),
            typed={"text": typed.get("text", "")},
            refused=Refusal(whole=refused.whole) if talk.is_rating else refused,
            rating=talk.rating,
            rating_refusal=refused if talk.is_rating else Refusal(),
            rating_reasons=REASONS,
            rating_chars=WORDS_CHARS,
            done=talk.done,
            problem=problem,
        )

    def missing(self, spot: Spot) -> str:
        return self._draw("missing.jinja", spot, "")

    def _say(self, spot: Spot, key: str, **values: Any) -> str:
        return self._texts(key, self._texts.choose(spot.locale), **values)

    def draw_elsewhere(self, template: str, spot: Spot, languages: Sequence[tuple[str, str]], **values: Any) -> str:
        """A page that stands beside the form, with where each language of it is."""
        return self._draw(template, spot, "", **values, languages=languages)

    def refusal(self, spot: Spot, problem: Problem | None) -> Refusal:
        return refusal_of(problem, self._texts, lambda key, **words: self._say(spot, key, **words))

    def _state(self, spot: Spot, head: Mapping[str, Any]) -> str:
        if head["status"] == "closed":
            return self._say(spot, "form.state.closed")
        if head["handler"] == "agent" and head["assignee"]:
            return self._say(spot, "form.state.agent", name=head["assignee"]["name"])
        return self._say(spot, "form.state.bot" if head["handler"] == "bot" else "form.state.queue")

    def _draw(self, template: str, spot: Spot, path: str, **values: Any) -> str:
        return self._templates.get_template(template).render(
            t=lambda key, **words: self._say(spot, key, **words),
            state=lambda head: self._state(spot, head),
            brand=spot.brand,
            locale=spot.locale,
            direction="rtl" if is_right_to_left(spot.locale) else "ltr",
            root=spot.root,
            query=spot.asked(),
            style=f"{spot.root}.css?v={_STYLE_VERSION}",
            chars=TEXT_CHARS,
            **{"languages": [(tag, spot.root + path + spot.asked(locale=tag)) for tag in spot.brand.locales], **values},
        )


def _key(typed: Mapping[str, str], problem: Problem | None) -> str:
    """What was refused may be sent again under the same key, unless it is the key that is used up."""
    if problem is None or problem.code in STALE:
        return new_key()
    return typed.get("key") or new_key()


def _when(at: Instant) -> str:
    """Without JavaScript nobody knows the reader's time zone."""
    return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d %H:%M} UTC"
