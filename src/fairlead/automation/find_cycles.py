"""What can call or cause what, and whether that goes in a circle. Pure; asked whenever a macro or a rule is saved."""

from collections.abc import Iterable, Mapping, Sequence

from fairlead.automation.meet_conditions import Trigger
from fairlead.automation.rules import Step
from fairlead.kit.errors import Invalid
from fairlead.tickets import rules as tickets

Calls = Mapping[str, Iterable[str]]


def cycle_in(calls: Calls) -> list[str]:
    """The shortest way round through the first one that has any, beginning and ending with it; empty where there is none. Who is
    called and not among the callers calls nobody."""
    for start in calls:
        came: dict[str, str] = {}
        border = [start]
        while border:
            here = border.pop(0)
            for there in calls.get(here, ()):
                if there == start:
                    return [*_way(came, start, here), start]
                if there not in came:
                    came[there] = here
                    border.append(there)
    return []


def _way(came: Mapping[str, str], start: str, last: str) -> list[str]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def check_calls(calls: Calls, names: Mapping[str, str], code: str) -> None:
    """Raises Invalid(code) with the cycle by its names, `A → B → A`."""
    if cycle := cycle_in(calls):
        raise Invalid(code, cycle=" → ".join(names.get(one, one) for one in cycle))


def called(steps: Iterable[Step]) -> list[str]:
    return [step.value for step in steps if step.type == "macro"]


def flattened(steps: Sequence[Step], macros: Mapping[str, Sequence[Step]]) -> list[Step]:
    """The steps, and those of the macros that are called, as deep as it goes. The calls must not go in a circle."""
    found: list[Step] = []
    for step in steps:
        if step.type != "macro":
            found.append(step)
        elif step.value in macros:
            found += flattened(macros[step.value], macros)
    return found


def causes(steps: Iterable[Step], trigger: Trigger) -> bool:
    """Whether these steps bring about what a rule waits for, directly or by what the ticket does by itself then."""
    return any(
        trigger.on == on and trigger.value in ("", value) for step in steps for on, value in _brought_about(step)
    )


def _brought_about(step: Step) -> list[tuple[str, str]]:
    match step.type:
        case "status":
            return [("status", step.value)]
        case "card":
            return [("status", tickets.WAITING_FOR_YOU)]
        case "task":
            return [("status", tickets.INVESTIGATING)]
        case "close":
            return [("status", tickets.SOLVED)]
        case "unassign":
            return [("status", tickets.IN_QUEUE)]
        case "transfer":
            return [("transferred", step.team or ""), ("status", tickets.IN_QUEUE)]
        case "priority":
            return [("priority", step.value)]
        case "category":
            # A category brings its own weight along.
            return [("priority", str(one)) for one in tickets.PRIORITIES]
        case "tag":
            return [("tag", tag) for tag in step.add]
        case _:
            return []
