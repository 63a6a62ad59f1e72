"""A customer comes to the portal from his exchange's page, which sends a form with the token it has signed for him."""

import re
from collections.abc import Callable

from fairlead.brands.store import Brand
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotSignedIn, Refused
from fairlead.people.door import AnyRequest
from fairlead.people.identify import Identify
from fairlead.people.sessions import Sessions

# Where a page may lead to besides the list: a form for a new matter, or one matter.
_ONWARD = re.compile(r"new(?:\?category=[A-Z0-9-]{1,24})?|checklist/[A-Z0-9-]{1,24}|CS-[0-9]{6}-[0-9A-Z]{5}-[0-9A-Z]")


class Enter:
    """`origins`: our own; a brand has its own beside them."""

    def __init__(self, identify: Identify, sessions: Sessions, origins: Callable[[], frozenset[str]]) -> None:
        self._identify = identify
        self._sessions = sessions
        self._origins = origins

    def check_origin(self, brand: Brand, request: AnyRequest) -> None:
        """Only a page of the brand's own sites signs somebody in: another's could do it to a stranger with a token of its
        writer's. A request that names no origin comes from no page. Raises Refused("cross_site")."""
        origins = request.headers.getall("origin", [])
        if origins and (len(origins) > 1 or origins[0] not in {*brand.sites, *self._origins()}):
            raise Refused("cross_site")
        if not origins and request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Refused("cross_site")

    async def with_token(self, brand: Brand, token: str, *, locale: str, before: Actor | None) -> str:
        """The new session's own token; what `before`, a visitor of this browser, began comes along. Raises NotSignedIn."""
        if not token:
            raise NotSignedIn("token_invalid")
        made = await self._identify.account(brand, token, locale=locale, context={}, before=before)
        if before is not None:
            if before.verified:
                await self._sessions.end(before.session)
            else:
                self._sessions.on_end(before.session)
        return made.session.token


def onward(wanted: str) -> str:
    """The address below the portal's root where the exchange's page leads; its list for anything else."""
    return f"/{wanted}" if _ONWARD.fullmatch(wanted) else ""
