"""The child process that trains: `python -m fairlead.bot.train` reads examples from its standard input and writes a model.

In: msgpack of [[text, label, locale], …]. Out: the bytes of a `model.Model`; nothing and exit code 2 where there is too little to
learn. Only here scikit-learn is imported; the server never does (tests/bot/test_train.py).

The model is the sum of linear ones over the same features (decision 0046): a linear support-vector machine, and multinomial
naive Bayes on the same weighted counts, which knows better what was seen once (Wang and Manning, "Baselines and Bigrams", ACL
2012). Of few examples and of many the machine weighs all labels at once (Crammer and Singer, JMLR 2001): of many it is done in
half the time that one label against the rest takes. Of few a third beside them looks at how texts of one label differ
(`discriminate.py`; decision 0075). They are brought to one scale, and their sum to likelihoods, by examples that were kept out
of training.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, dia_array
from sklearn.svm import LinearSVC

from fairlead.bot.discriminate import discriminated
from fairlead.bot.features import PAIRS, WORDS, keys_of
from fairlead.bot.model import SHARES, Checked, Floats, Keys, Model, likelihoods

SEED = 0
COST, TOLERANCE = 1.0, 0.05
# Of many examples each says little: nothing is gained by going nearer (five-fold over BANKING77's training part).
MANY_TOLERANCE = 0.5
# Of fewer examples than many those of a label weigh more than the many of all others.
FEW_WEIGHT = 6.0
# Of no more than so many they are weighed against each other, words count more, and what each of the three counts.
FEW, FEW_WORDS, FEW_SHARES = 1_000, 1.4, (1.0, 0.5, 0.5)
SMOOTHING = 0.02
# What naive Bayes counts beside the support-vector machine.
BAYES = 0.7
# Of so many parts each is kept out once; of many examples one part says enough.
PARTS, MANY = 5, 4_000
# Two words that stand near each other once among many texts are chance.
LEAST_PAIRS = 2
# The most weights a model has: 32 MB. The features that stand in the fewest texts are left out.
MOST_WEIGHTS = 16_000_000
MOST_LABELS = 1_000
MOST_EXAMPLES = 60_000
# The share of the rightly answered texts that a threshold may not cost.
KEPT = 0.97
HIGHEST = 0.8
# Of fewer that were right a share so small is nobody: nothing is refused then.
LEAST_RIGHT = 50
SMALL = 1e-6
# Few examples that are much alike seem surer than anything is.
SHARPEST = 3.0


class Example(NamedTuple):
    """What somebody may write, and what he wants."""

    text: str
    label: str
    locale: str


class TooLittle(ValueError):
    """Nothing can be learned of fewer than two labels; or there is more than a model is made for."""


class _Parts(NamedTuple):
    """Linear models over one vocabulary, (labels, n) and (labels,) each."""

    keys: Keys
    idf: Floats
    places: npt.NDArray[np.intp]
    models: tuple[tuple[Floats, Floats], ...]


class _Data(NamedTuple):
    """`logs` (examples, keys), sparse: one more than the logarithm of how often each of all `keys` stands in a text."""

    logs: Any
    keys: Keys
    labels: npt.NDArray[np.intp]
    classes: int


def train(examples: Sequence[Example]) -> Model:
    """The same examples give the same model. Raises TooLittle."""
    labels = sorted({one.label for one in examples})
    if len(labels) < 2:
        raise TooLittle("fewer than two labels")
    if len(labels) > MOST_LABELS or len(examples) > MOST_EXAMPLES:
        raise TooLittle(f"{len(labels)} labels and {len(examples)} examples are more than a model is made for")
    data = _read(examples, labels)
    kept_out = list(_parts(data))
    scores, right = _unseen(data, kept_out, few=len(examples) <= FEW)
    shares = FEW_SHARES if len(examples) <= FEW else (1.0, BAYES)
    scales = [share / (one.std() or 1.0) for share, one in zip(shares, scores, strict=True)]
    unseen = _summed(scores, scales)
    sharpness = _sharpness(unseen, right)
    likely = likelihoods(unseen, sharpness)
    hit = unseen.argmax(axis=1) == right
    threshold = _threshold(likely.max(axis=1)[hit])
    parts = _fitted(data, np.arange(len(examples)), few=len(examples) <= FEW)
    weights, bias = (_summed([one[place] for one in parts.models], scales) for place in (0, 1))
    return Model(
        tuple(labels),
        parts.keys,
        parts.idf.astype(np.float32),
        np.ascontiguousarray(weights.T, dtype=np.float16),
        bias.astype(np.float32),
        sharpness,
        threshold,
        Checked(len(right), float(hit.mean())),
    )


def _threshold(right: Floats) -> float:
    """`right`: how likely the guesses were that were right."""
    return min(HIGHEST, float(np.quantile(right, 1 - KEPT))) if len(right) >= LEAST_RIGHT else 0.0


def _read(examples: Sequence[Example], labels: Sequence[str]) -> _Data:
    found = [np.array(keys_of(one.text, one.locale), dtype=np.int64) for one in examples]
    ends = np.cumsum([0, *(len(one) for one in found)])
    keys, places = np.unique(np.concatenate(found), return_inverse=True)
    logs = csr_matrix((np.ones(len(places)), places, ends), shape=(len(examples), len(keys)))
    logs.sum_duplicates()
    logs.data = 1 + np.log(logs.data)
    by_name = {label: place for place, label in enumerate(labels)}
    return _Data(logs, keys, np.array([by_name[one.label] for one in examples]), len(labels))


def _parts(data: _Data) -> Iterator[npt.NDArray[np.intp]]:
    """Each label's examples dealt out in turn, so that every part has some of every label."""
    random = np.random.default_rng(SEED)
    dealt: dict[int, list[int]] = defaultdict(list)
    at = 0
    for label in range(data.classes):
        for place in random.permutation(np.flatnonzero(data.labels == label)):
            dealt[at % PARTS].append(int(place))
            at += 1
    for part in list(dealt.values())[: 1 if len(data.labels) > MANY else PARTS]:
        yield np.array(sorted(part))


