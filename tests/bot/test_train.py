import subprocess
import sys
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from fairlead.bot import train as training
from fairlead.bot.features import keys_of
from fairlead.bot.guesses import Unusable
from fairlead.bot.model import Model, counted, load
from fairlead.bot.train import Example, TooLittle, train
from tests.bot.asked import asked


@pytest.fixture(scope="module")
def model() -> Model:
    return train(asked("en"))


def first(model: Model, text: str, locale: str = "en") -> str:
    return model.guesses(text, locale)[0].label


@pytest.mark.parametrize(
    ("locale", "questions"),
    [
        ("en", {"whre is my depositt": "deposit", "PASSWORD FORGOTTEN!!": "password", "trading fee": "fees"}),
        ("zh-CN", {"充值了還沒到賬": "deposit", "密码忘了": "password", "手续费": "fees"}),
        ("ar", {"اين الايداع": "deposit", "نسيت كلمه المرور": "password", "رسوم": "fees"}),
    ],
)
def test_what_was_never_written_like_this_is_understood(locale: str, questions: dict[str, str]):
    model = train(asked(locale))
    assert {text: first(model, text, locale) for text in questions} == questions


def test_likelihoods_are_shares_and_what_it_knows_nothing_of_has_none(model: Model):
    guesses = model.guesses("cancel the withdrawal", "en", limit=10)
    assert [len(guesses), round(sum(one.likely for one in guesses), 6)] == [5, 1.0]
    assert model.guesses("", "en") == model.guesses("🙂 ж", "en") == []


def test_it_was_checked_on_examples_it_was_not_trained_on(model: Model):
    assert model.checked.examples == len(asked("en"))
    assert model.checked.accuracy > 0.9
    # Labels that say nothing about their texts cannot be found in texts that were kept out.
    dealt = [Example(one.text, str(place * 7 % 11), "en") for place, one in enumerate(asked("en"))]
    assert train(dealt).checked.accuracy < 0.5


def test_what_is_about_something_else_stays_below_the_threshold(model: Model):
    for text in ("who won the match on sunday", "recipe for tomato soup", "it rains outside"):
        guesses = model.guesses(text, "en")
        assert not guesses or guesses[0].likely < model.threshold, text
    right = [one for one in asked("en") if model.guesses(one.text, "en")[0].likely >= model.threshold]
    assert len(right) > 0.9 * len(asked("en"))


def test_one_text_is_seen_as_many_are():
    examples = asked("zh-CN")[:40] + asked("en")[:40]
    data = training._read(examples, sorted({one.label for one in examples}))
    everything = np.arange(len(examples))
    columns = training._vocabulary(data, everything)
    idf = np.linspace(1, 2, len(columns))
    matrix = training._matrix(data, everything, columns, idf)
    for row, one in enumerate(examples):
        places, values = counted(data.keys[columns], idf, keys_of(one.text, one.locale))
        dense = np.zeros(len(columns))
        dense[places] = values
        assert np.allclose(matrix[row].toarray()[0], dense)


def test_the_same_examples_give_the_same_bytes(model: Model):
    assert train(asked("en")).dumped() == model.dumped()


def test_a_model_is_read_as_it_was_written(model: Model):
    again = load(model.dumped())
    for one in asked("en")[::20]:
        assert again.guesses(one.text, "en") == model.guesses(one.text, "en")
    assert (again.labels, again.checked, again.threshold) == (model.labels, model.checked, model.threshold)


def test_what_is_no_whole_model_is_refused(model: Model):
    data = model.dumped()
    numbers = np.full_like(model.weights, np.nan)
    broken = [
        b"",
        b"PK\x03\x04 nonsense",
        data[: len(data) // 2],
        replace(model, weights=numbers).dumped(),
        replace(model, bias=model.bias[:-1]).dumped(),
        replace(model, labels=model.labels[:-1]).dumped(),
        replace(model, threshold=float("nan")).dumped(),
    ]
    for one in broken:
        with pytest.raises(Unusable):
            load(one)


@pytest.mark.parametrize(
    "examples",
    [
        [],
        [Example("only one matter", "one", "en")] * 5,
        [Example("one", "one", "en"), Example("other", "other", "en")],
        [Example(f"text {n}", f"label {n}", "en") for n in range(training.MOST_LABELS + 1)],
    ],
)
def test_what_nothing_can_be_learned_of_is_told_so(examples: list[Example]):
    with pytest.raises(TooLittle):
        train(examples)


def test_labels_with_one_example_beside_labels_with_many_are_learned():
    model = train([*asked("en"), Example("the app crashes on my tablet", "crash", "en")])
    assert first(model, "app crashes on a tablet") == "crash"


def test_the_child_gives_what_training_here_gives(model: Model):
    given = msgspec.msgpack.encode(asked("en"))
    command = [sys.executable, "-m", "fairlead.bot.train"]
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)
    assert (done.returncode, load(done.stdout).guesses("my password", "en")) == (0, model.guesses("my password", "en"))
    none = subprocess.run(command, input=msgspec.msgpack.encode([]), capture_output=True, check=False, timeout=60)
    assert (none.returncode, none.stdout, none.stderr) == (2, b"", b"fewer than two labels\n")


def test_nothing_that_trains_is_loaded_where_a_model_is_used():
    code = "import sys, fairlead.app, fairlead.mount, fairlead.worker; print([m for m in sys.modules if m[:7] in ('sklearn', 'scipy')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
