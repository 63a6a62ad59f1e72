"""The rows of the queue, service hours and promises in the table of doors; see `doors.py`."""

from typing import Any

from tests.gate.door import Door, Shape, agent

C = {"conversation_id": "conversation"}
HOURS = "zone week[][][] exceptions[].date exceptions[].hours[][] exceptions[].name"
OPEN: dict[str, Any] = {"zone": "UTC", "week": [[["09:00", "17:00"]]] * 7}

QUEUE_DOORS: dict[str, Door] = {
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
}  # fmt: skip
