"""The rows of tickets in the table of doors; see `doors.py`."""

from fairlead.kit import clock
from fairlead.kit.clock import iso
from tests.gate.door import Door, Shape, agent, customer, public

KEYED = {"Idempotency-Key": "fresh"}
TICKET = {"ticket_id": "matter"}
WITHOUT = {"evidence[].field": "receipt", "evidence[].missing": "a"}
DONE = {"steps[].done": True}
TALK = {"conversation_id": "conversation"}
CARD = TICKET | {"card_id": "card"}
FACT = "evidence[].field evidence[].value evidence[].zone evidence[].missing"
WORDS = {"evidence[].field": "words", "evidence[].value": "a"}
RECEIPT = {"evidence[].field": "receipt"}
TO_DO = {"text": "look into it", "due_at": lambda: iso(clock.now() + clock.HOUR)}
# Whose the tickets are is compared with and looked up nowhere.
NARROWED = "filters.owner filters.status filters.category filters.priority filters.team filters.tag filters.snoozed filters.sort"
CATEGORY = {
    "code": "FEE-Q", "revision": 0, "type": "question", "labels": {"en": "a"}, "required[]": "asset", "priority": 4, "team": "a",
}  # fmt: skip

TICKET_DOORS: dict[str, Door] = {
    # With a token of the exchange's own, which nobody here has.
    "POST /api/v1/tickets": public(
        f"customer.uid category text {FACT} urgent anyway locale", headers=KEYED, reached=(401,), tells=False,
        fill={"customer.uid": "5571234509", "category": "FEE-Q", "text": "a"},
    ),
    "GET /api/tickets/taxonomy": customer({}, "locale"),
    "GET /api/tickets": customer({"cursor": "cursor_tickets"}, "limit"),
    "POST /api/tickets": customer(
        {"conversation": "conversation", "evidence[].file": "unsent"}, f"category text {FACT} urgent anyway as_is locale",
        shapes=(Shape(("conversation", "evidence[].file"), {"category": "FEE-Q", **RECEIPT}),
                Shape(("evidence[].file",), {"category": "FEE-Q", **RECEIPT}), Shape(("conversation",), {"category": "FEE-Q"})),
        headers=KEYED, reached=(201, 409),
    ),
    "GET /api/tickets/{ticket_id}": customer(TICKET),
    "PUT /api/tickets/{ticket_id}/evidence": customer(
        TICKET | {"evidence[].file": "unsent"}, FACT,
        shapes=(Shape(("ticket_id", "evidence[].file"), RECEIPT), Shape(("ticket_id",), WORDS)),
    ),
    # What may be done next depends on what was done before.
    "POST /api/tickets/{ticket_id}/withdraw": customer(TICKET, reached=(200, 409)),
    "POST /api/tickets/{ticket_id}/confirm": customer(TICKET, reached=(200, 409)),
    "POST /api/tickets/{ticket_id}/reopen": customer(TICKET, "text as_is", fill={"text": "a"}, reached=(200, 409)),
    "POST /api/tickets/{ticket_id}/nudge": customer(TICKET, reached=(200, 409)),
    # Ratings. Whether there is an end to rate depends on what was done before.
    "GET /api/conversations/{conversation_id}/rating": customer(TALK),
    "PUT /api/conversations/{conversation_id}/rating": customer(
        TALK, "resolution satisfaction effort reasons[] words as_is", fill={"resolution": "a", "satisfaction": 5},
        reached=(200, 409),
    ),
    "POST /api/conversations/{conversation_id}/rating/decline": customer(
        TALK, "resolution", fill={"resolution": "a"}, reached=(200, 409)
    ),
    "GET /api/desk/conversations/{conversation_id}/ratings": agent(TALK),
    "GET /api/desk/ratings": agent({"brand": "brand"}, "by since until", role="lead"),
    "GET /api/desk/ratings/said": agent(
        {"brand": "brand", "cursor": "cursor_ratings"}, "since until limit", role="lead",
        shapes=(Shape(("brand",)), Shape(("brand", "cursor"))),
    ),
    "GET /api/desk/ratings/export": agent({"brand": "brand"}, "since until", role="lead"),
    "PUT /api/desk/ratings/rule": agent({"brand": "brand"}, "shown", fill={"shown": "own"}, role="lead"),
    # Agents.
    "GET /api/desk/tickets": agent(
        {"brand": "brand", "owner": "agent", "cursor": "cursor_desk_tickets"}, "status category priority team tag snoozed sort limit",
        shapes=(Shape(("brand",)), Shape(("brand", "owner")), Shape(("brand", "cursor"))),
    ),
    "POST /api/desk/tickets": agent(
        {"conversation": "conversation", "evidence[].file": "unsent"}, f"category {FACT} anyway",
        shapes=(Shape(("conversation", "evidence[].file"), {"category": "FEE-Q", **RECEIPT}),
                Shape(("conversation",), {"category": "FEE-Q"})),
        headers=KEYED, reached=(201, 409),
    ),
    "GET /api/desk/tickets/{ticket_id}": agent(TICKET),
    "PUT /api/desk/tickets/{ticket_id}": agent(
        TICKET, "revision status category priority why text flags.large_sum flags.many_affected flags.deadline flags.vulnerable unchecked",
        fill={"revision": 1}, reached=(200, 409),
    ),
    "PUT /api/desk/tickets/{ticket_id}/evidence": agent(
        TICKET | {"evidence[].file": "unsent"}, f"revision {FACT}", reached=(200, 409),
        shapes=(Shape(("ticket_id", "evidence[].file"), {"revision": 1, **RECEIPT}), Shape(("ticket_id",), {"revision": 1, **WORDS})),
    ),
    "GET /api/desk/conversations/{conversation_id}/ticket": agent({"conversation_id": "conversation"}),
    "GET /api/desk/conversations/{conversation_id}/facts": agent({"conversation_id": "conversation"}),
    # Cards.
    "POST /api/tickets/{ticket_id}/cards/{card_id}/answers": customer(
        CARD | {"evidence[].file": "unsent", "steps[].file": "unsent"}, f"{FACT} steps[].done steps[].words",
        shapes=(Shape(("ticket_id", "card_id", "evidence[].file"), RECEIPT | DONE),
                Shape(("ticket_id", "card_id", "steps[].file"), WITHOUT | DONE),
                Shape(("ticket_id", "card_id"), WITHOUT | DONE)),
    ),
    "POST /api/desk/tickets/{ticket_id}/cards": agent(
        TICKET, "fields[].key fields[].kind fields[].label fields[].choices[] steps[] text", fill={"steps[]": "a"},
        headers=KEYED, reached=(201, 409),
    ),
    "POST /api/desk/tickets/{ticket_id}/cards/{card_id}/again": agent(CARD, reached=(200, 409)),
    "POST /api/desk/tickets/{ticket_id}/cards/{card_id}/withdraw": agent(CARD),
    # Internal tasks.
    "GET /api/desk/ticket-tasks": agent(
        {"brand": "brand", "cursor": "cursor_tasks"}, "whose limit", fill={"whose": "all"},
        shapes=(Shape(("brand",)), Shape(("brand", "cursor"), {"whose": "all"})),
    ),
    "POST /api/desk/tickets/{ticket_id}/tasks": agent(
        TICKET | {"team": "team", "agent": "agent"}, "text due_at", headers=KEYED,
        shapes=(Shape(("ticket_id", "team"), TO_DO), Shape(("ticket_id", "team", "agent"), TO_DO)),
    ),
    "PUT /api/desk/tickets/{ticket_id}/tasks/{task_id}": agent(
        TICKET | {"task_id": "task"}, "state text", fill={"state": "declined", "text": "we do not do this"}, reached=(200, 409),
    ),
    # The category has no checklist here: who gets so far was let in.
    "PUT /api/desk/tickets/{ticket_id}/checks/{key}": agent(
        TICKET, "key done", fill={"key": "none", "done": True}, reached=(422,),
    ),
    # Misuse and abuse.
    "GET /api/sanctions": customer(),
    "POST /api/sanctions/{sanction_id}/appeal": customer(
        {"sanction_id": "sanction"}, "text as_is", fill={"text": "a"}, reached=(200, 409)
    ),
    "GET /api/desk/conversations/{conversation_id}/conduct": agent({"conversation_id": "conversation"}),
    "POST /api/desk/conversations/{conversation_id}/sanctions": agent(
        {"conversation_id": "conversation"}, "kind reason hours words", headers=KEYED, reached=(201, 409),
        fill={"kind": "warn", "reason": "spam", "hours": 1},
    ),
    "PUT /api/desk/conversations/{conversation_id}/break": agent(
        {"conversation_id": "conversation"}, "minutes", fill={"minutes": 5}
    ),
    "DELETE /api/desk/conversations/{conversation_id}/break": agent({"conversation_id": "conversation"}),
    "GET /api/desk/breaks": agent(),
    "GET /api/desk/appeals": agent(),
    "POST /api/desk/sanctions/{sanction_id}/decision": agent(
        {"sanction_id": "sanction"}, "outcome text", fill={"outcome": "upheld", "text": "a"}, role="lead", reached=(409,)
    ),
    # Each lifts what he set.
    "POST /api/desk/sanctions/{sanction_id}/lift": agent(
        {"sanction_id": "sanction"}, "text", fill={"text": "a"}, reached=(200, 409)
    ),
    # Tags, and what is put off.
    "PUT /api/desk/tickets/{ticket_id}/tags": agent(TICKET, "add[] remove[]", fill={"remove[]": "a"}),
    "PUT /api/desk/tickets/{ticket_id}/snooze": agent(TICKET, "until", fill={"until": None}),
    "DELETE /api/desk/tickets/{ticket_id}/snooze": agent(TICKET),
    "PUT /api/desk/ticket-taxonomy/tags": agent(
        {"brand": "brand"}, "revision tags[]", fill={"revision": 0, "tags[]": "vip"}, role="admin", reached=(200, 409)
    ),
    # Each item has its own outcome: the whole is 200.
    "POST /api/desk/tickets/bulk": agent(
        {"items[].ticket": "matter", "items[].to": "agent", "items[].team": "team"}, "preview items[].client_id items[].type"
        " items[].revision items[].status items[].text items[].priority items[].why items[].add[] items[].remove[] items[].note"
        " items[].until",
        shapes=(Shape(("items[].ticket",), {"items[].client_id": "fresh", "items[].type": "snooze"}),
                Shape(("items[].ticket", "items[].to"), {"items[].client_id": "fresh", "items[].type": "assign"}),
                Shape(("items[].ticket", "items[].team"),
                      {"items[].client_id": "fresh", "items[].type": "transfer", "items[].note": "a"})),
        tells=False,
    ),
    # Views of the list.
    "GET /api/desk/ticket-views": agent({"brand": "brand"}),
    "POST /api/desk/ticket-views": agent(
        {"brand": "brand", "team": "own_team"}, f"name shared {NARROWED}",
        shapes=(Shape(("brand",), {"name": "a", "filters": {}}),
                Shape(("brand", "team"), {"name": "a", "shared": "team", "filters": {}})),
        reached=(201,),
    ),
    "PUT /api/desk/ticket-views/{view_id}": agent(
        {"view_id": "view", "team": "own_team"}, f"revision name shared {NARROWED}", reached=(200, 409),
        shapes=(Shape(("view_id",), {"name": "a", "revision": 1, "filters": {}}),
                Shape(("view_id", "team"), {"name": "a", "revision": 1, "shared": "team", "filters": {}})),
    ),
    "DELETE /api/desk/ticket-views/{view_id}": agent({"view_id": "view"}, reached=(204,)),
    "PUT /api/desk/ticket-view-order": agent({"brand": "brand", "ids[]": "view"}),
    # What is one matter, or goes with another.
    "POST /api/desk/tickets/{ticket_id}/merge": agent(
        TICKET | {"into": "other_matter"}, "revision", fill={"revision": 1}, reached=(200, 409)
    ),
    "POST /api/desk/tickets/{ticket_id}/unmerge": agent(TICKET, "revision", fill={"revision": 1}, reached=(409,)),
    "GET /api/desk/tickets/{ticket_id}/links": agent(TICKET),
    "PUT /api/desk/tickets/{ticket_id}/links/{other_id}": agent(
        TICKET | {"other_id": "other_matter"}, "tie", fill={"tie": "related"}
    ),
    "DELETE /api/desk/tickets/{ticket_id}/links/{other_id}": agent(TICKET | {"other_id": "other_matter"}),
    "POST /api/desk/tickets/{ticket_id}/split": agent(
        TICKET, "entries[] category text", fill={"entries[]": 1, "category": "FEE-Q"}, headers=KEYED, reached=(201, 422)
    ),
    "GET /api/desk/tickets/{ticket_id}/duplicates": agent(TICKET),
    "GET /api/desk/tickets/{ticket_id}/others": agent(
        TICKET | {"number": "matter_number"}, shapes=(Shape(("ticket_id",)), Shape(("ticket_id", "number"))),
    ),
    "GET /api/desk/tickets/{ticket_id}/bundle": agent(TICKET, "notes", role="lead"),
    "GET /api/desk/ticket-taxonomy": agent({"brand": "brand"}),
    "PUT /api/desk/ticket-taxonomy/categories/{code}": agent(
        {"brand": "brand"}, "code revision type labels required[] optional[] priority team first active"
        " checklist[].key checklist[].text checklist[].required", fill=CATEGORY,
        role="admin", reached=(200, 409),
    ),
    "PUT /api/desk/ticket-taxonomy/fields/{key}": agent(
        {"brand": "brand"}, "key revision labels example formats[] kind choices[] many internal retired", role="admin", reached=(200, 409),
        fill={"key": "asset", "revision": 0, "labels": {"en": "a"}, "example": "a"},
    ),
    "POST /api/desk/ticket-taxonomy/reset": agent(
        {"brand": "brand"}, "kind key", fill={"kind": "field", "key": "uid"}, role="admin", reached=(204,),
    ),
}  # fmt: skip
