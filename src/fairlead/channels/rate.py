"""A customer says on a page without JavaScript how his matter went, whichever channel shows it: what the form shows, and what it
is when it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass

from fairlead.feedback.rate import Asked, Ratings
from fairlead.feedback.rules import REASONS
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid

FIELDS = frozenset({"resolution", "satisfaction", "effort", "words", "as_is", *(f"reason.{one}" for one in REASONS)})


@dataclass(frozen=True, slots=True)
class RatingForm:
    """`typed`: the form's fields as they stand in it."""

    asked: Asked
    typed: Mapping[str, str]

    @property
    def is_shown(self) -> bool:
        return self.asked.rating is not None or (self.asked.is_open and not self.asked.declined)


class RateByForm:
    def __init__(self, ratings: Ratings) -> None:
        self._ratings = ratings

    async def form(
        self, customer: Actor, conversation_id: str, typed: Mapping[str, str] | None = None
    ) -> RatingForm | None:
        """Of a conversation as it has ended; None where there is nothing to rate. `typed`: what was refused. Raises NotFound."""
        asked = await self._ratings.asked(customer, conversation_id)
        return RatingForm(asked, _given(asked) if typed is None else typed) if asked is not None else None

    async def rate(self, customer: Actor, conversation_id: str, typed: Mapping[str, str]) -> None:
        """Raises Problem, Invalid("rating_wanted") where nothing is chosen."""
        satisfaction, effort = _score(typed, "satisfaction"), _score(typed, "effort")
        if satisfaction is None:
            raise Invalid("rating_wanted")
        await self._ratings.give(
            customer,
            conversation_id,
            typed["resolution"],
            satisfaction=satisfaction,
            effort=effort,
            reasons=[reason for reason in REASONS if typed[f"reason.{reason}"]],
            words=typed["words"],
            as_is=bool(typed["as_is"]),
        )

    async def decline(self, customer: Actor, conversation_id: str, resolution: str) -> None:
        """Raises Problem."""
        await self._ratings.decline(customer, conversation_id, resolution)


def _given(asked: Asked) -> dict[str, str]:
    if asked.rating is None:
        return {}
    said = asked.rating
    scores = {"satisfaction": str(said.satisfaction), "effort": str(said.effort or "")}
    return {**scores, **{f"reason.{one}": "yes" for one in said.reasons}, "words": said.words}


def _score(typed: Mapping[str, str], name: str) -> int | None:
    """None where none is chosen. Raises Invalid("invalid_field") for what is no number of the form's."""
    text = typed[name]
    if not text:
        return None
    if text not in ("1", "2", "3", "4", "5"):
        raise Invalid("invalid_field", field=name)
    return int(text)
