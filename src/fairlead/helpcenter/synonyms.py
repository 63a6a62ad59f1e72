"""Words that traders use for the same thing, in any language: asked for one, an article may say another."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_GROUPS = (
    "kyc | identity verification | verify my identity | id check | 实名认证 | 实名 | 身份认证 | 身份验证 | 认证",
    "2fa | two-factor | authenticator | google authenticator | 谷歌验证 | 谷歌验证器 | 二次验证 | 双重验证 | 身份验证器",
    "log in | login | sign in | signin | log on | 登录 | 登入 | 登陆 | 登不上 | 登不进",
    "logged out | signed out | logging out | sign out | 退出登录 | 登出",
    "withdraw | withdrawal | withdrew | withdrawn | cash out | payout | 提现 | 提币 | 出金 | 提款",
    "deposit | top up | fund my account | 充值 | 充币 | 冲值 | 冲币 | 入金",
    "not credited | not arrived | not received | not showing | missing | 未到账 | 没到账 | 不到账 | 未入账 | 没收到 | 没到",
    "hacked | stolen | stole | compromised | unauthorized | unauthorised | 被盗 | 盗号 | 被黑 | 盗了",
    "scam | scammer | fraud | phishing | fake | impersonator | 诈骗 | 骗子 | 假冒 | 钓鱼 | 被骗",
    "freeze | frozen | lock my account | 冻结 | 锁定 | 锁号",
    "txid | tx hash | transaction hash | transaction id | tx id | 交易哈希 | 哈希 | 交易id",
    "liquidated | liquidation | margin call | blown up | forced close | 爆仓 | 强平 | 强制平仓 | 平仓",
    "memo | destination tag | payment id | 备注 | 标签",
    "network | chain | blockchain | 网络 | 链",
    "usdt | tether | 泰达币 | u",
    "btc | bitcoin | 比特币",
    "eth | ethereum | 以太坊 | 以太币",
    "trc20 | tron | 波场",
    "bep20 | bsc | bnb smart chain | bnb chain | 币安智能链",
    "p2p | c2c | otc | 场外 | 法币交易",
    "fee | fees | cost | charge | commission | 手续费 | 费用 | 费率",
    "rejected | refused | declined | denied | failed | 被拒 | 拒绝 | 失败 | 不通过 | 没通过",
    "pending | processing | stuck | on hold | 处理中 | 审核中 | 卡住",
    "cancel | revoke | undo | call back | reverse | stop | 取消 | 撤销 | 撤回 | 撤单",
    "statement | export | history | records | tax report | 账单 | 导出 | 流水 | 记录 | 对账单",
    "verification code | sms code | email code | otp | one-time code | 验证码 | 短信码",
    "wrong address | incorrect address | mistaken address | 地址错误 | 错误地址 | 填错地址 | 转错地址",
    "password | passcode | 密码 | 口令",
    "account | acct | 账户 | 账号 | 帐户 | 帐号",
    "support | customer service | help desk | 客服 | 人工客服 | 官方客服",
    "coins | crypto | cryptocurrency | funds | tokens | 币 | 资产 | 资金",
    "app | application | mobile app | 应用 | 客户端",
)


class Expansion(NamedTuple):
    """The span of a phrase in a query, and the phrases of the same meaning."""

    start: int
    end: int
    others: tuple[str, ...]


def _pattern(phrase: str) -> str:
    words = re.escape(phrase).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]*")
    # A Latin word must stand alone; Chinese has no spaces to stand between.
    return rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9])" if phrase.isascii() else words


_PHRASES = tuple(tuple(phrase.strip() for phrase in group.split("|")) for group in _GROUPS)
_FINDERS = tuple(
    (re.compile("|".join(_pattern(p) for p in sorted(group, key=len, reverse=True)), re.IGNORECASE), group)
    for group in _PHRASES
)


def expansions(query: str) -> Iterator[Expansion]:
    for finder, group in _FINDERS:
        for match in finder.finditer(query):
            yield Expansion(match.start(), match.end(), tuple(p for p in group if p != match.group().lower()))
