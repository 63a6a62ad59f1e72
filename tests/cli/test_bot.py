import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fairlead.cli import main
from tests.bot.asked import asked

STRANGE = ["who won the match on sunday", "recipe for tomato soup", "it rains outside again"]


def write_csv(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([("text", "intent", "locale"), *rows])
    return path


def evaluate(*given: Any) -> Result:
    return CliRunner().invoke(main, ["bot", "eval", *map(str, given)])


def test_examples_are_measured_in_parts_by_locale_and_intent(tmp_path: Path):
    rows = [tuple(one) for locale in ("en", "zh-CN") for one in asked(locale)] + [(text, "", "en") for text in STRANGE]
    done = evaluate(write_csv(tmp_path / "rows.csv", rows), "--json", "--folds", 3)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["rows"], told["strange"], told["refused"]) == (363, 3, 1.0)
    assert min(told["accuracy"], told["hit@1"], told["hit@3"]) > 0.9
    assert {name: one["rows"] for name, one in told["locales"].items()} == {"en": 183, "zh-CN": 180}
    assert set(told["intents"]) == {"", "cancel", "card", "deposit", "fees", "password"}


def test_another_file_may_be_learned_from_and_what_is_confused_is_named(tmp_path: Path):
    taught = write_csv(tmp_path / "taught.csv", asked("en"))
    asking = tmp_path / "asking.jsonl"
    # The first is right; of the second the file says something else than what was taught.
    rows = [{"text": "reset my password", "intent": "password"}, {"text": "forgot the password", "intent": "card"}]
    asking.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", "utf-8")
    told = json.loads(evaluate(asking, "--train", taught, "--json").stdout)
    assert (told["accuracy"], told["intents"]["password"]["accuracy"]) == (0.5, 1.0)
    assert told["confused"] == [{"intent": "card", "taken_for": "password", "times": 1}]
    shown = evaluate(asking, "--train", taught)
    assert "accuracy                 50.0%" in shown.stdout
    assert "card taken for password" in shown.stdout


def test_the_name_of_an_intent_is_an_example_of_it_unless_told_otherwise(tmp_path: Path):
    taught = write_csv(tmp_path / "taught.csv", [(f"{one.text}", one.label, "en") for one in asked("en")][::9])
    asking = write_csv(tmp_path / "asking.csv", [("fees", "fees", "en"), ("deposit", "deposit", "en")])
    assert json.loads(evaluate(asking, "--train", taught, "--json").stdout)["accuracy"] == 1.0
    assert evaluate(asking, "--train", taught, "--json", "--no-names").exit_code == 0


def test_the_figures_of_abstaining_are_what_they_say():
    from fairlead.bot.evaluate import Report
    from fairlead.bot.guesses import Guess
    from fairlead.bot.read_examples import Row

    report = Report()
    for intent, label, likely in (
        ("fees", "fees", 0.9),  # answered rightly
        ("fees", "fees", 0.1),  # silent, and would have been right
        ("fees", "card", 0.9),  # wrong
        ("card", "fees", 0.1),  # silent, and would have been wrong
        ("", "card", 0.1),  # rightly silent
        ("", "card", 0.9),  # answered what has no answer
    ):
        report.count(Row("text", intent, "en"), [Guess(label, likely)], 0.5)
    told = report.told()
    expected = {
        "accuracy": 2 / 4,
        "hit@1": 1 / 4,
        "refused": 1 / 2,
        "abstain_precision": 2 / 3,
        "abstain_recall": 2 / 4,
    }
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"text,label\nhello,one\n", "Line 1 has no column intent."),
        ("a.csv", b"text,intent\nhello,one\n ,two\n", "Line 3: text is empty."),
        ("a.csv", b"text,intent\nhello,one,more\n", "Line 2 has more fields than line 1."),
        ("a.csv", b'text,intent\n"hello,one\n', "no CSV"),
        ("a.csv", b"", "Line 1 has no column intent and no column text."),
        ("a.csv", b"text,intent\n", "a.csv has no row."),
        ("a.csv", b"text,intent\n\xff\xfe,x\n", "a.csv is not UTF-8 (byte 12)."),
        ("a.csv", b"text,intent\none,a\ntwo,a\nthree,a\nfour,a\nfive,a\n", "fewer than two labels."),
        ("a.csv", b"text,intent\none,a\ntwo,b\n", "2 rows cannot be dealt into 5 parts."),
        ("a.jsonl", b'{"text": "hello", "intent": "a"}\n{"text": \n', "Line 2 is no JSON."),
        ("a.jsonl", b'["hello", "a"]\n', "Line 1 is no JSON object."),
        ("a.jsonl", b'{"text": 5, "intent": "a"}\n', "Line 1: text is no text."),
        ("a.jsonl", b'{"text": "' + b"x" * 10_001 + b'", "intent": "a"}\n', "Line 1: text has more than 10,000"),
        ("a.jsonl", b"[" * 100_000, "Line 1 is no JSON."),
    ],
)
def test_a_file_that_cannot_be_measured_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
):
    path = tmp_path / name
    path.write_bytes(content)
    done = evaluate(path)
    assert (done.exit_code, sentence in done.stderr) == (2, True), done.output


def test_half_a_character_in_a_file_breaks_nothing(tmp_path: Path):
    rows = [json.dumps({"text": one.text + "\ud800", "intent": one.label + "\udfff"}) for one in asked("en")[::4]]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    assert [evaluate(path, *more).exit_code for more in ((), ("--json",))] == [0, 0]


def test_a_name_from_the_file_does_not_steer_the_terminal(tmp_path: Path):
    rows = [(f"{one.text}", f"\x1b[31m{one.label}\u202e", "en") for one in asked("en")]
    done = evaluate(write_csv(tmp_path / "rows.csv", rows))
    assert done.exit_code == 0
    assert not set("\x1b\u202e") & set(done.stdout)
