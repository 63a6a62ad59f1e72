import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.infra.search import Part, SearchIndex, Wanted
from fairlead.infra.vocabulary import Vocabulary, slips

BOOSTS = {"title": 3.0, "body": 1.0}


def part(key, *, title="", body="", kept=b"", stored=b""):
    return Part(key, {"title": title, "body": body}, kept, stored)


@pytest.fixture
def index():
    made = SearchIndex(BOOSTS)
    made.update(
        [
            part(
                "deposit",
                title="deposit late",
                body="the deposit is late on the network",
                kept=b"Deposit",
                stored=b"late",
            ),
            part("withdraw", title="withdraw", body="a withdraw needs a network fee and a deposit address"),
            part("account", title="account", body="sign in to the account"),
        ]
    )
    return made


def test_a_title_weighs_more_than_a_text(index):
    found = index.search([Wanted("deposit")], limit=5)
    assert [hit.key for hit in found] == ["deposit", "withdraw"]
    assert found[0].laid.kept == b"Deposit"


def test_what_is_weighed_by_its_letters_counts_what_the_index_says(index):
    wanted = [Wanted("deposit"), Wanted("network", 0.5), Wanted("staking")]
    found = {hit.key: hit.score for hit in index.search(wanted, limit=5)}
    weighed = {hit.key: hit.score for hit in index.weigh(wanted, found)}
    assert weighed == pytest.approx(found, rel=1e-5)
    assert [hit.stored() for hit in index.weigh(wanted, ["deposit"])] == [b"late"]
    assert index.weigh(wanted, ["gone"]) == []
    (late,) = index.weigh(wanted, ["deposit"])
    index.update([], gone=["deposit"])
    assert late.stored() == b""


def test_an_unknown_term_finds_nothing(index):
    assert index.search([Wanted("staking")], limit=5) == []
    assert index.search([], limit=5) == []


def test_an_update_replaces_the_parts_of_a_key(index):
    index.update([part("deposit", title="top up", body="coins")], gone=["deposit"])
    assert [hit.key for hit in index.search([Wanted("deposit")], limit=5)] == ["withdraw"]
    assert index.size == 3
    assert index.search([Wanted("late")], limit=5) == []


def test_a_slip_is_corrected_to_the_nearest_known_term(index):
    assert index.vocabulary.corrections("witdraw") == (("withdraw", 1),)
    assert index.vocabulary.corrections("xylophone") == ()


def test_a_short_word_is_corrected_only_by_the_letter_it_lacks():
    known = Vocabulary({"login": 3, "take": 9})
    assert known.corrections("logn") == (("login", 1),)
    assert known.corrections("tale") == ()


def test_two_words_run_together_are_cut_where_both_are_known():
    known = Vocabulary({"copy": 4, "trading": 5, "cop": 1})
    assert known.parts("copytrading") == ("copy", "trading")
    assert known.parts("copytrain") is None


def test_a_beginning_is_completed(index):
    assert index.vocabulary.completions("dep") == ("deposit",)


def test_a_rare_term_weighs_more_than_a_common_one(index):
    assert index.rarity("staking") > index.rarity("late") > index.rarity("network")


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("recieved", "received", 1),
        ("depsoit", "deposit", 1),
        ("deposit", "deposit", 0),
        ("with", "withdraw", 3),
        ("abcdef", "badcfe", 3),
    ],
)
def test_swapped_letters_are_one_slip(one, other, distance):
    assert slips(one, other, 2) == distance


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_slips_are_the_same_both_ways(one, other):
    assert slips(one, other, 3) == slips(other, one, 3)
    assert (slips(one, other, 3) == 0) == (one == other)
