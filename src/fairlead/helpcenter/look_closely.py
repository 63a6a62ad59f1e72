"""Looks at an article that was found: what of a question stands in which passage, how near to what, and what is missing."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from fairlead.helpcenter.index import Kept, passages_of
from fairlead.helpcenter.render import Passage
from fairlead.helpcenter.understand import Plan
from fairlead.infra.letters import Letters, places
from fairlead.infra.search import Found

EXACT = 1.0
# What the best passage adds to what the article as a whole scores.
PASSAGE = 0.4
PROXIMITY = 0.4
NEAR = 8
# The words of a passage beside which a longer one counts less, and those of a heading.
USUAL, USUAL_HEADING = 20, 6
HEADING = 1.5
# What an article's best heading adds to what it scores: one of fifty weighs nothing among all of its words.
HEADED = 0.45
# What is left of the rank and of the score of an article that has nothing of what the question is about.
UNCOVERED, UNANSWERED = 0.75, 0.3
# The article as a whole and its passage both count a match in the text.
TEXT_ONLY = 0.9
# A passage that has less of the question than this share of what its article has is no answer by itself.
PASSAGE_COVERAGE = 0.6


class Sought:
    """A plan in the letters of an index."""

    def __init__(self, plan: Plan, letters: Letters) -> None:
        self.plan = plan
        self.read = letters.read
        of = {term: letter for term in sorted(plan.words) if (letter := letters.of(term))}
        self.letters = tuple(of.values())
        self.worth = {of[term]: worth for term, worth in plan.worth.items() if term in of}
        self.asked = frozenset(of[term] for term in plan.asked if term in of)
        self.said = len(plan.asked)
        self.about = [
            (word.weight * word.credit, frozenset(of[term] for term in word.options if term in of))
            for word in plan.about
        ]
        self.total = sum(word.weight for word in plan.about)
        self.neighbours = [(of[one], of[other]) for one, other in plan.neighbours if one in of and other in of]
        self.weight = sum(plan.asked.values()) or 1.0

    def coverage(self, has: Iterable[str]) -> float:
        known = frozenset(has)
        matched = sum(weight for weight, options in self.about if not known.isdisjoint(options))
        return matched / self.total if self.total else 0.0

    def sameness(self, sentence: str) -> float:
        """How many of all terms of two sentences they share."""
        words = frozenset(sentence)
        common = len(self.asked & words)
        return common / (self.said + len(words) - common) if common else 0.0


class Match:
    """What was found of one article."""

    def __init__(self, sought: Sought, found: Found, standing: float) -> None:
        self._sought = sought
        self.key = found.key
        self._kept: Kept = found.laid.kept
        self._stored = found.stored
        self._title, self._asked, self._heading, self._body = fields = found.laid.fields
        whole = "".join(fields)
        self._has = [letter for letter in sought.letters if letter in whole]
        self._headed = self._head_worth()
        self._places = {letter: places(self._body, letter) for letter in self._has if letter in self._body}
        scores = self._scores()
        highest = max(scores, default=0.0)
        # The passage that matches best.
        self.best = scores.index(highest) if highest else None
        raw = (
            found.score
            + HEADED * self._heading_score()
            + PASSAGE * highest
            + PROXIMITY * (self._proximity(self.best) if self.best is not None else 0.0)
        )
        sameness = max(map(sought.sameness, self._sentences()), default=0.0)
        self.coverage = sought.coverage(self._has)
        self._exact = raw / sought.plan.rarest * (1 + EXACT * sameness**2)
        self.rank = standing * self._exact * (UNCOVERED + (1 - UNCOVERED) * self.coverage)

    @property
    def plan(self) -> Plan:
        return self._sought.plan

    @property
    def found_of_meaning(self) -> float:
        """How much was found of what the query may have meant: by the weight of its words, since rare ones that nobody meant
        would else outweigh the common ones that were."""
        return self.plan.share * self.rank / self._sought.weight

    @property
    def score(self) -> float:
        return TEXT_ONLY * self._exact * (UNANSWERED + (1 - UNANSWERED) * self.coverage)

    def passages(self) -> list[Passage]:
        return passages_of(self._stored())

    def answer(self, passages: Sequence[Passage]) -> Passage:
        """The best passage, or the opening."""
        best, opening = self.best, next((one for one in passages if one.text), None)
        if passages and best is not None and (opening is None or (passages[best].text and self._fits(best))):
            return passages[best]
        return opening or Passage("", "", "")

    def _fits(self, best: int) -> bool:
        """Whether it says what the article was found for."""
        if self._sought.sameness(self._heading_of(self._kept.above[best])) >= 0.5:
            return True
        return self._sought.coverage(self._has_of(best)) >= PASSAGE_COVERAGE * self.coverage

    def wordings(self) -> list[frozenset[str]]:
        """The sentences of it that a question may repeat and that have anything of it: title, headings, each known question."""
        found = [frozenset(self._sought.read(one)) for one in self._sentences()]
        return list(dict.fromkeys(found))

    def _sentences(self) -> list[str]:
        """Those that have any of the question's words."""
        asked = self._kept.asked
        kept = [self._asked[asked[at] : asked[at + 1]] for at in range(len(asked) - 1)]
        headings = [self._heading_of(number) for number in self._headed]
        return [one for one in (self._title, *kept, *headings) if not self._sought.asked.isdisjoint(one)]

    def _heading_of(self, number: int) -> str:
        bounds = self._kept.headings
        return self._heading[bounds[number] : bounds[number + 1]]

    def _head_worth(self) -> dict[int, float]:
        """What of the question stands in which heading, by what it counts."""
        bounds, found = self._kept.headings, dict[int, float]()
        for letter in self._has:
            worth, last = self._sought.worth.get(letter, 0.0), -1
            for place in places(self._heading, letter):
                number = bisect_right(bounds, place) - 1
                if number != last:
                    found[number] = found.get(number, 0.0) + worth
                    last = number
        return found

    def _heading_score(self) -> float:
        bounds, best = self._kept.headings, 0.0
        for number, worth in self._headed.items():
            length = bounds[number + 1] - bounds[number]
            best = max(best, worth / (0.6 + 0.4 * length / USUAL_HEADING))
        return HEADING * best

    def _scores(self) -> list[float]:
        """What each passage counts by itself."""
        bounds, above = self._kept.pieces, self._kept.above
        said = [0.0] * len(above)
        if len(above) == 1:
            first, worths = bounds[0], self._sought.worth
            said[0] = sum(worths.get(letter, 0.0) for letter, spots in self._places.items() if spots[-1] >= first)
            return [self._score_of(0, said[0])]
        for letter, spots in self._places.items():
            worth, last = self._sought.worth.get(letter, 0.0), -1
            for place in spots:
                piece = bisect_right(bounds, place) - 1
                if piece > last:
                    said[piece] += worth
                    last = piece
        return [self._score_of(at, worth) for at, worth in enumerate(said)]

    def _score_of(self, piece: int, said: float) -> float:
        bounds, headed = self._kept.pieces, self._headed.get(self._kept.above[piece], 0.0)
        return said / (0.75 + 0.25 * (bounds[piece + 1] - bounds[piece]) / USUAL) + HEADING * headed

    def _has_of(self, piece: int) -> set[str]:
        """What of the question stands in a passage and its heading."""
        start, end = self._kept.pieces[piece : piece + 2]
        heading = self._heading_of(self._kept.above[piece])
        return {letter for letter in self._has if self._body.find(letter, start, end) >= 0 or letter in heading}

    def _proximity(self, piece: int) -> float:
        """What the question's neighbours are worth that stand near each other here too."""
        total = 0.0
        start, end = self._kept.pieces[piece : piece + 2]
        worth, known = self._sought.worth, self._places
        for one, other in self._sought.neighbours:
            if one not in known or other not in known:
                continue
            others = [place for place in known[other] if start <= place < end]
            ones = [place for place in known[one] if start <= place < end] if others else []
            apart = min((abs(a - b) for a in ones for b in others), default=0)
            if 0 < apart <= NEAR:
                total += min(worth[one], worth[other]) / (1 + (apart - 1) * 0.25)
        return total
