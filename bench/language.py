"""Which of the languages it speaks the bot takes a message for: clauses and single words of the Universal Declaration of Human
Rights (../shared/data/language/franc), which none of its lists was made from.

Each is asked on a page in another language, since on its own page nothing need be known: on the English one, English on the
Chinese one. A single English word leaves a page its language, by intention ("kyc", "api"): it is asked on the English page.
"""

import re
import sys
from pathlib import Path

import rjieba

from bench import _report
from bench._report import Figure, say
from fairlead.bot.rules import language, same_language

FIXTURES = Path("../shared/data/language/franc/test/fixtures.js.txt")
SPOKEN = {"en": "eng", "es": "spa", "ar": "arb", "ja": "jpn", "zh-CN": "cmn_hans"}
SENTENCES, WORDS = 0.95, 0.80
SEVERAL = 3


def texts() -> dict[str, str]:
    found = re.findall(
        r"\n {2}(\w+): \{\s*iso6393: '\w+',\s*fixture:\s*['\"`](.*?)['\"`],?\s*\n {2}\}",
        FIXTURES.read_text("utf-8"),
        re.DOTALL,
    )
    held = dict(found)
    return {locale: held[name] for locale, name in SPOKEN.items()}


def clauses(text: str) -> list[str]:
    return [each for each in re.split(r"[,.;،؛。、,]\s*", text) if len(words(each)) >= SEVERAL]


def words(text: str) -> list[str]:
    """Japanese by where its scripts change, which is as a reader without a dictionary would."""
    if re.search(r"[\u3040-\u30ff]", text):
        return re.findall(r"[\u4e00-\u9fff]+[\u3040-\u309f]*|[\u30a0-\u30ff]+|[\u3040-\u309f]+", text)
    if re.search(r"[\u4e00-\u9fff]", text):
        return [word for word in rjieba.cut(text) if re.fullmatch(r"[\u4e00-\u9fff]{2,}", word)]
    return re.findall(r"[^\W\d_]{2,}", text.lower())


def share(said: list[str], locale: str, page: str) -> float:
    return sum(same_language(language(each, page), locale) for each in said) / len(said)


def main() -> int:
    figures = []
    held = texts()
    everywhere = {locale: set(words(text)) for locale, text in held.items()}
    for locale, text in held.items():
        others = set().union(*(found for other, found in everywhere.items() if other != locale))
        alone = sorted(everywhere[locale] - others)
        long = clauses(text)
        sentences = share(long, locale, "zh-CN" if locale == "en" else "en")
        single = share(alone, locale, "en")
        say(f"{locale}: {sentences:.1%} of {len(long)} clauses, {single:.1%} of {len(alone)} single words")
        for name, reached, goal in (
            (f"{locale}, clauses", sentences, SENTENCES),
            (f"{locale}, single words", single, WORDS),
        ):
            figures.append(Figure(name, reached, goal, reached / goal, f">= {goal}", reached >= goal))
    return _report.finish("language", figures)


if __name__ == "__main__":
    sys.exit(main())
