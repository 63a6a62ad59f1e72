"""Conditions, against the plain reading of AND and OR; and circles, against the standard library's own order of what depends."""

import graphlib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.automation.find_cycles import causes, cycle_in, flattened
from fairlead.automation.know_matter import happened_by
from fairlead.automation.meet_conditions import Condition, Facts, Group, Trigger, When, check_when, fits, met
from fairlead.automation.rules import Step
from fairlead.conversations.store import Entry
from fairlead.kit.errors import Invalid

FACTS = Facts(
    channel="webchat", locale="zh-TW", team="a", category="DEP-NOCRED", type="incident", priority="2", tier="VIP 3",
    status="in_queue", tags=frozenset({"chargeback"}), assigned=False, text="Where is my DEPOSIT of 1,000 USDT?", open_hours=False,
    waited=12.5, rating=2,
)  # fmt: skip
CHANNELS = ("webchat", "email", "form")


@given(
    channel=st.sampled_from(CHANNELS),
    every=st.sampled_from(["all", "any"]),
    groups=st.lists(
        st.tuples(
            st.sampled_from(["all", "any"]),
            st.lists(
                st.tuples(st.sampled_from(["in", "not_in"]), st.sets(st.sampled_from(CHANNELS), min_size=1)), min_size=1
            ),
        )
    ),
)
@settings(deadline=None, max_examples=50)
def test_groups_of_conditions_read_as_the_sentence_they_stand_for(channel: str, every: Any, groups: Any):
    when = When(
        tuple(Group(tuple(Condition("channel", op, tuple(v)) for op, v in tests), match) for match, tests in groups),
        every,
    )
    # The same as a sentence of Python's own.
    words = {"all": " and ", "any": " or "}
    said = words[every].join(
        "(" + words[match].join(f"({'' if op == 'in' else 'not '}({channel!r} in {v!r}))" for op, v in tests) + ")"
        for match, tests in groups
    )
    assert met(when, Facts(channel=channel)) == (eval(said) if said else True)


@pytest.mark.parametrize(
    ("field", "op", "values", "expected"),
    [
        ("language", "in", ["zh"], True),
        ("language", "in", ["zh-CN"], False),
        ("tier", "in", ["vip 3"], True),
        ("tag", "not_in", ["chargeback", "other"], False),
        ("words", "in", ["deposits usdt"], True),
        ("words", "in", ["withdrawal"], False),
        ("assigned", "in", ["no"], True),
        ("hours", "in", ["outside"], True),
        ("waiting", "at_least", ["12"], True),
        ("waiting", "less", ["12"], False),
        ("rating", "less", ["3"], True),
        ("status", "in", ["in_queue", "reopened"], True),
        ("type", "not_in", ["security"], True),
    ],
)
def test_a_condition_looks_at_its_own_fact(field: Any, op: Any, values: list[str], expected: bool):
    facts = replace(FACTS, locale="en") if field == "words" else FACTS
    assert fits(Condition(field, op, tuple(values)), facts) is expected


def test_words_are_found_as_the_search_finds_them_in_scripts_without_spaces_too():
    said = replace(FACTS, locale="zh-CN", text="我的充值没有到账")
    assert fits(Condition("words", "in", ("充值",)), said)
    assert not fits(Condition("words", "in", ("提现",)), said)


def test_who_does_not_wait_has_waited_neither_long_nor_little():
    nobody = replace(FACTS, waited=None)
    assert not fits(Condition("waiting", "at_least", ("0",)), nobody)
    assert not fits(Condition("waiting", "less", ("5",)), nobody)


@pytest.mark.parametrize(
    ("trigger", "tests", "field"),
    [
        (Trigger("message", after=-1), [], "after"),
        (Trigger("message", after=200_000), [], "after"),
        (Trigger("message", value="x"), [], "trigger"),
        (Trigger("status", value="lost"), [], "trigger"),
        (Trigger("message"), [Condition("channel", "at_least", ("1",))], "channel"),
        (Trigger("message"), [Condition("waiting", "at_least", ("½",))], "waiting"),
        (Trigger("message"), [Condition("waiting", "in", ("5",))], "waiting"),
        (Trigger("message"), [Condition("hours", "in", ("sometimes",))], "hours"),
        (Trigger("message"), [Condition("words", "in", ("?!",))], "words"),
        (Trigger("message"), [Condition("tier", "in", ())], "tier"),
        (Trigger("message"), [Condition("tier", "in", (" ",))], "tier"),
        (Trigger("message"), [Condition("rating", "less", ("3",))], "rating"),
        (Trigger("rated"), [Condition("rating", "less", ("9",))], "rating"),
        (Trigger("message"), [Condition("tier", "in", ("a",))] * 9, "tests"),
    ],
)
def test_conditions_that_could_never_be_asked_are_refused_with_their_name(
    trigger: Trigger, tests: list[Condition], field: str
):
    with pytest.raises(Invalid) as refused:
        check_when(trigger, When((Group(tuple(tests)),) if tests else ()))
    assert (refused.value.code, refused.value.data["field"]) == ("rule_invalid", field)


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdefgh"), max_size=3)))
@settings(deadline=None, max_examples=150)
def test_no_circle_is_accepted_and_nothing_without_one_is_refused(calls: dict[str, set[str]]):
    try:
        list(graphlib.TopologicalSorter(calls).static_order())
    except graphlib.CycleError:
        cycle = cycle_in(calls)
        assert cycle[0] == cycle[-1]
        assert len(cycle) > 1
        assert all(there in calls[here] for here, there in pairwise(cycle))
    else:
        assert cycle_in(calls) == []


def test_a_called_macro_stands_for_its_steps_as_deep_as_it_goes():
    macros = {"a": [Step("note", "x"), Step("macro", value="b")], "b": [Step("tag", add=("t",))]}
    assert [step.type for step in flattened([Step("macro", value="a"), Step("close")], macros)] == [
        "note",
        "tag",
        "close",
    ]


def test_what_steps_bring_about_is_known_from_the_steps():
    assert causes([Step("status", value="solved")], Trigger("status"))
    assert causes([Step("card", steps=("look",))], Trigger("status", "waiting_for_you"))
    assert not causes([Step("status", value="solved")], Trigger("status", "in_queue"))
    assert not causes([Step("reply", value="x"), Step("note", "x")], Trigger("message"))


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("promise", {"promise": {"act": "warned"}}, [("at_risk", "")]),
        ("promise", {"promise": {"act": "broken"}}, [("late", "")]),
        ("promise", {"promise": {"act": "escalated"}}, []),
        ("ticket", {"late": True}, [("late", "")]),
        ("ticket", {"status": "solved", "before": "with_agent"}, [("status", "solved")]),
        ("ticket", {"tags": ["a", "b"], "before": ["a"]}, [("tag", "b")]),
        ("ticket", {"priority": 2, "before": 2}, []),
        ("transferred", {"to_agent": {"id": "x"}}, [("transferred", "")]),
        ("closed", {}, []),
    ],
)
def test_what_has_happened_is_read_from_the_entry_that_tells_it(kind: str, data: dict[str, Any], expected: list[Any]):
    entry = Entry(
        conversation_id="c", seq=1, public_seq=1, id="e", kind=kind, author_kind="system", author_id="system", author_name="",
        sender=None, client_id=None, text="", files=[], data=data, at=0, redacted=False,
    )  # fmt: skip
    assert happened_by(entry) == expected
