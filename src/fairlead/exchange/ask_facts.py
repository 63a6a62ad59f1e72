"""Asks the exchange's own service what it charges, lists and offers now, so that editors learn what changed
(`helpcenter.ports.Exchange`)."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
import structlog

from fairlead.exchange.ask import Service
from fairlead.infra.http_client import HttpClient
from fairlead.kit.text import is_blank, storable

MOST = 5_000
ONE_LINE = r"\A[^\x00-\x1f\x7f]+\Z"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
log = structlog.get_logger()


class Told(msgspec.Struct, frozen=True):
    """See `helpcenter.ports.Fact`."""

    kind: Literal["fee", "asset", "flag"]
    name: Name
    value: Line
    mentions: Line


class _Answer(msgspec.Struct):
    facts: Annotated[list[Told], msgspec.Meta(max_length=MOST)]


class FactService:
    """One address: `POST {"brand": "northlight"}` → 200 `{"facts": [{"kind": "fee", "name": "Withdrawal of USDT on TRON",
    "value": "1.5 USDT", "mentions": "USDT + TRC20 | TRON"}]}`."""

    def __init__(self, http: HttpClient, url: str, *, token: str = "") -> None:
        self._service = Service(http, url, headers={"Authorization": f"Bearer {token}"} if token else {})

    async def facts(self, brand: str) -> Sequence[Told]:
        """All of a brand's; none from whoever does not answer, or not that: a part of it would say that the rest is gone."""
        found = await self._service.ask({"brand": brand}, _Answer)
        if found is None:
            log.warning("the exchange did not tell its facts", brand=brand)
            return ()
        return [
            Told(one.kind, storable(one.name), storable(one.value), storable(one.mentions))
            for one in found.facts
            if not is_blank(one.name) and not is_blank(one.value)
        ]


class Untold:
    """For an installation whose exchange has no such service."""

    async def facts(self, brand: str) -> Sequence[Told]:
        return ()
