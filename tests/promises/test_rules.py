"""Clocks against an implementation of its own, which walks minute by minute; and what a policy may say."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.brands.working_time import ALWAYS, Calendar, working_amount
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND
from fairlead.kit.errors import Invalid
from fairlead.promises import rules
from fairlead.promises.greet import is_greeting
from fairlead.promises.rules import HOUSE, Case, Policy, Terms, checked
from tests.brands.test_working_time import MORE, by_minutes, cases

# What happens to a clock, by the minute: it is paused or goes on, and its terms change.
HAPPENS = st.lists(
    st.tuples(st.integers(1, 3 * 1440 - 1), st.sampled_from(["pause", "resume", "more", "less"])), max_size=6
).map(sorted)
ALWAYS_OPEN = Calendar(ALWAYS)


@MORE
@given(case=cases(), minutes=st.integers(1, 900), happened=HAPPENS)
def test_a_clock_that_is_paused_and_changed_is_due_when_who_counts_minutes_says_so(
    case: tuple[Calendar, int], minutes: int, happened: list[tuple[int, str]]
):
    calendar, begin = case
    amounts = {"more": minutes * 2, "less": max(1, minutes // 2)}
    started = resumed = begin * MINUTE
    used, paused, amount = 0, False, minutes
    for offset, what in happened:
        given_, moment = Terms(calendar, amount * MINUTE), (begin + offset) * MINUTE
        if what == "pause" and not paused:
            used, paused = rules.used_by(given_, resumed=resumed, used=used, moment=moment), True
        elif what == "resume" and paused:
            resumed, paused = moment, False
        amount = amounts.get(what, amount)
    whole = working_amount(calendar, amount * MINUTE)
    due = rules.times(Terms(calendar, amount * MINUTE), started=started, resumed=resumed, used=used).due
    assert due is not None
    # One minute after the other, as a person with a list of what happened would.
    changes: dict[int, list[str]] = {}
    for offset, what in happened:
        changes.setdefault(offset, []).append(what)
    counted, stopped, last = 0, False, happened[-1][0] if happened else 0
    for minute, is_open in enumerate(by_minutes(calendar, begin)):
        for what in changes.get(minute, ()):
            stopped = {"pause": True, "resume": False}.get(what, stopped)
        if counted * MINUTE >= whole and minute >= last:
            # It was over by the beginning of this minute at the latest.
            assert stopped or due <= (begin + minute) * MINUTE
            return
        counted += is_open and not stopped
        if counted * MINUTE >= whole and minute >= last:
            assert (begin + minute) * MINUTE < due <= (begin + minute + 1) * MINUTE
            return
    assert stopped or due >= (begin + 3 * 1440) * MINUTE or counted * MINUTE >= whole


@MORE
@given(
    case=cases(),
    minutes=st.integers(1, 5000),
    at=st.integers(0, 3 * 1440),
    told=st.none() | st.integers(1, 5 * 1440),
)
def test_nobody_breaks_a_promise_by_changing_it(case: tuple[Calendar, int], minutes: int, at: int, told: int | None):
    calendar, begin = case
    started, moment = begin * MINUTE, (begin + at) * MINUTE
    before = None if told is None else (begin + told) * MINUTE
    given_ = Terms(calendar, minutes * MINUTE, minutes * MINUTE * 3 // 4)
    now = rules.times(given_, started=started, resumed=started, used=0)
    become = rules.revise(given_, before, now, moment=moment)
    assert now.due is not None
    if before is not None and before <= moment:
        assert become == "as_it_is"
        return
    fresh = rules.times(given_, started=moment, resumed=moment, used=0).due
    due = {"as_it_is": now.due, "afresh": fresh, "as_told": before}[become]
    assert due is not None
    assert due > moment
    assert now.warn is not None
    assert now.warn <= now.due


def test_the_house_promises_what_the_taxonomy_says():
    assert checked(HOUSE) == HOUSE
    assert [HOUSE.table[0][tier].first for tier in range(4)] == [300] * 4
    assert [HOUSE.table[2][tier].first for tier in range(4)] == [4 * 3600, 2 * 3600, 3600, 1800]
    assert [HOUSE.table[4][tier].resolution // 86400 for tier in range(4)] == [10, 7, 5, 3]

    def due(metric: rules.Metric, **more: Any) -> int | None:
        case = msgspec.structs.replace(Case(metric, 3, 0, "webchat", None, False), **more)
        return rules.terms(HOUSE, ALWAYS_OPEN, case).amount

    assert due("automated") is None
    assert (due("meaningful"), due("meaningful", channel="portal")) == (30 * SECOND, 48 * HOUR)
    assert (due("human"), due("human", tier=3), due("human", ticket=True)) == (5 * MINUTE, 30 * SECOND, 4 * HOUR)
    assert due("human", priority=1, tier=3) == 5 * MINUTE
    assert (due("update", ticket=True), due("update", ticket=True, spoken=True)) == (4 * HOUR, DAY)
    assert rules.terms(HOUSE, ALWAYS_OPEN, Case("resolution", 3, 0, "webchat", None, True)).escalate == 5 * DAY


def changed(**values: Any) -> dict[str, Any]:
    return msgspec.to_builtins(HOUSE) | values


def with_cell(priority: int, tier: int, **values: int) -> dict[str, Any]:
    plain = msgspec.to_builtins(HOUSE)
    plain["table"][priority - 1][tier] |= values
    return plain


@pytest.mark.parametrize(
    ("policy", "field", "reason"),
    [
        (changed(table=[]), "table", "shape"),
        (changed(chat=[1]), "chat", "shape"),
        (changed(first={"chat": {"warn": 20, "due": 30}}), "first", "shape"),
        (with_cell(3, 1, first=0), "P3 T1", "range"),
        (with_cell(3, 1, next=10**12), "P3 T1", "range"),
        (with_cell(4, 0, first=7 * 86400), "P4 T0", "order"),
        (with_cell(1, 3, first=60), "P1", "equal"),
        (changed(chat=[300, 120, 60, -1]), "chat", "range"),
        (changed(first=changed()["first"] | {"mail": {"warn": 50, "due": 50}}), "mail", "range"),
        (changed(warn=100), "warn", "range"),
        (changed(escalate=0), "escalate", "range"),
    ],
)
def test_what_is_no_promise_is_refused_with_its_place(policy: dict[str, Any], field: str, reason: str):
    with pytest.raises(Invalid) as refused:
        checked(msgspec.convert(policy, Policy))
    assert refused.value.code == "promise_policy"
    assert (refused.value.data["field"], refused.value.data["reason"]) == (field, reason)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Hi!"),
        ("en", "Hello Lena, how can I help you today?"),
        ("en", "Good morning. My name is Marco, thank you for contacting us 🙂"),
        ("zh-CN", "您好！请问有什么可以帮您的吗？"),
        ("zh-CN", "您好，我是小王，请稍等。"),
        ("es", "¡Buenos días, Ana! ¿En qué puedo ayudarle?"),
        ("ja", "こんにちは。お問い合わせありがとうございます。"),
        ("ar", "مرحباً بك! كيف يمكنني مساعدتك اليوم؟"),
        ("ar", "Hello, how may I help you?"),
    ],
)
def test_a_greeting_is_one_in_every_language(locale: str, text: str):
    assert is_greeting(text, locale)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Hello, your deposit needs two more confirmations."),
        ("en", "Which network did you use?"),
        ("en", "Marco"),
        ("en", "Hi, 0.5 BTC arrived"),
        ("en", ""),
        ("zh-CN", "您好，您的充值需要再等两个区块确认。"),
        ("es", "Hola, su retiro ya fue enviado."),
        ("ja", "こんにちは。入金はまだ承認待ちです。"),
        ("ar", "مرحبا، تم إرسال السحب الخاص بك"),
    ],
)
def test_what_helps_is_no_greeting(locale: str, text: str):
    assert not is_greeting(text, locale)
