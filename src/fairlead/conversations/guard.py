"""The last door before the first write, which every entry passes by whatever way it came: no secret, and nobody asked for one."""

from msgspec.structs import replace

from fairlead.conversations.rules import Draft
from fairlead.shield.hold_back import hold_back
from fairlead.shield.screen import without_secrets


def guard(draft: Draft) -> Draft:
    """The draft without its secrets; the same one where there are none. What rooms and the bot say is their own.

    Raises Invalid: `asks_for_secret` (an agent, of a customer), `maybe_private_key` and `maybe_seed_phrase` (only its writer
    can tell; agents are not asked: transactions' ids are their daily bread).
    """
    if not draft.text or draft.actor.kind not in ("customer", "agent"):
        return draft
    of_agent = draft.actor.kind == "agent"
    if of_agent and draft.kind == "message":
        hold_back(draft.text)
    kept = without_secrets(draft.text, as_is=of_agent or draft.as_is)
    return replace(draft, text=kept.text, data=draft.data | kept.data) if kept.removed else draft
