"""Figures of ratings: who sees them, what they say, and that few say nothing."""

import csv
from fractions import Fraction
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.app import System
from fairlead.conversations.rules import Draft, Opening
from fairlead.feedback import rules
from fairlead.feedback.count import as_csv, counted
from fairlead.feedback.models import ResolutionRow
from fairlead.feedback.store import Span, tallies
from fairlead.kit.access import Actor
from fairlead.kit.clock import DAY, now
from fairlead.worker import Worker
from tests.feedback.test_rate import ended, rate, talked
from tests.harness import Installation
from tests.tickets.test_work import react

LEAD = Actor(kind="agent", id="1" * 32, role="lead", brands=frozenset({"b"}))
scores = st.integers(1, 5)
answers = st.tuples(
    st.sampled_from(["", "ayu", "sven"]), st.none() | st.tuples(scores, st.none() | scores), st.booleans()
)


@settings(deadline=None)
@given(st.lists(scores, max_size=30))
def test_a_mean_is_the_exact_one_and_of_fewer_than_five_none_is_told(given_scores: list[int]):
    mean = rules.mean([given_scores.count(score) for score in rules.SCORES])
    if len(given_scores) < 5:
        assert mean is None
    else:
        assert mean == pytest.approx(float(Fraction(sum(given_scores), len(given_scores))))
        assert 1 <= mean <= 5


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(rules.REASONS), min_size=1, unique=True)))
def test_reasons_are_counted_one_by_one(chosen: list[list[str]]):
    sets: dict[str, int] = {}
    for one in chosen:
        name = ",".join(rules.checked(1, None, one, "").reasons)
        sets[name] = sets.get(name, 0) + 1
    assert counted(sets) == {
        reason: often for reason in rules.REASONS if (often := sum(reason in one for one in chosen))
    }
    # The longest set fits its column.
    assert len(",".join(rules.REASONS)) <= 120


@settings(deadline=None)
@given(st.lists(st.text()))
def test_no_cell_of_the_export_is_a_formula_and_what_was_written_can_be_read_again(row: list[str]):
    """C05."""
    [read] = list(csv.reader(StringIO(as_csv([row]), newline=""))) if row else [[]]
    for was, now_ in zip(row, read, strict=True):
        assert now_.lstrip(" ")[:1] not in tuple("=+-@\t\r\n＝＋－＠")
        assert now_ in (was, f"'{was}")


