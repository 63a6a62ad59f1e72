"""`fairlead verify-bundle`: whether an exported matter is as it was made. Nothing is asked of any network or database."""

import sys
import tempfile
from typing import IO

import click

from fairlead.infra.sealing import sealer_from
from fairlead.settings import Settings, SettingsError
from fairlead.tickets.pack_bundle import KEY, Proof, Tampered, check, is_ours


@click.command("verify-bundle")
@click.argument("file", type=click.File("rb"))
def verify_bundle(file: IO[bytes]) -> None:
    """Check every byte of an exported matter, and with this installation's secret that it was made here."""
    with tempfile.TemporaryFile() as again:
        try:
            checked = check(file, again)
        except Tampered as problem:
            click.echo(f"NOT as it was made. {problem}")
            sys.exit(1)
    click.echo(
        f"{checked.proof.number}, made {checked.proof.made_at}: {len(checked.names)} files, none of them changed."
    )
    click.echo(_origin(checked.proof))


def _origin(proof: Proof) -> str:
    try:
        key = sealer_from(Settings.from_env()).derive(KEY)
    except SettingsError:
        return "Whether this installation made it was not looked at: its secret is not set here (FAIRLEAD_SECRET_KEY)."
    if is_ours(proof, key):
        return "This installation made it."
    click.echo("NOT made by this installation, or with a secret it has no more.")
    sys.exit(3)
