"""The bot's figures as they go over the wire."""

from dataclasses import asdict
from typing import Any

from fairlead.bot.measure_answers import Answers
from fairlead.bot.models import TrainedRow
from fairlead.bot.rules import LEAST_COVERAGE, LEAST_SCORE
from fairlead.kit.clock import iso_or_none


def answers_wire(answers: Answers) -> dict[str, int]:
    return asdict(answers)


def model_wire(row: TrainedRow) -> dict[str, Any]:
    """`threshold` and `accuracy` from 0 to 1 and null as long as nothing was learned; `floors`: what an article must have besides
    (`score` in words, `coverage` from 0 to 1); `failure`: of the last try."""
    learned = bool(row.blob_key)
    return {
        "locale": row.locale,
        "examples": row.examples if learned else 0,
        "accuracy": row.accuracy if learned else None,
        "threshold": row.threshold if learned else None,
        "floors": {"score": LEAST_SCORE, "coverage": LEAST_COVERAGE},
        "trained_at": iso_or_none(row.trained_at or None),
        "failure": row.failure,
    }
