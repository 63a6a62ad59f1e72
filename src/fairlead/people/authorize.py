"""The gate: one question for HTTP, sockets, jobs and exports. What one may not see does not exist."""

from collections.abc import Mapping
from typing import Any

from fairlead.kit.access import Actor, Rule
from fairlead.kit.errors import NotFound, NotSignedIn, Refused


class Gate:
    """Answers by the rules the rooms registered. An action without a rule is refused to everyone."""

    def __init__(self, *tables: Mapping[str, Rule]) -> None:
        self._rules: dict[str, Rule] = {}
        for table in tables:
            if twice := self._rules.keys() & table.keys():
                raise ValueError(f"two rooms register a rule for {sorted(twice)}")
            self._rules.update(table)

    @property
    def actions(self) -> frozenset[str]:
        return frozenset(self._rules)

    def __call__(self, actor: Actor, action: str, thing: Any) -> None:
        """Raises NotSignedIn for an anonymous actor, NotFound when he may not read the thing, Refused otherwise."""
        rule = self._rules.get(action)
        if rule is not None and rule(actor, thing):
            return
        if actor.kind == "anonymous":
            raise NotSignedIn
        reading = self._rules.get(f"{action.partition('.')[0]}.read")
        if reading is not None and not reading(actor, thing):
            raise NotFound
        raise Refused
