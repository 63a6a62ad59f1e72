"""What a customer sends in the widget, as a draft: screened text, and an opening when it starts a conversation."""

from typing import Any

from fairlead.brands.store import Brands
from fairlead.channels.webchat.ports import Began
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import NOBODY, Actor, Caller
from fairlead.kit.errors import NotFound
from fairlead.live.commands import checked_files
from fairlead.people.routes import checked_context
from fairlead.routing.run_surge import RunSurge
from fairlead.shield.screen import readable

CHANNEL = "webchat"


class WebChat:
    def __init__(self, brands: Brands, began: Began, surges: RunSurge) -> None:
        self._brands = brands
        self._began = began
        self._surges = surges

    def draft(
        self,
        actor: Actor,
        *,
        client_id: str,
        conversation_id: str | None,
        text: str,
        files: list[str],
        locale: str,
        context: dict[str, Any],
        as_is: bool = False,
        caller: Caller = NOBODY,
    ) -> Draft:
        """Raises Problem; what secrets the text holds are taken out by the guard, before anything is written."""
        brand = self._brands.known(next(iter(actor.brands), ""))
        if brand is None:
            raise NotFound
        spoken = locale if locale in brand.locales else ""
        opening = None
        if conversation_id is None:
            opening = Opening(
                brand_id=brand.id,
                customer_id=actor.id,
                channel=CHANNEL,
                locale=spoken or brand.default_locale,
                bot_first=brand.bot_first or self._surges.bot_first_now(brand.id),
                context=checked_context(context),
            )
        draft = Draft(
            actor=actor,
            kind="message",
            client_id=client_id,
            conversation_id=conversation_id,
            opening=opening,
            text=readable(text, may_be_empty=bool(files)),
            files=checked_files(files),
            locale=spoken,
            as_is=as_is,
        )
        if opening is not None:
            page = str(opening.context.get("page") or "")
            self._began(brand.id, opening.locale, draft.text, page=page, caller=caller)
        return draft
