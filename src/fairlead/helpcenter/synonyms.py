"""Words that traders use for the same thing, in any language: asked for one, an article may say another."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from fairlead.infra import arabic
from fairlead.infra.han import simplified
from fairlead.infra.words import fold

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
_SPANISH = (
    "kyc | verificación de identidad | verificar mi identidad | verificar mi cuenta | validar mi identidad | verificación",
    "2fa | autenticador | autentificador | authenticator | google authenticator | doble factor | dos pasos",
    "iniciar sesión | inicio de sesión | entrar | ingresar | acceder | loguearme | login",
    "retiro | retirar | retirada | sacar | extraer | withdrawal",
    "depósito | depositar | recarga | recargar | ingreso | abono | fondear",
    "no acreditado | no aparece | no llega | no ha llegado | no llegó | no se refleja | no me cae | no recibido | falta",
    "hackearon | jaquearon | hackeada | robaron | robo | entraron | comprometida | no autorizado",
    "estafa | estafador | fraude | phishing | falso | engaño | timo",
    "congelar | congelada | bloquear | bloqueada",
    "txid | hash de la transacción | hash | id de transacción",
    "liquidaron | liquidación | liquidado | liquidar | llamada de margen | se cerró sola",
    "memo | etiqueta | tag | etiqueta de destino | comentario",
    "red | cadena | blockchain",
    "p2p | c2c",
    "comisión | comisiones | tarifa | tarifas | costo | coste | cargo | cobran | cuánto cuesta | fee",
    "rechazado | rechazada | rechazaron | negaron | denegada | falló | fallida | no pasa",
    "pendiente | en proceso | procesando | atascado | atorado | trabado | demorado | retenido | en revisión",
    "tarda | demora | tiempo | cuánto tiempo | lento",
    "cancelar | anular | revertir | deshacer | detener",
    "extracto | estado de cuenta | historial | exportar | comprobante | informe fiscal | impuestos",
    "código de verificación | código sms | código | otp | clave dinámica",
    "dirección equivocada | dirección incorrecta | dirección errónea | otra dirección",
    "contraseña | clave | password",
    "teléfono | celular | móvil",
    "correo | email | mail",
    "vendedor | comprador | contraparte",
    "liberar | libera | soltar | suelta | entregar | dan",
    "apelar | apelación | reclamo | disputa",
    "apalancamiento | margen | leverage",
    "soporte | atención al cliente | servicio al cliente",
)
_JAPANESE = (
    "kyc | 本人確認 | 身分証明 | 身元確認 | 審査",
    "2fa | 二段階認証 | 2段階認証 | 認証アプリ | google認証 | 認証システム | authenticator",
    "ログイン | サインイン | ログオン | 入れない",
    "出金 | 引き出し | 引出し | 引き出せない | 払い出し | 出庫",
    "入金 | 預け入れ | 入庫 | チャージ | デポジット",
    "反映されない | 反映されません | 未反映 | 届かない | 届きません | 着金しない | 未着 | 来ない | 入っていない",
    "乗っ取られた | 乗っ取り | のっとられた | 不正アクセス | 不正出金 | ハッキング | 盗まれた | 盗難 | 身に覚えのない",
    "詐欺 | 騙された | フィッシング | 偽物 | なりすまし",
    "凍結 | ロック | 停止",
    "txid | トランザクションid | トランザクションハッシュ | 取引id",
    "ロスカット | 強制決済 | 強制ロスカット | 清算 | ゼロカット | 追証",
    "メモ | タグ | 宛先タグ | memo",
    "ネットワーク | チェーン",
    "p2p | c2c | 個人間取引",
    "手数料 | コスト | 費用 | 料金 | 料率",
    "通らない | 否認 | 却下 | 拒否 | 落ちた | 失敗 | 弾かれた",
    "処理待ち | 処理中 | 保留 | 止まっている | 審査中 | ペンディング | 遅い | 遅延",
    "キャンセル | 取り消し | 取消 | 中止",
    "明細 | 取引履歴 | エクスポート | 残高証明 | 確定申告 | 税金",
    "認証コード | 確認コード | smsコード | ワンタイムパスワード | otp",
    "間違ったアドレス | アドレス違い | 誤ったアドレス | 誤送金",
    "スマホ | スマートフォン | 携帯 | 携帯電話 | 端末",
    "紛失 | なくした | 無くした | 失くした | 機種変更 | 壊れた",
    "売り手 | 販売者 | 出品者 | 相手",
    "リリース | 解放 | 送ってくれない",
    "異議 | 申し立て | 異議申し立て | クレーム",
    "手順 | 方法 | やり方",
    "アカウント | 口座",
)
_ARABIC = (
    "kyc | التحقق من الهوية | توثيق الحساب | توثيق | إثبات الهوية | التحقق",
    "2fa | تطبيق المصادقة | المصادقة الثنائية | جوجل اوثنتيكيتور | اوثنتيكيتور | authenticator",
    "تسجيل الدخول | الدخول | ادخل | لوجن",
    "سحب | سحوبات | اسحب | تسحب | ينسحب",
    "إيداع | إيداعات | اودعت | شحن | تحويل",
    "لم يصل | لم تصل | ما وصل | ما وصلت | لا يصل | ما يوصل | لم يضاف | وين | مفقود | اختفى",
    "اختراق | مخترق | تهكير | متهكر | اتهكر | هكر | سرقة | سرقوا | مسروق | غير مصرح",
    "احتيال | نصب | محتال | نصاب | تصيد | مزيف | مزور",
    "تجميد | جمدوا | مجمد | إيقاف | قفل | مقفل",
    "txid | هاش المعاملة | هاش | رقم المعاملة",
    "تصفية | تصفيت | تصفى | تمت تصفيته | لكويديشن | إغلاق المركز",
    "مذكرة | ميمو | memo | وسم | تاق | tag",
    "شبكة | شبكات | سلسلة",
    "رسوم | عمولة | عمولات | تكلفة | كم تاخذون",
    "مرفوض | رفض | رفضوا | فشل | انرفض",
    "معلق | عالق | قيد المعالجة | قيد المراجعة | متاخر | يتاخر | تاخر | واقف",
    "إلغاء | الغي | كنسل | تراجع",
    "كشف حساب | كشوف | سجل | تصدير | ضريبة | ضرائب",
    "رمز التحقق | رموز | كود | كود التحقق | رمز | otp",
    "عنوان خاطئ | عنوان غلط | عنوان خطا",
    "خاطئ | خطا | غلط",
    "كلمة المرور | كلمة السر | الباسورد | باسورد",
    "هاتف | جوال | موبايل | تلفون",
    "ضاع | فقدت | ضيعت | انكسر | انسرق | تعطل",
    "بائع | البايع | مشتري",
    "يحرر | تحرير | يفك | يفرج | يسلم",
    "اعتراض | استئناف | شكوى | نزاع",
    "كم يستغرق | كم ياخذ | كم مدة | كم وقت | متى",
    "محفظة | والت",
)


class Expansion(NamedTuple):
    """The span of a phrase in a query, and the phrases of the same meaning."""

    start: int
    end: int
    others: tuple[str, ...]


Group = tuple[str, ...]
Groups = tuple[Group, ...]


@functools.lru_cache(4096)
def _flat(phrase: str) -> str:
    return fold(simplified(phrase))


# What Arabic joins to a word without making it another.
_BEFORE, _AFTER = r"(?:[وف]?(?:[بك]?ال|لل|[بل])?)", r"(?:ات|تي|نا|ها|[يهت])?"
_IS_ARABIC = re.compile(rf"[{arabic.LETTERS}]")


def _pattern(phrase: str) -> str:
    """For a folded phrase. A Latin word must stand alone; Chinese has no spaces to stand between."""
    if _IS_ARABIC.search(phrase):
        words = r"\s+".join(rf"{_BEFORE}{re.escape(word.removeprefix('ال'))}{_AFTER}" for word in phrase.split())
        return rf"(?<![{arabic.LETTERS}]){words}(?![{arabic.LETTERS}])"
    # One gap for each run of spaces and hyphens: two that stand side by side could share out a run in any number of ways.
    pieces = re.split(r"([\s-]+)", phrase)
    gaps = [r"[\s-]*" if set(run) == {"-"} else r"[\s-]+" for run in pieces[1::2]]
    words = "".join(re.escape(word) + gap for word, gap in zip(pieces[::2], [*gaps, ""], strict=True))
    return rf"(?<![a-z0-9]){words}(?![a-z0-9])" if phrase.isascii() else words


def _finder(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(_flat(phrase)) for phrase in sorted(phrases, key=len, reverse=True)))


def _split(groups: tuple[str, ...]) -> Groups:
    return tuple(tuple(phrase.strip() for phrase in group.split("|")) for group in groups)


class _Finder(NamedTuple):
    """`starts`: with one of these a match begins, where nothing stands joined before it."""

    pattern: re.Pattern[str]
    phrases: Group
    starts: frozenset[str]


@functools.lru_cache(64)
def _finders(groups: Groups) -> tuple[_Finder, ...]:
    kept = (tuple(phrase for phrase in group if _flat(phrase).strip()) for group in groups)
    return tuple(
        _Finder(_finder(phrases), phrases, frozenset(_start(_flat(phrase)) for phrase in phrases))
        for phrases in kept
        if len(phrases) > 1
    )


def _start(phrase: str) -> str:
    """The letters a match must begin with; empty where it may begin within a word."""
    if _IS_ARABIC.search(phrase) or (phrase[0].isascii() and not phrase.isascii()):
        return ""
    return phrase[:2] if re.match(r"[^\s-]{2}", phrase) else phrase[:1]


def _starts(folded: str) -> set[str]:
    """What phrases may begin with in a text."""
    found = {""}
    for place, letter in enumerate(folded):
        if not (place and letter.isascii() and folded[place - 1].isascii() and folded[place - 1].isalnum()):
            found |= {letter, folded[place : place + 2]}
    return found


_COMMON = _split(_GROUPS)
_OWN = {"es": _split(_SPANISH), "ja": _split(_JAPANESE), "ar": _split(_ARABIC)}


def chinese_phrases() -> Iterator[str]:
    """Those that traders write in Chinese, in their simplified form."""
    return (simplified(phrase) for group in _COMMON for phrase in group if not phrase.isascii())


@functools.cache
def latin_words() -> frozenset[str]:
    """Every word of the phrases in Latin letters: `cash`, `out`."""
    return frozenset(word for group in _COMMON for phrase in group if phrase.isascii() for word in fold(phrase).split())


def expansions(query: str, locale: str, groups: Groups = ()) -> Iterator[Expansion]:
    """Where a phrase of a group stands in the query, and the rest of its group. `groups`: the editors', before our own."""
    folded, places = _folded(query)
    starts = _starts(folded)
    own = _OWN.get(locale.split("-", maxsplit=1)[0], ())
    for pattern, phrases, begin in (*_finders(groups), *_finders(_COMMON), *_finders(own)):
        for match in pattern.finditer(folded) if not begin.isdisjoint(starts) else ():
            others = tuple(phrase for phrase in phrases if _flat(phrase) != match.group())
            yield Expansion(places[match.start()], places[match.end() - 1] + 1, others)


def _folded(query: str) -> tuple[str, list[int]]:
    """The folded text, and where in the query each of its characters comes from."""
    pieces = [(fold(char), place) for place, char in enumerate(simplified(query))]
    return "".join(piece for piece, _ in pieces), [place for piece, place in pieces for _ in piece]
