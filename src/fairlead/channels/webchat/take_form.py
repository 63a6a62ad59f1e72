"""A conversation by plain forms: who writes, by the cookie of these pages, and what he writes, by the widget's own way."""

import re
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError

from fairlead.brands.store import Brand
from fairlead.channels.webchat.translate import WebChat
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import new_token
from fairlead.live.commands import checked_client_id
from fairlead.live.ports import Summarise
from fairlead.people.admit import Starts
from fairlead.people.identify import Identify
from fairlead.people.plain_sessions import PlainSessions
from fairlead.shield.limits import Fairness
from fairlead.shield.screen import screen

# As `new_token` makes them: 256 random bits.
_TOKEN = re.compile(r"fls_[A-Za-z0-9_-]{43}")


class FormDesk:
    """A form's page hands out a session before there is one: its token becomes a visitor's with the first message, so
    that a form sent twice at once comes from one visitor, and who only looks leaves no row."""

    def __init__(
        self,
        *,
        sessions: PlainSessions,
        identify: Identify,
        webchat: WebChat,
        gather: Gather,
        changes: Changes,
        reader: Reader,
        summarise: Summarise,
        starts: Starts,
        messages: Fairness,
    ) -> None:
        self._sessions = sessions
        self._identify = identify
        self._webchat = webchat
        self._gather = gather
        self._changes = changes
        self._reader = reader
        self._summarise = summarise
        self._starts = starts
        self._messages = messages

    def new_token(self) -> str:
        return new_token("fls")

    async def begin(
        self, brand: Brand, token: str, fields: dict[str, str], *, locale: str, context: dict[str, Any], caller: Caller
    ) -> Receipt:
        """A conversation with its first message. Raises Problem, `form_cookie` where the browser kept no cookie."""
        key = checked_client_id(fields["key"])
        screen(fields["text"], as_is=bool(fields["as_is"]))
        customer = await self._sessions.customer(brand, token)
        if customer is None:
            if not _TOKEN.fullmatch(token):
                raise Invalid("form_cookie")
            self._starts.admit_plainly(caller.network)
            # Known already is the token of the same form, sent twice at once, and that of a session which has ended.
            with suppress(IntegrityError):
                await self._identify.visitor(brand, locale=locale, context=context, name=fields["name"], token=token)
            customer = await self._sessions.customer(brand, token)
            if customer is None:
                raise Invalid("form_cookie")
        return await self._write(customer, key, fields, locale=locale, context=context, caller=caller)

    async def go_on(
        self, customer: Actor, conversation_id: str, fields: dict[str, str], *, locale: str, caller: Caller
    ) -> Receipt:
        """Raises Problem."""
        key = checked_client_id(fields["key"])
        return await self._write(customer, key, fields, conversation_id=conversation_id, locale=locale, caller=caller)

    async def ask_for_person(
        self, customer: Actor, conversation_id: str, fields: dict[str, str], *, caller: Caller
    ) -> None:
        """Asked again, nothing changes."""
        key = checked_client_id(fields["key"])
        self._messages.take(customer, caller.network)
        summary = await self._summarise(await self._reader.view(customer, conversation_id))
        try:
            await self._changes.hand_over(customer, key, conversation_id, reason="asked", summary=summary)
        except Conflict as problem:
            if problem.code != "already_with_person":
                raise

    async def _write(
        self,
        customer: Actor,
        key: str,
        fields: dict[str, str],
        *,
        conversation_id: str | None = None,
        locale: str,
        caller: Caller,
        context: dict[str, Any] | None = None,
    ) -> Receipt:
        self._messages.take(customer, caller.network)
        draft = self._webchat.draft(
            customer,
            client_id=key,
            conversation_id=conversation_id,
            text=fields["text"],
            files=[],
            locale=locale,
            context=context or {},
            as_is=bool(fields["as_is"]),
            caller=caller,
        )
        return await self._gather.write(draft)
