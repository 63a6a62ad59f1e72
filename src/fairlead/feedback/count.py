"""How customers were served, for leads: figures by agent, team, category or language, and what was said, as a list and as CSV."""

import csv
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from io import StringIO

from fairlead.feedback import rules, store
from fairlead.feedback.models import RatingRuleRow, ResolutionRow
from fairlead.feedback.rate import Ratings
from fairlead.feedback.rules import By, Rating, Shown
from fairlead.feedback.store import Place, Span, Tally
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.people import store as people

LINES = 500
COLUMNS = (
    *("ended_at", "rated_at", "conversation", "agent", "team", "category", "language", "channel"),
    *("satisfaction", "effort", "reasons", "words"),
)
# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), in the wide forms of East Asian keyboards too.
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# Excel reads a file as UTF-8 only where it begins so.
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class OfBrand:
    """The figures of a brand, for the gate."""

    brand_id: str


@dataclass(frozen=True, slots=True)
class Figures:
    total: Tally
    rows: Sequence[Tally]
    # Names of the agents and teams among the rows' keys.
    names: dict[str, str]
    reasons: dict[str, int]
    shown: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one customer said, with the names of whom it is about; empty where there is nobody."""

    row: ResolutionRow
    rating: Rating
    agent: str
    team: str


class RatingFigures:
    def __init__(self, database: Database, authorize: Authorize, ratings: Ratings) -> None:
        self._database = database
        self._authorize = authorize
        self._ratings = ratings

    async def count(self, agent: Actor, span: Span, by: By) -> Figures:
        """Raises NotFound of another brand, Refused for who is no lead, Invalid("span_invalid")."""
        self.check(agent, span)
        async with self._database.read() as session:
            [total] = await store.tallies(session, agent, span, None)
            rows = await store.tallies(session, agent, span, by)
            names: dict[str, str] = {}
            keys = {row.key for row in rows if row.key}
            if by == "agent":
                names = await people.agent_names(session, keys)
            elif by == "team":
                names = await people.team_names(session, keys)
            sets = await store.reasons(session, agent, span)
            shown = await store.shown_in(session, span.brand_id)
        rows.sort(key=lambda row: (-row.answered, -row.asked, row.key))
        return Figures(total, rows, names, counted(sets), shown)

    async def said(self, agent: Actor, span: Span, *, after: Place | None, limit: int) -> list[Told]:
        """What was said, the newest end first. Raises as `count`."""
        self.check(agent, span)
        async with self._database.read() as session:
            rows = await store.rated(session, agent, span, after=after, limit=limit)
            agents = await people.agent_names(session, {row.agent_id for row in rows if row.agent_id})
            teams = await people.team_names(session, {row.team_id for row in rows if row.team_id})
        return [
            Told(row, rating, agents.get(row.agent_id or "", ""), teams.get(row.team_id or "", row.desk))
            for row in rows
            if (rating := self._ratings.rating_of(row)) is not None
        ]

    async def exported(self, agent: Actor, span: Span) -> AsyncIterator[str]:
        """CSV (RFC 4180) of all that was said, in pieces; no cell is taken for a formula. Raises as `count`, before the first
        piece."""
        first = await self.said(agent, span, after=None, limit=LINES)
        return self._lines(agent, span, first)

    async def _lines(self, agent: Actor, span: Span, told: list[Told]) -> AsyncIterator[str]:
        yield _BOM + as_csv([COLUMNS])
        while told:
            yield as_csv([cells(one) for one in told])
            last = told[-1].row
            after = (last.ended_at, last.conversation_id, last.seq)
            told = await self.said(agent, span, after=after, limit=LINES) if len(told) == LINES else []

    async def show(self, agent: Actor, brand_id: str, shown: Shown) -> None:
        """Which ratings the brand's agents see. Raises NotFound, Refused."""
        self._authorize(agent, "ratings.write", OfBrand(brand_id))
        async with self._database.write() as session:
            row = RatingRuleRow(brand_id=brand_id, shown=shown, changed_by=agent.id, changed_at=clock.now())
            await session.merge(row)

    def check(self, agent: Actor, span: Span) -> None:
        """Raises as `count`."""
        self._authorize(agent, "ratings.count", OfBrand(span.brand_id))
        rules.check_span(span.since, span.until)


def counted(sets: dict[str, int]) -> dict[str, int]:
    """How often each reason was chosen, those that were, from how often each set of them was."""
    found: Counter[str] = Counter()
    for chosen, often in sets.items():
        found.update(dict.fromkeys(chosen.split(","), often))
    return {reason: found[reason] for reason in rules.REASONS if found[reason]}


def cells(told: Told) -> list[str]:
    row, rating = told.row, told.rating
    return [
        *(
            iso(row.ended_at),
            iso(row.rated_at or row.ended_at),
            row.conversation_id,
            told.agent,
            told.team,
            row.category,
        ),
        *(row.locale, row.channel, str(rating.satisfaction), str(rating.effort or ""), " ".join(rating.reasons)),
        rating.words,
    ]


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def harmless(cell: str) -> str:
    """With an apostrophe before what a spreadsheet could take for a formula."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in _FORMULA else cell
