"""What the customer is told of his emergency, in his language, as entries of the one timeline."""

from datetime import UTC, datetime
from uuid import UUID

from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.texts import Texts

# Names what is written by itself: a job that comes twice writes it once.
SPACE = UUID("3c1f2f0e-2b60-4d86-9a53-1f7f3f0a8b11")


class Tell:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def pressed(self, customer: Actor, name: str, locale: str, where: str | Opening) -> Draft:
        """That he pressed it. `where`: the conversation's id, or what begins one."""
        text = self._texts("emergency.pressed", self._texts.choose(locale))
        begins = where if isinstance(where, Opening) else None
        there = None if isinstance(where, Opening) else where
        name = f"{name}:pressed"
        return _draft(customer, "pressed", name, text=text, locale=locale, conversation_id=there, opening=begins)

    def first_words(self, name: str, locale: str, *, known: bool, freezes: bool) -> Draft:
        """What we do now and what he can do himself. `known`: we know whose account it is. It goes where `pressed` went."""
        say = self._texts.choose(locale)
        whose = "freezes" if freezes else "person" if known else "unknown"
        parts = [self._texts(f"emergency.{part}", say) for part in ("now", whose, "yourself", "never")]
        return _draft(SYSTEM, "told", f"{name}:told", text="\n\n".join(parts))

    def freezing(self, agent: Actor, name: str, locale: str, conversation_id: str) -> Draft:
        """An agent has asked for it."""
        text = self._texts("emergency.freezing", self._texts.choose(locale))
        return _draft(agent, "freezing", f"{name}:freezing", text=text, conversation_id=conversation_id)

    def frozen(self, name: str, locale: str, conversation_id: str, at: Instant) -> Draft:
        when = f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d %H:%M} UTC"
        text = self._texts("emergency.frozen", self._texts.choose(locale), at=when)
        return _draft(SYSTEM, "frozen", f"{name}:frozen", text=text, conversation_id=conversation_id)

    def unreached(self, name: str, locale: str, conversation_id: str) -> Draft:
        text = self._texts("emergency.unreached", self._texts.choose(locale))
        return _draft(SYSTEM, "unreached", f"{name}:unreached", text=text, conversation_id=conversation_id)

    def notice(self, locale: str) -> str:
        """What stands on the screen of an agent's telephone, which anybody may look at."""
        return self._texts("emergency.notice", self._texts.choose(locale))


def _draft(
    actor: Actor,
    act: str,
    client_id: str,
    *,
    text: str,
    locale: str = "",
    conversation_id: str | None = None,
    opening: Opening | None = None,
) -> Draft:
    return Draft(
        actor,
        "emergency",
        client_id,
        conversation_id=conversation_id,
        opening=opening,
        text=text,
        locale=locale,
        data={"emergency": {"act": act}},
    )
