"""Token buckets, kept in the process: how often someone may do something, and when to come back."""

import math
import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

from fairlead.kit.access import Actor
from fairlead.kit.errors import TooMany

KEEP = 100_000


class Limiter:
    """`burst` at once, `rate` a second over time, for each key. Bounded: the longest unseen keys are forgotten."""

    __slots__ = ("_buckets", "_burst", "_rate")

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, *, cost: float = 1.0) -> None:
        """Raises TooMany with `retry_after` in seconds."""
        wait = self.try_take(key, cost=cost)
        if wait:
            raise TooMany(retry_after=math.ceil(wait))

    def wait(self, key: str, *, cost: float = 1.0) -> float:
        """0 when there is room, else the seconds to wait; takes nothing."""
        return max(0.0, (cost - self._level(key, time.monotonic())) / self._rate)

    def give_back(self, key: str, *, cost: float = 1.0) -> None:
        """Undoes one `take`."""
        if key in self._buckets:
            moment = time.monotonic()
            self._buckets[key] = (min(self._burst, self._level(key, moment) + cost), moment)

    def _level(self, key: str, moment: float) -> float:
        level, seen = self._buckets.get(key, (self._burst, moment))
        return min(self._burst, level + (moment - seen) * self._rate)

    def try_take(self, key: str, *, cost: float = 1.0) -> float:
        """0 when there is room, else the seconds to wait."""
        moment = time.monotonic()
        level, seen = self._buckets.get(key, (self._burst, moment))
        level = min(self._burst, level + (moment - seen) * self._rate)
        wait = (cost - level) / self._rate if level < cost else 0.0
        # Who is refused is seen too: were he forgotten while he tries on, he would begin anew.
        self._buckets[key] = (level if wait else level - cost, moment)
        self._buckets.move_to_end(key)
        if len(self._buckets) > KEEP:
            self._buckets.popitem(last=False)
        return wait

    def forget(self, key: str) -> None:
        self._buckets.pop(key, None)


def network_of(address: str) -> str:
    """What one customer of a provider has: an IPv4 address, or the /64 of an IPv6 one (RFC 6177 gives him at least that). What
    is no address stays as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"


class Fairness:
    """How much who may send. A signed-in customer is counted by his account, wherever he is and whoever shares his address; a
    visitor by himself, and with all other visitors of his network up to a ceiling that an office does not reach."""

    __slots__ = ("_each", "_network")

    def __init__(self, *, rate: float, burst: float, network_rate: float, network_burst: float) -> None:
        self._each = Limiter(rate=rate, burst=burst)
        self._network = Limiter(rate=network_rate, burst=network_burst)

    def take(self, actor: Actor, network: str) -> None:
        """Raises TooMany with `retry_after` in seconds."""
        self._each.take(actor.id)
        if not actor.verified:
            self._network.take(network)
