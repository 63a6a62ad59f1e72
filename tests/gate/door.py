"""How a row of the table of doors is written; see `doors.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.gate.world import FORM


@dataclass(frozen=True)
class Shape:
    """One way to ask: which of the parameters that name something are sent, and what else is."""

    uses: tuple[str, ...]
    fill: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """`who` may ask: customer (token), agent (cookie), form (the plain pages' cookie) or public. `reached`: what he gets who
    asks for his own. `tells` is False where the answer never depends on whose it is. `role`: what an agent must be."""

    who: str
    names: Mapping[str, str]
    plain: frozenset[str]
    shapes: tuple[Shape, ...]
    reached: frozenset[int]
    headers: Mapping[str, str]
    content: bytes | None
    tells: bool
    role: str
    # Of a body that is a form: OpenAPI does not know them.
    fields: frozenset[str]
    # Whether it is one for those who only write articles, too.
    articles: bool

    @property
    def objects(self) -> tuple[str, ...]:
        return tuple(self.names)


def door(
    who: str,
    names: Mapping[str, str] | None = None,
    plain: str = "",
    *,
    fill: Mapping[str, Any] | None = None,
    shapes: tuple[Shape, ...] = (),
    reached: tuple[int, ...] = (200, 201, 204),
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    tells: bool = True,
    role: str = "agent",
    fields: str = "",
    articles: bool = False,
) -> Door:
    names = names or {}
    shapes = shapes or (Shape(tuple(names), fill or {}),)
    return Door(
        who, names, frozenset(plain.split()), shapes, frozenset(reached), headers or {}, content, tells, role,
        frozenset(fields.split()), articles,
    )  # fmt: skip


def customer(names: Mapping[str, str] | None = None, plain: str = "", **how: Any) -> Door:
    return door("customer", names, plain, **how)


def agent(names: Mapping[str, str] | None = None, plain: str = "", **how: Any) -> Door:
    return door("agent", names, plain, **how)


def public(plain: str = "", names: Mapping[str, str] | None = None, **how: Any) -> Door:
    return door("public", names, plain, **how)


def form(names: Mapping[str, str], plain: str = "brand_key", *, also: tuple[int, ...] = (), **how: Any) -> Door:
    """Pages answer 303 to what was done; `also`: what else says that he got through."""
    headers = {"Content-Type": FORM} if how.get("fields") else {}
    return door("form", names, plain, reached=(200, 303, *also), headers=headers, **how)
