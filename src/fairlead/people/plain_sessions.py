"""The session of pages that work without JavaScript: a cookie for all of a brand's plain pages, and whose it is."""

from litestar.datastructures import Cookie

from fairlead.brands.store import Brand
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotSignedIn
from fairlead.people.door import AnyRequest
from fairlead.people.sessions import Sessions

COOKIE = "fairlead_form"


class PlainSessions:
    """`seconds`: how long a browser keeps the cookie; `secure`: only over https."""

    def __init__(self, sessions: Sessions, *, secure: bool, seconds: int) -> None:
        self._sessions = sessions
        self._secure = secure
        self._seconds = seconds

    def token(self, request: AnyRequest) -> str:
        """What the browser brings, which may be no session yet; empty when it brings nothing."""
        return request.cookies.get(COOKIE, "")

    async def customer(self, brand: Brand, token: str) -> Actor | None:
        """Whose session it is; nobody's when it has ended or is another brand's."""
        try:
            actor = await self._sessions.actor(token, "customer")
        except NotSignedIn:
            return None
        return actor if brand.id in actor.brands else None

    async def end(self, actor: Actor) -> None:
        await self._sessions.end(actor.session)

    def cookie(self, brand: Brand, token: str) -> Cookie:
        """What the browser keeps for this brand's pages; with no token, what makes it forget. Lax and not strict: an exchange's
        page that leads here must find its customer signed in."""
        return Cookie(
            key=COOKIE,
            value=token,
            path=f"/w/{brand.key}",
            max_age=self._seconds if token else 0,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
