"""What matters and their facts are called, in every language of the house."""

import re
from collections import Counter

import pytest

from fairlead.tickets.taxonomy import LABEL_CHARS, checked_labels, house, in_locale
from tests.harness import Installation

LOCALES = ("en", "zh-CN", "es", "ja", "ar")
# At least one letter of the language's own; what is a name (UID, TxID, FIX) may stand beside it.
LETTERS = {"zh-CN": "[\u4e00-\u9fff]", "ja": "[\u3040-\u30ff\u4e00-\u9fff]", "ar": "[\u0620-\u064a]"}
FOREIGN = {"en": "[\u0600-\u06ff\u3040-\u9fff]", "es": "[\u0600-\u06ff\u3040-\u9fff]", "ar": "[\u3040-\u9fff]"}
# The same word in both languages.
NAMES = {"LEI"}


def labelled() -> dict[str, dict[str, str]]:
    taxonomy = house()
    found = {one.code: one.labels for one in taxonomy.types}
    found |= {key: one.labels for key, one in taxonomy.fields.items()}
    found |= {code: one.labels for code, one in taxonomy.categories.items()}
    return found | {f"{code} first": one.first for code, one in taxonomy.categories.items() if one.first}


def test_everything_that_is_shown_has_words_in_all_five_languages():
    taxonomy = house()
    assert (len(taxonomy.types), len(taxonomy.fields), len(taxonomy.categories)) == (8, 94, 110)
    assert {name: sorted(labels) for name, labels in labelled().items() if sorted(labels) != sorted(LOCALES)} == {}
    for labels in labelled().values():
        assert checked_labels(labels, "labels") == labels
        assert max(map(len, labels.values())) <= LABEL_CHARS


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_no_words_were_left_in_english(locale: str):
    same = [
        name
        for name, labels in labelled().items()
        if labels[locale].casefold() == labels["en"].casefold() and labels["en"] not in NAMES
    ]
    assert same == []


@pytest.mark.parametrize("locale", LOCALES)
def test_words_are_written_in_the_letters_of_their_language(locale: str):
    for name, labels in labelled().items():
        wanted, foreign = LETTERS.get(locale), FOREIGN.get(locale)
        assert wanted is None or labels[locale] in NAMES or re.search(wanted, labels[locale]), (name, labels[locale])
        assert foreign is None or not re.search(foreign, labels[locale]), (name, labels[locale])
    # Characters that only simplified Chinese writes so would be a slip of the hand.
    if locale == "ja":
        assert [name for name, labels in labelled().items() if re.search("[现币户验证额认录过们]", labels["ja"])] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_two_categories_never_have_one_name(locale: str):
    names = Counter(one.labels[locale] for one in house().categories.values())
    assert [name for name, count in names.items() if count > 1] == []


async def test_a_customer_reads_them_in_his_language_or_the_nearest(quiet_site: Installation):
    customer = await quiet_site.customer()
    for tag, told in (("es-MX", "Consulta"), ("ja", "お問い合わせ"), ("zh", "提问"), ("fr", "Question")):
        found = (await customer.http.get(f"/api/tickets/taxonomy?locale={tag}")).raise_for_status().json()
        assert found["types"][0]["label"] == told
        fields = {one["key"]: one["label"] for one in found["fields"]}
        assert fields["txid"] == in_locale(house().fields["txid"].labels, tag)
