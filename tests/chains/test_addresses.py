import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.chains.addresses import FORMATS, networks_of, read_address
from fairlead.chains.networks import NETWORKS, network_called
from tests.chains.examples import ADDRESSES, TESTNET, UNCHECKED

CHECKED = [(network, text) for network, rows in ADDRESSES.items() for text, _, _ in rows]
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0"


def test_every_format_has_a_real_example():
    shown = {NETWORKS[network].addresses for network in (*ADDRESSES, *UNCHECKED)}
    # Celestia's differs from Cosmos' by its prefix alone.
    assert FORMATS.keys() - shown == {"celestia"}


@pytest.mark.parametrize(("network", "text"), CHECKED)
def test_a_real_address_is_read_with_its_checksum_and_told_to_its_network(network: str, text: str):
    (kind, memo) = next((kind, memo) for one, kind, memo in ADDRESSES[network] if one == text)
    found = read_address(text, network)
    assert found is not None
    assert (found.text, found.kind, found.checked, found.test, found.memo) == (text, kind, True, False, memo)
    assert network in networks_of(text)


@pytest.mark.parametrize(("network", "text"), [(key, text) for key, texts in UNCHECKED.items() for text in texts])
def test_what_has_no_checksum_is_read_and_says_so(network: str, text: str):
    found = read_address(text, network)
    assert found is not None and not found.checked
    assert found.text == text
    assert network in networks_of(text)


@pytest.mark.parametrize(("network", "text"), TESTNET.items())
def test_a_test_networks_address_is_told_from_a_real_one(network: str, text: str):
    found = read_address(text, network)
    assert found is not None and found.test


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(CHECKED), st.data())
def test_a_slip_in_one_letter_is_seen(example: tuple[str, str], data: st.DataObject):
    network, text = example
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([one for one in LETTERS if one.lower() != text[place].lower()]))
    slipped = text[:place] + other + text[place + 1 :]
    found = read_address(slipped, network)
    # What is written in one case has no checksum on networks like Ethereum.
    assert found is None or not found.checked, (text, slipped)


@settings(deadline=None)
@given(st.sampled_from(CHECKED), st.data())
def test_letters_that_changed_places_are_seen(example: tuple[str, str], data: st.DataObject):
    network, text = example
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    found = read_address(swapped, network)
    assert swapped == text or found is None or not found.checked


@settings(deadline=None)
@given(st.text(max_size=150) | st.from_regex(r"[1-9A-HJ-NP-Za-km-z:.=_-]{0,120}", fullmatch=True))
def test_whatever_is_given_is_answered(text: str):
    for network in NETWORKS:
        found = read_address(text, network)
        assert found is None or read_address(found.text, network) is not None
    networks_of(text)


def test_the_addresses_in_real_articles_are_read(shared: Path):
    pattern = re.compile(
        r"(?<![\w/])(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{39}|T[1-9A-HJ-NP-Za-km-z]{33}|[48][0-9A-Za-z]{94})(?!\w)"
    )
    found = set()
    for path in sorted((shared / "data" / "articles").rglob("*.md")):
        found |= set(pattern.findall(path.read_text("utf-8", "replace")))
    unread = {text for text in found if not networks_of(text)}
    assert len(found) > 20
    assert not unread


def test_networks_go_by_many_names():
    for called, key in {
        "trc20": "TRON",
        "TRX": "TRON",
        "ERC-20": "ETH",
        "BNB Smart Chain (BEP20)": "BSC",
        "xrp": "XRP",
    }.items():
        found = network_called(called)
        assert found is not None and found.key == key
    assert network_called("Northlight Pay") is None
