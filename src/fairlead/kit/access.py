"""Who acts, and the one question every door asks. Rooms register rules; `people` answers; `app.py` hands it in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

ActorKind = Literal["anonymous", "customer", "agent", "bot", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One who does something: a signed-in customer or visitor, an agent, the bot, or the system itself.

    `brands` are brand ids: the one a customer belongs to, those whose customers an agent serves. `articles` are the brands
    whose articles an agent may read; those who only write articles have these and no `brands`. `session` is the session's id,
    so that an actor can be cut off with it.
    """

    kind: ActorKind
    id: str
    name: str = ""
    brands: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    # Closed teams of these brands he does not belong to: what they have is not for him.
    shut: frozenset[str] = frozenset()
    role: str = ""
    session: str = ""
    # When the session runs out, as an Instant; 0 for those who have none.
    until: int = 0
    # As of which change of an agent's rights brands, teams and role are given.
    rights_at: int = 0
    verified: bool = False
    # The sender's scope for client ids: `c:…`, `a:…`, `b:…`.
    key: str = field(init=False, repr=False, compare=False)

    @property
    def is_rule(self) -> bool:
        """A rule that an admin wrote acts as the system, but by its own name and only within its brand."""
        return self.kind == "system" and bool(self.brands)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.kind[0]}:{self.id}")


class Caller(NamedTuple):
    """Where a request comes from: the network as limits see it, and the name its browser gives itself. Neither is ever kept."""

    network: str = ""
    browser: str = ""


NOBODY = Caller()
ANONYMOUS = Actor(kind="anonymous", id="")
SYSTEM = Actor(kind="system", id="system", name="Fairlead")

# A rule looks at the actor and the object and says yes or no; it queries nothing.
Rule = Callable[[Actor, Any], bool]


class Authorize(Protocol):
    def __call__(self, actor: Actor, action: str, thing: Any) -> None:
        """Returns when `actor` may do `action` (`conversation.read`, …) to `thing`.

        Raises NotFound when the actor may not even know it exists, Refused when he may see it but not do that,
        NotSignedIn for an anonymous actor. An action without a rule is refused.
        """
