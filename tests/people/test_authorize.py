"""The gate: what has no rule is refused, and what one may not see does not exist. That each door asks is tests/gate."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.automation.rules import ACCESS as CANNED
from fairlead.conversations.permit import ACCESS as CONVERSATIONS
from fairlead.kit.access import ANONYMOUS, SYSTEM, Actor
from fairlead.kit.errors import NotFound, NotSignedIn, Refused
from fairlead.people.authorize import Gate
from fairlead.people.rules import ACCESS as PEOPLE
from tests.harness import Installation, message

GATE = Gate(PEOPLE, CONVERSATIONS, CANNED)
OWNER = Actor(kind="customer", id="c1", brands=frozenset({"b1"}))
OTHER = Actor(kind="customer", id="c2", brands=frozenset({"b1"}))
AGENT = Actor(kind="agent", id="a1", brands=frozenset({"b1"}), role="agent")
LEAD = Actor(kind="agent", id="a2", brands=frozenset({"b1"}), role="lead")
ADMIN = Actor(kind="agent", id="a3", brands=frozenset({"b1"}), role="admin")
ABROAD = Actor(kind="agent", id="a4", brands=frozenset({"b2"}), role="admin")
BOT = Actor(kind="bot", id="bot")
NOBODY = Actor(kind="agent", id="a5", role="agent")
ACTORS = {
    "owner": OWNER, "other": OTHER, "agent": AGENT, "lead": LEAD, "admin": ADMIN, "abroad": ABROAD, "nobody": NOBODY,
    "bot": BOT, "system": SYSTEM, "anonymous": ANONYMOUS,
}  # fmt: skip
MINE = {"agent", "lead", "admin"}
# What a thing of brand b1 and customer c1 lets each of them do.
MATRIX: dict[str, set[str]] = {
    "conversation.read": {"owner", "bot", "system"} | MINE,
    "conversation.message": {"owner", "bot", "system"} | MINE,
    "conversation.closed": {"owner", "bot", "system"} | MINE,
    "conversation.reopened": {"owner", "bot", "system"} | MINE,
    "conversation.note": MINE,
    "conversation.draft": MINE,
    "conversation.assigned": {"system"} | MINE,
    "conversation.transferred": MINE,
    "conversation.redaction": {"bot"} | MINE,
    "conversation.edited": MINE,
    "conversation.captioned": {"owner"} | MINE,
    "conversation.ticket": {"owner", "bot", "system"} | MINE,
    "conversation.conduct": {"owner", "bot", "system"} | MINE,
    "conversation.emergency": {"owner", "bot", "system"} | MINE,
    "conversation.promise": {"system"},
    "conversation.card": {"owner", "bot", "system"} | MINE,
    "conversation.release": {"lead", "admin"},
    "conversation.handover": {"owner", "bot"},
    "conversation.rated": {"owner"},
    "file.read": {"owner"} | MINE,
    # Of a list that is the agent's own.
    "view.list": MINE,
    "view.read": {"agent"},
    "view.write": {"agent"},
    "view.share": {"lead", "admin"},
    "customer.read": MINE,
    "agent.read": MINE,
    "agent.manage": {"admin"},
    "agents.manage": {"admin", "abroad"},
    "canned.read": MINE,
    "canned.write": {"lead", "admin"},
    "rule.read": MINE,
    "rule.list": {"lead", "admin"},
    "rule.write": {"admin"},
    "jobs.manage": {"admin", "abroad"},
    "desk.enter": {"agent", "lead", "admin", "abroad", "nobody"},
}
THING = SimpleNamespace(
    team_id=None,
    id="t1", brand_id="b1", customer_id="c1", owner="c:c1", conversation_id="v1", internal=False, verified=True,
    brands=frozenset({"b1"}), shared="own", agent_id="a1",
)  # fmt: skip


def may(actor: Actor, action: str, thing: Any = THING) -> bool:
    try:
        GATE(actor, action, thing)
    except (NotFound, NotSignedIn, Refused):
        return False
    return True


def test_every_action_has_its_row_here():
    assert GATE.actions == MATRIX.keys()


@pytest.mark.parametrize("action", MATRIX)
def test_each_may_do_what_the_table_says_and_nothing_else(action: str):
    assert {name for name, actor in ACTORS.items() if may(actor, action)} == MATRIX[action]


@given(st.text(max_size=40).filter(lambda action: action not in MATRIX), st.sampled_from(list(ACTORS.values())))
def test_what_has_no_rule_is_refused_to_everyone(action: str, actor: Actor):
    assert not may(actor, action)


@pytest.mark.parametrize(
    "action", [action for action in MATRIX if action.partition(".")[0] in ("conversation", "canned", "agent")]
)
def test_who_may_not_read_is_told_that_it_is_not_there(action: str):
    for actor in (OTHER, ABROAD, NOBODY):
        with pytest.raises(NotFound):
            GATE(actor, action, THING)
    with pytest.raises(NotSignedIn):
        GATE(ANONYMOUS, action, THING)


def test_who_may_read_is_told_that_he_may_not():
    for actor, action in (
        (OWNER, "conversation.note"),
        (AGENT, "conversation.rated"),
        (AGENT, "canned.write"),
        (AGENT, "agent.manage"),
    ):
        with pytest.raises(Refused):
            GATE(actor, action, THING)


def test_a_customers_id_among_agents_and_an_agents_among_customers_open_nothing():
    """The kind is part of who one is: ids alone never match across kinds."""
    as_agent = Actor(kind="agent", id="c1", brands=frozenset())
    as_customer = Actor(kind="customer", id="a1", brands=frozenset({"b1"}))
    for actor in (as_agent, as_customer):
        assert not any(may(actor, action) for action in MATRIX if action != "desk.enter")


def test_internal_and_unsent_files_stay_on_their_side():
    internal = SimpleNamespace(**(vars(THING) | {"owner": "a:a1", "internal": True}))
    unsent = SimpleNamespace(**(vars(THING) | {"conversation_id": None, "customer_id": None}))
    assert not may(OWNER, "file.read", internal)
    assert may(LEAD, "file.read", internal)
    assert may(OWNER, "file.read", unsent)
    assert not may(LEAD, "file.read", unsent)


def test_two_rooms_cannot_rule_over_one_action():
    with pytest.raises(ValueError, match=r"canned\.read"):
        Gate(CANNED, CANNED)


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_an_agent_of_another_brand_finds_nothing_here(site: Installation):
    customer, stranger = await site.customer(), await site.agent("Stranger", role="admin", brands=[])
    ack = await (await customer.open()).ask(message("hello"))
    for path in (
        f"conversations/{ack['conversation']}",
        f"conversations/{ack['conversation']}/entries",
        f"customers/{customer.id}",
        f"customers/{customer.id}/conversations",
    ):
        answer = await stranger.http.get(f"/api/desk/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await stranger.http.get("/api/desk/conversations?view=open")).json()["conversations"] == []
    assert (await stranger.http.get("/api/desk/conversations?brand=northlight")).status_code == 404
    assert (await stranger.http.get("/api/desk/canned?brand=northlight")).status_code in (403, 404)
    assert (await stranger.http.get("/api/desk/people")).json() == {"agents": [], "teams": []}


async def test_only_leads_write_replies_and_only_admins_see_jobs(site: Installation):
    people = {role: await site.agent(role.title(), role=role) for role in ("agent", "lead", "admin")}
    reply = {"brand": "northlight", "title": "b", "text": "c", "locale": "en"}
    codes = {
        role: (
            (await client.http.post("/api/desk/canned", json=reply | {"shortcut": role})).status_code,
            (await client.http.get("/api/desk/jobs?state=dead")).status_code,
        )
        for role, client in people.items()
    }
    assert codes == {"agent": (403, 403), "lead": (201, 403), "admin": (201, 200)}
