"""From a request to an actor: the bearer token of customers, the cookie of agents, the address behind proxies."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from fairlead.kit.access import Actor, Caller
from fairlead.kit.errors import NotSignedIn
from fairlead.people.sessions import Sessions
from fairlead.settings import SettingsError
from fairlead.shield.limits import network_of

COOKIE = "fairlead_desk"
# Browsers take a cookie of this name only from the very host, over https, for all its paths (RFC 6265bis 4.1.3.2): no
# neighbour below the same domain can put one of his own in its place.
HOST_COOKIE = f"__Host-{COOKIE}"

# What is looked at of the name a browser gives itself.
BROWSER_CHARS = 300

AnyRequest = Request[Any, Any, Any]


class Door:
    def __init__(self, sessions: Sessions, *, trusted_proxies: str, https: bool) -> None:
        """Raises SettingsError."""
        self._sessions = sessions
        self._https = https
        self._cookie = HOST_COOKIE if https else COOKIE
        try:
            self._proxies = [ip_network(part.strip()) for part in trusted_proxies.split(",") if part.strip()]
        except ValueError as error:
            raise SettingsError(f"FAIRLEAD_TRUSTED_PROXIES wants networks such as 10.0.0.0/8: {error}.") from None

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
        return await self._sessions.actor(request.cookies.get(self._cookie, ""), "agent")

    async def agent_if_any(self, request: AnyRequest) -> Actor | None:
        try:
            return await self.agent(request)
        except NotSignedIn:
            return None

    def bearer(self, request: AnyRequest) -> str:
        """The token that is shown, for whoever knows what it should be; empty when none is."""
        return _bearer(request)

    def cookie(self, token: str) -> Cookie:
        """What an agent's browser keeps; with no token, what makes it forget."""
        return Cookie(
            key=self._cookie,
            value=token,
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._https,
            max_age=None if token else 0,
        )

    def network(self, request: AnyRequest) -> str:
        """What limits go by where there is no account."""
        return self.network_of(request.scope)

    def network_of(self, scope: Mapping[str, Any]) -> str:
        """The same for a socket."""
        return network_of(self._peer(scope))

    def caller(self, request: AnyRequest) -> Caller:
        return self.caller_of(request.scope)

    def caller_of(self, scope: Mapping[str, Any]) -> Caller:
        names = (value for name, value in scope["headers"] if name == b"user-agent")
        return Caller(self.network_of(scope), next(names, b"")[:BROWSER_CHARS].decode("latin-1"))

    def address(self, request: AnyRequest) -> str:
        """The peer's address; the one a trusted proxy names, from right to left, when the peer is one. No other header says
        who somebody is or where he comes from, whoever sends it."""
        return self._peer(request.scope)

    def _peer(self, scope: Mapping[str, Any]) -> str:
        client = scope["client"]
        peer = str(client[0]) if client else ""
        # A proxy may add a line of its own below the one its client made up: all of them are one list.
        named = b",".join(value for key, value in scope["headers"] if key == b"x-forwarded-for")
        for name in reversed(named.decode("latin-1").split(",")):
            address = _address(name) if self._trusted(peer) else None
            if address is None:
                break
            peer = address
        return peer

    def _trusted(self, peer: str) -> bool:
        try:
            return any(ip_address(peer) in network for network in self._proxies)
        except ValueError:
            return False


def _address(name: str) -> str | None:
    """As everybody writes it. A zone (`fe80::1%eth0`) is any text at all, and nobody comes from one."""
    try:
        found = ip_address(name.strip())
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id is not None else str(found)


def _bearer(request: AnyRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
