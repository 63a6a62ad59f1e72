"""Token buckets, kept in the process: how often someone may do something, and when to come back."""

import math
import time
from collections import OrderedDict

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

    def try_take(self, key: str, *, cost: float = 1.0) -> float:
        """0 when there is room, else the seconds to wait."""
        moment = time.monotonic()
        level, seen = self._buckets.get(key, (self._burst, moment))
        level = min(self._burst, level + (moment - seen) * self._rate)
        if level < cost:
            return (cost - level) / self._rate
        self._buckets[key] = (level - cost, moment)
        self._buckets.move_to_end(key)
        if len(self._buckets) > KEEP:
            self._buckets.popitem(last=False)
        return 0.0

    def forget(self, key: str) -> None:
        self._buckets.pop(key, None)
