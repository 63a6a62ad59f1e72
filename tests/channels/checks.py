"""The contract suite: what every adapter owes, whatever its provider. An adapter's test hands in its `Ground`.

    @pytest.mark.parametrize("check", checks.owed_by(MANIFEST), ids=checks.name)
    async def test_the_adapter_keeps_the_contract(check): await check(ground())

Real payloads lie beside that test as `payloads/<event>__<case>.json`; `echo__….json` are echoes of our own replies.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fairlead.channels.contract import (
    ALL_OWED,
    Anomalous,
    Channel,
    Forged,
    Inbound,
    Manifest,
    Message,
    NotSent,
    Outbound,
    OwnerMustAct,
    RawRequest,
    RetryAt,
    Undeliverable,
    Unsupported,
)
from fairlead.kit import clock

DOCS = Path(__file__).resolve().parents[2] / "docs" / "channels.md"
KEY_CHARS = 200
GARBAGE = (b"", b" ", b"{", b"{}", b"[]", b"null", b"\xff\xfe", b"\x00", b"[" * 100_000, b'{"type": NaN}', b"<html>")
WRONG: tuple[Any, ...] = (None, True, -1, 10**30, "", "\ud800", "x" * 10_000, [], {}, [{}], {"id": 7})


@dataclass(frozen=True)
class Ground:
    """An adapter and the stand-in it talks to; made afresh for every check.

    `signed` makes of a body the request the provider would send, with its proof in the header `proof`.
    `unsupported` are the payloads (names without `.json`) the adapter knows and ignores.
    `fail(status, after=n)` lets n parts through and answers the rest with this; None is nobody answering.
    `outcomes` says which error each of these is; `mend` ends it; `left` are the texts that got through.
    """

    channel: Channel
    payloads: Path
    signed: Callable[[bytes], RawRequest]
    proof: str
    unsupported: frozenset[str]
    message: Outbound
    left: Callable[[], list[str]]
    fail: Callable[..., None]
    mend: Callable[[], None]
    outcomes: Mapping[int | None, type[NotSent]]

    def files(self) -> list[Path]:
        found = sorted(self.payloads.iterdir())
        assert found, f"no payloads in {self.payloads}"
        return found

    def long(self) -> Outbound:
        """Becomes at least three parts."""
        limit = self.channel.manifest.text_limit
        return replace(self.message, text=" ".join(f"word{n}" for n in range(limit // 2)))


Check = Callable[[Ground], Awaitable[None]]


def owed_by(manifest: Manifest) -> list[Check]:
    assert {"forgeries", "anomalies", "failures", "docs"} <= set(manifest.owes), "every channel owes these"
    return [CHECKS[each] for each in manifest.owes]


def name(check: Check) -> str:
    return str(getattr(check, "__name__", check))


def taken(ground: Ground, body: bytes) -> list[Inbound]:
    """What came of it; nothing when it is known and ignored."""
    try:
        return ground.channel.parse(ground.signed(body))
    except Unsupported:
        return []


async def forgeries_are_refused(ground: Ground) -> None:
    for path in ground.files():
        genuine = ground.signed(path.read_bytes())
        ground.channel.verify(genuine)
        for forged in forgeries(genuine, ground):
            with pytest.raises(Forged):
                ground.channel.verify(forged)


def forgeries(genuine: RawRequest, ground: Ground) -> Iterator[RawRequest]:
    proof = genuine.headers[ground.proof]
    yield replace(genuine, body=genuine.body + b" ")
    yield replace(genuine, body=b"")
    yield replace(genuine, headers={key: value for key, value in genuine.headers.items() if key != ground.proof})
    another = ground.signed(genuine.body + b"\n").headers[ground.proof]
    flipped = proof[:-1] + ("0" if proof[-1] != "0" else "1")
    for wrong in ("", "0", "é\udc80", proof[:-1], proof + "0", flipped, another):
        yield replace(genuine, headers={**genuine.headers, ground.proof: wrong})


async def every_payload_parses_or_is_declared_unsupported(ground: Ground) -> None:
    messages = 0
    for path in ground.files():
        assert re.fullmatch(r"[a-z0-9_]+?__[a-z0-9_]+\.[a-z]+", path.name), f"{path.name}: not <event>__<case>"
        request = ground.signed(path.read_bytes())
        if path.stem in ground.unsupported:
            with pytest.raises(Unsupported):
                ground.channel.parse(request)
        else:
            found = ground.channel.parse(request)
            assert found, f"{path.name} came to nothing and is not declared unsupported"
            messages += sum(isinstance(each, Message) for each in found)
    assert messages, "no payload is a customer's message"
    missing = ground.unsupported - {path.stem for path in ground.files()}
    assert not missing, f"declared unsupported without a payload: {missing}"


async def what_is_not_the_providers_is_anomalous(ground: Ground) -> None:
    """And nothing else: whatever arrives, an adapter answers with values or with an error that has a name."""
    for body in GARBAGE:
        with pytest.raises(Anomalous):
            ground.channel.parse(ground.signed(body))
    for path in ground.files():
        for body in damaged(path.read_bytes()):
            with suppress(Anomalous):
                assert all(0 < len(each.delivery_key) <= KEY_CHARS for each in taken(ground, body))


def damaged(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    try:
        value = json.loads(body)
    except ValueError:
        return
    for key in value:
        yield json.dumps({name: item for name, item in value.items() if name != key}).encode()
        for wrong in WRONG:
            yield json.dumps({**value, key: wrong}).encode()


async def duplicates_give_the_same_delivery_key(ground: Ground) -> None:
    """And other events another one: a key that stands for two would swallow the second."""
    known: dict[str, Inbound] = {}
    for path in ground.files():
        first = taken(ground, path.read_bytes())
        later = replace(ground.signed(path.read_bytes()), received_at=clock.now() + clock.DAY)
        if first:
            assert ground.channel.parse(later) == first, f"{path.name} parses differently the second time"
        for each in first:
            assert 0 < len(each.delivery_key) <= KEY_CHARS
            assert known.setdefault(each.delivery_key, each) == each, f"{each.delivery_key} stands for two"


async def an_echo_of_our_own_reply_is_no_message(ground: Ground) -> None:
    echoes = [path for path in ground.files() if path.name.startswith("echo__")]
    assert echoes, "no payload echo__….json"
    for path in echoes:
        assert not [each for each in taken(ground, path.read_bytes()) if isinstance(each, Message)], path.name


async def long_text_is_split(ground: Ground) -> None:
    limit, long = ground.channel.manifest.text_limit, ground.long()
    sent = await ground.channel.send(long)
    texts = ground.left()
    assert len(texts) > 1
    assert len(texts) == len(sent.parts) == len(set(sent.parts))
    assert all(len(text) <= limit for text in texts)
    assert " ".join(texts).split() == long.text.split()
    assert len((await ground.channel.send(ground.message)).parts) == 1


async def failures_map_to_named_errors(ground: Ground) -> None:
    """Each keeps count of what left, so that the next try sends the rest and nothing twice."""
    assert set(ground.outcomes.values()) == {RetryAt, OwnerMustAct, Undeliverable}
    for number, (status, named) in enumerate(ground.outcomes.items()):
        long, before = replace(ground.long(), key=f"{ground.message.key}{number}"), len(ground.left())
        ground.fail(status, after=1)
        with pytest.raises(NotSent) as caught:
            await ground.channel.send(long)
        assert type(caught.value) is named, f"{status} is {type(caught.value).__name__}, not {named.__name__}"
        assert caught.value.code
        assert len(caught.value.sent) == 1
        if isinstance(caught.value, RetryAt):
            assert 0 < caught.value.at - clock.now() <= clock.DAY
        ground.mend()
        sent = await ground.channel.send(replace(long, sent=caught.value.sent))
        assert sent.parts[:1] == caught.value.sent
        assert len(sent.parts) == len(ground.left()) - before
        assert " ".join(ground.left()[before:]).split() == long.text.split(), "a part was lost or sent twice"


async def the_docs_have_its_row(ground: Ground) -> None:
    manifest = ground.channel.manifest
    assert re.search(rf"(?m)^\| `{manifest.name}` \| ", DOCS.read_text("utf-8")), f"{DOCS}: no row {manifest.name}"


CHECKS: dict[str, Check] = {
    "forgeries": forgeries_are_refused,
    "payloads": every_payload_parses_or_is_declared_unsupported,
    "anomalies": what_is_not_the_providers_is_anomalous,
    "duplicates": duplicates_give_the_same_delivery_key,
    "echo": an_echo_of_our_own_reply_is_no_message,
    "split": long_text_is_split,
    "failures": failures_map_to_named_errors,
    "docs": the_docs_have_its_row,
}
assert set(CHECKS) == set(ALL_OWED)
