"""A linear discriminant of few examples in many dimensions, for the child process that trains.

Fisher's rule with one covariance for all labels, kept from singular by `RIDGE` (Friedman, "Regularized Discriminant Analysis",
JASA 1989). How the texts of one label differ from each other says which words mean nothing; that is counted over all labels, so
it is known well even where each has a handful of examples.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve

from fairlead.bot.model import Floats

# Beside rows whose squared length is about one and a half.
RIDGE = 0.003


def discriminated(matrix: Any, labels: npt.NDArray[np.intp], classes: int) -> tuple[Floats, Floats]:
    """Weights (classes, columns) and bias (classes,), both taken from their mean. `matrix` (examples, columns), sparse;
    `labels` from 0, each of `classes` at least once.

    The covariance is never written down: by Woodbury's identity a system of as many equations as there are examples is solved.
    """
    examples = len(labels)
    gram = np.asarray((matrix @ matrix.T).todense())
    means = np.zeros((classes, examples))
    means[labels, np.arange(examples)] = 1 / np.bincount(labels, minlength=classes)[labels]
    member = np.zeros((examples, classes))
    member[np.arange(examples), labels] = 1
    centred = means - means.mean(axis=0)
    within = gram - (means @ gram)[labels]
    spread = (within - (within @ means.T)[:, labels]) / examples
    spread[np.diag_indices(examples)] += RIDGE
    solved = solve(spread, within @ centred.T / examples, assume_a="pos").T
    mix = (centred - solved + (solved @ member) @ means) / RIDGE
    bias = -np.einsum("ij,ij->i", mix @ gram, means) / 2
    weights = np.ascontiguousarray((matrix.T @ mix.T).T)
    return weights - weights.mean(axis=0), bias - bias.mean()
