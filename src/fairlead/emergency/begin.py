"""Who presses the button: whoever is signed in, whoever has a session, and else a visitor from now on, without any proof."""

import re
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError

from fairlead.brands.store import Brand
from fairlead.emergency.press import PressButton
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotSignedIn
from fairlead.kit.ids import new_token
from fairlead.people.identify import Identify
from fairlead.people.sessions import Sessions

# As `new_token` makes them: 256 random bits.
_TOKEN = re.compile(r"fls_[A-Za-z0-9_-]{43}")


class Begin:
    def __init__(self, sessions: Sessions, identify: Identify, press: PressButton) -> None:
        self._sessions, self._identify, self._press = sessions, identify, press

    async def __call__(
        self, brand: Brand, token: str, *, locale: str, network: str, context: dict[str, Any] | None = None
    ) -> tuple[Actor, str]:
        """The visitor of this token, who may have begun with it before, and the token: a new one in place of an empty one, or of
        one whose session has ended. Raises Invalid("invalid_field") for what is no token, TooMany("emergency_many")."""
        if token and not _TOKEN.fullmatch(token):
            raise Invalid("invalid_field", field="session")
        for held in (token or new_token("fls"), new_token("fls")):
            if (known := await self._customer(brand, held)) is not None:
                return known, held
            self._press.admit_newcomer(network)
            # Known already is the token of a press that was sent twice at once, and that of a session which has ended.
            with suppress(IntegrityError):
                await self._identify.visitor(brand, locale=locale, context=context or {}, token=held)
            if (known := await self._customer(brand, held)) is not None:
                return known, held
        raise NotSignedIn

    async def _customer(self, brand: Brand, token: str) -> Actor | None:
        try:
            actor = await self._sessions.actor(token, "customer")
        except NotSignedIn:
            return None
        return actor if brand.id in actor.brands else None
