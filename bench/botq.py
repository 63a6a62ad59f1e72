"""What the bot makes of our own questions (tests/bot/questions), on the demo's articles as they are published: the search
together with the models that are trained from these articles, as it serves.

hit@1 and hit@3 are of what it finds. What it does with that is counted besides: answers rightly, asks which of two (one of
them right), says that it does not know, or answers wrongly; to ask about two wrong ones is wrong too. Of questions that no
article answers, those count as refused to which it shows no article: neither an answer nor a choice of two. Questions about a
campaign that is over when this runs are left out: the bot answers from none.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import _report
from bench._report import Figure, say
from fairlead.bot.consider import CANDIDATES, LOOKED_AT
from fairlead.bot.guesses import Understood
from fairlead.bot.learn import trained_by_child
from fairlead.bot.model import Model, load
from fairlead.bot.rules import Candidate, choose
from fairlead.bot.trained import GUESSES, WIDE, weighed
from fairlead.demo.seed import ARTICLES
from fairlead.helpcenter import teach
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.search import Hit, search
from fairlead.infra.database import Database
from fairlead.infra.schema import migrate
from fairlead.kit import clock
from tests.bot.own_questions import Question, own_questions

BRAND = "a" * 32
GOALS = {"hit@1": 0.85, "hit@3": 0.93, "refused": 0.80}
MOST_WRONG = 0.08


def outcome(question: Question, hits: Sequence[Hit]) -> str:
    """`right`, `asks`, `unknown` or `wrong`."""
    slugs = [hit.head.slug for hit in hits]
    choice = choose(
        [Candidate(hit.head.translation_id, hit.score, hit.coverage, hit.likeness, hit.meant) for hit in hits]
    )
    if choice.which:
        return "asks" if question.article in {slugs[index] for index in choice.which} else "wrong"
    if choice.best is None:
        return "unknown"
    return "right" if slugs[choice.best] == question.article else "wrong"


async def learned(database: Database, locales: Iterable[str]) -> dict[str, Model]:
    models = {}
    for locale in locales:
        async with database.read() as session:
            taught = await teach.taught(session, BRAND, locale)
        examples = [(text, one.translation_id, locale) for one in taught for text in one.texts]
        models[locale] = load(await trained_by_child(examples))
    return models


async def measure(questions: Sequence[Question], *, tell: bool) -> list[Figure]:
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bot.db'}"
        await asyncio.to_thread(migrate, url)
        database = Database(url)
        await import_folder(database, BRAND, ARTICLES, default_locale="en")
        library = Library(database)
        moment = clock.now()
        heads = (await library.shelf(BRAND)).heads.values()
        ended = {head.slug for head in heads if head.has_ended(moment)}
        models = await learned(database, {question.locale for question in questions})
        for question in questions:
            if question.article in ended:
                continue
            found = await search(library, BRAND, question.locale, question.text, limit=WIDE)
            model = models[question.locale]
            guesses = model.guesses(question.text, question.locale, limit=GUESSES)
            understood = Understood(guesses, model.threshold, model.labels)
            hits = [hit for hit in weighed(found, understood)[:LOOKED_AT] if not hit.head.has_ended(moment)][
                :CANDIDATES
            ]
            slugs = [hit.head.slug for hit in hits]
            did = outcome(question, hits)
            for group in ("all", question.locale):
                counts[group, "answerable" if question.article else "unanswerable"] += 1
                counts[group, f"{'' if question.article else 'none '}{did}"] += 1
                if question.article:
                    counts[group, "hit@1"] += slugs[:1] == [question.article]
                    counts[group, "hit@3"] += question.article in slugs[:3]
            if tell and did != ("right" if question.article else "unknown"):
                say(f"{did:8} {question.text}  [{question.article or '-'}] {', '.join(slugs[:3])}")
        await database.close()
    for locale in ("en", "zh-CN"):
        _figures(locale, counts)
    return _figures("all", counts)


def _figures(group: str, counts: Counter[tuple[str, str]]) -> list[Figure]:
    """Says them, too: the goals are of all questions together."""
    answerable, unanswerable = max(counts[group, "answerable"], 1), max(counts[group, "unanswerable"], 1)
    share = {
        **{name: counts[group, name] / answerable for name in ("hit@1", "hit@3", "right", "asks", "unknown", "wrong")},
        "refused": counts[group, "none unknown"] / unanswerable,
    }
    say(
        f"{group:6} {answerable} answerable, {unanswerable} not: " + ", ".join(f"{n} {v:.1%}" for n, v in share.items())
    )
    figures = [
        Figure(f"{n} {group}", share[n], None, None, f">= {goal}", share[n] >= goal) for n, goal in GOALS.items()
    ]
    wrong = share["wrong"]
    return [*figures, Figure(f"wrong {group}", wrong, None, None, f"<= {MOST_WRONG}", wrong <= MOST_WRONG)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="every twentieth question, to see that it runs")
    parser.add_argument(
        "--tell", action="store_true", help="prints each question that was not answered as it should be"
    )
    asked = parser.parse_args()
    questions = own_questions()[:: 20 if asked.tiny else 1]
    return _report.finish("botq", asyncio.run(measure(questions, tell=asked.tell)))


if __name__ == "__main__":
    sys.exit(main())
