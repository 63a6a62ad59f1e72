"""What the bot learns from articles: as a job, in a child process, kept for every process, on both databases."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.bot.guesses import Guess, Understood
from fairlead.bot.learn import FLOOR, Failed, check
from fairlead.bot.model import Model, load
from fairlead.bot.models import TrainedRow
from fairlead.bot.rules import Candidate, choose
from fairlead.bot.train import train
from fairlead.bot.trained import Trained, Understanding, weighed
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.jobs import JobRunner
from fairlead.kit.ids import new_id
from tests.bot.asked import asked
from tests.bot.talk import Chat, answer_in

# What is seen here does not depend on the database.
SQLITE = pytest.mark.parametrize("engine", ["sqlite"])
# Some of the questions about each matter.
MATTERS: dict[str, list[str]] = {
    label: [one.text for one in asked("en")[::2] if one.label == label]
    for label in ("deposit", "password", "fees", "cancel", "card")
}


def write(folder: Path, matters: Mapping[str, list[str]]) -> Path:
    """An article of each matter, in English."""
    for name, questions in matters.items():
        listed = "".join(f"  - {question}\n" for question in questions)
        path = folder / "en" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        matter = f"---\ntitle: About {name}\ncategory: general\nquestions:\n{listed}---\n"
        path.write_text(f"{matter}All there is to say.\n\n## The {name} in short\n\nA few words.\n", "utf-8")
    return folder


@pytest.fixture
def publish(system: System, brand_id: str, tmp_path: Path) -> Callable[..., object]:
    async def publish(matters: Mapping[str, list[str]] = MATTERS) -> None:
        folder = write(tmp_path / "articles", matters)
        await import_folder(system.database, brand_id, folder, default_locale="en")

    return publish


@pytest.fixture
def brand_id() -> str:
    return "b" * 32


async def learn(system: System) -> None:
    """Looks for changes and works off what that gives to do."""
    await system.learning.look(rest=0)
    runner = JobRunner(system.database, system.jobs())
    while await runner.round():
        pass


async def rows(system: System) -> list[TrainedRow]:
    async with system.database.read() as session:
        return list(await session.scalars(select(TrainedRow)))


async def meant(trained: Trained, system: System, brand_id: str, text: str) -> str:
    """The slug of the article that the model takes to be meant, or nothing."""
    guesses = (await trained.understood(brand_id, "en", text)).guesses
    await system.help_center._library.refresh()
    heads = (await system.help_center.shelf(brand_id)).heads
    return heads[guesses[0].label].slug if guesses else ""


async def test_what_articles_teach_is_learned_once_and_shared_by_processes(system: System, brand_id: str, publish):
    assert await meant(system.trained, system, brand_id, "forgot my passwrd") == ""
    await publish()
    await learn(system)
    (row,) = await rows(system)
    assert (row.brand_id, row.locale, row.failure) == (brand_id, "en", "")
    assert row.accuracy > FLOOR
    assert 0 < row.threshold <= 1
    other = Trained(system.database, system.blobs)
    await system.trained.refresh()
    for trained in (system.trained, other):
        assert await meant(trained, system, brand_id, "forgot my passwrd") == "password"
    # Nothing changed, or nothing that teaches: the same model stays.
    await publish()
    await learn(system)
    assert [one.trained_at for one in await rows(system)] == [row.trained_at]

    # A new matter is known to both as soon as it was learned, and the old model's bytes are gone.
    await publish(
        {**MATTERS, "voucher": ["where do I enter a voucher", "my voucher code is invalid", "redeem a gift voucher"]}
    )
    assert await meant(system.trained, system, brand_id, "forgot my passwrd") == "password"
    await learn(system)
    for trained in (system.trained, other):
        await trained.refresh()
        assert await meant(trained, system, brand_id, "voucher") == "voucher"
    assert [one.blob_key for one in await rows(system)] != [row.blob_key]


@SQLITE
async def test_what_does_not_pass_leaves_the_old_model_and_says_why(system: System, brand_id: str, publish):
    await publish()
    await learn(system)
    (before,) = await rows(system)
    # Every question now stands in every article: nobody can tell them apart.
    everything = [question for questions in MATTERS.values() for question in questions][:30]
    await publish(dict.fromkeys(MATTERS, everything))
    await learn(system)
    (row,) = await rows(system)
    assert "of what it was not trained on" in row.failure
    assert (row.blob_key, row.digest, row.accuracy) == (before.blob_key, before.digest, before.accuracy)
    assert await meant(system.trained, system, brand_id, "forgot my password") == "password"


@SQLITE
async def test_one_article_is_too_little_to_learn_from(system: System, brand_id: str, publish):
    await publish({"fees": MATTERS["fees"]})
    await learn(system)
    (row,) = await rows(system)
    assert (row.blob_key, row.failure) == ("", "training ended with 2: fewer than two labels")
    assert await system.trained.understood(brand_id, "en", "fees") == Understood()


@SQLITE
async def test_without_a_readable_model_the_search_answers_alone(system: System, brand_id: str, publish):
    await publish()
    await learn(system)
    (row,) = await rows(system)
    await system.blobs.put(row.blob_key, b"something else")
    understanding = Understanding(system.help_center, Trained(system.database, system.blobs))
    ask = (brand_id, "en", "high fees")
    alone = await system.help_center.search(*ask, then="en", limit=5)
    assert alone
    found = await understanding.search(*ask, then="en", limit=5)
    assert [(one.head.slug, one.score) for one in found] == [(one.head.slug, one.score) for one in alone]


@SQLITE
async def test_what_the_model_takes_to_be_meant_stands_first(system: System, brand_id: str, publish):
    await publish()
    await learn(system)
    hits = await system.help_center.search(brand_id, "en", "card or fees or deposit", then="en", limit=8)
    last = hits[-1]
    understood = await system.trained.understood(brand_id, "en", "fees")
    order = weighed(hits, understood._replace(guesses=[Guess(last.head.translation_id, 1.0)]))
    assert sorted(one.head.slug for one in order) == sorted(one.head.slug for one in hits)
    told = next(one for one in order if one.head == last.head)
    assert (told.rank, told.score) == (2 * last.rank, 1.5 * last.score)
    assert weighed(hits, Understood()) == hits


@SQLITE
async def test_what_is_meant_less_likely_than_the_threshold_is_no_answer(system: System, brand_id: str, publish):
    await publish()
    hits = await system.help_center.search(brand_id, "en", "how high are the fees", then="en", limit=1)
    label = hits[0].head.translation_id

    def answers(likely: float, *knows: str) -> bool:
        (hit,) = weighed(hits, Understood([Guess(label, likely)], 0.3, knows))
        return choose([Candidate("", hit.score, hit.coverage, hit.likeness, hit.meant)]).best == 0

    assert answers(0.3, label)
    assert not answers(0.29, label)
    # The model has never seen the article: the search decides, as it does without a model.
    assert answers(0.0, "another")
    assert choose([Candidate("", hits[0].score, hits[0].coverage, hits[0].likeness, hits[0].meant)]).best == 0


@SQLITE
async def test_the_bot_is_silent_below_its_threshold_and_speaks_above_it(system: System, tmp_path: Path):
    brand_id = (await system.brands.all())[0].id
    await import_folder(system.database, brand_id, write(tmp_path / "articles", MATTERS), default_locale="en")
    await learn(system)
    chat = Chat(system, brand_id)
    question = "what do fees cost"
    assert (answer := answer_in(await chat.say(question)))
    assert answer["article"]["title"]
    (row,) = await rows(system)
    model = load(await system.blobs.get(row.blob_key))
    # The same model, so careful that nothing is likely enough.
    careful = replace(model, threshold=1.01).dumped()
    async with system.database.write() as session:
        kept = await session.get(TrainedRow, (brand_id, "en"))
        kept.blob_key, kept.digest = new_id(), hashlib.sha256(careful).hexdigest()
        await system.blobs.put(kept.blob_key, careful)
    await system.trained.refresh()
    assert answer_in(await chat.say(question)) is None


def test_a_model_that_knows_other_articles_or_finds_too_little_is_refused():
    examples = [tuple(one) for one in asked("en")]
    model: Model = train(asked("en"))
    check(model, examples, before=1.0)
    with pytest.raises(Failed, match="other articles"):
        check(model, [one for one in examples if one[1] != "fees"], before=0.0)
    for accuracy, before in ((FLOOR - 0.01, 0.0), (0.7, 0.9)):
        worse = replace(model, checked=replace(model.checked, accuracy=accuracy))
        with pytest.raises(Failed, match="at least"):
            check(worse, examples, before=before)
