"""Who may do what to a conversation and its files: the rules the gate asks. Pure."""

from typing import Any

from fairlead.kit.access import Actor, Rule


def _own_conversation(actor: Actor, head: Any) -> bool:
    return actor.kind == "customer" and head.customer_id == actor.id


def of_my_brands(actor: Actor, head: Any) -> bool:
    """Of his brands, and not with a closed team he does not belong to, unless it was given to him."""
    if actor.kind != "agent" or head.brand_id not in actor.brands:
        return False
    return head.team_id not in actor.shut or head.assignee_id == actor.id


def _agent_or_rule(actor: Actor, head: Any) -> bool:
    return of_my_brands(actor, head) or (actor.is_rule and head.brand_id in actor.brands)


def _lead(actor: Actor, head: Any) -> bool:
    return of_my_brands(actor, head) and actor.role in ("lead", "admin")


def _reader(actor: Actor, head: Any) -> bool:
    return actor.kind in ("bot", "system") or _own_conversation(actor, head) or of_my_brands(actor, head)


def _customer_or_bot(actor: Actor, head: Any) -> bool:
    return actor.kind == "bot" or _own_conversation(actor, head)


def _file_reader(actor: Actor, file: Any) -> bool:
    """Its owner; once sent also the other side, but internal files stay with agents."""
    if file.owner == actor.key:
        return True
    if actor.kind == "agent":
        return file.conversation_id is not None and of_my_brands(actor, file)
    return actor.kind == "customer" and file.customer_id == actor.id and not file.internal


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


def _view_reader(actor: Actor, view: Any) -> bool:
    if not _of_brand(actor, view):
        return False
    if view.shared == "own":
        return bool(view.agent_id == actor.id)
    if view.shared == "brand":
        return True
    leads = actor.role in ("lead", "admin") and view.team_id not in actor.shut
    return view.agent_id == actor.id or view.team_id in actor.teams or leads


def _view_writer(actor: Actor, view: Any) -> bool:
    """Whose it is; what is shared also who leads."""
    return _view_reader(actor, view) and (view.agent_id == actor.id or actor.role in ("lead", "admin"))


def _view_sharer(actor: Actor, view: Any) -> bool:
    """With a team its members, with anybody who leads."""
    if not _of_brand(actor, view):
        return False
    if view.shared == "team" and view.team_id in actor.teams:
        return True
    return actor.role in ("lead", "admin") and view.team_id not in actor.shut


# Action → rule. The object is a head, but for files and for lists under a name.
ACCESS: dict[str, Rule] = {
    "conversation.read": _reader,
    "conversation.message": _reader,
    "conversation.note": _agent_or_rule,
    "conversation.draft": of_my_brands,
    # As the system the queue assigns, and a rule gives back to it.
    "conversation.assigned": lambda actor, head: actor.kind == "system" or of_my_brands(actor, head),
    "conversation.transferred": _agent_or_rule,
    "conversation.redaction": lambda actor, head: actor.kind == "bot" or of_my_brands(actor, head),
    "conversation.edited": of_my_brands,
    # Whose file it is, is looked at where it is changed.
    "conversation.captioned": lambda actor, head: _own_conversation(actor, head) or of_my_brands(actor, head),
    "conversation.release": _lead,
    "conversation.handover": _customer_or_bot,
    "conversation.rated": _own_conversation,
    "conversation.closed": _reader,
    "conversation.reopened": _reader,
    "conversation.ticket": _reader,
    "conversation.card": _reader,
    "conversation.conduct": _reader,
    "conversation.emergency": _reader,
    "conversation.promise": lambda actor, _: actor.kind == "system",
    "file.read": _file_reader,
    "view.list": _of_brand,
    "view.read": _view_reader,
    "view.write": _view_writer,
    "view.share": _view_sharer,
}
