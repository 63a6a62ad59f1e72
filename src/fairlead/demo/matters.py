"""Three tickets of each exchange, for something to look at: a deposit over the wrong network, a withdrawal that has not arrived,
a verification that was rejected. They are made as people make them; the transactions are well-known ones of their chains."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select

from fairlead.app import System
from fairlead.brands.store import Brand
from fairlead.demo.cast import EXCHANGES, Trader
from fairlead.kit.access import Actor
from fairlead.people import store as people
from fairlead.tickets.change_ticket import ChangeTicket, Work
from fairlead.tickets.models import TicketRow
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.store import Found

# Ethereum's first transaction, and the one in Bitcoin's first block.
ETHEREUM = "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
BITCOIN = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
TRON_ADDRESS = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
# Who looks at it; he leads the wallets' team.
AGENT = "sven@desk.example"
_SPACE = UUID("0b2a4b8e-5e0e-4d0e-9c1d-8c1c2d6f6a11")

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """`steps`: to which status an agent takes it, with what words; `later`: what the customer adds before the last of them."""

    category: str
    text: Words
    facts: tuple[Given, ...]
    steps: tuple[tuple[str, Words], ...]
    later: tuple[Given, ...] = ()


MATTERS = (
    Matter(
        "DEP-NET",
        {
            "en": "I sent 250 USDT from my own wallet over Ethereum, but the deposit address was the one for TRON.",
            "zh-CN": "我从自己的钱包用以太坊网络转出 250 USDT，但充值地址选的是波场网络。",
        },
        (Given("asset", "USDT"), Given("network_used", "ERC20"), Given("txid", ETHEREUM), Given("amount", "250")),
        (
            ("with_agent", {}),
            (
                "waiting_for_you",
                {
                    "en": "I found the transfer on the chain. To which of your deposit addresses did you mean to send it? "
                    "You find it on the deposit page.",
                    "zh-CN": "已在链上查到这笔转账。请问您原本要充到哪个充值地址？可以在充值页面查看。",
                },
            ),
        ),
    ),
    Matter(
        "WDR-NOTRECV",
        {
            "en": "My withdrawal of 0.05 BTC is shown as completed since this morning, and my wallet has nothing.",
            "zh-CN": "我提现的 0.05 BTC 从今天早上起显示已完成，但钱包里没有到账。",
        },
        (
            *(Given("withdrawal_id", "82736455"), Given("network", "BTC"), Given("txid", BITCOIN)),
            *(Given("amount", "0.05"), Given("receiver_platform", missing="-")),
        ),
        (
            ("with_agent", {}),
            (
                "waiting_on_chain",
                {
                    "en": "It is on its way: the network has not confirmed it often enough. You need not do anything; "
                    "you will read here when it is there.",
                    "zh-CN": "这笔提现正在途中，区块确认数还不够。您无需任何操作，到账后会在这里通知您。",
                },
            ),
        ),
    ),
    Matter(
        "KYC-REJ",
        {
            "en": "My identity verification was rejected, and I do not understand why.",
            "zh-CN": "我的身份认证被拒了，不明白是什么原因。",
        },
        (Given("reason_code", "51008"),),
        (
            ("with_agent", {}),
            (
                "solved",
                {
                    "en": "The photo of your ID card was cut off at one edge. I have opened the verification again: "
                    "please take it once more with all four corners in the picture.",
                    "zh-CN": "您上传的证件照片有一角被裁掉了。我已重新开放认证，请拍摄四角完整的证件照片后再次提交。",
                },
            ),
        ),
        later=(Given("document_date", "2024-03-01"),),
    ),
)
_OWN_WALLET = {"en": "It is a wallet of my own", "zh-CN": "是我自己的钱包"}


async def show_matters(system: System) -> None:
    """Once: an exchange that has tickets has these."""
    async with system.database.read() as session:
        row = await people.agent_by_email(session, AGENT)
        agent = await people.agent_actor(session, row.id) if row is not None else None
        done = set(await session.scalars(select(TicketRow.brand_id).distinct()))
    for exchange in EXCHANGES:
        brand = await system.brands.require(exchange.key)
        if agent is None or brand.id in done:
            continue
        for number, matter in enumerate(MATTERS):
            trader = exchange.traders[number % 2]
            await _show(system, brand, trader, matter, agent)


async def _show(system: System, brand: Brand, trader: Trader, matter: Matter, agent: Actor) -> Found:
    locale = trader.locale if trader.locale in matter.text else "en"
    customer = await system.identify.named(brand, trader.uid, locale=trader.locale, name=trader.name)
    facts = [one if one.missing != "-" else Given(one.field, missing=_OWN_WALLET[locale]) for one in matter.facts]
    asked = Asked(matter.category, matter.text[locale], facts, locale=trader.locale)
    client_id = str(uuid5(_SPACE, f"{brand.id}:{matter.category}"))
    found = await OpenTicket(system.tickets)(customer, client_id, brand.id, asked)
    change = ChangeTicket(system.tickets)
    for number, (status, words) in enumerate(matter.steps):
        if matter.later and number == len(matter.steps) - 1:
            found = await change.add_facts(customer, found.row.id, matter.later, revision=None)
        work = Work(found.row.revision, status=status, text=words.get(locale, ""))
        found = await change.work(agent, found.row.id, work)
    return found
