"""What tickets ask of others; `app.py` hands in who answers."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from fairlead.infra.feed import Event


class Confirmations(Protocol):
    """Whether chains have confirmed what a ticket waits for."""

    async def reached(self, network: str, txid: str) -> bool:
        """True once the transaction has the confirmations the exchange wants; False also while nobody can say."""
        ...


class Unwatched:
    """Nobody watches: a ticket that waits for a chain is looked at by people when its time is over."""

    async def reached(self, network: str, txid: str) -> bool:
        return False


class Away(Protocol):
    """Tells a customer who does not look in just now."""

    async def tell(self, event: Event, *, what: Literal["waits", "moved"]) -> None:
        """`waits`: his answer is waited for; `moved`: something happened to his matter by itself. Said although an
        earlier notice may be unread. Nothing of the matter itself leaves, and the same event is told once."""
        ...


class Conduct(Protocol):
    """How a customer has behaved, as far as it bears on opening matters."""

    def slowed(self, customer_id: str) -> bool:
        """Whether he is to open fewer than others."""
        ...

    async def misused(self, brand_id: str, customer_id: str, ticket_id: str) -> None:
        """He asked for more matters than he may have. `ticket_id`: his newest one, where he can be told of it."""
        ...


class Unjudged:
    """Nobody keeps account of it."""

    def slowed(self, customer_id: str) -> bool:
        return False

    async def misused(self, brand_id: str, customer_id: str, ticket_id: str) -> None:
        return None


class SaidFacts(Protocol):
    """What a customer's words say of his matter."""

    def __call__(self, text: str, asked: Mapping[str, Any] | None) -> Mapping[str, str]:
        """By field: `network` (a key of `chains.networks`), `txid` and `asset`, those that are in it, and the field that the bot
        had asked for right before. `asked`: what it asked, see docs/protocol.md 2.3."""
        ...
