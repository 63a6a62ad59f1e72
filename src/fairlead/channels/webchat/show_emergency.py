"""The page of the emergency button, which needs no script and no cookie: what will happen, one press, and what has happened."""

from dataclasses import dataclass

from fairlead.channels.webchat.show_form import FormPages, Spot
from fairlead.kit.errors import Problem
from fairlead.kit.read_form import new_key


@dataclass(frozen=True, slots=True)
class Button:
    """As it is drawn before it is pressed. `session`: of a visitor, the token of the session he begins by it."""

    whose: str
    session: str = ""


class EmergencyPage:
    def __init__(self, pages: FormPages) -> None:
        self._pages = pages

    def button(self, spot: Spot, button: Button, problem: Problem | None = None) -> str:
        refused = self._pages.refusal(spot, problem).whole if problem is not None else ""
        return self._draw(
            spot, pressed=False, whose=button.whose, session=button.session, key=new_key(), refused=refused
        )

    def pressed(self, spot: Spot, *, whose: str, conversation: str) -> str:
        talk = f"{spot.root}/{conversation}{spot.asked(locale=spot.locale)}"
        return self._draw(spot, pressed=True, whose=whose, talk=talk)

    def _draw(self, spot: Spot, **values: object) -> str:
        here = address_of(spot, locale=spot.locale)
        languages = [(tag, address_of(spot, locale=tag)) for tag in spot.brand.locales]
        return self._pages.draw_elsewhere("emergency.jinja", spot, languages, here=here, **values)


def address_of(spot: Spot, **more: str) -> str:
    return f"/w/{spot.brand.key}/emergency{spot.asked(**more)}"
