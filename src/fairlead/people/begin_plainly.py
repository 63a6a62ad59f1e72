"""A visitor begins on a page that works without JavaScript: the page handed out a token before there was a session, which becomes
his with the first thing he sends, so that a form sent twice at once comes from one visitor and who only looks leaves no row."""

import re
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError

from fairlead.brands.store import Brand
from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import Invalid
from fairlead.kit.ids import new_token
from fairlead.people.admit import Starts
from fairlead.people.identify import Identify
from fairlead.people.plain_sessions import PlainSessions

# As `new_token` makes them: 256 random bits.
_TOKEN = re.compile(r"fls_[A-Za-z0-9_-]{43}")


class BeginPlainly:
    def __init__(self, sessions: PlainSessions, identify: Identify, starts: Starts) -> None:
        self._sessions = sessions
        self._identify = identify
        self._starts = starts

    def new_token(self) -> str:
        return new_token("fls")

    async def __call__(
        self,
        brand: Brand,
        token: str,
        *,
        locale: str,
        caller: Caller,
        context: dict[str, Any] | None = None,
        name: str = "",
    ) -> Actor:
        """Who wrote here before, else a visitor from now on. Raises Problem, Invalid("form_cookie") where the browser kept no
        cookie."""
        customer = await self._sessions.customer(brand, token)
        if customer is None:
            if not _TOKEN.fullmatch(token):
                raise Invalid("form_cookie")
            self._starts.admit_plainly(caller.network)
            # Known already is the token of the same form, sent twice at once, and that of a session which has ended.
            with suppress(IntegrityError):
                await self._identify.visitor(brand, locale=locale, context=context or {}, name=name, token=token)
            customer = await self._sessions.customer(brand, token)
            if customer is None:
                raise Invalid("form_cookie")
        return customer
