"""What a customer does about one of his matters: says more, corrects its facts, asks, withdraws, confirms, reopens."""

from collections.abc import Callable, Collection, Sequence

from fairlead.channels.portal.answer_card import Card, answer_of
from fairlead.channels.portal.ask_evidence import Brought
from fairlead.channels.portal.bring_files import brought, take
from fairlead.channels.portal.correct_facts import changes
from fairlead.channels.portal.read_filled import Filled, bring
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.conduct.ask_kindly import check_kind
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.conversations.open_archive import LeftOut
from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import Invalid, Problem
from fairlead.live.commands import checked_client_id
from fairlead.live.ports import Translate
from fairlead.shield.limits import Fairness
from fairlead.tickets.answer_card import AnswerCard
from fairlead.tickets.change_ticket import ChangeTicket


class MatterDesk:
    """Whatever writes counts as a message does."""

    def __init__(
        self,
        *,
        change: ChangeTicket,
        answer: AnswerCard,
        translate: Translate,
        gather: Gather,
        files: Files,
        messages: Fairness,
    ) -> None:
        self._change, self._answer = change, answer
        self._translate = translate
        self._gather = gather
        self._files = files
        self._messages = messages

    async def bring(self, customer: Actor, matter: Matter, filled: Filled) -> tuple[list[Brought], list[LeftOut]]:
        """The files that came with a form, and what of a zip is left out. Raises Problem."""
        return await bring(self._files, customer, matter.row.brand_id, filled)

    def admit(self, customer: Actor, caller: Caller) -> None:
        """Raises TooMany."""
        self._messages.take(customer, caller.network)

    async def reply(
        self,
        customer: Actor,
        matter: Matter,
        filled: Filled,
        files: Sequence[Brought],
        *,
        locale: str,
        caller: Caller,
    ) -> None:
        """A message of his in the matter's conversation; sent twice it is one. Raises Problem."""
        _ask_kindly(filled)
        draft = self._translate.draft(
            customer,
            client_id=checked_client_id(filled.words["key"]),
            conversation_id=matter.row.conversation_id,
            text=filled.words["text"],
            files=[file.id for file in files],
            locale=locale,
            context={},
            as_is=bool(filled.words["as_is"]),
            caller=caller,
        )
        await self._gather.write(draft)

    async def take(
        self, customer: Actor, matter: Matter, filled: Filled, reason: Callable[[Problem], str]
    ) -> dict[str, list[str]]:
        """Keeps the files of a form's fields and names them in it. Why one is refused, by its field."""
        return await take(
            self._files,
            customer,
            matter.row.brand_id,
            typed=filled.typed,
            uploads=filled.uploads,
            reason=reason,
            sent=True,
        )

    async def brought(self, customer: Actor, typed: Typed) -> dict[str, Brought]:
        """The files a form names, by their ids."""
        return await brought(self._files, customer, typed, sent=True)

    async def correct(self, customer: Actor, matter: Matter, typed: Typed, refused: Collection[str]) -> bool:
        """Whether there was anything new. `refused`: fields that brought a file which was not taken. Raises Problem, with
        `fields` for those that are refused."""
        given = changes(matter, typed, refused)
        if given:
            await self._change.add_facts(customer, matter.row.id, given, revision=None)
        return bool(given)

    async def answer(self, customer: Actor, matter: Matter, card: Card, typed: Typed, refused: Collection[str]) -> None:
        """The same answer again changes nothing. Raises as `correct`."""
        given, steps = answer_of(matter, card, typed, refused)
        await self._answer(customer, matter.row.id, card["id"], given, steps)

    async def act(self, customer: Actor, matter: Matter, act: str) -> None:
        """`nudge`, `withdraw` or `confirm`; done already, nothing happens but for a nudge. Raises Problem."""
        acts = {"nudge": self._change.nudge, "withdraw": self._change.withdraw, "confirm": self._change.confirm}
        await acts[act](customer, matter.row.id)

    async def reopen(self, customer: Actor, matter: Matter, filled: Filled) -> None:
        """With what is still wrong: without a word nobody knew what to do. Raises Problem, Invalid("empty_message")."""
        if not filled.words["text"].strip():
            raise Invalid("empty_message")
        _ask_kindly(filled)
        text, as_is = filled.words["text"], bool(filled.words["as_is"])
        await self._change.reopen(customer, matter.row.id, text, as_is=as_is)


def _ask_kindly(filled: Filled) -> None:
    """Once: who was asked about a secret since then is not asked about this again. Raises Invalid("unkind_words")."""
    check_kind(filled.words["text"], anyway=bool(filled.words["unkind"] or filled.words["as_is"]))
