from typing import get_args

import pytest
from click.testing import CliRunner

from fairlead.chains.explain import Code
from fairlead.cli import main
from fairlead.cli.chain import _SAID
from tests.chains.examples import ADDRESSES, FIRST


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["transaction", f"https://etherscan.io/tx/0x{FIRST}"], 0, "network: ETH, BSC"),
        (["transaction", FIRST, "--network", "TRC20"], 0, "network: TRON"),
        (["transaction", "#123456789", "--network", "TRC20"], 2, "number of an order"),
        (["address", ADDRESSES["XRP"][2][0], "--network", "ripple"], 0, "memo or tag in it: 1337"),
        (["address", ADDRESSES["TRON"][0][0], "--network", "ERC20"], 2, "another network: TRON."),
        (["address", ADDRESSES["TRON"][0][0]], 0, "network: TRON"),
        (["address", "So11111111111111111111111111111111111111112", "--network", "sol"], 0, "no checksum in it"),
        (["address", "hello there, what is this"], 2, "It is none of any network"),
        (["address", "x", "--network", "Northlight Pay"], 2, "is no network we know"),
        (["networks"], 0, "TRON (TRC20)"),
    ],
)
def test_an_operator_is_told_what_an_id_or_an_address_is(asked: list[str], code: int, said: str):
    done = CliRunner().invoke(main, ["chain", *asked])
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_every_refusal_has_its_sentence():
    assert set(get_args(Code)) == _SAID.keys()
