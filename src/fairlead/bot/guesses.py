"""What a trained model says of a text. Apart from the model itself, whose numpy a server without one can do without."""

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Unusable(ValueError):
    """No model, a damaged one, or one of another format."""


class Guess(NamedTuple):
    """A label and how likely it is, from 0 to 1, by what was right on texts that were kept out of training."""

    label: str
    likely: float


class Understood(NamedTuple):
    """What a model makes of a text. `threshold`: what it takes to be less likely is no answer; chosen for the locale on texts
    that were kept out of training. `knows`: the labels it was trained on, of others it says nothing."""

    guesses: Sequence[Guess] = ()
    threshold: float = 0.0
    knows: Collection[str] = ()
