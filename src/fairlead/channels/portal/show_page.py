"""Draws the portal's pages in the brand's look: what every one of them has, and how times and refusals are said."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fairlead.brands.store import Brand
from fairlead.channels.portal.tell_time import Moment, moment_in
from fairlead.channels.tell import TEMPLATES, file_words
from fairlead.helpcenter.rules import is_right_to_left, native_name
from fairlead.helpcenter.show_pages import asset_path
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import Problem
from fairlead.kit.texts import Texts

ROOM = Path(__file__).parent
STYLE = (ROOM / "assets" / "portal.css").read_bytes() + (ROOM / "assets" / "new.css").read_bytes()
SCRIPT = (ROOM / "assets" / "portal.js").read_bytes()
NEW_SCRIPT = (ROOM / "assets" / "new.js").read_bytes()


@dataclass(frozen=True, slots=True)
class Spot:
    """Who asks for which of a brand's pages, in which language and zone. `query`: what the address says of the language, and
    every address on the page says again."""

    brand: Brand
    locale: str
    zone: ZoneInfo
    customer: Actor | None
    query: Mapping[str, str]

    @property
    def root(self) -> str:
        return f"/w/{self.brand.key}/tickets"

    def link(self, path: str = "", **more: str) -> str:
        """An address of the portal: `link("/new", category="DEP-NOCRED")`."""
        named = {**self.query, **more}
        return self.root + path + (f"?{urlencode(named)}" if named else "")


class PortalPages:
    """`under`: the style sheet of plain forms, which the portal's own stands on."""

    def __init__(self, texts: Texts, *, under: bytes) -> None:
        self.texts = texts
        self.style = under + STYLE
        self._versions = {
            name: hashlib.sha256(of).hexdigest()[:12]
            for name, of in (("css", self.style), ("js", SCRIPT), ("new", NEW_SCRIPT))
        }
        # As in the help center: select_autoescape would leave our .jinja files out.
        self._templates = Environment(
            loader=FileSystemLoader([ROOM / "templates", TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._templates.globals.update(asset=asset_path, native_name=native_name, iso=iso, file_words=file_words)

    def say(self, spot: Spot, key: str, **values: Any) -> str:
        return self.texts(key, self.texts.choose(spot.locale), **values)

    def moment(self, spot: Spot, at: Instant) -> Moment:
        """A time as this customer reads it: exactly in his zone, and how far from now."""
        return moment_in(at, spot.zone, now=clock.now(), say=lambda key, **values: self.say(spot, key, **values))

    def refusal(self, spot: Spot, problem: Problem) -> str:
        """Why something was not done, and what to do instead, in one or two sentences."""
        own = f"portal.error.{problem.code}"
        said = self.say(spot, own if self.texts.has(own) else f"error.{problem.code}", **problem.told)
        then = f"next.{problem.code}"
        if not self.texts.has(own) and self.texts.has(then):
            said = f"{said} {self.say(spot, then, **problem.told)}"
        return said

    def draw(
        self,
        template: str,
        spot: Spot,
        path: str = "",
        *,
        problem: Problem | None = None,
        kept_query: Mapping[str, str] | None = None,
        **values: Any,
    ) -> str:
        """A page at `path` below the portal's root; `problem` is told above what it holds. `kept_query`: what its address says
        besides the language, which it says in every other language too."""
        return self._templates.get_template(template).render(
            t=lambda key, **words: self.say(spot, key, **words),
            when=lambda at: self.moment(spot, at),
            spot=spot,
            brand=spot.brand,
            customer=spot.customer,
            locale=spot.locale,
            direction="rtl" if is_right_to_left(spot.locale) else "ltr",
            style=f"/w/{spot.brand.key}/tickets.css?v={self._versions['css']}",
            script=f"/w/{spot.brand.key}/tickets.js?v={self._versions['js']}",
            new_script=f"/w/{spot.brand.key}/tickets-new.js?v={self._versions['new']}",
            languages=[(tag, spot.link(path, **{**(kept_query or {}), "locale": tag})) for tag in spot.brand.locales],
            problem=problem,
            refused=self.refusal(spot, problem) if problem else "",
            **values,
        )
