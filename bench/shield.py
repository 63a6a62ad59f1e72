"""What the guard costs each message: ordinary chat in two languages, keys and phrases, and ten thousand characters of anything.

Beside it what one regular expression that finds nothing takes for the same text, which no guard in Python can do without.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from bench import _report
from bench._report import Figure, at_most, median, percentile, say
from fairlead import demo
from fairlead.shield.find_phrases import warm
from fairlead.shield.secrets import clean
from tests.shield import corpus

NORMAL_US, LONG_MS, LONG = 50.0, 5.0, 10_000
NORMAL = {
    "English": (
        "Hello, I sent 500 USDT from my other account yesterday over TRC20 and it still has not arrived. Can you please look?"
    ),
    "Chinese": "你好，我昨天用TRC20从别的平台提了500个USDT过来，到现在还没有到账，能帮我看看是什么原因吗？",
    "a transaction": "Please check, TxID " + "4f3c2d1b" * 8 + " has 40 confirmations",
    "a phrase": "my words are " + " ".join(corpus.phrase(Random(1), "english")),
}
ARTICLES = Path(demo.__file__).parent / "articles"
_NOTHING = re.compile(r"\x00\x01")


def microseconds(work: Callable[[], object], rounds: int) -> list[float]:
    """Of one call each, sorted."""
    taken = []
    for _ in range(rounds):
        since = time.perf_counter()
        work()
        taken.append((time.perf_counter() - since) * 1e6)
    return sorted(taken)


def took(text: str, rounds: int) -> list[float]:
    return microseconds(lambda: clean(text), rounds)


def long_texts(chance: Random) -> dict[str, str]:
    words = [word for language in ("english", "spanish") for word in corpus.phrase(chance, language)]
    english, chinese = (
        " ".join(path.read_text() for path in sorted((ARTICLES / locale).rglob("*.md"))) for locale in ("en", "zh-CN")
    )
    return {
        "English prose": english[:LONG],
        "Chinese prose": chinese[:LONG],
        "list words": " ".join(chance.choice(words) for _ in range(LONG))[:LONG],
        "transactions": " ".join(chance.randbytes(32).hex() for _ in range(LONG // 64))[:LONG],
        "numbers": " ".join(str(chance.randrange(10**6)) for _ in range(LONG))[:LONG],
    }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="little of everything, for the tests")
    rounds = 20 if parser.parse_args(arguments).tiny else 5000
    warm()
    figures: list[Figure] = []
    for name, text in NORMAL.items():
        ours, bare = took(text, rounds), median(microseconds(lambda text=text: _NOTHING.search(text), rounds))
        p50, p99 = median(ours), percentile(ours, 0.99)
        say(f"{name}, {len(text)} characters: p50 {p50:.1f} us, p99 {p99:.1f} us; one search {bare:.1f} us")
        figures.append(at_most(f"{name}, median", p50, NORMAL_US, "us", bare))
    few = max(3, rounds // 100)
    for name, text in long_texts(Random(2)).items():
        whole, half = median(took(text, few)) / 1000, median(took(text[: LONG // 2], few)) / 1000
        bare = median(microseconds(lambda text=text: _NOTHING.search(text), few)) / 1000
        say(
            f"{LONG:,} characters of {name}: {whole:.2f} ms, {whole / half:.1f} times half of it; one search {bare:.3f} ms"
        )
        figures.append(at_most(f"{LONG:,} characters of {name}, median", whole, LONG_MS, "ms", bare))
    return _report.finish("shield", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
