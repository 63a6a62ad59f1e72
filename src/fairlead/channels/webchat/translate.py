"""What a customer sends in the widget, as a draft: screened text, and an opening when it starts a conversation."""

from typing import Any

from fairlead.brands.store import Brands
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound
from fairlead.live.commands import checked_files
from fairlead.people.routes import checked_context
from fairlead.shield.screen import readable

CHANNEL = "webchat"


class WebChat:
    def __init__(self, brands: Brands) -> None:
        self._brands = brands

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
                bot_first=brand.bot_first,
                context=checked_context(context),
            )
        return Draft(
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
