"""Fields that a brand has made itself."""

from typing import Any

import pytest

from tests.harness import Client, Installation
from tests.tickets.ground import entries, key, opened
from tests.tickets.test_work import seen

FIELD = "/api/desk/ticket-taxonomy/fields"


async def put_field(admin: Client, name: str, **body: Any) -> Any:
    whole = {"brand": "northlight", "revision": 0, "labels": {"en": "Desk"}, "example": "OTC", "kind": "choice"}
    return await admin.http.put(f"{FIELD}/{name}", json=whole | {"choices": ["OTC", "Spot"]} | body)


async def ask_for(admin: Client, fields: list[str], **more: Any) -> Any:
    tree = (await admin.http.get("/api/desk/ticket-taxonomy?brand=northlight")).json()
    category = next(one for one in tree["categories"] if one["code"] == "FEE-Q")
    body = {name: value for name, value in category.items() if name != "code"} | {"brand": "northlight"}
    body |= {"optional": [*category["optional"], *fields]} | more
    return await admin.http.put("/api/desk/ticket-taxonomy/categories/FEE-Q", json=body)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_brands_own_field_is_one_like_all_others_and_what_is_for_agents_no_customer_hears_of(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    admin = await quiet_site.agent("Ada", role="admin")
    for name, body, status in (
        ("desk", {}, 404), ("x_Desk", {}, 404), ("x_desk", {"choices": ["a"]}, 422), ("x_desk", {"choices": ["a", "A"]}, 422),
        ("x_desk", {"kind": "nothing"}, 422), ("x_file", {"kind": "file", "internal": True}, 422),
    ):  # fmt: skip
        assert (await put_field(admin, name, **body)).status_code == status, (name, body)
    made = await put_field(admin, "x_desk")
    assert made.status_code == 200, made.text
    assert (await put_field(admin, "x_desk")).json()["code"] == "edited_meanwhile"
    # Its kind stays.
    renamed = await put_field(
        admin, "x_desk", revision=made.json()["revision"], labels={"en": "Which desk"}, kind="text"
    )
    assert (renamed.json()["kind"], renamed.json()["labels"]["en"]) == ("choice", "Which desk")
    risk = await put_field(admin, "x_risk", kind="amount", choices=[], example="12.5", internal=True)
    assert risk.status_code == 200, risk.text
    assert (await ask_for(admin, [], required=["x_risk"])).json()["code"] == "invalid_field"
    assert (await ask_for(admin, ["x_desk", "x_risk"])).status_code == 200

    told = (await customer.http.get("/api/tickets/taxonomy")).json()
    fee = next(one for one in told["categories"] if one["code"] == "FEE-Q")
    assert fee["optional"][-1] == "x_desk"
    assert {"x_desk", "x_risk"} & {one["key"] for one in told["fields"]} == {"x_desk"}
    desk, unasked = {"field": "x_desk", "value": "spot"}, {"field": "x_risk", "value": "1"}
    body = {"category": "FEE-Q", "text": "a fee", "evidence": [desk, unasked]}
    refused = await customer.http.post("/api/tickets", json=body, headers=key())
    assert [one["code"] for one in refused.json()["data"]["fields"]] == ["field_unknown"], refused.text
    ticket = await opened(customer, category="FEE-Q", text="a fee", evidence=[desk])
    path = f"/api/desk/tickets/{ticket['id']}"
    given = await agent.http.put(f"{path}/evidence", json={"revision": 1, "evidence": [unasked]})
    assert [one["field"] for one in given.json()["evidence"]] == ["x_desk", "x_risk"], given.text
    assert [one["field"] for one in (await seen(customer, ticket))["evidence"]] == ["x_desk"]
    own = {"evidence": [unasked]}
    assert (await customer.http.put(f"/api/tickets/{ticket['id']}/evidence", json=own)).status_code == 422
    card = await agent.http.post(f"{path}/cards", json={"fields": [{"key": "x_risk"}]}, headers=key())
    assert card.json()["code"] == "field_unknown"
    assert "x_risk" not in str(await entries(customer, ticket["conversation"]))
    assert "x_risk" in str(await entries(agent, ticket["conversation"], agent=True))
    # What categories ask for does not vanish.
    reset = {"brand": "northlight", "kind": "field", "key": "x_desk"}
    assert (await admin.http.post("/api/desk/ticket-taxonomy/reset", json=reset)).status_code == 404


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_retired_field_is_not_asked_for_what_was_told_stays_and_it_comes_back_where_it_was(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    admin = await quiet_site.agent("Ada", role="admin")
    made = (await put_field(admin, "x_desk")).json()
    assert (await ask_for(admin, [], required=["x_desk"])).status_code == 200
    desk = {"field": "x_desk", "value": "Spot"}
    before = await opened(customer, category="FEE-Q", text="a fee", evidence=[desk])
    retired = (await put_field(admin, "x_desk", revision=made["revision"], retired=True)).json()
    assert (retired["retired"], retired["retired_by"], bool(retired["retired_at"])) == (True, "Ada", True)

    assert "x_desk" not in (await _fee(customer, "/api/tickets/taxonomy"))["required"]
    assert "x_desk" not in (await _fee(agent, "/api/desk/ticket-taxonomy?brand=northlight"))["required"]
    body = {"category": "FEE-Q", "text": "a fee", "evidence": [desk]}
    refused = await customer.http.post("/api/tickets", json=body, headers=key())
    assert [one["code"] for one in refused.json()["data"]["fields"]] == ["field_retired"], refused.text
    after = await opened(customer, category="FEE-Q", text="another fee")
    assert after["complete"] == 100
    path = f"/api/desk/tickets/{after['id']}"
    card = await agent.http.post(f"{path}/cards", json={"fields": [{"key": "x_desk"}]}, headers=key())
    assert card.json()["code"] == "field_retired"
    assert [one["value"] for one in (await seen(customer, before))["evidence"]] == ["Spot"]
    told = {"evidence": [{"field": "x_desk", "value": "OTC"}]}
    changed = await customer.http.put(f"/api/tickets/{before['id']}/evidence", json=told)
    assert [one["value"] for one in changed.json()["evidence"]] == ["OTC"], changed.text

    # A category that is changed meanwhile, by who sees nothing of the field, has not forgotten it.
    assert (await ask_for(admin, [], priority=4)).status_code == 200
    again = (await put_field(admin, "x_desk", revision=retired["revision"])).json()
    assert (again["retired"], again["retired_at"]) == (False, "")
    assert "x_desk" in (await _fee(customer, "/api/tickets/taxonomy"))["required"]


async def _fee(client: Client, path: str) -> Any:
    told = (await client.http.get(path)).raise_for_status().json()
    return next(one for one in told["categories"] if one["code"] == "FEE-Q")
