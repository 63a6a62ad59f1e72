"""A breaker opens after failures in a row, lets one try at a time, and closes with the first success."""

import pytest

from fairlead.infra import breaker
from fairlead.infra.breaker import Breaker


def test_it_opens_waits_longer_each_time_and_closes_with_a_success(monkeypatch: pytest.MonkeyPatch):
    clock = [100.0]
    monkeypatch.setattr(breaker.time, "monotonic", lambda: clock[0])
    guard = Breaker(failures=2, pause=5, longest=12)
    guard.failed()
    assert guard.closed_for() == 0
    guard.failed()
    assert guard.closed_for() == 5
    clock[0] += 5
    # One may try; the others wait for what he finds.
    assert [guard.closed_for(), guard.closed_for()] == [0, 5]
    guard.failed()
    assert guard.closed_for() == 10
    clock[0] += 10
    assert guard.closed_for() == 0
    guard.failed()
    assert guard.closed_for() == 12
    clock[0] += 12
    assert guard.closed_for() == 0
    guard.worked()
    assert [guard.closed_for(), guard.closed_for()] == [0, 0]
