"""Canned replies: list, add, change, remove."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation.models import CannedReplyRow
from fairlead.automation.rules import checked_shortcut, checked_variables
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.shield.rules import screen


@dataclass(frozen=True, slots=True)
class Of:
    """The brand a reply belongs to, for the gate."""

    brand_id: str


@dataclass(frozen=True, slots=True)
class Content:
    shortcut: str
    title: str
    text: str
    locale: str

    def checked(self) -> "Content":
        if is_blank(self.title) or not 2 <= len(self.locale) <= 16:
            raise Invalid("invalid_field", field="title" if is_blank(self.title) else "locale")
        text = checked_variables(screen(self.text).text)
        return Content(checked_shortcut(self.shortcut), visible_name(self.title, 120), text, self.locale)


class CannedReplies:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database = database
        self._authorize = authorize

    async def of_brand(self, actor: Actor, brand_id: str) -> list[CannedReplyRow]:
        self._authorize(actor, "canned.read", Of(brand_id))
        async with self._database.read() as session:
            statement = select(CannedReplyRow).where(CannedReplyRow.brand_id == brand_id)
            return list(await session.scalars(statement.order_by(CannedReplyRow.shortcut, CannedReplyRow.locale)))

    async def add(self, actor: Actor, brand_id: str, content: Content) -> CannedReplyRow:
        """Raises Conflict("shortcut_taken") when brand and locale have the shortcut already."""
        self._authorize(actor, "canned.write", Of(brand_id))
        row = CannedReplyRow(id=new_id(), brand_id=brand_id, **_values(content.checked()))
        try:
            async with self._database.write() as session:
                session.add(row)
        except IntegrityError:
            raise Conflict("shortcut_taken") from None
        return row

    async def change(self, actor: Actor, reply_id: str, content: Content) -> CannedReplyRow:
        try:
            async with self._database.write() as session:
                row = await self._own(session, actor, reply_id)
                for name, value in _values(content.checked()).items():
                    setattr(row, name, value)
                await session.flush()
        except IntegrityError:
            raise Conflict("shortcut_taken") from None
        return row

    async def remove(self, actor: Actor, reply_id: str) -> None:
        async with self._database.write() as session:
            await session.delete(await self._own(session, actor, reply_id))

    async def _own(self, session: AsyncSession, actor: Actor, reply_id: str) -> CannedReplyRow:
        row = await session.get(CannedReplyRow, reply_id) if is_id(reply_id) else None
        if row is None:
            raise NotFound
        self._authorize(actor, "canned.write", row)
        return row


def _values(content: Content) -> dict[str, str]:
    return {
        "shortcut": content.shortcut,
        "title": content.title,
        "text": content.text,
        "locale": content.locale,
    }
