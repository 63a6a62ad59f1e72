"""What a text alone does not say: whether 64 digits in a customer's message are a transaction or a key.

What he was asked for just before tells, else the exchange's index of transactions; else only he himself can.
"""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from fairlead.conversations import store
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import Draft
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.shield.ports import TransactionLookup
from fairlead.shield.secrets import PRIVATE_KEY, find_secrets


class Classify:
    """`transactions` may be nobody."""

    def __init__(self, database: Database, sealer: Sealer, transactions: TransactionLookup | None) -> None:
        self._database = database
        self._sealer = sealer
        self._transactions = transactions

    async def __call__(self, draft: Draft) -> Draft:
        """The draft with what decides: the words it answers, or that its values are known; the same one where nothing does.
        Raises Unavailable."""
        if draft.conversation_id:
            draft = replace(draft, around=await self._asked(draft.conversation_id, draft.actor.id))
        open_to_doubt = [secret for secret in find_secrets(draft.text, around=draft.around) if not secret.sure]
        values = [draft.text[secret.start : secret.end] for secret in open_to_doubt if secret.kind == PRIVATE_KEY]
        if not values or len(values) < len(open_to_doubt) or self._transactions is None:
            return draft
        return replace(draft, as_is=await self._transactions.known(values))

    async def _asked(self, conversation_id: str, customer_id: str) -> str:
        """What an agent or the bot said last in this customer's conversation, if nobody spoke since; empty otherwise."""
        row: Any = EntryRow
        statement = (
            select(row)
            .join(ConversationRow, ConversationRow.id == row.conversation_id)
            .where(row.conversation_id == conversation_id, ConversationRow.customer_id == customer_id)
            .where(row.kind == "message", row.public_seq.is_not(None))
            .order_by(row.seq.desc())
            .limit(1)
        )
        async with self._database.read() as session:
            last = (await session.scalars(statement)).first()
        if last is None or last.author_kind == "customer" or last.redacted_at is not None:
            return ""
        return store.entry_from(last, self._sealer).text
