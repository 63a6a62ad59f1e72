"""See src/fairlead/kit/plurals.py; each word that stands beside a number is looked for in every room's texts."""

import json
import re
from pathlib import Path

import pytest

from fairlead.kit.plurals import FORMS, form_of
from fairlead.kit.texts import Texts

ROOMS = sorted(Path(__file__).parents[2].glob("src/fairlead/*/locales"))
COUNTED = re.compile(r"\{count\} ?[^\W\d_]{3,}")


@pytest.mark.parametrize(
    ("locale", "forms"),
    [
        ("en", {0: "other", 1: "one", 2: "other", 21: "other"}),
        ("es", {1: "one", 2: "other"}),
        ("zh-CN", {1: "other", 2: "other"}),
        ("ja", {1: "other"}),
        (
            "ar",
            {0: "other", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 100: "other", 103: "few", 111: "many"},
        ),
        ("fr", {1: "other"}),
    ],
)
def test_a_number_has_the_form_that_its_language_asks_for(locale: str, forms: dict[int, str]):
    assert {count: form_of(locale, count) for count in forms} == forms


def test_a_text_is_said_in_the_form_of_its_count_and_as_it_stands_where_there_is_none():
    texts = Texts({"en": {"hours": "{count} hours", "hours_one": "{count} hour", "page": "pages: {count}"}})
    said = [texts("hours", "en", count=count) for count in (1, 2)]
    assert said == ["1 hour", "2 hours"]
    assert texts("page", "en", count=1) == "pages: 1"
    assert texts("hours", "en", count="{count}") == "{count} hours"


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_counted_word_of_what_a_page_says_has_a_form_for_one(locale: str):
    lacking = []
    for room in ROOMS:
        texts = json.loads((room / f"{locale}.json").read_text("utf-8"))
        lacking += [
            key
            for key, text in texts.items()
            if COUNTED.search(text) and not key.endswith("_one") and f"{key}_one" not in texts and key not in SAME
        ]
    assert not lacking


def test_a_language_has_no_form_that_it_does_not_know():
    for room in ROOMS:
        for path in room.glob("*.json"):
            known = FORMS[path.stem.partition("-")[0]]
            texts = json.loads(path.read_text("utf-8"))
            for key in texts:
                base, _, form = key.rpartition("_")
                if base in texts and form in ("zero", "one", "two", "few", "many"):
                    # An older form for one, the same word again, says nothing wrong.
                    assert form in known or form == "one", (path, key)


# The word is the same for one and for many.
SAME = {"portal.unit.m", "help.minutes", "help.contact.wait.minutes", "help.contact.wait.least"}
