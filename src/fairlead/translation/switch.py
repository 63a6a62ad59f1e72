"""Which conversations an agent reads translated: kept on the server, so that it is so on his other device too."""

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.translation.models import TranslatingRow
from fairlead.translation.translate import Translations

# What was switched on and never off again is dropped with the next one.
LIFE = 90 * clock.DAY


class Switches:
    def __init__(self, database: Database, reader: Reader, translations: Translations) -> None:
        self._database = database
        self._reader = reader
        self._translations = translations

    async def read(self, agent: Actor, conversation_id: str) -> str | None:
        """Into which language, None: as it was written. Raises NotFound."""
        await self._reader.view(agent, conversation_id)
        async with self._database.read() as session:
            locale = await session.scalar(select(TranslatingRow.locale).filter_by(**_key(agent, conversation_id)))
        # What the operator no longer offers is off.
        return locale if locale in self._translations.languages else None

    async def turn(self, agent: Actor, conversation_id: str, locale: str | None) -> str | None:
        """Raises NotFound, Conflict("translation_off"), Invalid("translation_language")."""
        await self._reader.view(agent, conversation_id)
        if locale is not None:
            self._translations.offered(locale)
        key = _key(agent, conversation_id)
        moment = clock.now()
        row = TranslatingRow
        gone = or_(row.conversation_id == conversation_id, row.since < moment - LIFE)
        try:
            async with self._database.write() as session:
                await session.execute(delete(row).where(row.agent_id == agent.id, gone))
                if locale is not None:
                    await session.execute(insert(row).values(**key, locale=locale, since=moment))
        except IntegrityError:
            # Another device of his was quicker by a moment: what stands now is his wish as well.
            return await self.read(agent, conversation_id)
        return locale


def _key(agent: Actor, conversation_id: str) -> dict[str, str]:
    return {"agent_id": agent.id, "conversation_id": conversation_id}
