"""A few chats of the last days that were rated, so that the page of ratings has something to show. What was said is made up; the
ratings are given as customers give them."""

from uuid import UUID, uuid5

from sqlalchemy import select

from fairlead.app import System
from fairlead.brands.store import Brand
from fairlead.conversations.ledger import Past
from fairlead.conversations.models import EntryRow
from fairlead.conversations.rules import Draft, Opening
from fairlead.demo.cast import EXCHANGES
from fairlead.feedback.models import ResolutionRow
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import SECOND
from fairlead.people import store as people

AGENTS = ("ayu@desk.example", "sven@desk.example")
_SPACE = UUID("2c3a9e0e-52f5-4c55-8f4c-1c0a4a7d3e11")
_FIRST_UID = 7_700_000_001
Words = dict[str, str]

# What was asked and answered; then how satisfied he was, how easy it was, why, and in his own words.
CHATS: tuple[tuple[str, Words, Words, int, int | None, tuple[str, ...], Words], ...] = (
    (
        "en",
        {"en": "Which network is the cheapest for USDT?", "zh-CN": "提 USDT 用哪个网络手续费最低？"},
        {"en": "TRC20 just now: 1 USDT.", "zh-CN": "目前 TRC20 最低：1 USDT。"},
        5, 5, ("quick",), {"en": "Answered within a minute.", "zh-CN": "一分钟就回复了。"},
    ),
    (
        "zh-CN",
        {"en": "I lost my phone and cannot sign in.", "zh-CN": "手机丢了，登录不了。"},
        {
            "en": "I have sent you the steps to reset it; it takes a day for safety.",
            "zh-CN": "已把重置步骤发给您，出于安全需要一天。",
        },
        4, 3, ("clear",), {},
    ),
    (
        "en",
        {"en": "My deposit took three hours. Why?", "zh-CN": "我的充值等了三个小时，为什么？"},
        {"en": "The network was congested; it is there now.", "zh-CN": "当时网络拥堵，现已到账。"},
        2, 4, ("slow",), {"en": "I had to ask twice.", "zh-CN": "问了两次才有人回。"},
    ),
    (
        "zh-CN",
        {"en": "How do I change my email address?", "zh-CN": "怎么改邮箱？"},
        {"en": "Under Account, Security, Email.", "zh-CN": "在“账户 - 安全 - 邮箱”里修改。"},
        5, None, (), {},
    ),
)  # fmt: skip


async def show_ratings(system: System) -> None:
    """Once: an exchange that has ratings has these."""
    async with system.database.read() as session:
        rows = [await people.agent_by_email(session, email) for email in AGENTS]
        agents = [await people.agent_actor(session, row.id) for row in rows if row is not None]
        rated = select(ResolutionRow.brand_id).where(ResolutionRow.satisfaction.is_not(None)).distinct()
        done = set(await session.scalars(rated))
    here = [agent for agent in agents if agent is not None]
    for exchange in EXCHANGES:
        brand = await system.brands.require(exchange.key)
        if here and brand.id not in done:
            for number in range(len(CHATS)):
                await _rated(system, brand, number, here[number % len(here)])


async def _rated(system: System, brand: Brand, number: int, agent: Actor) -> None:
    language, asked, answered, satisfaction, effort, reasons, words = CHATS[number]
    locale = language if language in brand.locales else brand.default_locale
    spoken = locale if locale in asked else "en"
    customer = await system.identify.named(brand, str(_FIRST_UID + number), locale=locale)
    begun = clock.now() - (number + 1) * 20 * clock.HOUR
    opening = Opening(brand.id, customer.id, "webchat", locale, bot_first=False)
    said = [
        _draft(brand, number, customer, "message", asked[spoken], opening=opening),
        _draft(brand, number, agent, "message", answered[spoken]),
        _draft(brand, number, agent, "closed", by={"kind": agent.kind, "id": agent.id, "name": agent.name}),
    ]  # fmt: skip
    past = [Past(one, begun + place * 90 * SECOND) for place, one in enumerate(said)]
    async with system.database.write_bulk() as connection:
        await system.ledger.write_past(connection, [past])
    async with system.database.read() as session:
        written = select(EntryRow.conversation_id).where(EntryRow.client_id == said[0].client_id)
        talk = await session.scalar(written)
    if talk is None or (end := await system.ratings.asked(customer, talk)) is None:
        return
    await system.ratings.give(
        customer, talk, end.resolution, satisfaction=satisfaction, effort=effort, reasons=list(reasons),
        words=words.get(spoken, ""),
    )  # fmt: skip


def _draft(
    brand: Brand,
    number: int,
    actor: Actor,
    kind: str,
    text: str = "",
    *,
    opening: Opening | None = None,
    **data: object,
) -> Draft:
    name = str(uuid5(_SPACE, f"{brand.id}:{number}:{actor.kind}:{kind}"))
    return Draft(actor=actor, kind=kind, client_id=name, opening=opening, text=text, data=dict(data))
