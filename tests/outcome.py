"""What a call came to, for properties that hold whether it is taken or refused."""

from collections.abc import Callable
from typing import Any

from fairlead.kit.errors import Problem


def outcome(call: Callable[..., Any], *arguments: Any) -> tuple[Any, Problem | None]:
    """The value and None, or None and the Problem. Any other exception is a fault and goes on."""
    try:
        return call(*arguments), None
    except Problem as problem:
        return None, problem
