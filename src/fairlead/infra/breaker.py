"""A breaker: who has failed again and again is left alone for a while, so that nobody waits for him in vain."""

import time


class Breaker:
    """Opens after `failures` in a row, for `pause` seconds and each time twice as long, up to `longest`; then one may try."""

    def __init__(self, *, failures: int = 4, pause: float = 5.0, longest: float = 120.0) -> None:
        self._most = failures
        self._first = pause
        self._longest = longest
        self._failed = 0
        self._pause = pause
        self._until = 0.0

    def closed_for(self) -> float:
        """Seconds until somebody may try; 0 when one may. Who is let through while it is open keeps the others waiting."""
        moment = time.monotonic()
        if self._failed < self._most:
            return 0.0
        if moment < self._until:
            return self._until - moment
        self._until = moment + self._pause
        return 0.0

    def worked(self) -> None:
        self._failed, self._pause = 0, self._first

    def failed(self) -> None:
        self._failed += 1
        if self._failed > self._most:
            self._pause = min(self._longest, self._pause * 2)
        if self._failed >= self._most:
            self._until = time.monotonic() + self._pause
