"""See src/fairlead/conduct/ask_kindly.py; web/shared/kind.test.ts reads the same cases."""

import json
from pathlib import Path

import pytest

from fairlead.conduct.ask_kindly import is_unkind

CASES = json.loads((Path(__file__).parent / "unkind.json").read_text("utf-8"))


@pytest.mark.parametrize("text", CASES["unkind"])
def test_its_writer_is_asked_before_it_is_sent(text: str):
    assert is_unkind(text)


@pytest.mark.parametrize("text", CASES["fine"])
def test_it_is_sent_without_a_question(text: str):
    assert not is_unkind(text)
