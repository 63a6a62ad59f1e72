"""What waits for one socket: sent in order, together where it can be, and never without a bound."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from fairlead.kit.access import Actor
from fairlead.live.connection import LATER_SECONDS, QUEUE_BYTES, SLOW, Connection

CUSTOMER = Actor(kind="customer", id="c", name="Lin", brands=frozenset({"b"}))


class Peer:
    """Takes what is written, or nothing at all."""

    def __init__(self, *, reads: bool) -> None:
        self.reads = reads
        self.writes: list[list[str]] = []

    async def send(self, message: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    def send_now(self, texts: Iterable[str]) -> bool:
        if self.reads:
            self.writes.append(list(texts))
        return self.reads


def connection(peer: Peer) -> Connection:
    return Connection(peer.send, CUSTOMER, "en", send_now=peer.send_now)


async def test_what_may_wait_goes_out_with_the_next_frame_in_its_place():
    peer = Peer(reads=True)
    made = connection(peer)
    made.push_later("receipt")
    made.push("entry")
    made.push_later("another receipt")
    await asyncio.sleep(0)
    assert peer.writes == [["receipt", "entry", "another receipt"]]


async def test_what_may_wait_does_not_wait_for_ever():
    peer = Peer(reads=True)
    connection(peer).push_later("receipt")
    await asyncio.sleep(0)
    assert peer.writes == []
    async with asyncio.timeout(50 * LATER_SECONDS):
        while not peer.writes:
            await asyncio.sleep(LATER_SECONDS / 10)
    assert peer.writes == [["receipt"]]


@pytest.mark.parametrize("push", [Connection.push, Connection.push_later])
async def test_who_reads_nothing_is_closed_before_more_than_the_bound_waits(push: Callable[[Connection, str], None]):
    made = connection(Peer(reads=False))
    made.push("x")
    await asyncio.sleep(0.01)
    for _ in range(QUEUE_BYTES // 1000):
        push(made, "x" * 1000)
    assert not made.closed
    for _ in range(2):
        push(made, "x" * 1000)
    assert made.closed == SLOW
    await made.settle()
