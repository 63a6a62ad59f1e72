"""Where a request may go whose address a person can set: to public machines only, and to exactly the one that was looked at.

A name is resolved once for each connection; every address it has must be public, and one of those very addresses is connected
to, with the name kept for TLS and `Host`. What the name means a moment later does not matter then (DNS rebinding).
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import httpcore

# (host, port) → addresses as text. Raises OSError for a name that has none.
Resolve = Callable[[str, int], Awaitable[list[str]]]

# What carries an IPv4 address inside may lead to any: mapped and compatible, NAT64 (RFC 6052, 8215), Teredo (RFC 4380), 6to4
# (RFC 3056) and its relays; then what only looks public: documentation (RFC 9637), segment routing, site-local, and
# what the protocols keep for themselves (RFC 6890).
_NOT_OURS = [
    ip_network(text)
    for text in (
        *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "192.88.99.0/24"),
        *("3fff::/20", "5f00::/16", "fec0::/10", "192.0.0.0/24"),
    )
]
# All that was ever given out (IANA, IPv6 Global Unicast Address Assignments).
_GIVEN_OUT = IPv6Network("2000::/3")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.IGNORECASE)
PORTS = frozenset({443})
# So many of a name's addresses are tried.
TRIES = 3


class Unreachable(httpcore.ConnectError):
    """The address is not one that may be asked. Says nothing of where the name leads."""


def is_public(address: str) -> bool:
    """Whether it is a machine of the open internet: no private, shared, local, multicast, reserved or translated one."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id is not None or found not in _GIVEN_OUT):
        return False
    if any(found in network for network in _NOT_OURS if network.version == found.version):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def is_odd_number(host: str) -> bool:
    """A host that browsers and C libraries read as an IPv4 address and that is not written as one: decimal, octal,
    hexadecimal, short (WHATWG URL, "ends in a number")."""
    last = host.rstrip(".").rpartition(".")[2]
    if not _NUMBER.fullmatch(last):
        return False
    try:
        IPv4Address(host)
    except ValueError:
        return True
    return False


async def ask_the_system(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Reach(httpcore.AsyncNetworkBackend):
    """`named`: origins an operator has named; they may be private, and nothing but just they. `also`: addresses counted as
    public, for tests."""

    def __init__(
        self,
        *,
        named: Iterable[str] = (),
        resolve: Resolve = ask_the_system,
        ports: frozenset[int] = PORTS,
        also: frozenset[str] = frozenset(),
    ) -> None:
        self._named = {_end(origin) for origin in named}
        self._resolve = resolve
        self._ports = ports
        self._also = also
        self._network = httpcore.AnyIOBackend()

    def check(self, url: str) -> None:
        """What can be said without asking anybody. Raises Unreachable."""
        try:
            url.encode("ascii")
            scheme, end = urlsplit(url).scheme, _end(url)
        except ValueError:
            raise Unreachable("no address") from None
        if end not in self._named and (scheme != "https" or end[1] not in self._ports or is_odd_number(end[0])):
            raise Unreachable("not https at a public host")

    async def look_up(self, url: str) -> None:
        """Whether it may be asked as its name stands now, which is looked at again with each connection. Raises Unreachable."""
        self.check(url)
        await self._addresses(*_end(url))

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        error: Exception = Unreachable("no such host")
        for address in (await self._addresses(host, port))[:TRIES]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise Unreachable("no such host") from None
        if (host.lower(), port) in self._named:
            return found
        # One private address among public ones is no mistake anybody makes.
        if is_odd_number(host) or not all(is_public(address) or address in self._also for address in found):
            raise Unreachable("not a public host")
        return found

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise Unreachable("not a public host")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


def _end(url: str) -> tuple[str, int]:
    """Host and port. Raises ValueError."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
