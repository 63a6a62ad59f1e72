"""The rows of the portal in the table of doors; see `doors.py`."""

from tests.gate.door import Door, public

PORTAL_DOORS: dict[str, Door] = {
    "GET /w/{brand_key}/tickets.css": public("brand_key"),
    "GET /w/{brand_key}/tickets.js": public("brand_key"),
    # Who is nobody is told how to come in.
    "GET /w/{brand_key}/tickets": public("brand_key"),
    "GET /w/{brand_key}/tickets/enter": public("brand_key"),
    "POST /w/{brand_key}/tickets/enter": public("brand_key", fields="token to"),  # tests/channels/portal/test_enter.py
    "POST /w/{brand_key}/tickets/leave": public("brand_key", fields="sure"),
}
