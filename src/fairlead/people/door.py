"""From a request to an actor: the bearer token of customers, the cookie of agents, the address behind proxies."""

from ipaddress import ip_address, ip_network
from typing import Any

from litestar import Request

from fairlead.kit.access import Actor
from fairlead.kit.errors import NotSignedIn
from fairlead.people.sessions import Sessions

COOKIE = "fairlead_desk"

AnyRequest = Request[Any, Any, Any]


class Door:
    def __init__(self, sessions: Sessions, *, trusted_proxies: str) -> None:
        self._sessions = sessions
        self._proxies = [ip_network(part.strip()) for part in trusted_proxies.split(",") if part.strip()]

    async def customer(self, request: AnyRequest) -> Actor:
        """Raises NotSignedIn."""
        return await self._sessions.actor(_bearer(request), "customer")

    async def customer_if_any(self, request: AnyRequest) -> Actor | None:
        token = _bearer(request)
        if not token:
            return None
        try:
            return await self._sessions.actor(token, "customer")
        except NotSignedIn:
            return None

    async def agent(self, request: AnyRequest) -> Actor:
        """Raises NotSignedIn."""
        return await self._sessions.actor(request.cookies.get(COOKIE, ""), "agent")

    def address(self, request: AnyRequest) -> str:
        """The peer's address; the one a trusted proxy names, from right to left, when the peer is one."""
        client = request.scope["client"]
        peer = client[0] if client else ""
        for named in reversed(request.headers.get("x-forwarded-for", "").split(",")):
            if not self._trusted(peer):
                break
            try:
                peer = str(ip_address(named.strip()))
            except ValueError:
                break
        return peer

    def _trusted(self, peer: str) -> bool:
        try:
            return any(ip_address(peer) in network for network in self._proxies)
        except ValueError:
            return False


def _bearer(request: AnyRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
