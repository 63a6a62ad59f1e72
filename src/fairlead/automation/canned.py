"""Canned replies: list, add, change, remove."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.check_together import check_step_known, check_together, check_uncalled
from fairlead.automation.models import CannedReplyRow
from fairlead.automation.rules import Step, check_steps, checked_shortcut, checked_variables
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.shield.screen import screen
from fairlead.shield.secrets import clean


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
    steps: tuple[Step, ...] = ()
    greeting: bool = False

    def checked(self) -> "Content":
        if is_blank(self.title) or not 2 <= len(self.locale) <= 16:
            raise Invalid("invalid_field", field="title" if is_blank(self.title) else "locale")
        check_steps(self.steps)
        # Who has something to do need not say anything.
        text = _words(self.text, may_be_empty=bool(self.steps))
        steps = tuple(msgspec.structs.replace(step, text=_words(step.text, may_be_empty=True)) for step in self.steps)
        title = visible_name(clean(self.title).text, 120)
        return Content(checked_shortcut(self.shortcut), title, text, self.locale, steps, self.greeting)


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
        """Raises Conflict("shortcut_taken") when brand and locale have the shortcut already; Invalid: `macro_loop` and
        `rule_loop` with the cycle that it would close, and what steps raise."""
        self._authorize(actor, "canned.write", Of(brand_id))
        content = content.checked()
        row = CannedReplyRow(id=new_id(), brand_id=brand_id, **_values(content))
        try:
            async with self._database.write() as session:
                await self._check(session, brand_id, content)
                session.add(row)
                await check_together(session, brand_id, macro=row)
        except IntegrityError:
            raise Conflict("shortcut_taken") from None
        return row

    async def change(self, actor: Actor, reply_id: str, content: Content) -> CannedReplyRow:
        try:
            async with self._database.write() as session:
                row = await self._own(session, actor, reply_id)
                content = content.checked()
                await self._check(session, row.brand_id, content)
                for name, value in _values(content).items():
                    setattr(row, name, value)
                await session.flush()
                await check_together(session, row.brand_id, macro=row)
        except IntegrityError:
            raise Conflict("shortcut_taken") from None
        return row

    async def remove(self, actor: Actor, reply_id: str) -> None:
        async with self._database.write() as session:
            row = await self._own(session, actor, reply_id)
            await store.lock_brand(session, self._database.dialect, row.brand_id)
            await check_uncalled(session, row)
            await session.delete(row)

    async def _check(self, session: AsyncSession, brand_id: str, content: Content) -> None:
        """Raises Invalid: what could never be done is refused when it is saved."""
        await store.lock_brand(session, self._database.dialect, brand_id)
        for step in content.steps:
            await check_step_known(session, brand_id, step)

    async def _own(self, session: AsyncSession, actor: Actor, reply_id: str) -> CannedReplyRow:
        row = await session.get(CannedReplyRow, reply_id) if is_id(reply_id) else None
        if row is None:
            raise NotFound
        self._authorize(actor, "canned.write", row)
        return row


def _words(text: str, *, may_be_empty: bool) -> str:
    return checked_variables(screen(text, may_be_empty=may_be_empty, as_is=True).text)


def _values(content: Content) -> dict[str, Any]:
    return {
        "shortcut": content.shortcut,
        "title": content.title,
        "text": content.text,
        "locale": content.locale,
        "steps": msgspec.to_builtins(content.steps),
        "greeting": content.greeting,
    }
