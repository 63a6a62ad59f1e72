"""What every bench prints: words while it measures, and the JSON of docs/proofs.md as its last line."""

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache


@dataclass(frozen=True)
class Figure:
    """One measured number beside the peer or the limit it is held against."""

    name: str
    ours: float
    reference: float | None
    ratio: float | None
    goal: str
    # None as "pass" in JSON would be no answer: what could not be measured has failed.
    passed: bool

    def as_json(self) -> dict[str, object]:
        values = asdict(self)
        values["pass"] = values.pop("passed")
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in values.items()}


def at_least(name: str, ours: float, reference: float, ratio: float, goal: float) -> Figure:
    return Figure(name, ours, reference, ratio, f"ratio >= {goal:g}", ratio >= goal)


def at_most(name: str, ours: float, goal: float, unit: str, reference: float | None = None) -> Figure:
    ratio = ours / reference if reference else None
    return Figure(name, ours, reference, ratio, f"<= {goal:g} {unit}", ours <= goal)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def finish(bench: str, figures: Sequence[Figure]) -> int:
    """Prints the last line; the exit status."""
    passed = bool(figures) and all(figure.passed for figure in figures)
    say(json.dumps({"bench": bench, "figures": [figure.as_json() for figure in figures], "pass": passed}))
    return 0 if passed else 1


def median(values: Sequence[float]) -> float:
    return float(statistics.median(values)) if values else 0.0


def percentile(sorted_values: Sequence[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] if sorted_values else 0.0


def spread(values: Sequence[float]) -> str:
    return f"{min(values):,.0f}–{max(values):,.0f}" if values else "nothing"


@cache
def cores() -> tuple[set[int], set[int]]:
    """(the server's, everybody else's): one core for what is measured, so that it cannot borrow the others' work. Asked once:
    whoever has moved to the others' cores sees only those."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[0]}, set(usable[1:]) or set(usable)
