"""What the made-up conversations of `fairlead demo fill` are about: questions of traders and answers, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts with the places `{coin}`, `{network}`, `{amount}` and `{reference}`."""

    question: str
    bot: str
    # The customer's and the agent's further words, in turns; the customer's first.
    rounds: tuple[tuple[str, str], ...]
    note: str


TOPICS: dict[str, tuple[Topic, ...]] = {
    "en": (
        Topic(
            "My withdrawal of {amount} {coin} has been pending since yesterday. Where is it?",
            "Withdrawals over {network} usually leave within 30 minutes. Large ones are looked at by a person first.",
            (
                ("It is withdrawal {reference}, I sent it to my own wallet.", "Thank you, I found {reference}."),
                ("Is anything wrong with it?", "No. It waits for the second check, which takes up to 24 hours."),
                ("Can you hurry it up?", "I have told the wallet team. You will get a mail when it leaves."),
                ("It has just arrived, thanks!", "Wonderful. Is there anything else I can do for you?"),
            ),
            "Second check of {reference} done by wallet operations.",
        ),
        Topic(
            "I deposited {amount} {coin} over {network} but it is not in my balance.",
            "A deposit is credited after the network has confirmed it often enough. You see the count in your history.",
            (
                ("The explorer shows it as confirmed.", "Please send me the transaction ID, I will look at once."),
                ("{reference}", "I see it: it went to your old deposit address. We still watch that one."),
                ("So will it be credited?", "Yes, by hand, within the hour. I stay on it."),
            ),
            "Old address of this account; credit {amount} {coin} by hand.",
        ),
        Topic(
            "I cannot sign in, the code from my authenticator app is always refused.",
            "Check that the clock of your phone is set automatically: codes are only good for 30 seconds.",
            (
                ("The clock is right. I changed my phone last week.", "Then the new phone needs to be linked again."),
                ("How do I do that without the old one?", "Under Security, choose “Lost authenticator”, with your ID."),
                ("I sent the pictures.", "They are fine. The new app works from tomorrow at this time."),
            ),
            "Documents of case {reference} checked, cooling-off of 24 hours.",
        ),
        Topic(
            "My identity verification was rejected and it does not say why.",
            "The most frequent reasons are glare on the document and a name that differs from the account's.",
            (
                ("The picture is sharp, I checked.", "I see the reason: the document runs out this month."),
                ("I have a new passport already.", "Please upload that one; it takes a few minutes."),
                ("Done, reference {reference}.", "Approved. Your limits are raised at once."),
            ),
            "Second try approved, see {reference}.",
        ),
        Topic(
            "Why was I charged a higher fee on my {coin} order?",
            "Fees depend on your 30-day volume and on whether an order makes or takes liquidity.",
            (
                (
                    "It was a limit order, so it should be the maker fee.",
                    "It met a waiting order at once: then it takes.",
                ),
                ("Can I prevent that?", "Yes: choose “post only”, and it is never filled as a taker."),
            ),
            "Explained maker and taker, no refund.",
        ),
        Topic(
            "Someone who says he is from your support wrote to me on Telegram about {amount} {coin}.",
            "We never write first and never ask for passwords, codes or phrases. Please do not answer.",
            (
                (
                    "I did not send anything. His name there is {reference}.",
                    "Well done. We have reported that account.",
                ),
                ("Is my account safe?", "Yes: nobody signed in from elsewhere. A passkey would make it safer still."),
            ),
            "Impostor {reference} reported.",
        ),
        Topic(
            "I sent {coin} over {network} without the memo. Is it lost?",
            "Deposits without a memo are kept and can be assigned by hand.",
            (
                ("It was {amount} {coin}, ID {reference}.", "I found it among those without an owner."),
                ("What do you need from me?", "A screenshot of the sending account with the date, please."),
                ("Attached in the form.", "That fits. It is credited with the next run, within three hours."),
            ),
            "Ownership of {reference} shown, assigned.",
        ),
        Topic(
            "My position in {coin} was liquidated although the price never touched my level.",
            "Liquidations go by the mark price, not by the last price.",
            (
                ("Where can I see the mark price?", "In the chart, above on the right: “Mark”. Order {reference}."),
                (
                    "I see it now. That was not clear to me.",
                    "I understand. I passed on that the order page should say so.",
                ),
            ),
            "Mark price checked for {reference}: correct.",
        ),
    ),
    "zh-CN": (
        Topic(
            "我昨天提了 {amount} {coin},到现在还没到账,怎么回事?",
            "通过 {network} 提币通常 30 分钟内发出,大额提币会先由人工审核。",
            (
                ("提币单号 {reference},提到我自己的钱包。", "谢谢,已经查到 {reference}。"),
                ("是有什么问题吗?", "没有问题,正在等待二次审核,最长 24 小时。"),
                ("能不能快一点?", "我已经催了钱包组,发出后会邮件通知您。"),
                ("刚刚到账了,谢谢!", "太好了,请问还有什么可以帮您?"),
            ),
            "钱包组已完成 {reference} 的二次审核。",
        ),
        Topic(
            "我用 {network} 充了 {amount} {coin},余额里没有。",
            "网络确认数达到要求后会自动入账,您可以在充值记录里看到进度。",
            (
                ("区块浏览器显示已经确认了。", "请把交易哈希发给我,我马上查。"),
                ("{reference}", "查到了,这是您以前的充值地址,我们仍在监控。"),
                ("那会给我入账吗?", "会的,一小时内人工入账,我会一直跟进。"),
            ),
            "旧地址充值,人工入账 {amount} {coin}。",
        ),
        Topic(
            "登录不了,谷歌验证码一直提示错误。",
            "请确认手机时间为自动设置,验证码 30 秒内有效。",
            (
                ("时间没问题,我上周换了手机。", "那需要重新绑定新手机。"),
                ("旧手机不在了怎么办?", "请在“安全”里选择“验证器丢失”,并准备身份证件。"),
                ("照片已经上传。", "审核通过,明天这个时间起可以使用新的验证器。"),
            ),
            "工单 {reference} 资料已核对,冷静期 24 小时。",
        ),
        Topic(
            "身份认证被拒了,没有说明原因。",
            "常见原因是证件反光,或姓名与账户不一致。",
            (
                ("照片很清楚,我检查过。", "看到原因了:证件本月到期。"),
                ("我已经有新护照。", "请上传新护照,几分钟就好。"),
                ("已上传,编号 {reference}。", "已通过,额度即时提升。"),
            ),
            "第二次提交通过,见 {reference}。",
        ),
        Topic(
            "为什么我的 {coin} 订单手续费变高了?",
            "手续费取决于 30 天交易量,以及挂单还是吃单。",
            (
                ("我下的是限价单,应该是挂单费率。", "它下单时立即成交了,所以按吃单计算。"),
                ("怎么避免?", "勾选“只做挂单”,就不会按吃单成交。"),
            ),
            "已解释挂单与吃单,不退费。",
        ),
        Topic(
            "有人在 Telegram 上自称你们客服,问我 {amount} {coin} 的事。",
            "我们不会主动私聊,也绝不索要密码、验证码或助记词,请不要回复。",
            (
                ("我什么都没给,对方叫 {reference}。", "您做得对,我们已经举报该账号。"),
                ("我的账户安全吗?", "安全,没有异地登录。建议再设置通行密钥。"),
            ),
            "冒充者 {reference} 已举报。",
        ),
        Topic(
            "我转 {coin} 时忘了填 memo,币是不是丢了?",
            "没有填写 memo 的充值会被保留,可以人工归属。",
            (
                ("{amount} {coin},哈希 {reference}。", "在未归属的充值里找到了。"),
                ("需要我提供什么?", "请提供转出账户的截图,带日期。"),
                ("已在表单里提交。", "核对一致,三小时内入账。"),
            ),
            "{reference} 归属已证明,已分配。",
        ),
    ),
}
COINS = ("BTC", "ETH", "USDT", "USDC", "SOL", "TRX", "XRP", "TON")
NETWORKS = ("Bitcoin", "Ethereum", "Tron", "Solana", "Arbitrum", "BNB Chain")
PAIRS = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT")
TIERS = ("Standard", "Standard", "Standard", "VIP 1", "VIP 2", "VIP 4", "Market maker")
NAMES = {
    "en": (
        *("Marco Duarte", "Dev Patel", "Amina Yusuf", "Jonas Weber", "Sofia Rossi", "Liam Murphy", "Chloe Martin"),
        *("Emre Kaya", "Nadia Haddad", "Tom Becker", "Priya Nair", "Lucas Silva", "Olena Bondar", "Kofi Mensah"),
    ),
    "zh-CN": (
        *(
            "陈薇",
            "林浩",
            "王芳",
            "李强",
            "张敏",
            "刘洋",
            "赵雷",
            "黄婷",
            "周杰",
            "吴昊",
            "徐静",
            "孙磊",
            "朱琳",
            "何平",
        ),
    ),
}
