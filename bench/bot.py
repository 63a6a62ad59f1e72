"""What the bot understands: quality on published sets, and what answering, training and a model in memory cost.

Sets are read from ../shared/data/intents. `hit@1` and wrong answers on the demo's articles are those of tests/helpcenter's list
of what traders type, with the model's word and without it.
"""

import argparse
import asyncio
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sklearn.model_selection import StratifiedKFold

from bench import _report
from bench._report import Figure, at_most, percentile, say
from fairlead.app import System
from fairlead.bot.evaluate import Report, crossed, learned, tested
from fairlead.bot.read_examples import Row
from fairlead.bot.rules import answering
from fairlead.bot.trained import Understanding
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.database import async_url
from fairlead.infra.jobs import JobRunner
from fairlead.infra.schema import migrate
from tests.harness import make_settings
from tests.helpcenter.conftest import DEMO
from tests.helpcenter.test_search_traders import read_list

DATA = Path("../shared/data/intents")
BRAND = "a" * 32
TEN = 10
ANSWER_MS, TRAIN_SECONDS, MEMORY_MB = 15.0, 8.0, 60.0
TRAINED = 10_000
# In a process of its own: memory with the application loaded, and with a model that was asked.
GROWTH = """
import sys, fairlead.app, fairlead.mount, rjieba
def resident():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS:")).split()[1]) / 1024
from fairlead.infra.words import terms
terms("充值没有到账", "zh-CN")
before = resident()
from fairlead.bot.model import load
model = load(open(sys.argv[1], "rb").read())
model.guesses("where is my card", "en")
print(resident() - before)
"""


def read_csv(path: Path, *, label: str, locale: str) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return [Row(row["text"], row[label], locale) for row in csv.DictReader(source)]


def banking() -> list[Row]:
    return read_csv(DATA / "banking77" / "banking_data" / "train.csv", label="category", locale="en")


def asked(learn: Sequence[Row], ask: Sequence[Row]) -> Report:
    report = Report()
    tested(learned(learn), ask, report, lambda _: None)
    return report


def reached(name: str, ours: float | None, goal: float) -> Figure:
    share = ours or 0.0
    say(f"{name}: {share:.2%}, goal {goal:.1%}")
    return Figure(name, share, goal, share / goal if goal else None, f">= {goal}", share >= goal)


def quality(*, tiny: bool) -> list[Figure]:
    rows = banking()
    labels = [row.intent for row in rows]
    whole = Report()
    for learn, ask in StratifiedKFold(5, shuffle=True, random_state=0).split(rows, labels):
        tested(learned([rows[place] for place in learn]), [rows[place] for place in ask], whole, lambda _: None)
        if tiny:
            break
    figures = [reached("BANKING77, five-fold", whole.told()["accuracy"], 0.912)]
    by_intent: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        by_intent[label].append(place)
    chance = random.Random(0)
    drawn = {place for label in sorted(by_intent) for place in chance.sample(by_intent[label], TEN)}
    few = asked(
        [row for place, row in enumerate(rows) if place in drawn],
        [row for place, row in enumerate(rows) if place not in drawn],
    )
    figures.append(reached("BANKING77, ten of each intent", few.told()["accuracy"], 0.76))
    return figures if tiny else figures + _others()


def _others() -> list[Figure]:
    data = json.loads((DATA / "clinc150" / "train_val.json").read_text("utf-8"))
    strange = [Row(text, "", "en") for text, _ in data["oos_val"]]
    told = asked(
        [Row(*one, "en") for one in data["train"]], [*(Row(*one, "en") for one in data["val"]), *strange]
    ).told()
    figures = [
        reached("CLINC150 val, in scope before refusal", told["accuracy"], 0.93),
        reached("CLINC150 val, still answered rightly", told["hit@1"], 0.90),
        reached("CLINC150 oos_val, refused", told["refused"], 0.80),
    ]
    folder = DATA / "arbanking77" / "data"
    arabic = [
        read_csv(folder / f"Banking77_Arabized_MSA_PAL_{part}.csv", label="label", locale="ar")
        for part in ("train", "val")
    ]
    say(f"ARBANKING77 validation, reported: {asked(*arabic).told()['accuracy']:.2%}")
    spanish = []
    for line in (
        (DATA / "fb-multilingual/data/multilingual_task_oriented_data/es/valid").read_text("utf-8").splitlines()
    ):
        said, _, intent = line.partition(" <=> ")
        spanish.append(Row(" ".join(word.rpartition(":")[0] for word in said.split()), intent, "es"))
    report = Report()
    crossed(spanish, 5, report, lambda _: None)
    say(f"fb-multilingual Spanish, five-fold over its validation part, reported: {report.told()['accuracy']:.2%}")
    return figures


