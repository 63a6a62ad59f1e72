"""What `make test` leaves to `make prove` must be run there."""

import pytest

from tests.proving import others_when_proving

CASES = [(320, True), (1440, False)]


def test_the_first_case_alone_is_tested(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FAIRLEAD_PROVE", raising=False)
    assert others_when_proving("width,dark", CASES, ids=["small", "large"]).args == ("width,dark", CASES[:1])
    assert others_when_proving("width,dark", CASES, ids=["small", "large"]).kwargs == {"ids": ["small"]}


def test_in_proof_all_have_the_mark_by_which_they_are_chosen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAIRLEAD_PROVE", "1")
    _, params = others_when_proving("width,dark", CASES).args
    assert [param.values for param in params] == CASES
    assert all(mark.name == "prove" for param in params for mark in param.marks)
    _, params = others_when_proving("width", [320, 1440]).args
    assert [param.values for param in params] == [(320,), (1440,)]
