"""The channel advisor: what it is about, how urgent it is and whether one can sign in, to channels in their order. Pure but
for what `ContactDesk` is told by others."""

from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.helpcenter.ports import Channel

# What cannot wait: somebody else may have the account.
EMERGENCIES = ("hacked", "withdrawn", "gave-code")
# Of a brand that has not said what its customers come for.
TOPICS = ("deposit", "withdrawal", "sign-in")
OTHER = "other"
URGENCIES = ("now", "today", "later")


def ranked(channels: Sequence[Channel], *, can_sign_in: bool, urgent: bool) -> list[Channel]:
    """Those this person can use, the best first. What cannot wait goes where somebody is met at once, before any measured
    wait; else the shortest wait is first and what nobody measured last; equal ones stay as they are."""
    usable = [channel for channel in channels if can_sign_in or not channel.needs_sign_in]

    def order(channel: Channel) -> tuple[bool, bool, int]:
        return (urgent and not channel.at_once, channel.wait is None, channel.wait or 0)

    return sorted(usable, key=order)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the steps have said so far; empty what has not been asked yet."""

    about: str = ""
    urgency: str = ""
    can_sign_in: bool | None = None

    @property
    def is_emergency(self) -> bool:
        return self.about in EMERGENCIES

    @property
    def step(self) -> int:
        """1 to 3, and 4 when all is said. Nobody asks in an emergency how urgent it is."""
        if not self.about:
            return 1
        if not self.urgency and not self.is_emergency:
            return 2
        return 3 if self.can_sign_in is None else 4


def asked(about: str, urgency: str, sign_in: str, *, topics: Sequence[str]) -> Asked:
    """What an address says; a step that says what we never asked is a step to ask again."""
    known = about if about in (*EMERGENCIES, *topics, OTHER) else ""
    can = {"yes": True, "no": False}.get(sign_in)
    # Who cannot sign in has said so already.
    return Asked(known, urgency if urgency in URGENCIES else "", False if known == "sign-in" else can)