def costs() -> list[Figure]:
    """Training as the server has it done, and what the model takes in a server's memory."""
    rows = banking()[:TRAINED]
    given = msgspec.msgpack.encode([(row.text, row.intent, row.locale) for row in rows])
    begun = time.perf_counter()
    command = [sys.executable, "-m", "fairlead.bot.train"]
    data = subprocess.run(command, input=given, capture_output=True, check=True).stdout
    took = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        done = subprocess.run([sys.executable, "-c", GROWTH, file.name], capture_output=True, text=True, check=True)
    grown = float(done.stdout)
    say(
        f"{len(rows):,} examples: {took:.1f} s in a child, of the processor {busy:.1f} s, "
        f"{len(data) / 1e6:.1f} MB kept, {grown:.1f} MB in memory"
    )
    return [
        at_most(f"training on {TRAINED:,} examples", took, TRAIN_SECONDS, "s"),
        at_most("memory of a server with that model", grown, MEMORY_MB, "MB"),
    ]


async def answers(*, tiny: bool) -> list[Figure]:
    """On the demo's articles: what traders type, by the search alone and with the model's word."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder), f"sqlite:///{folder}/bench.db")
        await asyncio.to_thread(migrate, async_url(settings.database_url, settings.data_path))
        system = System(settings)
        await import_folder(system.database, BRAND, DEMO, default_locale="en")
        await system.learning.look(rest=0)
        runner = JobRunner(system.database, system.jobs())
        while await runner.round():
            pass
        await system.trained.refresh()
        told = {}
        with_model = Understanding(system.help_center, system.trained)
        for name, search in (("alone", system.help_center), ("with the model", with_model)):
            first = right = wrong = 0
            times, worked = [], []
            asked = read_list()[:: 20 if tiny else 1]
            for one in asked:
                begun, busy = time.perf_counter(), time.thread_time()
                hits = await search.search(BRAND, one.locale, one.query, then="en", limit=5)
                best = answering(hits)
                times.append((time.perf_counter() - begun) * 1000)
                worked.append((time.thread_time() - busy) * 1000)
                first += bool(hits) and hits[0].head.slug in one.right
                found = best is not None and hits[best].head.slug in one.right
                right, wrong = right + found, wrong + (best is not None and not found)
            told[name] = first / len(asked), right / len(asked), wrong / len(asked)
            p99 = percentile(sorted(times), 0.99)
            say(
                f"{len(asked)} questions of traders, the search {name}: hit@1 {told[name][0]:.1%}, answered rightly "
                f"{told[name][1]:.1%}, wrongly {told[name][2]:.1%}; p99 {p99:.1f} ms, "
                f"of the processor {percentile(sorted(worked), 0.99):.1f} ms"
            )
        await system.database.close()
    alone, ours = told["alone"], told["with the model"]
    return [
        Figure(
            "hit@1 of traders' questions",
            ours[0],
            alone[0],
            ours[0] / alone[0],
            "> the search alone",
            ours[0] > alone[0],
        ),
        Figure(
            "wrong answers to them",
            ours[2],
            alone[2],
            ours[2] / (alone[2] or 1),
            "< the search alone",
            ours[2] < alone[2],
        ),
        at_most("answer, p99", p99, ANSWER_MS, "ms"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="one fold and few questions, to see that it runs")
    parser.add_argument("--only", choices=["quality", "costs", "answers"], help="one part of it")
    chosen = parser.parse_args()
    figures: list[Figure] = []
    if chosen.only in (None, "answers"):
        figures += asyncio.run(answers(tiny=chosen.tiny))
    if chosen.only in (None, "costs"):
        figures += costs()
    if chosen.only in (None, "quality"):
        figures += quality(tiny=chosen.tiny)
    return _report.finish("bot", figures)


if __name__ == "__main__":
    sys.exit(main())