def test_what_a_spreadsheet_would_reckon_stands_as_words():
    """C05."""
    hostile = ['=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", "plain", "1-1"]
    read = next(csv.reader(StringIO(as_csv([hostile]), newline="")))
    assert [cell[:1] == "'" for cell in read] == [True] * 8 + [False] * 2


async def test_the_databases_sums_are_those_of_an_independent_count(system: System):
    """For any ends: hypothesis draws them once, and each way of counting them gives what plain Python gives."""
    brand = (await system.brands.all())[0].id
    drawn: list[Any] = []

    @settings(deadline=None, max_examples=40, database=None)
    @given(st.lists(answers, min_size=1, max_size=12))
    def draw(some: list[Any]) -> None:
        drawn.extend(some)

    draw()
    moment, shut = now(), "7" * 32
    opening = Opening(brand_id=brand, customer_id="5" * 32, channel="webchat", locale="en", bot_first=False)
    customer = Actor(kind="customer", id="5" * 32, brands=frozenset({brand}))
    talk = await system.gather.write(
        Draft(actor=customer, kind="message", client_id=str(uuid4()), conversation_id=None, text="hi", opening=opening)
    )
    async with system.database.write() as session:
        for n, (agent, said, closed) in enumerate(drawn):
            session.add(
                ResolutionRow(
                    conversation_id=talk.conversation_id, seq=n + 10, entry_id=f"{n}", brand_id=brand,
                    agent_id=agent or None, team_id=shut if closed else None, desk="", category="", locale="en",
                    channel="webchat", ended_at=moment + n, reasons="", rated_at=moment if said else None,
                    satisfaction=said[0] if said else None, effort=said[1] if said else None,
                )
            )  # fmt: skip
    half = len(drawn) // 2
    lead = Actor(kind="agent", id="1" * 32, role="lead", brands=frozenset({brand}))
    outside = Actor(kind="agent", id="ayu", role="lead", brands=frozenset({brand}), shut=frozenset({shut}))
    for actor, until in ((lead, len(drawn)), (lead, half), (outside, len(drawn))):
        span = Span(brand, moment, moment + until)
        mine = [
            (agent, said) for agent, said, closed in drawn[:until] if actor is lead or not closed or agent == outside.id
        ]
        async with system.database.read() as session:
            by_agent = await tallies(session, actor, span, "agent")
            [total] = await tallies(session, actor, span, None)
        for tally, about in [(total, mine)] + [(one, [m for m in mine if m[0] == one.key]) for one in by_agent]:
            said = [one[1] for one in about if one[1]]
            assert (tally.asked, tally.answered) == (len(about), len(said))
            assert tally.satisfaction == tuple(sum(one[0] == score for one in said) for score in rules.SCORES)
            assert tally.effort == tuple(sum(one[1] == score for one in said) for score in rules.SCORES)
        assert {one.key for one in by_agent} == {agent for agent, _ in mine}


async def test_leads_see_figures_and_words_and_agents_what_their_lead_lets_them_see(quiet_site: Installation):
    customer = await quiet_site.customer()
    marco, lena = await quiet_site.agent(), await quiet_site.agent("Lena")
    lead = await quiet_site.agent("Sven", role="lead")
    talks = [await talked(quiet_site, customer, marco, locale="zh-CN") for _ in range(6)]
    for n, talk in enumerate(talks):
        await ended(marco, talk)
        if n:
            said = await rate(customer, talk, satisfaction=n, effort=None, reasons=["slow"], words='=cmd|"/c calc"!A1')
            assert said.status_code == 200, said.text
    await react(Worker(quiet_site.system))
    path = "/api/desk/ratings?brand=northlight"
    figures = (await lead.http.get(path)).raise_for_status().json()
    assert figures["total"] == figures["total"] | {
        "asked": 6, "answered": 5, "satisfaction": {"mean": 3.0, "counts": [1, 1, 1, 1, 1]},
        "effort": {"mean": None, "counts": [0] * 5},
    }  # fmt: skip
    assert figures["total"]["rate"] == pytest.approx(5 / 6)
    assert [(row["key"], row["label"], row["answered"]) for row in figures["rows"]] == [(marco.id, "Marco", 5)]
    assert (figures["reasons"], figures["shown"], figures["least"]) == ({"slow": 5}, "own", 5)
    languages = (await lead.http.get(f"{path}&by=language")).json()["rows"]
    assert [row["key"] for row in languages] == ["zh-CN"]
    assert (await lead.http.get(f"{path}&until=2026-01-01&since=2025-12-01")).json()["total"]["asked"] == 0
    for wrong in (
        "by=age",
        "since=yesterday",
        "since=2026-01-02&until=2026-01-01",
        "since=1970-01-01&until=2999-01-01",
    ):
        answer = await lead.http.get(f"{path}&{wrong}")
        assert answer.status_code == 422 and answer.json()["code"] in ("invalid_field", "span_invalid"), wrong
    # What was said, in pages and as a file.
    first = (await lead.http.get("/api/desk/ratings/said?brand=northlight&limit=3")).json()
    rest = (await lead.http.get(f"/api/desk/ratings/said?brand=northlight&limit=3&cursor={first['next']}")).json()
    assert [one["satisfaction"] for one in first["ratings"] + rest["ratings"]] == [5, 4, 3, 2, 1]
    assert rest["next"] is None
    file = await lead.http.get("/api/desk/ratings/export?brand=northlight")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    head, *lines = list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))
    assert head[3] == "agent" and [line[3] for line in lines] == ["Marco"] * 5
    assert {line[-1] for line in lines} == {'\'=cmd|"/c calc"!A1'}
    # Nobody else sees figures; of one conversation, who had it, then nobody, then everybody.
    for path in ("", "/said", "/export"):
        assert (await marco.http.get(f"/api/desk/ratings{path}?brand=northlight")).status_code == 403
    seen = f"/api/desk/conversations/{talks[-1]}/ratings"

    async def who() -> list[int]:
        return [len((await one.http.get(seen)).json()["ratings"]) for one in (marco, lena, lead)]

    assert await who() == [1, 0, 1]
    rule = {"brand": "northlight", "shown": "leads"}
    assert (await marco.http.put("/api/desk/ratings/rule", json=rule)).status_code == 403
    for shown, sees in (("leads", [0, 0, 1]), ("all", [1, 1, 1]), ("own", [1, 0, 1])):
        assert (await lead.http.put("/api/desk/ratings/rule", json=rule | {"shown": shown})).status_code == 200
        assert await who() == sees
    assert (await lead.http.put("/api/desk/ratings/rule", json=rule | {"shown": "nobody"})).status_code in (400, 422)


def test_a_span_has_a_beginning_and_an_end():
    rules.check_span(0, DAY)
    for since, until in ((DAY, DAY), (2 * DAY, DAY), (-1, DAY), (0, 900 * DAY)):
        with pytest.raises(Exception, match="span_invalid"):
            rules.check_span(since, until)
