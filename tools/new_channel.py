"""`make channel name=…`: will write a new channel's adapter, its row in the docs and its tests.

Until the contract every adapter fulfils is in the code there is nothing to write against, and this says so.
"""

import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "fairlead"


def main(arguments: list[str]) -> int:
    match arguments:
        case [name] if re.fullmatch(r"[a-z][a-z0-9]{1,30}", name):
            return scaffold(name)
    print("usage: make channel name=example (lower-case letters and digits)", file=sys.stderr)
    return 2


def scaffold(name: str) -> int:
    if (PACKAGE / "channels" / name).exists():
        print(f"there is a channel {name} already", file=sys.stderr)
        return 1
    print(
        f"Nothing was written for {name}: the contract of a channel (verify, parse, send) arrives with the first"
        " outside channel, and this scaffold with it. Until then src/fairlead/channels/webchat shows the shape.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
