"""What a customer does about one of his matters: says more, corrects its facts, asks, withdraws, confirms, reopens."""

from collections.abc import Sequence

from fairlead.channels.portal.ask_evidence import Brought
from fairlead.channels.portal.correct_facts import changes
from fairlead.channels.portal.read_filled import Filled, bring
from fairlead.channels.portal.read_matter import Matter
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import Invalid
from fairlead.live.commands import checked_client_id
from fairlead.live.ports import Translate
from fairlead.shield.limits import Fairness
from fairlead.tickets.change_ticket import ChangeTicket


class MatterDesk:
    """Whatever writes counts as a message does."""

    def __init__(
        self, *, change: ChangeTicket, translate: Translate, gather: Gather, files: Files, messages: Fairness
    ) -> None:
        self._change = change
        self._translate = translate
        self._gather = gather
        self._files = files
        self._messages = messages

    async def bring(self, customer: Actor, matter: Matter, filled: Filled) -> list[Brought]:
        """The files that came with a form. Raises Problem."""
        return await bring(self._files, customer, matter.row.brand_id, filled)

    def admit(self, customer: Actor, caller: Caller) -> None:
        """Raises TooMany."""
        self._messages.take(customer, caller.network)

    async def reply(
        self,
        customer: Actor,
        matter: Matter,
        filled: Filled,
        brought: Sequence[Brought],
        *,
        locale: str,
        caller: Caller,
    ) -> None:
        """A message of his in the matter's conversation; sent twice it is one. Raises Problem."""
        draft = self._translate.draft(
            customer,
            client_id=checked_client_id(filled.words["key"]),
            conversation_id=matter.row.conversation_id,
            text=filled.words["text"],
            files=[file.id for file in brought],
            locale=locale,
            context={},
            as_is=bool(filled.words["as_is"]),
            caller=caller,
        )
        await self._gather.write(draft)

    async def correct(self, customer: Actor, matter: Matter, filled: Filled, brought: Sequence[Brought]) -> bool:
        """Whether there was anything new. Raises Problem, with `fields` for those that are refused."""
        given = changes(matter, filled, brought)
        if given:
            await self._change.add_facts(customer, matter.row.id, given, revision=None)
        return bool(given)

    async def act(self, customer: Actor, matter: Matter, act: str) -> None:
        """`nudge`, `withdraw` or `confirm`; done already, nothing happens but for a nudge. Raises Problem."""
        acts = {"nudge": self._change.nudge, "withdraw": self._change.withdraw, "confirm": self._change.confirm}
        await acts[act](customer, matter.row.id)

    async def reopen(self, customer: Actor, matter: Matter, filled: Filled) -> None:
        """With what is still wrong: without a word nobody knew what to do. Raises Problem, Invalid("empty_message")."""
        if not filled.words["text"].strip():
            raise Invalid("empty_message")
        text, as_is = filled.words["text"], bool(filled.words["as_is"])
        await self._change.reopen(customer, matter.row.id, text, as_is=as_is)
