"""Who is called when, how many presses of one network ring, and who may do what. Pure: values in, decision out."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from fairlead.conversations.permit import of_my_brands
from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import MINUTE, Instant

# Where the button was pressed.
Source = Literal["widget", "page", "app"]
SOURCES: tuple[Source, ...] = ("widget", "page", "app")
# How a freeze stands: asked for, done, or not reached or declined by the exchange's system.
ASKED, FROZEN, UNREACHED = "asked", "frozen", "unreached"
# People are called at once, after one, three and ten minutes, and then every ten minutes for six hours.
FIRST_CALLS = (0, MINUTE, 3 * MINUTE, 10 * MINUTE)
AGAIN = 10 * MINUTE
LAST_CALL = 38
# Of new visitors of one network, so many begin by the button at once, and one more every six seconds; beyond that a press is told
# to sign in or to come again. The first one of a network always passes, and whoever has an account is not counted.
NEWCOMERS, NEWCOMER_RATE = 30, 1 / 6
# Of one network's visitors, or of one customer, so many presses ring by themselves, and one more every minute; beyond that each
# is still a matter that goes first, and rings with the one that is ringing already.
RINGS, RING_RATE = 6, 1 / 60
# A freeze that was asked for so lately is not asked for again.
FREEZE_ONCE = 10 * MINUTE
# Browsers of one agent that are called.
DEVICES = 5


class Person(NamedTuple):
    """An active agent of the brand. `on_call`: on its list; `online`: here, by his own word and his socket."""

    id: str
    role: str
    on_call: bool
    online: bool

    @property
    def leads(self) -> bool:
        return self.role in ("lead", "admin")


def at(step: int) -> int:
    """Microseconds after the press at which people are called for the time number `step`, counted from 0."""
    return FIRST_CALLS[step] if step < len(FIRST_CALLS) else FIRST_CALLS[-1] + AGAIN * (step - len(FIRST_CALLS) + 1)


def called(step: int, people: Sequence[Person]) -> list[str]:
    """Whom to call: first who is on call, where nobody is the leads and admins who are here; then every lead and admin too, and
    from the third call on everybody who is here. Nobody of those there is: the next wider circle, so that somebody is called
    each time as long as the brand has anybody."""
    circles = [
        [one.id for one in people if one.on_call],
        [one.id for one in people if one.leads and one.online],
        [one.id for one in people if one.leads],
        [one.id for one in people if one.online],
        [one.id for one in people],
    ]
    first = next((circle for circle in circles if circle), [])
    if step == 0:
        return first
    wider = {*first, *circles[2], *(circles[3] if step > 1 else ())}
    return [one.id for one in people if one.id in wider]


def is_over(step: int) -> bool:
    return step > LAST_CALL


def due(pressed: Instant, step: int) -> Instant:
    return pressed + at(step)


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.id in actor.brands


def may_freeze(actor: Actor, head: Any) -> bool:
    """Leads and admins, and whoever has the matter."""
    return of_my_brands(actor, head) and (actor.role in ("lead", "admin") or head.assignee_id == actor.id)


# Action → rule. The object is a conversation's head; for the list of who is on call a brand.
ACCESS: dict[str, Rule] = {
    "emergency.read": of_my_brands,
    "emergency.take": of_my_brands,
    "emergency.freeze": may_freeze,
    "on_call.read": _of_brand,
    "on_call.write": lambda actor, brand: _of_brand(actor, brand) and actor.role == "admin",
}
