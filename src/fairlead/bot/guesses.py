"""What a trained model says of a text. Apart from the model itself, whose numpy a server without one can do without."""

from typing import NamedTuple


class Unusable(ValueError):
    """No model, a damaged one, or one of another format."""


class Guess(NamedTuple):
    """A label and how likely it is, from 0 to 1, by what was right on texts that were kept out of training."""

    label: str
    likely: float
