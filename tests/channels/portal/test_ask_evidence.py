"""What is asked and what of a filled-in form is evidence, without a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.app import PACKAGE
from fairlead.channels.portal.ask_evidence import asks, completeness_of, given_of, has_times
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.show_new import ZONES, duration, groups
from fairlead.channels.portal.tell_events import NotEvents, in_order
from fairlead.kit.clock import MINUTE, SECOND
from fairlead.kit.texts import Texts
from fairlead.promises.rules import HOUSE
from fairlead.tickets.read_evidence import completeness, read_evidence
from fairlead.tickets.read_time import read_time
from fairlead.tickets.taxonomy import house

NOW = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()) * SECOND
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@settings(deadline=None, max_examples=60)
@given(minutes=st.lists(st.integers(0, 20_000), min_size=1, max_size=20), shift=st.integers(-11, 12))
def test_events_stand_in_order_none_is_lost_and_equal_ones_stay_as_told(minutes: list[int], shift: int):
    offset = f"{'-' if shift < 0 else '+'}{abs(shift):02d}:00"
    lines = [f"{START + timedelta(minutes=far):%Y-%m-%d %H:%M} {offset} event {at}" for at, far in enumerate(minutes)]
    found = in_order("\n".join(lines), "Asia/Shanghai", now=NOW)
    wanted = sorted(range(len(minutes)), key=lambda at: (minutes[at], at))
    assert [one.what for one in found] == [f"event {at}" for at in wanted]
    told = [datetime.fromisoformat(one.utc) for one in found]
    assert told == [START + timedelta(minutes=minutes[at], hours=-shift) for at in wanted]


@pytest.mark.parametrize(("text", "line", "code"), [
    ("yesterday it went", 1, "events_line"), ("2026-11-20 10:00", 1, "events_line"), ("2026-11-20 10:00 -", 1, "events_line"),
    ("2026-11-20 10:00 a\n\n2026-11-20 10:00Z b", 1, "time_zone"), ("2027-01-01 10:00Z b", 1, "time_future"),
    ("2026-11-20 10:00Z b\n2026-13-20 10:00Z b", 2, "time_shape"), ("2026-11-20 10:00Z " + "a" * 501, 1, "too_long"),
    ("\n".join(["2026-11-20 10:00Z b"] * 51), 51, "events_many"),
])  # fmt: skip
def test_a_line_that_is_no_event_is_named_with_its_number(text: str, line: int, code: str):
    with pytest.raises(NotEvents) as refused:
        in_order(text, "", now=NOW)
    assert (refused.value.line, refused.value.code) == (line, code)


def test_how_complete_a_form_is_counts_as_the_ticket_will():
    taxonomy = house()
    category = taxonomy.categories["DEP-NOCRED"]
    for values, missing, percent in (
        ({}, {}, 0), ({"asset": "USDT"}, {}, 25), ({"asset": "USDT", "network": "TRON"}, {"amount": "hidden"}, 62),
    ):  # fmt: skip
        told = [
            one
            for one in given_of(category, taxonomy, Typed(values=values, missing=missing))
            if one.value or one.missing
        ]
        assert completeness_of(category, told) == percent
        assert completeness(category, read_evidence(told, taxonomy, now=NOW)) == percent


def test_nothing_is_asked_twice_and_every_choice_has_its_words():
    taxonomy, texts = house(), Texts.load(sorted(PACKAGE.glob("*/locales")))
    for category in taxonomy.categories.values():
        assert not {"what_happened", "words"} & set(asks(category))
        assert has_times(category, taxonomy) == any(taxonomy.fields[key].kind == "time" for key in asks(category))
    for field in taxonomy.fields.values():
        assert all(texts.has(f"ticket.choice.{choice}") for choice in field.choices)
    for hint in ("unchecked", "network_unsaid", "look_alike", "cut"):
        assert texts.has(f"ticket.hint.{hint}")


def test_kinds_are_found_by_words_of_any_language_in_any_order():
    taxonomy = house()
    for words in ("credited DEPOSIT", "充值未到账", "dep-nocred"):
        found = [one.code for _, ones in groups(taxonomy, "en", words) for one in ones]
        assert "DEP-NOCRED" in found
        assert len(found) < 10
    everything = [one.code for _, ones in groups(taxonomy, "en", "") for one in ones]
    assert sorted(everything) == sorted(taxonomy.categories)


def test_each_zone_that_is_offered_is_one_and_each_promise_is_whole():
    for zone in ZONES:
        assert read_time("2026-11-20 10:00", zone, now=NOW).zone == zone
    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    spans = [row[0].first * SECOND for row in HOUSE.table]
    told = [duration(span, lambda key, **values: texts(key, "en", **values)) for span in spans]
    assert told == ["5 minutes", "30 minutes", "4 hours", "24 hours", "48 hours"]
    assert min(spans) >= MINUTE
