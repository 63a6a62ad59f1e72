"""A trained linear model as plain arrays, and what it makes of a text. Needs numpy and nothing that trains.

Used by the server (see trained.py), by the child that trains (train.py) and by `fairlead bot eval`.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fairlead.bot.features import FAMILIES, PAIRS, keys_of
from fairlead.bot.guesses import Guess, Unusable

FORMAT = 1
# What each family counts beside the others, in their order.
SHARES = np.array([0.5, 1.0, 0.3])
Floats = npt.NDArray[np.floating[Any]]
Keys = npt.NDArray[np.int64]


class Counted(NamedTuple):
    """Places in a vocabulary, ascending, and what a text has of each."""

    places: npt.NDArray[np.intp]
    values: Floats


@dataclass(frozen=True, slots=True)
class Checked:
    """What was seen on texts kept out of training: how many there were, and the share whose label was found first."""

    examples: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Model:
    """`keys` (n,) ascending, `idf` (n,), `weights` (n, labels) float16, `bias` (labels,).

    `sharpness` times a score is its logit; guesses below `threshold` are better not given as an answer.
    """

    labels: tuple[str, ...]
    keys: Keys
    idf: Floats
    weights: npt.NDArray[np.float16]
    bias: Floats
    sharpness: float
    threshold: float
    checked: Checked

    def scores(self, text: str, locale: str) -> Floats:
        """One per label, as they were trained."""
        places, values = counted(self.keys, self.idf, keys_of(text, locale))
        if not len(places):
            return np.zeros(len(self.labels))
        scored: Floats = values.astype(np.float32) @ self.weights[places].astype(np.float32) + self.bias
        return scored

    def guesses(self, text: str, locale: str, *, limit: int = 3) -> list[Guess]:
        """The likeliest first. Empty for a text of which the model knows nothing at all."""
        scored = self.scores(text, locale)
        if not scored.any():
            return []
        likely = likelihoods(scored, self.sharpness)
        best = np.argsort(-likely, kind="stable")[:limit]
        return [Guess(self.labels[place], float(likely[place])) for place in best]

    def dumped(self) -> bytes:
        """As `load` takes it. The same model gives the same bytes."""
        told = {
            "format": FORMAT,
            "labels": self.labels,
            "sharpness": self.sharpness,
            "threshold": self.threshold,
            "examples": self.checked.examples,
            "accuracy": self.checked.accuracy,
        }
        head = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
        target = io.BytesIO()
        arrays = {"keys": self.keys, "idf": self.idf, "weights": self.weights, "bias": self.bias}
        np.savez_compressed(target, allow_pickle=False, head=head, **arrays)
        return target.getvalue()


def load(data: bytes) -> Model:
    """Raises Unusable for anything that is no whole model of this format, also one whose numbers are none."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            keys, idf, weights, bias = (arrays[name] for name in ("keys", "idf", "weights", "bias"))
        if head["format"] != FORMAT:
            raise Unusable(f"format {head['format']}")
        checked = Checked(int(head["examples"]), float(head["accuracy"]))
        labels = tuple(map(str, head["labels"]))
        made = Model(labels, keys, idf, weights, bias, float(head["sharpness"]), float(head["threshold"]), checked)
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(f"it cannot be read: {error}") from error
    shapes = (keys.shape, idf.shape, weights.shape, bias.shape)
    if shapes != ((len(keys),), (len(keys),), (len(keys), len(labels)), (len(labels),)):
        raise Unusable("its arrays do not fit together")
    numbers = (idf, weights, bias, np.array([made.sharpness, made.threshold, checked.accuracy]))
    if not all(np.isfinite(one).all() for one in numbers):
        raise Unusable("a number in it is none")
    return made


def counted(known: Keys, idf: Floats, keys: Sequence[int]) -> Counted:
    """The features of a text that the vocabulary `known` has: log-counts by their rarity, each family of length `SHARES`.

    Words and characters that it does not have count in that length, as the rarest: a text of which little is known scores little.
    `train._matrix` does the same for many texts at once (a test holds them together).
    """
    unique, counts = np.unique(np.array(keys, dtype=np.int64), return_counts=True)
    places = np.searchsorted(known, unique)
    there = places < len(known)
    there[there] = known[places[there]] == unique[there]
    logs, families = 1 + np.log(counts), unique >> 32
    worth = np.where(families == PAIRS, 0.0, idf.max(initial=0.0))
    worth[there] = idf[places[there]]
    values = logs * worth
    lengths = np.sqrt(np.bincount(families, weights=values * values, minlength=len(FAMILIES)))
    lengths[lengths == 0] = 1
    values = values * (SHARES / lengths)[families]
    return Counted(places[there], values[there])


def likelihoods(scores: Floats, sharpness: float) -> Floats:
    """Softmax over the last axis."""
    logits = scores * sharpness
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
