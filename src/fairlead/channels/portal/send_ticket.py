"""A form becomes a ticket, once; or what is new in it goes to the open matter it is about. Until then it is a draft."""

from uuid import UUID, uuid5

import msgspec

from fairlead.channels.portal.ask_evidence import Brought, given_of
from fairlead.channels.portal.bring_files import brought, take
from fairlead.channels.portal.check_ticket import About, without_secrets, words_of
from fairlead.channels.portal.read_posted import Posted, Typed
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.live.commands import checked_client_id
from fairlead.people import store as people
from fairlead.tickets.change_ticket import ChangeTicket
from fairlead.tickets.keep_draft import TicketDrafts
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer, said


class SendTicket:
    def __init__(
        self,
        *,
        database: Database,
        sealer: Sealer,
        writer: Writer,
        gather: Gather,
        files: Files,
        drafts: TicketDrafts,
    ) -> None:
        self.drafts, self.largest = drafts, files.limits.file
        self._database, self._sealer, self._files, self._gather = database, sealer, files, gather
        self._writer, self._open, self._change = writer, OpenTicket(writer), ChangeTicket(writer)

    async def known(self, customer: Actor) -> dict[str, str]:
        """By field, what the sign-in says of this customer."""
        async with self._database.read() as session:
            found = await people.customers(session, {customer.id}, self._sealer)
        one = found.get(customer.id)
        if one is None or not one.verified:
            return {}
        return {"uid": one.uid, "login_id": one.email, "kyc_level": one.kyc_level}

    async def brought(self, customer: Actor | None, typed: Typed) -> dict[str, Brought]:
        """The files a form names that still wait for a message."""
        return await brought(self._files, customer, typed, sent=False)

    async def take(self, customer: Actor, about: About, posted: Posted) -> tuple[dict[str, list[str]], bool]:
        """Keeps the files and names them in the form. Why one is refused, by its field, and whether its bringer is asked if what
        looks like a secret in its caption is one."""
        asks = False

        def reason(problem: Problem) -> str:
            nonlocal asks
            asks = asks or problem.code.startswith("maybe_")
            return about.reason(problem)

        again = posted.act in ("send", "add")
        wrong = await take(
            self._files,
            customer,
            about.brand_id,
            typed=posted.typed,
            uploads=posted.uploads,
            reason=reason,
            sent=again,
            as_is=posted.as_is,
        )
        return wrong, asks

    async def send(self, customer: Actor, about: About, posted: Posted) -> Found:
        """The ticket of a checked form, once committed; the same for the same key. Raises Problem: `ticket_same` of an open
        matter about the same."""
        asked = Asked(
            category=about.category.code,
            text=words_of(about, posted.typed),
            evidence=given_of(about.category, about.taxonomy, posted.typed),
            urgent=posted.typed.urgent,
            anyway=posted.anyway,
            as_is=posted.as_is,
            locale=about.locale,
        )
        found = await self._open(customer, checked_client_id(posted.key), about.brand_id, asked)
        await self.drafts.drop(customer.id, about.category.code)
        return found

    async def add(self, customer: Actor, about: About, posted: Posted) -> Found:
        """What is new in a checked form goes to the open matter: its words into the conversation, its facts to the others. Sent
        again, the words stand there once. Raises Problem."""
        key = checked_client_id(posted.key)
        found = await self._writer.read(customer, posted.to, "ticket.change")
        words = said(customer, found.row.conversation_id, words_of(about, posted.typed), as_is=posted.as_is)
        await self._gather.write(msgspec.structs.replace(words, client_id=str(uuid5(UUID(key), "added"))))
        told = given_of(about.category, about.taxonomy, posted.typed)
        if told:
            found = await self._change.add_facts(customer, posted.to, told, revision=None)
        await self.drafts.drop(customer.id, about.category.code)
        return found

    async def keep(self, customer: Actor, about: About, posted: Posted) -> None:
        """The form as it stands, but for what must never be kept. Raises Invalid of what only its writer can say is no secret."""
        kept = without_secrets(posted.typed, as_is=posted.as_is)
        await self.drafts.keep(customer.id, about.category.code, msgspec.json.encode(kept))

    async def kept(self, customer: Actor, about: About) -> Typed | None:
        body = await self.drafts.read(customer.id, about.category.code)
        return msgspec.json.decode(body, type=Typed) if body is not None else None
