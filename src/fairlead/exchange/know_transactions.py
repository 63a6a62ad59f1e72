"""Asks the exchange's index of transactions whether a value is one of them, by no more than its beginning.

What is asked about may be a private key: its first ten characters leave too many keys to try them, and name few transactions. The
index answers with all that begin so, as ids of up to 128 characters; they are compared here.
"""

from collections.abc import Sequence

import msgspec

from fairlead.exchange.ask import Service
from fairlead.infra.http_client import HttpClient

PREFIX = 10


class _Answer(msgspec.Struct):
    transactions: list[str]


class TransactionIndex:
    """One address: `POST {"prefixes": ["4f3c2d1b4f"]}` → 200 `{"transactions": ["4f3c2d1b4f…"]}`."""

    def __init__(self, http: HttpClient, url: str) -> None:
        self._service = Service(http, url)

    async def known(self, values: Sequence[str]) -> bool:
        """See `shield.ports.TransactionLookup`."""
        asked = {_bare(value) for value in values}
        if not asked:
            return False
        found = await self._service.ask({"prefixes": sorted(value[:PREFIX] for value in asked)}, _Answer)
        return found is not None and asked <= {_bare(value) for value in found.transactions}


def _bare(value: str) -> str:
    """As ids are compared: chains write hexadecimal ones with 0x or without, in either case."""
    return value.lower().removeprefix("0x")
