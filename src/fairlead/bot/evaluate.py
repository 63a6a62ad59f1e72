"""Measures on examples how well the trained model understands: what it finds first, among the first three, and when to be silent.

For `fairlead bot eval` and bench/bot.py; it trains, so nothing that serves may import it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.bot.guesses import Guess
from fairlead.bot.model import Model
from fairlead.bot.read_examples import Row
from fairlead.bot.train import SEED, Example, TooLittle, train

MOST_CONFUSED = 15


@dataclass(slots=True)
class Tally:
    """Counts of rows. `known` have an intent, `strange` have none; `silent` are the rows that were not answered, of which
    `rightly` are strange or would have been answered wrongly, and `should` is how many of all rows are of this kind."""

    known: int = 0
    first: int = 0
    third: int = 0
    strange: int = 0
    refused: int = 0
    answered_right: int = 0
    silent: int = 0
    rightly: int = 0
    should: int = 0

    def count(self, row: Row, guesses: Sequence[Guess], *, answers: bool) -> None:
        hit = bool(row.intent) and bool(guesses) and guesses[0].label == row.intent
        self.known += bool(row.intent)
        self.first += hit
        self.third += bool(row.intent) and row.intent in [one.label for one in guesses[:3]]
        self.strange += not row.intent
        self.refused += not row.intent and not answers
        self.answered_right += hit and answers
        self.silent += not answers
        self.rightly += not answers and not hit
        self.should += not hit

    def told(self) -> dict[str, Any]:
        """Shares from 0 to 1; None where there was nothing to count."""
        return {
            "rows": self.known + self.strange,
            "accuracy": _share(self.first, self.known),
            "hit@1": _share(self.answered_right, self.known),
            "hit@3": _share(self.third, self.known),
            "strange": self.strange,
            "refused": _share(self.refused, self.strange),
            "abstain_precision": _share(self.rightly, self.silent),
            "abstain_recall": _share(self.rightly, self.should),
        }


@dataclass(slots=True)
class Report:
    """Everything by locale and by intent, and how often one intent (first) was taken for another."""

    whole: Tally = field(default_factory=Tally)
    locales: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    intents: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    thresholds: list[float] = field(default_factory=list)

    def count(self, row: Row, guesses: Sequence[Guess], threshold: float) -> None:
        answers = bool(guesses) and guesses[0].likely >= threshold
        for tally in (self.whole, self.locales[row.locale], self.intents[row.intent]):
            tally.count(row, guesses, answers=answers)
        if row.intent and guesses and guesses[0].label != row.intent:
            self.confused[row.intent, guesses[0].label] += 1

    def told(self) -> dict[str, Any]:
        return {
            **self.whole.told(),
            "threshold": _share(sum(self.thresholds), len(self.thresholds)),
            "locales": {name: tally.told() for name, tally in sorted(self.locales.items())},
            "intents": {name: tally.told() for name, tally in sorted(self.intents.items())},
            "confused": [
                {"intent": right, "taken_for": taken, "times": times}
                for (right, taken), times in sorted(self.confused.items(), key=lambda one: (-one[1], one[0]))
            ][:MOST_CONFUSED],
        }


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def learned(rows: Iterable[Row], *, names: bool = True) -> Model:
    """Trained on the rows that have an intent; with `names`, what an intent is called is an example of it. Raises TooLittle."""
    known = [row for row in rows if row.intent]
    examples = [Example(row.text, row.intent, row.locale) for row in known]
    if names:
        locales: dict[str, Counter[str]] = defaultdict(Counter)
        for row in known:
            locales[row.intent][row.locale] += 1
        named = ((intent, seen.most_common(1)[0][0]) for intent, seen in sorted(locales.items()))
        examples += [Example(intent.replace("_", " "), intent, locale) for intent, locale in named]
    return train(examples)


def tested(model: Model, rows: Sequence[Row], report: Report, step: Callable[[int], Any]) -> None:
    """Asks the model each row; `step` is told how many more are done."""
    report.thresholds.append(model.threshold)
    for row in rows:
        report.count(row, model.guesses(row.text, row.locale), model.threshold)
        step(1)


def crossed(rows: Sequence[Row], folds: int, report: Report, step: Callable[[int], Any], *, names: bool = True) -> None:
    """Each of `folds` parts is asked of a model of the others; every part has its share of every intent. Raises TooLittle."""
    if folds > len(rows):
        raise TooLittle(f"{len(rows)} rows cannot be dealt into {folds} parts")
    for part in dealt(rows, folds):
        kept_out = set(part)
        model = learned((row for place, row in enumerate(rows) if place not in kept_out), names=names)
        tested(model, [rows[place] for place in part], report, step)


def dealt(rows: Sequence[Row], folds: int) -> list[list[int]]:
    """Places of the rows, each intent's shuffled with a fixed seed and dealt out in turn."""
    shuffled = random.Random(SEED)  # noqa: S311 - the same parts every time
    by_intent: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        by_intent[row.intent].append(place)
    parts: list[list[int]] = [[] for _ in range(folds)]
    at = 0
    for _, places in sorted(by_intent.items()):
        shuffled.shuffle(places)
        for place in places:
            parts[at % folds].append(place)
            at += 1
    return parts
