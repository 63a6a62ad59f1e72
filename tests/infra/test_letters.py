from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.infra.letters import NONE, Letters, places

TERMS = st.lists(st.text("abcß充值🙂", min_size=1, max_size=3), max_size=30)


@settings(deadline=None)
@given(st.lists(TERMS, max_size=4))
def test_what_is_spelled_reads_as_it_was_and_has_its_terms_where_they_stood(texts):
    letters = Letters()
    spelled = [letters.spell(" ".join(terms)) for terms in texts]
    for terms, text in zip(texts, spelled, strict=True):
        assert letters.read(text) == terms
        for term in terms:
            assert places(text, letters.of(term)) == [at for at, other in enumerate(terms) if other == term]


def test_a_term_for_which_no_character_is_left_is_in_no_text_and_moves_none():
    letters = Letters(most=2)
    assert letters.spell("a b c d a") == letters.spell("a b") + NONE * 2 + letters.spell("a")
    assert (letters.of("c"), letters.of("never seen")) == ("", "")
    assert letters.read(letters.spell("d b c")) == ["b"]


def test_no_character_is_half_of_one():
    letters = Letters()
    text = letters.spell(" ".join(map(str, range(60_000))))
    assert len(set(text)) == 60_000
    assert text.encode("utf-16").decode("utf-16") == text
