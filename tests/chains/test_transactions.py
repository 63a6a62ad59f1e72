import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.chains.networks import NETWORKS
from fairlead.chains.transactions import FORMATS, networks_of, read_transaction
from tests.chains.examples import FIRST, TRANSACTIONS


@pytest.mark.parametrize("network", TRANSACTIONS)
def test_an_id_is_read_however_it_is_written(network: str):
    own, other = TRANSACTIONS[network]
    assert read_transaction(own, network) == read_transaction(other, network) == own
    assert network in networks_of(own)


def test_every_format_has_an_example():
    assert {NETWORKS[network].transactions for network in TRANSACTIONS} | {"hex"} == FORMATS.keys()


def test_what_only_one_family_writes_is_only_theirs():
    assert "BTC" not in networks_of(f"0x{FIRST}")
    assert {"ETH", "BSC"} <= set(networks_of(f"0x{FIRST}"))
    assert {"BTC", "TRON"} <= set(networks_of(FIRST))
    assert "ETH" not in networks_of(FIRST)


@settings(deadline=None)
@given(st.text(max_size=120) | st.from_regex(r"(0x)?[0-9a-fA-F]{60,70}", fullmatch=True))
def test_what_is_read_is_read_again_as_itself(text: str):
    for network in NETWORKS:
        found = read_transaction(text, network)
        assert found is None or read_transaction(found, network) == found
