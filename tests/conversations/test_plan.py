"""Numbers under any sequence of what people may do: dense, and nothing internal shows in the public ones."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fairlead.conversations import plan as planning
from fairlead.conversations import rules
from fairlead.conversations.rules import AGENT, CLOSED, INTERNAL, OPEN, QUEUE, Draft, Head, Line, Opening
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict

LIN = Actor(kind="customer", id="lin", name="Lin")
BOT = Actor(kind="bot", id="bot", name="Bot")
AGENTS = (Actor(kind="agent", id="marco", name="Marco"), Actor(kind="agent", id="nora", name="Nora"))
PEOPLE = {"customer": (LIN,), "agent": AGENTS, "bot": (BOT,)}

# Who may do what, as docs/protocol.md says.
DEEDS = (
    *(("customer", kind) for kind in ("message", "handover", "closed", "reopened", "rated", "captioned")),
    *(("agent", kind) for kind in ("message", "note", "assigned", "transferred", "closed", "reopened", "redaction")),
    *(("bot", kind) for kind in ("message", "handover")),
)


def head(*, bot_first: bool) -> Head:
    opening = Opening(brand_id="b", customer_id=LIN.id, channel="webchat", locale="en", bot_first=bot_first)
    return rules.open_head("c", opening, moment=1)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    who, kind = draw(st.sampled_from(DEEDS))
    actor = draw(st.sampled_from(PEOPLE[who]))
    agents = st.sampled_from([rules.author_data(agent) for agent in AGENTS])
    data: dict[str, Any] = {}
    if kind == "assigned":
        data = {"to": draw(st.none() | agents)}
    elif kind == "transferred":
        data = {"to_agent": draw(agents)} if draw(st.booleans()) else {"to_team": {"id": "t", "name": "T"}}
    elif kind == "captioned":
        data = {"file": "f", "internal": draw(st.booleans())}
    elif kind == "redaction":
        data = {"entry": "e", "number": draw(st.integers(1, 5)), "internal": draw(st.booleans())}
    return Draft(actor=actor, kind=kind, client_id="x", conversation_id="c", text=draw(st.text(max_size=20)), data=data)


def play(state: Head, plan: list[Draft]) -> list[tuple[int, int | None, Line, Head]]:
    """As the ledger does: planned on a copy, refused drafts leave nothing behind."""
    written = []
    for moment, draft in enumerate(plan, 2):
        planned = replace(state)
        try:
            lines = planning.plan(planned, draft, moment=moment)
        except Conflict:
            continue
        for line in lines:
            written.append((*planned.number(line), line, planned))
        state = planned
    return written


@pytest.mark.prove
@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_numbers_are_dense_and_public_numbers_are_dense_without_what_is_internal(bot_first: bool, plan: list[Draft]):
    written = play(head(bot_first=bot_first), plan)
    assert [number for number, *_ in written] == list(range(1, len(written) + 1))
    public = [(number, line) for _, number, line, _ in written if number is not None]
    assert [number for number, _ in public] == list(range(1, len(public) + 1))
    for _, number, line, _ in written:
        hidden = line.kind in INTERNAL or (line.kind in ("redaction", "captioned") and line.data["internal"])
        assert (number is None) == hidden


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_a_note_changes_nothing_of_the_head_but_the_agents_own_count(bot_first: bool, plan: list[Draft]):
    written = play(head(bot_first=bot_first), plan)
    state = written[-1][3] if written else head(bot_first=bot_first)
    noted = replace(state)
    (line,) = planning.plan(noted, Draft(actor=AGENTS[0], kind="note", client_id="n", text="he is angry"), moment=999)
    noted.number(line)
    assert noted == replace(state, last_seq=state.last_seq + 1)


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_once_a_person_spoke_the_bot_is_silent_until_the_matter_is_closed(bot_first: bool, plan: list[Draft]):
    spoken = False
    for _, _, line, state in play(head(bot_first=bot_first), plan):
        if line.kind == "message" and line.author.kind == "agent":
            spoken = True
        if line.kind == "closed":
            spoken = False
        if line.kind == "message" and line.author.kind == "bot":
            assert not spoken
        if spoken:
            assert not state.bot_active


def test_after_closing_the_bot_is_back_beside_the_person_the_matter_goes_back_to():
    said = Draft(LIN, "message", "m1", text="hello")
    own = [Draft(AGENTS[0], "message", "m2", text="hi"), Draft(AGENTS[0], "closed", "c1", data={"by": {}})]
    *_, (_, _, _, state) = play(head(bot_first=True), [said, *own, replace(said, client_id="m3")])
    assert (state.status, state.handler, state.assignee_id, state.bot_active) == (OPEN, AGENT, AGENTS[0].id, True)


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_states_fit_together_whatever_happens(bot_first: bool, plan: list[Draft]):
    for _, _, _, state in play(head(bot_first=bot_first), plan):
        assert (state.closed_at is not None) == (state.status == CLOSED)
        if state.status == CLOSED:
            assert state.waiting_since is None, "nobody waits in a closed matter"
        if state.handler == AGENT:
            assert state.assignee_id is not None
        for delivered, read in (
            (state.customer_delivered, state.customer_read),
            (state.agents_delivered, state.agents_read),
        ):
            assert 0 <= read <= delivered <= state.last_public_seq


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_whoever_is_in_the_queue_has_a_time_since_when_he_waits(bot_first: bool, plan: list[Draft]):
    """The list of those who wait is in the order of it."""
    first = Draft(actor=LIN, kind="message", client_id="x", conversation_id="c", text="hello")
    for _, _, _, state in play(head(bot_first=bot_first), [first, *plan]):
        if state.status == OPEN and state.handler == QUEUE:
            assert state.waiting_since is not None


@settings(max_examples=200, deadline=None)
@given(st.booleans(), st.lists(drafts(), max_size=30))
def test_the_first_person_is_announced_once_and_again_only_when_he_gave_the_matter_back_unspoken(
    bot_first: bool, plan: list[Draft]
):
    announced = spoken = False
    for _, _, line, state in play(head(bot_first=bot_first), plan):
        if line.kind == "joined":
            assert not announced
            assert not spoken
            announced = True
        elif line.kind == "message" and line.author.kind == "agent":
            spoken = True
        elif state.assignee_id is None and line.kind in ("assigned", "transferred"):
            announced = False