def _unseen(
    data: _Data, kept_out: Sequence[npt.NDArray[np.intp]], *, few: bool
) -> tuple[list[Floats], npt.NDArray[np.intp]]:
    """What each of the models scores for examples it was not trained on, (examples, labels), and what is right.

    Naive Bayes' scores are taken from their mean: only how they differ says anything.
    """
    scores: list[list[Floats]] = []
    right = []
    for part in kept_out:
        others = np.setdiff1d(np.arange(len(data.labels)), part)
        if len(set(data.labels[others])) < 2:
            continue
        parts = _fitted(data, others, few=few)
        matrix = _matrix(data, part, parts.places, parts.idf)
        scores.append([np.asarray(matrix @ weights.T) + bias for weights, bias in parts.models])
        right.append(data.labels[part])
    if not right:
        raise TooLittle("no example can be kept out")
    return [np.concatenate(one) for one in zip(*scores, strict=True)], np.concatenate(right)


def _summed(parts: Sequence[Floats], scales: Sequence[float]) -> Floats:
    whole: Floats = parts[0] * scales[0]
    for one, scale in zip(parts[1:], scales[1:], strict=True):
        whole += one * scale
    return whole


def _fitted(data: _Data, places: npt.NDArray[np.intp], *, few: bool) -> _Parts:
    """Trained on the examples at these places; a label that none of them has scores lowest."""
    columns = _vocabulary(data, places)
    there_in = np.bincount(data.logs[places].indices, minlength=len(data.keys))[columns]
    idf = np.sqrt(np.log((1 + len(places)) / (1 + there_in)) + 1)
    matrix, labels = _matrix(data, places, columns, idf), data.labels[places]
    there = np.unique(labels)
    # A column that is weighed for training is weighed in the weights, and nothing more is done where the model serves.
    counts_more = np.where(few & (data.keys[columns] >> 32 == WORDS), FEW_WORDS, 1.0)
    matrix = (matrix @ dia_array((counts_more[None], [0]), shape=(len(columns), len(columns)))).tocsr()
    machine = _machine(there, len(places), few=few).fit(matrix, labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(there) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    labels = np.searchsorted(there, labels)
    found = [(weights, bias, -1.0), (*_bayes(matrix, labels, len(there)), None)]
    if few:
        found.append((*discriminated(matrix, labels, len(there)), None))
    models = tuple(
        (
            _spread(rows * counts_more, there, data.classes, 0.0),
            _spread(bias, there, data.classes, float(bias.min()) if missing is None else missing),
        )
        for rows, bias, missing in found
    )
    return _Parts(data.keys[columns], idf, columns, models)


def _machine(there: npt.NDArray[np.intp], examples: int, *, few: bool) -> Any:
    if few or examples > MANY:
        tolerance = TOLERANCE if few else MANY_TOLERANCE
        return LinearSVC(C=COST, multi_class="crammer_singer", tol=tolerance, random_state=SEED)
    # Two labels have one machine between them, and no rest.
    heavier = dict.fromkeys(there.tolist(), FEW_WEIGHT) if len(there) > 2 else None
    return LinearSVC(C=COST, tol=TOLERANCE, random_state=SEED, class_weight=heavier)


def _bayes(matrix: Any, labels: npt.NDArray[np.intp], classes: int) -> tuple[Floats, Floats]:
    """Multinomial naive Bayes: weights (classes, columns) and bias (classes,), both taken from their mean. `labels` from 0, each
    of `classes` at least once."""
    examples = len(labels)
    member = csr_matrix((np.ones(examples), (labels, np.arange(examples))), shape=(classes, examples))
    counts = (member @ matrix).toarray() + SMOOTHING
    shares = np.log(counts) - np.log(counts.sum(axis=1, keepdims=True))
    prior = np.log(np.bincount(labels, minlength=classes) / examples)
    return shares - shares.mean(axis=0), prior - prior.mean()


def _spread(rows: Floats, there: npt.NDArray[np.intp], count: int, missing: float) -> Floats:
    if len(there) == count:
        return rows
    spread = np.full((count, *rows.shape[1:]), missing)
    spread[there] = rows
    return spread


def _vocabulary(data: _Data, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Which keys are kept: those of these texts, the ones of most texts when there are too many."""
    there_in = np.bincount(data.logs[places].indices, minlength=len(data.keys))
    least = np.where(data.keys >> 32 == PAIRS, LEAST_PAIRS if len(places) > MANY else 1, 1)
    found = np.flatnonzero(there_in >= least)
    most = MOST_WEIGHTS // data.classes
    return np.sort(found[np.argsort(-there_in[found], kind="stable")[:most]])


def _matrix(data: _Data, places: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], idf: Floats) -> Any:
    """(texts, columns), sparse: as `model.counted` has it of each text."""
    worth = np.where(data.keys >> 32 == PAIRS, 0.0, idf.max())
    worth[columns] = idf
    weighed = data.logs[places].multiply(worth).tocsr()
    families = (data.keys >> 32)[weighed.indices]
    rows = np.repeat(np.arange(len(places)), np.diff(weighed.indptr))
    cells = rows * len(SHARES) + families
    lengths = np.sqrt(np.bincount(cells, weights=weighed.data**2, minlength=len(places) * len(SHARES)))
    lengths[lengths == 0] = 1
    weighed.data = weighed.data / lengths[cells] * SHARES[families]
    return weighed[:, columns]


def _sharpness(unseen: Floats, right: npt.NDArray[np.intp]) -> float:
    """The factor under which the likelihoods fit best what was right (Guo et al., "On Calibration", ICML 2017)."""
    rows = np.arange(len(right))

    def loss(sharpness: float) -> float:
        return float(-np.log(likelihoods(unseen, sharpness)[rows, right] + SMALL).mean())

    return min((float(one) for one in np.geomspace(0.1, SHARPEST, 40)), key=loss)


def main() -> int:
    os.nice(5)
    examples = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[tuple[str, str, str]])
    try:
        made = train([Example(*one) for one in examples])
    except TooLittle as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.buffer.write(made.dumped())
    return 0


if __name__ == "__main__":
    sys.exit(main())
