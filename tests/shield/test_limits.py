"""Limits that do not punish who shares an address, that say when to come back, and that stay small."""

import resource
import sys
import time

import pytest

from fairlead.kit.access import Actor
from fairlead.kit.errors import TooMany
from fairlead.shield import limits
from fairlead.shield.limits import KEEP, Fairness, Limiter, network_of

KEYS = 1_000_000


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("a unix socket", "a unix socket"),
    ],
)
def test_a_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(address: str, network: str):
    assert network_of(address) == network
    assert network_of(network) == network


def customer(name: str, *, verified: bool) -> Actor:
    return Actor(kind="customer", id=name, verified=verified)


def taken(fairness: Fairness, actor: Actor, network: str, most: int = 1000) -> int:
    for number in range(most):
        try:
            fairness.take(actor, network)
        except TooMany:
            return number
    return most


def test_accounts_are_counted_by_account_and_visitors_also_by_network():
    fairness = Fairness(rate=0.001, burst=5, network_rate=0.001, network_burst=12)
    assert [taken(fairness, customer(f"v{n}", verified=False), "1.2.3.4") for n in range(4)] == [5, 5, 2, 0]
    assert taken(fairness, customer("v9", verified=False), "1.2.3.5") == 5, "the next network knows nothing of it"
    # A customer behind the same address is not made to pay for what strangers do there, from wherever he writes.
    lin = customer("lin", verified=True)
    assert taken(fairness, lin, "1.2.3.4", most=3) == 3
    assert taken(fairness, lin, "9.9.9.9") == 2


def test_who_is_refused_is_told_a_moment_that_is_right():
    limiter = Limiter(rate=20.0, burst=1)
    limiter.take("a")
    wait = limiter.try_take("a")
    assert 0 < wait <= 0.05
    time.sleep(wait + 0.01)
    assert limiter.try_take("a") == 0.0
    with pytest.raises(TooMany) as refused:
        Limiter(rate=0.1, burst=0.5).take("a")
    assert refused.value.data["retry_after"] == 5


def test_a_million_strangers_take_no_more_memory_than_a_hundred_thousand():
    limiter = Limiter(rate=1.0, burst=10)
    for number in range(KEEP):
        limiter.try_take(f"{number}:first")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(KEYS):
        limiter.try_take(f"{number}:more")
    assert len(limiter._buckets) == KEEP
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < 24_000_000, "what is forgotten is given back"
    assert sys.getsizeof(limiter._buckets) < 20_000_000


def test_who_tries_on_while_strangers_pass_is_not_forgotten(monkeypatch: pytest.MonkeyPatch):
    """Else a flood of other names would give him a fresh allowance."""
    monkeypatch.setattr(limits, "KEEP", 100)
    limiter = Limiter(rate=0.0001, burst=3)
    assert [limiter.try_take("him") > 0 for _ in range(4)] == [False, False, False, True]
    for number in range(1000):
        limiter.try_take(f"stranger {number}")
        assert limiter.try_take("him") > 0, number
