"""Cases of which `make test` runs the first and `make prove` all."""

import os
from collections.abc import Sequence
from typing import Any

import pytest


def others_when_proving(names: str, cases: Sequence[Any], **more: Any) -> pytest.MarkDecorator:
    """As `pytest.mark.parametrize`. `make prove` chooses by the mark `prove`, which the cases have there."""
    if os.environ.get("FAIRLEAD_PROVE") != "1":
        return pytest.mark.parametrize(names, cases[:1], **more | ({"ids": more["ids"][:1]} if "ids" in more else {}))
    many = "," in names
    marked = [pytest.param(*(case if many else (case,)), marks=pytest.mark.prove) for case in cases]
    return pytest.mark.parametrize(names, marked, **more)


# Stories of whole processes that start, are killed and start again.
both_when_proving = others_when_proving("engine", ["sqlite", "postgresql"], indirect=True)
