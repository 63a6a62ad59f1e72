"""What a site's token says about a customer, and what is kept of it. Forged and broken ones: tests/bad_input/test_tokens.py."""

import time
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead.kit import clock
from fairlead.people import identify, rules
from tests.harness import Installation, message, site_token
from tests.outcome import outcome

SESSION = "/api/w/northlight/session"
MOMENT = 1_800_000_000 * clock.SECOND
GOOD = {"aud": "northlight", "exp": 1_800_000_100, "jti": "12345678", "uid": "u1"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
NAMES = (
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "uid",
    "sub",
    "tier",
    "locale",
    "name",
    "kyc_level",
    "email",
    "email_verified",
    "step_up_at",
)


def checked(claims: dict[str, Any]) -> dict[str, Any]:
    return rules.token_claims(claims, audience="northlight", moment=MOMENT)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING), st.booleans())
def test_any_claims_are_taken_or_refused_and_what_is_taken_can_be_kept(claims: dict[str, Any], complete: bool):
    found, problem = outcome(checked, GOOD | claims if complete else claims)
    if problem is not None:
        assert problem.code in ("token_invalid", "token_expired", "clock_skew")
        assert problem.status == 401
        return
    assert found.keys() <= {"jti", "exp", "uid", "tier", "locale", "name", "kyc_level", "email", "step_up_at"}
    for value in found.values():
        assert isinstance(value, (str, int))
        assert not isinstance(value, bool)
        str(value).encode()
        assert isinstance(value, str) or -(2**63) <= value < 2**63
    assert found["exp"] <= MOMENT + rules.TOKEN_LIFE + rules.CLOCK_SKEW


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(-31, "token_expired"), (-29, None), (0, None), (300, None), (329, None), (331, "token_invalid")],
)
def test_a_token_lives_five_minutes_and_clocks_may_differ_by_half_a_one(seconds: int, code: str | None):
    """T06 of sign-in, by thirty seconds either way."""
    _, problem = outcome(checked, GOOD | {"exp": 1_800_000_000 + seconds})
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize("name", ["iat", "nbf", "step_up_at"])
@pytest.mark.parametrize(
    ("seconds", "code"), [(-3600, None), (29, None), (30, None), (31, "clock_skew"), (3600, "clock_skew")]
)
def test_what_a_token_says_has_been_may_be_half_a_minute_ahead_of_our_clock(name: str, seconds: int, code: str | None):
    _, problem = outcome(checked, GOOD | {name: 1_800_000_000 + seconds})
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize("verified", [None, False, "true", 1, {}, [True]])
def test_an_email_counts_only_when_the_site_has_verified_it(verified: Any):
    assert "email" not in checked(GOOD | {"email": "a@b.c", "email_verified": verified})
    assert checked(GOOD | {"email": "a@b.c", "email_verified": True})["email"] == "a@b.c"


async def test_the_same_account_is_the_same_customer_and_each_brand_has_its_own(system: Any):
    await system.brands.create(
        key="kestrel", name="Kestrel", look={"accent": "#000", "accent_dark": "#fff", "radius": "0", "logo": "K"},
        locales=["en"], sites=[], bot_first=True, token_algorithm="HS256", token_key=b"k" * 32,
    )  # fmt: skip
    here, there = await system.brands.require("northlight"), await system.brands.require("kestrel")
    made = []
    for brand, key in ((here, None), (here, None), (there, b"k" * 32)):
        token = site_token("u1", aud=brand.key, **({"key": key} if key else {}))
        made.append(await system.identify.account(brand, token, locale="en", context={}, before=None))
    assert made[0].customer.id == made[1].customer.id != made[2].customer.id
    assert made[0].session.token != made[1].session.token


async def test_what_a_later_token_says_replaces_what_an_earlier_one_said(system: Any):
    brand = await system.brands.require("northlight")
    for tier, name in (("VIP 1", "Lin"), ("VIP 4", "Lin Wei")):
        token = site_token("u1", tier=tier, name=name)
        made = await system.identify.account(brand, token, locale="en", context={"page": "trade"}, before=None)
        assert (made.customer.tier, made.customer.name) == (tier, name)
    token = site_token("u1", name="Lin Wei")
    made = await system.identify.account(brand, token, locale="en", context={}, before=None)
    assert made.customer.tier == ""


async def test_a_race_that_never_ends_is_given_up(system: Any, monkeypatch: pytest.MonkeyPatch):
    """Whatever makes the database refuse, an answer comes, and the token is still good."""
    from sqlalchemy.exc import IntegrityError

    brand, token, tries = await system.brands.require("northlight"), site_token("u1"), []

    async def refused(*_: Any, **__: Any) -> Any:
        tries.append(1)
        raise IntegrityError("INSERT", {}, Exception("unique"))

    with monkeypatch.context() as patch:
        patch.setattr(system.identify, "_exchange", refused)
        with pytest.raises(Exception, match="unavailable"):
            await system.identify.account(brand, token, locale="en", context={}, before=None)
    assert len(tries) == identify.RACES
    assert (await system.identify.account(brand, token, locale="en", context={}, before=None)).customer.verified


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_agents_see_uid_and_email_masked_and_customers_not_at_all(site: Installation):
    uid = "5571234509"
    answer = await site.anonymous().http.post(
        SESSION, json={"token": site_token(uid, email="lin@example.com", email_verified=True)}
    )
    assert uid not in answer.text
    assert "lin@example.com" not in answer.text
    agent = await site.agent()
    pane = (await agent.http.get(f"/api/desk/customers/{answer.json()['customer']['id']}")).json()
    assert (pane["uid"], pane["email"]) == ("55•••09", "l•••@e•••.com")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_visitor_is_labelled_unverified_wherever_he_is_shown(site: Installation):
    visitor, agent = await site.visitor(), await site.agent()
    ack = await (await visitor.open()).ask(message("hello"))
    desk = (await agent.http.get(f"/api/desk/conversations/{ack['conversation']}")).json()
    assert desk["conversation"]["customer"]["verified"] is False
    assert (await agent.http.get(f"/api/desk/customers/{visitor.id}")).json()["verified"] is False


async def test_what_is_kept_of_a_token_lies_sealed_and_used_ones_are_forgotten_in_time(system: Any):
    brand, uid = await system.brands.require("northlight"), uuid4().hex
    await system.identify.account(brand, site_token(uid, name="Lin Unsealed"), locale="en", context={}, before=None)
    from sqlalchemy import select

    from fairlead.people.models import CustomerRow, IdentityRow, OneTimeKeyRow

    async with system.database.read() as session:
        (row,) = await session.scalars(select(CustomerRow))
        (name,) = await session.scalars(select(IdentityRow))
        (used,) = await session.scalars(select(OneTimeKeyRow))
    assert b"Lin Unsealed" not in row.profile
    assert uid.encode() not in row.profile + name.digest
    assert used.expires_at / clock.SECOND > time.time()
