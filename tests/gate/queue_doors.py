"""The rows of the queue, service hours and promises in the table of doors; see `doors.py`."""

from typing import Any

import msgspec

from fairlead.promises.rules import HOUSE
from tests.gate.door import Door, Shape, agent, customer, public

C = {"conversation_id": "conversation"}
KEYED = {"Idempotency-Key": "fresh"}
RUSH = {"capacity": 150, "minutes": 5}
HOURS = "zone week[][][] exceptions[].date exceptions[].hours[][] exceptions[].name"
W = {"webhook_id": "webhook"}
HOOK = {"name": "a", "url": "https://127.0.0.1/", "kinds[]": "message.received"}
POLICY = "policy.table[][].first policy.table[][].next policy.table[][].resolution policy.chat[] policy.first policy.warn policy.escalate"
OPEN: dict[str, Any] = {"zone": "UTC", "week": [[["09:00", "17:00"]]] * 7}

TALKS = "filters.view filters.language filters.channel filters.tier filters.verified filters.assignee"
OPEN_TALKS: dict[str, Any] = {"name": "a", "filters": {"view": "open"}}

QUEUE_DOORS: dict[str, Door] = {
    "GET /api/desk/teams": agent({"brand": "brand"}, role="admin"),
    "POST /api/desk/teams": agent(
        {"brand": "brand", "members[]": "agent"}, "name public_name code closed", role="admin", reached=(201, 409),
        shapes=(Shape(("brand",), {"name": "fresh"}), Shape(("brand", "members[]"), {"name": "fresh"})),
    ),
    "PUT /api/desk/teams/{team_id}": agent(
        {"team_id": "team", "members[]": "agent"}, "name public_name code closed", role="admin", reached=(200, 409),
        shapes=(Shape(("team_id",), {"name": "fresh"}), Shape(("team_id", "members[]"), {"name": "fresh"})),
    ),
    "PUT /api/desk/teams/{team_id}/retired": agent({"team_id": "team"}, "retired", fill={"retired": False}, role="admin"),
    "GET /api/desk/conversation-views": agent({"brand": "brand"}),
    "POST /api/desk/conversation-views": agent(
        {"brand": "brand", "team": "own_team"}, f"name shared {TALKS}", reached=(201,),
        shapes=(Shape(("brand",), OPEN_TALKS), Shape(("brand", "team"), OPEN_TALKS | {"shared": "team"})),
    ),
    "PUT /api/desk/conversation-views/{view_id}": agent(
        {"view_id": "talk_view", "team": "own_team"}, f"revision name shared {TALKS}", reached=(200, 409),
        shapes=(Shape(("view_id",), OPEN_TALKS | {"revision": 1}),
                Shape(("view_id", "team"), OPEN_TALKS | {"revision": 1, "shared": "team"})),
    ),
    "DELETE /api/desk/conversation-views/{view_id}": agent({"view_id": "talk_view"}, reached=(204,)),
    "PUT /api/desk/conversation-view-order": agent({"brand": "brand", "ids[]": "talk_view"}),
    "GET /api/desk/service-hours": agent({"brand": "brand"}),
    "PUT /api/desk/service-hours": agent(
        {"brand": "brand", "key": "team"}, f"kind revision {HOURS}", role="admin", reached=(200, 409),
        shapes=(Shape(("brand",), OPEN | {"kind": "brand", "revision": 0}),
                Shape(("brand", "key"), OPEN | {"kind": "team", "revision": 0})),
    ),
    "POST /api/desk/service-hours/reset": agent(
        {"brand": "brand", "key": "team"}, "kind revision", role="admin", reached=(204, 409),
        shapes=(Shape(("brand",), {"kind": "brand", "revision": 0}), Shape(("brand", "key"), {"kind": "team", "revision": 0})),
    ),
    "POST /api/desk/service-hours/preview": agent({"brand": "brand"}, HOURS, fill=OPEN, role="admin"),
    "POST /api/desk/service-hours/holidays": agent(
        {"brand": "brand"}, "calendar", fill={"calendar": "BEGIN:VCALENDAR\nEND:VCALENDAR"}, role="admin"
    ),
    "GET /api/desk/work": agent(role="lead"),
    "PUT /api/desk/work/{agent_id}": agent(
        {"agent_id": "agent"}, "chat callback mail skills[].name skills[].level skills[].until "
        "languages[].name languages[].level languages[].until", role="lead",
        fill={"chat": 1, "callback": 1, "mail": 1, "skills[].name": "dep", "skills[].level": 1, "languages[].name": "en",
              "languages[].level": 1},
    ),
    "PUT /api/desk/queues/{brand}": agent({"brand": "brand"}, "on react_seconds", fill={"on": False, "react_seconds": 60}, role="lead"),
    "GET /api/desk/conversations/{conversation_id}/place": agent(C),
    "GET /api/conversations/{conversation_id}/turn": customer(C),
    "PUT /api/conversations/{conversation_id}/turn": customer(C, "tell", fill={"tell": True}, reached=(200, 403)),
    "GET /api/desk/board/{brand}": agent(
        {"brand": "brand", "team": "team"}, role="lead", shapes=(Shape(("brand",)), Shape(("brand", "team")))
    ),
    "GET /api/desk/board/{brand}/line": agent(
        {"brand": "brand", "team": "team"}, "language channel start", role="lead",
        shapes=(Shape(("brand",)), Shape(("brand", "team"))),
    ),
    "GET /api/desk/board/{brand}/agents/{agent_id}": agent({"brand": "brand", "agent_id": "agent"}, role="lead"),
    "POST /api/desk/board/moves": agent(
        {"conversation": "conversation", "to_agent": "agent", "to_team": "team"}, "held off_team note", role="lead",
        headers=KEYED, reached=(200, 409),
        shapes=(Shape(("conversation",)), Shape(("conversation", "to_agent")), Shape(("conversation", "to_team"))),
    ),
    "POST /api/desk/board/{brand}/loans": agent(
        {"brand": "brand", "agent": "agent", "team": "team"}, "language hours", role="lead", reached=(200, 409),
        shapes=(Shape(("brand", "agent", "team")), Shape(("brand", "agent"), {"language": "zh"})),
    ),
    "POST /api/desk/board/{brand}/loans/end": agent(
        {"brand": "brand", "agent": "agent", "team": "team"}, "language", role="lead",
        shapes=(Shape(("brand", "agent", "team")), Shape(("brand", "agent"), {"language": "zh"})),
    ),
    "POST /api/desk/board/{brand}/surges": agent(
        {"brand": "brand", "team": "team"}, "capacity bot_first banner words minutes", role="lead", reached=(201, 409),
        shapes=(Shape(("brand",), RUSH), Shape(("brand", "team"), RUSH)),
    ),
    "POST /api/desk/board/{brand}/surges/{surge_id}/end": agent({"brand": "brand", "surge_id": "surge"}, role="lead"),
    "GET /api/desk/roster": agent({"brand": "brand"}, "week"),
    "PUT /api/desk/roster/{agent_id}": agent(
        {"agent_id": "agent"}, "revision zone week[][][] exceptions[].date exceptions[].shifts[][] exceptions[].name",
        fill={"revision": 0, "zone": "UTC", "week": [[["09:00", "17:00"]]] * 7}, role="lead", reached=(200, 409),
    ),
    "POST /api/desk/roster/{agent_id}/clear": agent({"agent_id": "agent"}, "revision", fill={"revision": 0}, role="lead"),
    "GET /api/desk/handovers": agent({"brand": "brand"}),
    "POST /api/desk/handovers": agent(
        {"brand": "brand", "conversation": "conversation"}, "text", fill={"text": "look at it"},
        headers={"Idempotency-Key": "fresh"},
    ),
    "GET /api/desk/webhooks": agent({"brand": "brand"}, role="admin"),
    "GET /api/desk/webhooks/off": agent(role="admin"),
    "GET /api/desk/webhooks/changes": agent(role="admin"),
    "POST /api/desk/webhooks/changes/{change_id}/seen": agent({"change_id": "webhook_change"}, role="admin"),
    # Nobody may be told at an address that leads inside, an admin's own neither.
    "POST /api/desk/webhooks": agent(
        {"brand": "brand"}, "name url kinds[] texts", fill=HOOK, role="admin", reached=(422,)
    ),
    "PUT /api/desk/webhooks/{webhook_id}": agent(
        W, "name url kinds[] texts active revision", fill=HOOK | {"texts": False, "active": True, "revision": 1},
        role="admin", reached=(422,),
    ),
    "DELETE /api/desk/webhooks/{webhook_id}": agent(W, role="admin"),
    "POST /api/desk/webhooks/{webhook_id}/secret": agent(W, role="admin"),
    "POST /api/desk/webhooks/{webhook_id}/test": agent(W, role="admin"),
    "GET /api/desk/webhooks/{webhook_id}/deliveries": agent(W, "state before", role="admin"),
    "POST /api/desk/webhooks/{webhook_id}/replay": agent(W, "since", fill={"since": "2026-11-01"}, role="admin"),
    "POST /api/desk/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": agent(
        W | {"delivery_id": "webhook_delivery"}, role="admin"
    ),
    # Open to everybody, signed in or not; whose conversation it may name: tests/emergency/test_press.py
    "POST /api/w/{brand_key}/emergency": public("brand_key conversation source locale context session"),
    "GET /w/{brand_key}/emergency": public("brand_key"),
    "POST /w/{brand_key}/emergency": public("brand_key", fields="key session"),
    "GET /desk/push.js": public(),
    "GET /api/desk/emergencies": agent(),
    "POST /api/desk/emergencies/{emergency_id}/take": agent({"emergency_id": "emergency"}, reached=(200, 409)),
    "GET /api/desk/conversations/{conversation_id}/freeze": agent(C),
    # Nobody freezes here: who gets so far was let in.
    "POST /api/desk/conversations/{conversation_id}/freeze": agent(C, role="lead", reached=(409,)),
    "GET /api/desk/on-call/{brand}": agent({"brand": "brand"}),
    "PUT /api/desk/on-call/{brand}": agent({"brand": "brand", "agents[]": "agent"}, role="admin"),
    "GET /api/desk/calls": agent(),
    "PUT /api/desk/calls": agent(
        {}, "endpoint keys.p256dh keys.auth locale",
        fill={"endpoint": "https://push.example/a", "keys.p256dh": "a", "keys.auth": "b"}, reached=(422, 403),
    ),
    "DELETE /api/desk/calls/{device_id}": agent({"device_id": "call_device"}),
    "GET /api/desk/conversations/{conversation_id}/clocks": agent(C),
    "GET /api/desk/clocks": agent(),
    "GET /api/desk/promises": agent({"brand": "brand"}),
    "PUT /api/desk/promises": agent(
        {"brand": "brand"}, f"revision {POLICY}", fill={"revision": 0, "policy": lambda: msgspec.to_builtins(HOUSE)}, role="lead",
        reached=(200, 409),
    ),
    "POST /api/desk/promises/reset": agent({"brand": "brand"}, "revision", fill={"revision": 0}, role="lead", reached=(200, 409)),
}  # fmt: skip
