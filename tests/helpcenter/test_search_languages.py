"""Spanish, Japanese and Arabic questions as traders type them against the demo's articles. Figures are printed (`pytest -s`)."""

from collections import Counter, defaultdict

import pytest

from fairlead.helpcenter.library import Library
from fairlead.helpcenter.search import search
from fairlead.helpcenter.synonyms import expansions
from tests.helpcenter.conftest import BRAND
from tests.helpcenter.questions import QUESTIONS

LOCALES = ("es", "ja", "ar")


def test_each_language_has_eight_questions_for_each_of_eight_articles():
    counted = Counter((locale, slug) for locale, slug, _ in QUESTIONS)
    assert min(counted.values()) >= 8
    assert all(sum(where == locale for where, _ in counted) == 8 for locale in LOCALES)


async def test_nine_of_ten_questions_find_their_article_among_the_first_three(demo: Library):
    first: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    for locale, slug, question in QUESTIONS:
        hits = await search(demo, BRAND, locale, question, limit=3)
        slugs = [hit.head.slug for hit in hits if hit.head.locale == locale]
        first[locale] += slugs[:1] == [slug]
        if slug not in slugs:
            missed[locale].append(f"{slug}: {question} → {slugs}")
    for locale in LOCALES:
        asked = sum(where == locale for where, *_ in QUESTIONS)
        print(
            f"\n{locale}: {asked} questions: hit@1 {first[locale] / asked:.1%}, hit@3 {1 - len(missed[locale]) / asked:.1%}"
        )
        print("\n".join(missed[locale]))
        assert len(missed[locale]) <= asked * 0.1
        assert first[locale] >= asked * 0.75


@pytest.mark.parametrize(
    ("locale", "query", "phrase", "other"),
    [
        ("es-MX", "olvide mi contrasena", "contrasena", "clave"),
        ("ar", "وسحبي متأخر", "وسحبي", "اسحب"),
        ("ar", "رُسُوم كم", "رُسُوم", "عمولة"),
        ("ja", "ＫＹＣ審査", "ＫＹＣ", "本人確認"),
    ],
)
def test_another_word_for_the_same_is_found_however_it_is_spelled(locale, query, phrase, other):
    found = [(query[each.start : each.end], each.others) for each in expansions(query, locale)]
    assert any(span == phrase and other in others for span, others in found)
