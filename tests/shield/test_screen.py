"""The door before the first write: what a text must be, and what never gets through."""

import pytest

from fairlead.kit.errors import Invalid
from fairlead.shield.screen import screen

TXID = "4f3c2d1b" * 8


def test_a_secret_is_gone_and_said_to_be():
    screened = screen("my private key is " + TXID)
    assert screened.text == "my private key is [removed: private key]"
    assert screened.data == {"removed": ["private_key"]}
    assert screen("hello").data == {}


def test_what_only_its_writer_can_tell_is_refused_until_he_has_said_so():
    with pytest.raises(Invalid, match="maybe_private_key"):
        screen(TXID)
    assert screen(TXID, as_is=True).text == TXID
    # His word is not taken for what calls itself a key.
    assert TXID not in screen("private key " + TXID, as_is=True).text
