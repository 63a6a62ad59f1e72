import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.chains.explain import NotOne, check_address, check_memo, check_transaction, poisoned, value_in
from fairlead.chains.networks import NETWORKS
from tests.chains.examples import FIRST, GENESIS, TESTNET

USDT = "0xdAC17F958D2ee523a2206206994597C13D831ec7"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        (f"  https://etherscan.io/tx/0x{FIRST}#eventlog", f"0x{FIRST}"),
        (f"https://tronscan.org/#/transaction/{FIRST}", FIRST),
        (f"https://mempool.space/tx/{GENESIS}?mode=details", GENESIS),
        (f"https://tronscan.org/#/address/{TRON}/transfers", TRON),
        (f"“{GENESIS[:32]}\n{GENESIS[32:]}”.", GENESIS),
        ("bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=0.1", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (f"ethereum:{USDT}@1", USDT),
        ("ＴＲ７ＮＨｑｊｅＫＱｘＧＴＣｉ８ｑ８ＺＹ４ｐＬ８ｏｔＳｚｇｊＬｊ６ｔ", TRON),
        (f"\u200b{TRON}\u2060，", TRON),
    ],
)
def test_the_value_is_taken_out_of_what_was_pasted(pasted: str, value: str):
    assert value_in(pasted) == value


@pytest.mark.parametrize(
    ("pasted", "network", "code", "among"),
    [
        ("", "TRON", "empty", None),
        (TRON, "TRON", "address", "TRON"),
        (f"0x{FIRST}", "SOL", "other_network", "ETH"),
        ("#123456789", "TRON", "reference", None),
        ("8d3f6a10-1c2b-4d5e-8f90-a1b2c3d4e5f6", "ETH", "reference", None),
        (f"{FIRST[:6]}...{FIRST[-6:]}", "TRON", "shortened", None),
        (f"0x{FIRST[:-1]}", "ETH", "length", None),
        ("lnbc20u1p3y0x3hpp5743k2g0fsqqxj7n8qzuhns5gmkk4djeejk3wkp64ppevgekvc0jsdqcve5kzar2v9nr5gpqd4hkuetesp5ez2g297j", "BTC", "invoice", "BTC-LN"),
        ("I sent it yesterday", "BTC", "shape", None),
    ],
)  # fmt: skip
def test_what_is_no_transaction_is_told_what_it_is(pasted: str, network: str, code: str, among: str | None):
    with pytest.raises(NotOne) as told:
        check_transaction(pasted, network)
    assert told.value.code == code
    assert among is None or among in told.value.networks


@pytest.mark.parametrize(
    ("pasted", "network", "code", "among"),
    [
        (TRON, "ETH", "other_network", "TRON"),
        (USDT, "TRON", "other_network", "ETH"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "SOL", "other_network", "BTC"),
        (TRON[:-1] + "u", "TRON", "checksum", None),
        (USDT.replace("dAC17F", "dac17F"), "BSC", "checksum", None),
        (TRON[:-1] + "u", "ETH", "other_network", "TRON"),
        (f"0x{FIRST}", "ETH", "transaction", "ETH"),
        (TESTNET["BTC"], "BTC", "test_network", None),
        ("vitalik.eth", "ETH", "name", None),
        ("0xdAC1…1ec7", "ETH", "shortened", None),
        ("what is that", "ETH", "shape", None),
    ],
)
def test_what_is_no_address_there_is_told_what_it_is(pasted: str, network: str, code: str, among: str | None):
    """T09."""
    with pytest.raises(NotOne) as told:
        check_address(pasted, network)
    assert told.value.code == code
    assert among is None or among in told.value.networks


def test_what_fits_is_given_as_the_network_writes_it():
    assert check_transaction(f"https://etherscan.io/tx/{FIRST}", "BSC") == f"0x{FIRST}"
    assert check_address(USDT.lower(), "POLYGON").text == USDT
    assert check_address(f"tron:{TRON}", "TRON").text == TRON


@pytest.mark.parametrize(
    ("pasted", "network", "kept"),
    [
        ("0042", "XRP", "42"), ("4294967295", "XRP", "4294967295"), ("4294967296", "XRP", None), ("-1", "XRP", None),
        ("18446744073709551615", "XLM", "18446744073709551615"), ("18446744073709551616", "XLM", None),
        ("a" * 28, "XLM", "a" * 28), ("ä" * 15, "XLM", None), (FIRST.upper(), "XLM", FIRST),
        (" 100234 ", "TON", "100234"), ("", "TON", None), ("5", "BTC", None),
    ],
)  # fmt: skip
def test_a_memo_is_what_its_network_takes(pasted: str, network: str, kept: str | None):
    if kept is not None:
        assert check_memo(pasted, network) == kept
        return
    with pytest.raises(NotOne):
        check_memo(pasted, network)


def test_an_address_that_only_looks_like_ones_own_is_seen():
    """T09."""
    mine = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    twin = "0x5AAe00000000000000000000000000000000bEaD".replace("bEaD", "BeAed"[1:])
    twin = twin[:-4] + mine[-4:]
    found = poisoned(twin, [USDT, mine])
    assert found is not None and found.own == mine
    assert poisoned(mine, [mine]) is None
    assert poisoned(mine.lower(), [mine]) is None
    assert poisoned(USDT, [mine]) is None
    # What all addresses of the network begin with is no likeness.
    assert (
        poisoned("bc1qzzzzr0srrr7xfkvy5l643lydnw9re59gtz5mdq", ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"]) is None
    )


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(NETWORKS)))
def test_whatever_is_pasted_is_read_or_refused_with_a_code(pasted: str, network: str):
    for check in (check_transaction, check_address, check_memo):
        with contextlib.suppress(NotOne):
            assert check(pasted, network)
