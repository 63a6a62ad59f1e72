"""What every adapter fulfils: the values that come in and go out, and errors named by what must happen next.

    ChannelError
    ├── NotTaken           from verify and parse
    │   ├── Forged         not signed by the provider: refuse it, keep nothing, count it
    │   ├── Unsupported    genuine and known, nothing for us: accept it, keep nothing
    │   └── Anomalous      genuine, yet not what this provider sends: keep it raw, tell the owner
    └── NotSent            from send; `sent` names the parts that left before
        ├── RetryAt        busy or out of reach: try again at `at`, with `sent` in `Outbound.sent`
        ├── OwnerMustAct   every message would fail until the owner acts: stop the account, tell them
        └── Undeliverable  this message will never arrive: show it as failed, offer to send it again

Adapters import this file; `docs/channels.md` tells how one is written, `tests/channels/checks.py` what it owes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from fairlead.kit.clock import Instant

Audience = Literal["private", "public"]
Carries = Literal["text", "files", "receipts", "calls", "public"]
Owed = Literal["forgeries", "payloads", "anomalies", "duplicates", "echo", "split", "failures", "docs"]
ALL_OWED: tuple[Owed, ...] = get_args(Owed)


@dataclass(frozen=True)
class Manifest:
    name: str
    label: str
    carries: frozenset[Carries]
    text_limit: int  # code points of one message there; longer texts leave in parts
    settings: tuple[str, ...] = ()  # what the owner of a channel account fills in
    secrets: tuple[str, ...] = ()  # the same, but sealed and never shown again
    owes: tuple[Owed, ...] = ALL_OWED


@dataclass(frozen=True)
class RawRequest:
    body: bytes  # as it arrived
    headers: Mapping[str, str]  # names in lower case
    received_at: Instant
    url: str = ""  # the address the provider called


@dataclass(frozen=True)
class Party:
    id: str  # the provider's; which customer that is, is not the adapter's to say
    name: str = ""


@dataclass(frozen=True)
class Message:
    """`delivery_key` is the same each time the provider delivers this; `thread` is where an answer goes."""

    delivery_key: str
    sender: Party
    thread: str
    text: str
    audience: Audience
    sent_at: Instant
    files: tuple[str, ...] = ()  # the provider's addresses; fetched later, by a job


@dataclass(frozen=True)
class Receipt:
    """What became of a part we sent (`part` is one of `Sent.parts`); an echo of our own reply is at most this."""

    delivery_key: str
    part: str
    state: Literal["sent", "delivered", "read", "failed"]
    at: Instant


@dataclass(frozen=True)
class Call:
    delivery_key: str
    caller: Party
    thread: str
    state: Literal["ringing", "answered", "missed", "ended"]
    at: Instant


Inbound = Message | Receipt | Call


@dataclass(frozen=True)
class Outbound:
    """`key` stays the same over retries; `sent` are the parts that left on an earlier try and are not sent again."""

    key: str
    thread: str
    text: str
    audience: Audience = "private"
    sent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    parts: tuple[str, ...]  # one id for each message the text became, in order, those of earlier tries included


class Channel(Protocol):
    @property
    def manifest(self) -> Manifest: ...
    def verify(self, request: RawRequest) -> None: ...  # raises Forged
    def parse(self, request: RawRequest) -> list[Inbound]: ...  # pure; raises Unsupported or Anomalous
    async def send(self, message: Outbound) -> Sent: ...  # raises RetryAt, OwnerMustAct or Undeliverable


class ChannelError(Exception):
    """`code` is stable and says what happened; the sentence for people comes by translation key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTaken(ChannelError): ...


class Forged(NotTaken): ...


class Unsupported(NotTaken): ...


class Anomalous(NotTaken): ...


class NotSent(ChannelError):
    def __init__(self, code: str, *, sent: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.sent = sent


class RetryAt(NotSent):
    def __init__(self, code: str, at: Instant, *, sent: tuple[str, ...] = ()) -> None:
        super().__init__(code, sent=sent)
        self.at = at


class OwnerMustAct(NotSent): ...


class Undeliverable(NotSent): ...
