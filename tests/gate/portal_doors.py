"""The rows of the portal in the table of doors; see `doors.py`."""

from uuid import uuid4

from tests.gate.door import Door, form, public

NUMBER = {"number": "matter_number"}
ASKED = NUMBER | {"card_id": "numbered_card"}
TALK = {"conversation_id": "conversation"}
KEY = {"key": lambda: str(uuid4())}

FILLED = "key act text expected events zone urgent diagnostics as_is unkind anyway to"

PORTAL_DOORS: dict[str, Door] = {
    "GET /w/{brand_key}/tickets.css": public("brand_key"),
    "GET /w/{brand_key}/tickets.js": public("brand_key"),
    # Who is nobody is told how to come in.
    "GET /w/{brand_key}/tickets": public("brand_key"),
    "GET /w/{brand_key}/tickets/enter": public("brand_key"),
    "POST /w/{brand_key}/tickets/enter": public("brand_key", fields="token to"),  # tests/channels/portal/test_enter.py
    "GET /w/{brand_key}/tickets-new.js": public("brand_key"),
    "GET /w/{brand_key}/tickets/new": public("brand_key"),
    "GET /w/{brand_key}/tickets/checklist/{code}": public("brand_key code"),
    # Of whom `to` and the files must be: tests/channels/portal/test_new.py and test_new_refuses.py
    "POST /w/{brand_key}/tickets/new": public("brand_key", fields=FILLED),
    "POST /w/{brand_key}/tickets/leave": public("brand_key", fields="sure"),
    "GET /w/{brand_key}/tickets/notices": public("brand_key"),
    "POST /w/{brand_key}/tickets/notices": public("brand_key", fields="quiet begin end zone"),
    "GET /w/{brand_key}/tickets/preferences": public("brand_key"),
    "POST /w/{brand_key}/tickets/preferences": public("brand_key", fields="language"),
    "GET /w/{brand_key}/tickets/conduct": public("brand_key"),
    "POST /w/{brand_key}/tickets/conduct/{sanction_id}": form(
        {"sanction_id": "sanction"}, fill={"text": "a"}, fields="text as_is", also=(409,)
    ),
    "GET /w/{brand_key}/tickets/{number}": form(NUMBER),
    "GET /w/{brand_key}/tickets/{number}/since": form(NUMBER),
    "GET /w/{brand_key}/tickets/{number}/facts": form(NUMBER),
    "GET /w/{brand_key}/tickets/{number}/files/{file_id}": form(NUMBER | {"file_id": "file"}),
    "POST /w/{brand_key}/tickets/{number}": form(
        NUMBER, fill=KEY | {"text": "hello"}, fields="key text as_is captions unkind"
    ),
    "POST /w/{brand_key}/form/{conversation_id}/rating": form(
        TALK,
        fill={"resolution": "a", "satisfaction": "5"},
        fields="resolution satisfaction effort words as_is",
        also=(409,),
    ),
    "POST /w/{brand_key}/form/{conversation_id}/rating/decline": form(
        TALK, fill={"resolution": "a"}, fields="resolution", also=(409,)
    ),
    "GET /w/{brand_key}/tickets/{number}/cards/{card_id}": form(ASKED),
    # What is wrong with an answer is told to whose it is alone: tests/channels/portal/test_cards.py
    "POST /w/{brand_key}/tickets/{number}/cards/{card_id}": form(
        ASKED, fill={"m.receipt": "I have none", "v.steps.0": "yes"}, fields="m.receipt v.steps.0 zone"
    ),
    # Which formats an order has may have been changed by another door.
    "POST /w/{brand_key}/tickets/{number}/facts": form(
        NUMBER, fill={"v.order_id": "123456789"}, fields="v.order_id zone", also=(422,)
    ),
    # What may be done next depends on what was done before.
    "POST /w/{brand_key}/tickets/{number}/reopen": form(
        NUMBER, fill=KEY | {"text": "hello"}, fields="key text as_is captions unkind", also=(409,)
    ),
    "POST /w/{brand_key}/tickets/{number}/rating": form(
        NUMBER,
        fill={"resolution": "a", "satisfaction": "5"},
        fields="resolution satisfaction effort words as_is",
        also=(409,),
    ),
    "POST /w/{brand_key}/tickets/{number}/rating/decline": form(
        NUMBER, fill={"resolution": "a"}, fields="resolution", also=(409,)
    ),
    # Which of his files has that number is told nobody else: there may be none.
    "POST /w/{brand_key}/tickets/{number}/captions": form(
        NUMBER, fill={"number": "1", "caption": "a"}, fields="number caption as_is", also=(422,)
    ),
    "POST /w/{brand_key}/tickets/{number}/nudge": form(NUMBER, fill={"sure": "yes"}, fields="sure", also=(409,)),
    "POST /w/{brand_key}/tickets/{number}/withdraw": form(NUMBER, fill={"sure": "yes"}, fields="sure", also=(409,)),
    "POST /w/{brand_key}/tickets/{number}/confirm": form(NUMBER, fill={"sure": "yes"}, fields="sure", also=(409,)),
}
