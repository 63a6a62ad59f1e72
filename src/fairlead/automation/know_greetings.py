"""Whether what an agent said is one of his brand's canned replies that are marked as greetings: promises ask."""

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.rules import is_filled_in


async def is_marked_greeting(session: AsyncSession, brand_id: str, text: str) -> bool:
    """Answers `promises.ports.Greetings`: by its words, whoever typed them, as they are marked now."""
    return any(is_filled_in(template, text) for template in await store.greetings_of(session, brand_id))
