"""The tiles of the demo's two exchanges: what their customers come for most."""

import msgspec

from fairlead.brands.rules import Tile

_DEPOSIT = Tile(
    icon="deposit",
    title={
        "en": "Deposit missing",
        "zh-CN": "充值未到账",
        "es": "Depósito no recibido",
        "ja": "入金が未反映",
        "ar": "إيداع لم يصل",
    },
    ask={
        "en": "My deposit has not arrived.\nCoin and network: \nTransaction ID (TxID): ",
        "zh-CN": "我的充值没有到账。\n币种和网络：\n交易哈希（TxID）：",
        "es": "Mi depósito no ha llegado.\nMoneda y red: \nID de transacción (TxID): ",
        "ja": "入金が反映されません。\n通貨とネットワーク：\nトランザクション ID（TxID）：",
        "ar": "لم يصل إيداعي.\nالعملة والشبكة: \nمعرّف المعاملة (TxID): ",
    },
)
_WITHDRAWAL = Tile(
    icon="withdrawal",
    title={
        "en": "Withdrawal delayed",
        "zh-CN": "提现未到账",
        "es": "Retiro demorado",
        "ja": "出金の遅延",
        "ar": "سحب متأخر",
    },
    ask={
        "en": "My withdrawal has not arrived.\nCoin and network: \nWithdrawal time: ",
        "zh-CN": "我的提现没有到账。\n币种和网络：\n提现时间：",
        "es": "Mi retiro no ha llegado.\nMoneda y red: \nHora del retiro: ",
        "ja": "出金が届きません。\n通貨とネットワーク：\n出金日時：",
        "ar": "لم يصل سحبي.\nالعملة والشبكة: \nوقت السحب: ",
    },
)
_AUTHENTICATOR = Tile(
    icon="key",
    title={
        "en": "Lost authenticator",
        "zh-CN": "验证器丢失",
        "es": "Autenticador perdido",
        "ja": "認証アプリの紛失",
        "ar": "فقدت تطبيق المصادقة",
    },
    article="lost-authenticator",
)
_FEES = Tile(
    icon="fees",
    title={"en": "Fees", "zh-CN": "费率", "es": "Comisiones", "ja": "手数料", "ar": "الرسوم"},
    category="fees",
)
_RISK = Tile(
    icon="alert",
    title={
        "en": "Account at risk",
        "zh-CN": "账户有风险",
        "es": "Cuenta en riesgo",
        "ja": "不正アクセスの疑い",
        "ar": "حسابي في خطر",
    },
    grave=True,
    ask={
        "en": "I think somebody else has access to my account. What I noticed: ",
        "zh-CN": "我怀疑有人盗用我的账户，我发现的情况：",
        "es": "Creo que otra persona tiene acceso a mi cuenta. Lo que he notado: ",
        "ja": "第三者が私のアカウントにアクセスしているようです。気づいたこと：",
        "ar": "أظن أن شخصًا آخر يستطيع الدخول إلى حسابي. ما لاحظته: ",
    },
)


def tiles_of(key: str, origin: str) -> tuple[Tile, ...]:
    """`origin`: where the exchange's own page is."""
    if key == "northlight":
        return (_DEPOSIT, _WITHDRAWAL, _AUTHENTICATOR, _FEES, _RISK)
    site = Tile(icon="site", title={"zh-CN": "返回交易", "en": "Back to trading"}, url=f"{origin}/")
    return tuple(_in(tile, ("zh-CN", "en")) for tile in (_DEPOSIT, _WITHDRAWAL, _RISK, site))


def _in(tile: Tile, locales: tuple[str, ...]) -> Tile:
    title = {locale: tile.title[locale] for locale in locales}
    return msgspec.structs.replace(tile, title=title, ask={locale: tile.ask[locale] for locale in locales if tile.ask})
