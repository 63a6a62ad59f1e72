"""A customer's own word on notices: of what he is told on his browsers and when not; and what was sent to him there."""

from dataclasses import dataclass

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Refused
from fairlead.kit.texts import Texts
from fairlead.notices import rules, store
from fairlead.notices.rules import Choices

PAGE = 50
LATEST = 2**62


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice as it was told: its words, on which browser, about which conversation."""

    at: Instant
    body: str
    locale: str
    device: str
    conversation: str


class Choosing:
    def __init__(self, database: Database, sealer: Sealer, texts: Texts) -> None:
        self._database = database
        self._sealer = sealer
        self._texts = texts

    async def of(self, customer: Actor) -> Choices:
        async with self._database.read() as session:
            return await store.choices_of(session, customer.id)

    async def choose(self, customer: Actor, choices: Choices) -> None:
        """From the next notice on. Raises Refused for a visitor, who is told nothing."""
        if not customer.verified:
            raise Refused("push_sign_in")
        async with self._database.write() as session:
            await store.choose(session, customer.id, choices)

    async def sent(self, customer: Actor, brand: str, *, before: Instant = LATEST) -> tuple[list[Sent], Instant | None]:
        """What was told on his browsers in the last year, the newest first; and before when there is more. `brand`: its name."""
        async with self._database.read() as session:
            rows = await store.sent_to(session, customer.id, before=before, limit=PAGE + 1)
        found = [
            Sent(
                at=row.sent_at,
                body=self._texts(f"push.{rules.checked_what(row.what)}", row.locale, brand=brand),
                locale=row.locale,
                device=(self._sealer.read(row.name, store.name_place(row.device_id)) or b"").decode(),
                conversation=row.conversation_id,
            )
            for row in rows[:PAGE]
        ]
        return found, found[-1].at if len(rows) > PAGE else None
