"""The last door before the first write, which every entry passes by whatever way it came: no secret, and nobody asked for one."""

from msgspec.structs import replace

from fairlead.conversations.hold import look
from fairlead.conversations.rules import Draft
from fairlead.shield.screen import without_secrets


def guard(draft: Draft) -> Draft:
    """The draft without its secrets, and an agent's with what is to be weighed of it (hold.py); the same one where there is
    nothing; a rule is held to what an agent is. What rooms and the bot say is their own.

    Raises Invalid: `asks_for_secret` (an agent, of a customer), `maybe_private_key` and `maybe_seed_phrase` (only its writer
    can tell; agents are not asked: transactions' ids are their daily bread).
    """
    of_agent = draft.actor.kind == "agent" or draft.actor.is_rule
    if (not draft.text and draft.kind != "card") or not (of_agent or draft.actor.kind == "customer"):
        return draft
    if of_agent and (draft.kind in ("message", "card", "conduct") or draft.guarded is not None):
        draft = look(draft)
    kept = without_secrets(draft.text, as_is=of_agent or draft.as_is, around=draft.around)
    return replace(draft, text=kept.text, data=draft.data | kept.data) if kept.removed else draft
