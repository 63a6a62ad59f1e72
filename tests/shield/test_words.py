"""What a browser needs to know a phrase before it is sent."""

from fairlead.shield.find_phrases import _lists, word_digests


def test_every_word_of_every_list_has_its_digest_once_and_in_order():
    numbers = [int.from_bytes(word_digests()[at : at + 3]) for at in range(0, len(word_digests()), 3)]
    assert numbers == sorted(set(numbers))
    # Of 24 bits a few dozen among 20,000 fall together.
    assert len(_lists()) * 0.99 < len(numbers) <= len(_lists())


def test_a_digest_is_the_one_the_widget_makes():
    """The same words and numbers stand in web/widget/guard.test.ts."""
    for number in (13500134, 13034160, 8141867):
        assert number.to_bytes(3) in {word_digests()[at : at + 3] for at in range(0, len(word_digests()), 3)}
