"""`fairlead chain`: what a transaction's id or an address is, by its format and checksum. Nothing is asked of any network."""

import click

from fairlead.chains import addresses, transactions
from fairlead.chains.explain import Code, NotOne, check_address, check_transaction, value_in
from fairlead.chains.networks import NETWORKS, Network, network_called
from fairlead.cli.common import fail

_SAID: dict[Code, str] = {
    "empty": "There is nothing in it.",
    "shortened": "It was shortened on its way: the middle is missing.",
    "address": "That is an address, not a transaction's ID",
    "transaction": "That is a transaction's ID, not an address",
    "invoice": "That is a Lightning invoice.",
    "name": "That is a name. Its address stands in the wallet it was sent from.",
    "reference": "That is the number of an order, a withdrawal or a transfer inside an exchange.",
    "other_network": "That belongs to another network",
    "test_network": "That is an address of a test network, where nothing has value.",
    "checksum": "A letter is wrong, missing or too many: the checksum does not fit.",
    "length": "It is too long or too short to be one.",
    "shape": "It is none.",
}


@click.group()
def chain() -> None:
    """Transaction IDs and addresses: their formats and checksums."""


@chain.command("networks")
def list_networks() -> None:
    """Name the networks that are known."""
    for network in NETWORKS.values():
        click.echo(f"{network.key:<9} {network.name}")


@chain.command("transaction")
@click.argument("pasted")
@click.option("--network", help="A network's key or name; without it, all that may have it are named.")
def transaction(pasted: str, network: str | None) -> None:
    """Read a transaction's ID, or what was pasted for one."""
    try:
        if network is None:
            text = value_in(pasted)
            _tell(text, transactions.networks_of(text))
        else:
            one = _network(network)
            _tell(check_transaction(pasted, one.key), (one.key,))
    except NotOne as problem:
        _refuse(problem)


@chain.command("address")
@click.argument("pasted")
@click.option("--network", help="A network's key or name; without it, all that may have it are named.")
def address(pasted: str, network: str | None) -> None:
    """Read an address with its checksum, or what was pasted for one."""
    try:
        if network is None:
            text = value_in(pasted)
            _tell(text, addresses.networks_of(text))
            return
        one = _network(network)
        found = check_address(pasted, one.key)
        _tell(found.text, (one.key,))
        click.echo("checksum right" if found.checked else "no checksum in it: a slip would not be seen")
        if found.memo is not None:
            click.echo(f"memo or tag in it: {found.memo}")
    except NotOne as problem:
        _refuse(problem)


def _network(name: str) -> Network:
    return network_called(name) or fail(f"{name} is no network we know. `fairlead chain networks` names them.")


def _tell(text: str, networks: tuple[str, ...]) -> None:
    if not networks:
        fail("It is none of any network we know.")
    click.echo(text)
    click.echo(f"network: {', '.join(networks)}")


def _refuse(problem: NotOne) -> None:
    where = f": {', '.join(problem.networks)}." if problem.networks else "."
    fail(_SAID[problem.code].rstrip(".") + where)
