"""What tests of the queue need: customers who wait, and the switch."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from fairlead.app import System
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from fairlead.people.models import CustomerRow
from fairlead.people.store import profile_place
from fairlead.routing.models import GivenOutRow
from tests.harness import Client


async def switch_on(system: System, brand_id: str, *, react: int = 60) -> None:
    async with system.database.write() as session:
        session.add(GivenOutRow(brand_id=brand_id, react_seconds=react))


async def waits(system: System, brand_id: str, *, tier: str = "", locale: str = "en", channel: str = "webchat") -> str:
    """The id of a new conversation whose customer waits for a person."""
    customer = Actor(kind="customer", id=new_id(), brands=frozenset({brand_id}), verified=True)
    sealed = system.sealer.seal(b"{}", profile_place(customer.id))
    async with system.database.write() as session:
        session.add(
            CustomerRow(
                id=customer.id,
                brand_id=brand_id,
                verified=True,
                locale=locale,
                tier=tier,
                profile=sealed,
                created_at=1,
                seen_at=1,
            )
        )
    opening = Opening(brand_id=brand_id, customer_id=customer.id, channel=channel, locale=locale, bot_first=False)
    draft = Draft(customer, "message", new_id(), opening=opening, text="Is anybody there?", locale=locale)
    return (await system.gather.write(draft)).conversation_id


async def owner(system: System, conversation_id: str) -> str | None:
    async with system.database.read() as session:
        return await session.scalar(select(ConversationRow.assignee_id).where(ConversationRow.id == conversation_id))


async def comes(look: Callable[[], Awaitable[Any]], *, seconds: float = 10) -> Any:
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + seconds
    while not (found := await look()):
        assert time.monotonic() < until, "it did not come"
        await asyncio.sleep(0.02)
    return found


async def takes(lead: Client, agent: Client, *, chat: int = 3, mail: int = 5, **abilities: Any) -> None:
    """What a lead enters for an agent: `languages={"zh": 3}`."""
    entered = {
        kind: [{"name": name, "level": level} for name, level in abilities.get(kind, {}).items()]
        for kind in ("skills", "languages")
    }
    answer = await lead.http.put(
        f"/api/desk/work/{agent.id}", json={"chat": chat, "callback": 1, "mail": mail, **entered}
    )
    assert answer.status_code == 200, answer.text
