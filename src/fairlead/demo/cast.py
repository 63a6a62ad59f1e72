"""Who plays in the demo: two exchanges, their traders, and the people at the desk."""

from dataclasses import dataclass, field

PASSWORD = "fairlead-demo"  # noqa: S105 - made up, printed at start, for localhost only


@dataclass(frozen=True, slots=True)
class Trader:
    """One who can be signed in on the exchange's page with a click."""

    key: str
    uid: str
    name: str
    tier: str
    locale: str
    kyc_level: str
    email: str


@dataclass(frozen=True, slots=True)
class Exchange:
    key: str
    name: str
    look: dict[str, str]
    locales: tuple[str, ...]
    bot_first: bool
    algorithm: str
    headline: dict[str, str]
    pair: str
    price: str
    change: str
    traders: tuple[Trader, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    email: str
    role: str
    brands: tuple[str, ...]
    team: str


EXCHANGES = (
    Exchange(
        key="northlight",
        name="Northlight",
        look={"accent": "#0a6e56", "accent_dark": "#4fd1a5", "radius": "10px", "logo": "N"},
        locales=("en", "zh-CN", "es", "ja", "ar"),
        bot_first=False,
        algorithm="EdDSA",
        headline={
            "en": "Trade with a clear head",
            "zh-CN": "冷静交易,心中有数",
            "es": "Opere con la cabeza fría",
            "ja": "冷静に、確かな取引を",
            "ar": "تداول بذهن صافٍ",
        },
        pair="BTC/USDT",
        price="91,284.50",
        change="+1.8 %",
        traders=(
            Trader("lin", "557123409", "Lin Hao", "VIP 4", "zh-CN", "2", "lin.hao@mail.example"),
            Trader("marco", "558306117", "Marco Duarte", "Standard", "en", "1", "m.duarte@mail.example"),
            Trader("omar", "559920184", "عمر حداد", "VIP 2", "ar", "2", "omar.haddad@mail.example"),
        ),
    ),
    Exchange(
        key="seabright",
        name="Seabright 海明",
        look={"accent": "#2f55d4", "accent_dark": "#8ab4ff", "radius": "16px", "logo": "海"},
        locales=("zh-CN", "en"),
        bot_first=True,
        algorithm="HS256",
        headline={"en": "Your exchange in one app", "zh-CN": "一个应用,全部交易"},
        pair="ETH/USDT",
        price="3,118.06",
        change="−0.6 %",
        traders=(
            Trader("wei", "620044871", "陈薇", "VIP 1", "zh-CN", "3", "chen.wei@mail.example"),
            Trader("dev", "620991034", "Dev Patel", "Market maker", "en", "Business", "dev@bots.example"),
        ),
    ),
)

COLLEAGUES = (
    Colleague("Ayu", "ayu@desk.example", "agent", ("northlight", "seabright"), "General support"),
    Colleague("Sven", "sven@desk.example", "lead", ("northlight", "seabright"), "Wallet operations"),
    Colleague("Tomasz", "tomasz@desk.example", "admin", ("northlight", "seabright"), "General support"),
)

TEAMS = ("General support", "Wallet operations", "Account security")

# shortcut, title, text by locale
CANNED = (
    (
        "txid",
        {"en": "Ask for the transaction ID", "zh-CN": "请求交易哈希"},
        {
            "en": "Hello {{customer.name}}, please send me the transaction ID (TxID) of the transfer; "
            "you find it in the history of the platform you sent from. I will look at once.",
            "zh-CN": "{{customer.name}} 您好,请把这笔转账的交易哈希(TxID)发给我,"
            "您可以在转出平台的提币记录里找到,我马上为您查询。",
        },
    ),
    (
        "wait",
        {"en": "Deposit is waiting for confirmations", "zh-CN": "充值等待确认"},
        {
            "en": "I found your deposit. The network has not confirmed it often enough yet; it is credited by itself as "
            "soon as it has. You need not do anything, and I will write here when it is done.",
            "zh-CN": "已查到您的充值,目前区块确认数还不够,达到要求后会自动入账。您无需任何操作,到账后我会在这里通知您。",
        },
    ),
    (
        "never",
        {"en": "We never ask for secrets", "zh-CN": "我们绝不索要"},
        {
            "en": "Please do not send passwords, codes, private keys or recovery phrases, here or anywhere. "
            "We never ask for them, and nobody who does is from {{brand}}.",
            "zh-CN": "请不要在任何地方发送密码、验证码、私钥或助记词。我们绝不会索要,凡是索要的都不是 {{brand}} 的人。",
        },
    ),
    (
        "bye",
        {"en": "Anything else?", "zh-CN": "还有其他问题吗"},
        {
            "en": "Is there anything else I can do for you, {{customer.name}}? If not, I will close this conversation; "
            "you can write again here at any time.",
            "zh-CN": "{{customer.name}},请问还有什么可以帮您?如果没有,我就先结束这次会话,您随时可以在这里继续留言。",
        },
    ),
    (
        "chain",
        {"en": "Hand to wallet operations", "zh-CN": "转钱包运营团队"},
        {
            "en": "Thank you, {{customer.name}}. Our wallet team now looks at your transfer on the chain; "
            "you will read here what they find.",
            "zh-CN": "谢谢 {{customer.name}},我们的钱包团队正在链上核查您的转账,结果会在这里告诉您。",
        },
    ),
    (
        "solved",
        {"en": "Solved: thank and close", "zh-CN": "已解决:致谢并关闭"},
        {
            "en": "I am glad that it is solved, {{customer.name}}. I close this conversation now; "
            "you can write again here at any time.",
            "zh-CN": "{{customer.name}},很高兴问题已解决。我先结束这次会话,您随时可以在这里继续留言。",
        },
    ),
)

# What the macros among them do besides, in each language: a team is named by its name here.
STEPS: dict[str, dict[str, tuple[dict[str, str], ...]]] = {
    "chain": {
        "en": ({"type": "transfer", "team": TEAMS[1], "text": "Please check this transfer on the chain."},),
        "zh-CN": ({"type": "transfer", "team": TEAMS[1], "text": "请在链上核查这笔转账。"},),
    },
    "solved": {
        "en": ({"type": "note", "text": "Solved and said so by {{customer.name}}."}, {"type": "close"}),
        "zh-CN": ({"type": "note", "text": "{{customer.name}} 已确认解决。"}, {"type": "close"}),
    },
}
