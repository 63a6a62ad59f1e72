"""The rows of canned replies, macros and rules in the table of doors; see `doors.py`."""

from typing import Any
from uuid import uuid4

from tests.gate.door import Door, Shape, agent

C = {"conversation_id": "conversation"}
TRANSLATED = "translated.original translated.to translated.from"
_STEP = [
    "type",
    "text",
    "value",
    "why",
    "add[]",
    "remove[]",
    "minutes",
    "steps[]",
    "fields[].key",
    "fields[].kind",
    "fields[].label",
    "fields[].choices[]",
]
STEP = " ".join(f"steps[].{name}" for name in _STEP)
_WHEN = "match groups[].match groups[].tests[].field groups[].tests[].op groups[].tests[].values[]"
RULE = " ".join(
    [
        "rule.name rule.active rule.trigger.on rule.trigger.value rule.trigger.after",
        *(f"rule.when.{name}" for name in _WHEN.split()),
        *(f"rule.steps[].{name}" for name in _STEP),
    ]
)
NOTED: dict[str, Any] = {
    "rule.name": "a",
    "rule.trigger.on": "opened",
    "rule.steps[].type": "note",
    "rule.steps[].text": "b",
}
SENT_ON = NOTED | {"rule.steps[].type": "transfer"}


def fresh() -> str:
    return str(uuid4())


AUTOMATION_DOORS: dict[str, Door] = {
    "GET /api/desk/canned": agent({"brand": "brand"}),
    "POST /api/desk/canned": agent(
        {"brand": "brand", "steps[].team": "team"}, f"shortcut title text locale greeting {STEP}",
        shapes=(
            Shape(("brand",), {"shortcut": fresh, "title": "b", "text": "c", "locale": "en"}),
            Shape(("brand", "steps[].team"), {"shortcut": fresh, "title": "b", "text": "c", "locale": "en",
                                              "steps[].type": "transfer", "steps[].text": "a"}),
        ),
        role="lead",
    ),
    "PUT /api/desk/canned/{reply_id}": agent(
        {"reply_id": "canned", "steps[].team": "team"}, f"shortcut title text locale greeting {STEP}",
        shapes=(
            Shape(("reply_id",), {"shortcut": fresh, "title": "b", "text": "c", "locale": "en"}),
            Shape(("reply_id", "steps[].team"), {"shortcut": fresh, "title": "b", "text": "c", "locale": "en",
                                                 "steps[].type": "transfer", "steps[].text": "a"}),
        ),
        role="lead",
    ),
    "DELETE /api/desk/canned/{reply_id}": agent({"reply_id": "canned"}, role="lead"),
    "POST /api/desk/conversations/{conversation_id}/macro": agent(
        C | {"files[]": "unsent", "steps[].team": "team", "steps[].mentions[]": "agent"},
        f"client_id text reply_to dry {STEP} {TRANSLATED}",
        shapes=(
            Shape(("conversation_id", "files[]"), {"client_id": fresh, "text": "a"}),
            Shape(("conversation_id", "steps[].team"),
                  {"client_id": fresh, "steps[].type": "transfer", "steps[].text": "a"}),
            Shape(("conversation_id", "steps[].mentions[]"),
                  {"client_id": fresh, "steps[].type": "note", "steps[].text": "a"}),
        ),
        tells=False,
    ),
    "GET /api/desk/rules": agent({"brand": "brand"}, role="lead"),
    "POST /api/desk/rules": agent(
        {"brand": "brand", "rule.steps[].team": "team"}, RULE, role="admin",
        shapes=(Shape(("brand",), NOTED), Shape(("brand", "rule.steps[].team"), SENT_ON)),
    ),
    # Whether it is the newest depends on what was done before.
    "PUT /api/desk/rules/{rule_id}": agent(
        {"rule_id": "rule", "rule.steps[].team": "team"}, f"revision {RULE}", role="admin", reached=(200, 409),
        shapes=(Shape(("rule_id",), NOTED | {"revision": 1}), Shape(("rule_id", "rule.steps[].team"), SENT_ON | {"revision": 1})),
    ),
    "DELETE /api/desk/rules/{rule_id}": agent({"rule_id": "rule"}, role="admin"),
    "PUT /api/desk/rules/order": agent({"brand": "brand", "rules[]": "rule"}, role="admin", reached=(204, 409), tells=False),
    "POST /api/desk/rules/preview": agent(
        {"brand": "brand", "rule.steps[].team": "team"}, f"most {RULE}", role="admin",
        shapes=(Shape(("brand",), NOTED), Shape(("brand", "rule.steps[].team"), SENT_ON)),
    ),
}  # fmt: skip
