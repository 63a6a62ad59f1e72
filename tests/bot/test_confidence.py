"""Whether the bot knows what it knows: sentences about other matters against what traders ask. Figures are printed."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.bot.rules import Candidate, Choice, choose
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.search import search
from tests.helpcenter.conftest import BRAND, without_questions
from tests.helpcenter.questions import QUESTIONS, STRANGE

# Intents that an exchange's help center may rightly have something to say about.
_NEAR = (
    "account_blocked application_status apr balance bill_balance bill_due cancel card_declined credit_limit "
    "credit_limit_change credit_score damaged_card direct_deposit exchange_rate expiration_date freeze_account income "
    "improve_credit_score insurance interest_rate international_fees international_visa min_payment new_card order "
    "order_checks order_status pay_bill payday pin_change redeem_rewards replacement_card_duration report_fraud "
    "report_lost_card reset_settings rewards_balance rollover_401k routing spending_history taxes transactions transfer w2 "
    "greeting goodbye thank_you yes no maybe repeat are_you_a_bot what_can_i_ask_you who_do_you_work_for"
)
NEAR = frozenset(_NEAR.split())


async def choice_for(library: Library, locale: str, question: str) -> tuple[Choice, list[str]]:
    hits = await search(library, BRAND, locale, question, limit=5)
    found = [Candidate(hit.head.translation_id, hit.score, hit.coverage, hit.likeness) for hit in hits]
    return choose(found), [hit.head.slug for hit in hits]


async def test_the_reference_of_an_order_takes_nothing_from_the_answer(demo: Library):
    for reference in ("f6dba6", "fb597b", "0ecd26", "38fb72", "ORD2024A81", "0x3f9ac1e2", "81234567"):
        for locale, question in (
            ("en", "My deposit is confirmed but has not been credited"),
            ("zh-CN", "充值已确认但没有到账"),
        ):
            choice, slugs = await choice_for(demo, locale, f"{question} {reference}")
            assert (choice.confident, slugs[0]) == (True, "deposit-not-credited"), (locale, reference)


@pytest.mark.prove
async def test_other_matters_are_not_answered(demo: Library, shared: Path, proving: Callable[[int, int], int]):
    data = json.loads((shared / "data" / "intents" / "clinc150" / "train_val.json").read_text("utf-8"))
    strange = [text for text, intent in data["val"] if intent not in NEAR] + [text for text, _ in data["oos_val"]]
    strange = strange[:: proving(4, 1)]
    choices = [(await choice_for(demo, "en", text))[0] for text in strange]
    answered = sum(choice.best is not None or bool(choice.which) for choice in choices) / len(strange)
    confident = sum(choice.confident for choice in choices) / len(strange)
    print(f"\n{len(strange)} sentences about other matters: answered {answered:.1%}, with confidence {confident:.1%}")
    assert answered < 0.06
    assert confident < 0.02


@pytest.mark.prove
async def test_other_matters_in_chinese_are_not_answered(
    demo: Library, shared: Path, proving: Callable[[int, int], int]
):
    strange = sorted(set(_utterances(shared / "data" / "chats" / "crosswoz-zh")))[: 1500 : proving(4, 1)]
    assert len(strange) > 300
    choices = [(await choice_for(demo, "zh-CN", text))[0] for text in strange]
    answered = sum(choice.best is not None or bool(choice.which) for choice in choices) / len(strange)
    confident = sum(choice.confident for choice in choices) / len(strange)
    print(f"\n{len(strange)} Chinese sentences about travel: answered {answered:.1%}, with confidence {confident:.1%}")
    assert answered < 0.06
    assert confident < 0.02


@pytest.mark.parametrize("locale", ["es", "ja", "ar"])
async def test_questions_in_further_languages_are_answered_and_other_matters_are_not(demo: Library, locale: str):
    asked = [(slug, question) for where, slug, question in QUESTIONS if where == locale]
    right = wrong = 0
    for slug, question in asked:
        choice, slugs = await choice_for(demo, locale, question)
        first = slugs[choice.best] if choice.best is not None else None
        right += first == slug
        wrong += first not in (slug, None) and choice.confident
    strange = [text.strip() for text in STRANGE[locale].split("|")]
    answered = [text for text in strange if (await choice_for(demo, locale, text))[0].best is not None]
    print(
        f"\n{locale}: {len(asked)} questions, right {right / len(asked):.1%}, with confidence wrong {wrong / len(asked):.1%}"
    )
    assert right / len(asked) > 0.75
    assert wrong / len(asked) < 0.1
    assert not answered


async def test_questions_of_traders_are_answered_rightly(
    demo: Library, tmp_path: Path, proving: Callable[[int, int], int]
):
    questions = without_questions(tmp_path / "unused")[:: proving(5, 1)]
    right = confident = 0
    for locale, slug, question in questions:
        choice, slugs = await choice_for(demo, locale, question)
        right += choice.best is not None and slugs[choice.best] == slug
        confident += choice.confident
    print(
        f"\n{len(questions)} known questions: right {right / len(questions):.1%}, confident {confident / len(questions):.1%}"
    )
    assert right / len(questions) > 0.95
    assert confident / len(questions) > 0.9


async def test_a_confident_answer_to_an_unknown_wording_is_mostly_right(
    quick, tmp_path: Path, proving: Callable[[int, int], int]
):
    questions = without_questions(tmp_path / "articles")[:: proving(5, 1)]
    await import_folder(quick, BRAND, tmp_path / "articles", default_locale="en")
    library = Library(quick)
    outcomes = [(slug, *await choice_for(library, locale, question)) for locale, slug, question in questions]
    answered = [(slug, choice, slugs) for slug, choice, slugs in outcomes if choice.best is not None or choice.which]
    sure = [(slug, slugs[0]) for slug, choice, slugs in answered if choice.confident]
    right = sum(slug == first for slug, first in sure) / len(sure)
    print(
        f"\n{len(questions)} unknown wordings: answered {len(answered) / len(questions):.1%}, "
        f"with confidence {len(sure) / len(questions):.1%}, {right:.1%} of these right"
    )
    assert right > 0.8
    assert len(answered) / len(questions) > 0.42


def _utterances(folder: Path) -> list[str]:
    """What the travellers of CrossWOZ say."""
    said = []
    for path in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                dialogues = json.loads(archive.read(name)).values()
                said += [m["content"] for d in dialogues for m in d["messages"] if m["role"] == "usr"]
    return said
