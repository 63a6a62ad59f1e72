"""What the demo's exchanges charge, list and offer, and what of it they changed lately: articles still say the old."""

from sqlalchemy import select

from fairlead.app import System
from fairlead.exchange.ask_facts import Told
from fairlead.helpcenter.models.facts import FactRow

EARLIER = (
    Told("fee", "Withdrawal of USDT on TRON", "1.5 USDT", "USDT + TRON | TRC20"),
    Told("fee", "Withdrawal of BTC", "0.0002 BTC", "BTC + withdrawal | withdraw | 提现"),
    Told("asset", "USDT on Polygon", "listed", "USDT + Polygon"),
    Told("flag", "Copy trading", "open to everybody", "copy trading | 跟单"),
)
NOW = (
    Told("fee", "Withdrawal of USDT on TRON", "1.2 USDT", "USDT + TRON | TRC20"),
    *EARLIER[1:3],
    Told("flag", "Copy trading", "at most 10 leaders at a time", "copy trading | 跟单"),
)
# As the exchange's own service would tell it.
FACTS = [{"kind": one.kind, "name": one.name, "value": one.value, "mentions": one.mentions} for one in NOW]


async def show_changes(system: System) -> None:
    """Once: what was looked through stays so."""
    for brand in await system.brands.all():
        async with system.database.read() as session:
            known = await session.scalar(select(FactRow.name).where(FactRow.brand_id == brand.id).limit(1))
        if known is None:
            await system.exchange.watching.take(brand.id, EARLIER)
            await system.exchange.watching.take(brand.id, NOW)
