"""A conversation by plain forms: who writes, by the cookie of these pages, and what he writes, by the widget's own way."""

from typing import Any

from fairlead.brands.store import Brand
from fairlead.channels.webchat.translate import WebChat
from fairlead.conduct.ask_kindly import check_kind
from fairlead.conversations.change import Changes
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Receipt
from fairlead.conversations.read import Reader
from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import Conflict
from fairlead.live.commands import checked_client_id
from fairlead.live.ports import Summarise
from fairlead.people.begin_plainly import BeginPlainly
from fairlead.shield.limits import Fairness
from fairlead.shield.screen import screen


class FormDesk:
    """The visitor of a form that is sent twice at once is one, see `BeginPlainly`."""

    def __init__(
        self,
        *,
        begin: BeginPlainly,
        webchat: WebChat,
        gather: Gather,
        changes: Changes,
        reader: Reader,
        summarise: Summarise,
        messages: Fairness,
    ) -> None:
        self._begin = begin
        self._webchat = webchat
        self._gather = gather
        self._changes = changes
        self._reader = reader
        self._summarise = summarise
        self._messages = messages

    def new_token(self) -> str:
        return self._begin.new_token()

    def admit(self, customer: Actor, caller: Caller) -> None:
        """Raises TooMany."""
        self._messages.take(customer, caller.network)

    async def begin(
        self, brand: Brand, token: str, fields: dict[str, str], *, locale: str, context: dict[str, Any], caller: Caller
    ) -> Receipt:
        """A conversation with its first message. Raises Problem, `form_cookie` where the browser kept no cookie."""
        key = checked_client_id(fields["key"])
        _ask_kindly(fields)
        screen(fields["text"], as_is=bool(fields["as_is"]))
        customer = await self._begin(brand, token, locale=locale, context=context, name=fields["name"], caller=caller)
        return await self._write(customer, key, fields, locale=locale, context=context, caller=caller)

    async def go_on(
        self, customer: Actor, conversation_id: str, fields: dict[str, str], *, locale: str, caller: Caller
    ) -> Receipt:
        """Raises Problem."""
        key = checked_client_id(fields["key"])
        _ask_kindly(fields)
        return await self._write(customer, key, fields, conversation_id=conversation_id, locale=locale, caller=caller)

    async def ask_for_person(
        self, customer: Actor, conversation_id: str, fields: dict[str, str], *, caller: Caller
    ) -> None:
        """Asked again, nothing changes."""
        key = checked_client_id(fields["key"])
        self.admit(customer, caller)
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
        self.admit(customer, caller)
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


def _ask_kindly(fields: dict[str, str]) -> None:
    """Once: who was asked about a secret since then is not asked about this again. Raises Invalid("unkind_words")."""
    check_kind(fields["text"], anyway=bool(fields["unkind"] or fields["as_is"]))
