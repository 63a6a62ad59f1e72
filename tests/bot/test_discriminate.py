"""The discriminant of few examples, solved in as many equations as there are examples, is the one its formula says."""

import numpy as np
from scipy.sparse import csr_matrix

from fairlead.bot.discriminate import RIDGE, discriminated


def test_it_is_the_means_seen_through_the_inverse_of_what_texts_of_one_label_differ_by():
    random = np.random.default_rng(3)
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    rows = random.random((9, 6)) * (random.random((9, 6)) > 0.4)
    means = np.array([rows[labels == one].mean(axis=0) for one in range(3)])
    apart = rows - means[labels]
    inverse = np.linalg.inv(apart.T @ apart / 9 + RIDGE * np.eye(6))
    wanted = (means - means.mean(axis=0)) @ inverse
    bias = -np.einsum("ij,ij->i", wanted, means) / 2
    weights, got = discriminated(csr_matrix(rows), labels, 3)
    assert np.allclose(weights, wanted - wanted.mean(axis=0), atol=1e-6)
    assert np.allclose(got, bias - bias.mean(), atol=1e-6)


def test_what_all_texts_of_a_label_vary_in_says_less_than_what_they_share():
    """The first column is noise of every label, the second a little of one."""
    rows = np.array([[3.0, 0.0], [0.0, 0.0], [3.0, 0.3], [0.0, 0.3], [1.5, 0.0], [1.6, 0.3]])
    weights, bias = discriminated(csr_matrix(rows), np.array([0, 0, 1, 1, 0, 1]), 2)
    scores = np.array([[2.9, 0.05], [0.1, 0.25]]) @ weights.T + bias
    assert scores.argmax(axis=1).tolist() == [0, 1]
    assert abs(weights[:, 0]).max() < abs(weights[:, 1]).max()
