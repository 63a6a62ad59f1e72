"""Which case of the taxonomy somebody tells of, in five languages."""

import time

import pytest

from fairlead.bot.ask_back import asked_for_case
from fairlead.bot.name_case import CODES, case_of
from fairlead.bot.name_intent import intent_of
from fairlead.tickets.taxonomy import house

TOLD = {
    "DEP-NET": (
        "I used the wrong network for my deposit",
        "I sent USDT on the wrong chain and it has not arrived",
        "充值选错网络了",
        "我转错链了",
        "Deposité por la red equivocada",
        "間違ったネットワークで入金してしまいました",
        "أرسلت الإيداع على شبكة خاطئة",
    ),
    "DEP-MEMO": (
        "I forgot the memo on my deposit",
        "sent XRP without the destination tag",
        "充值忘了填memo",
        "Envié XRP sin la etiqueta, es decir sin memo",
        "入金のときにメモを入れ忘れました",
        "نسيت المذكرة عند الإيداع",
    ),
    "WDR-WRONG": (
        "I withdrew to the wrong address",
        "提币地址填错了",
        "Hice el retiro por la red equivocada",
        "出金先のアドレスを間違えました",
        "سحبت إلى عنوان خاطئ",
    ),
    "WDR-PEND": (
        "my withdrawal is still pending, why",
        "I withdrew 200 USDT and it has not arrived",
        "我的提现一直在处理中",
        "Mi retiro sigue pendiente",
        "Hice un retiro y no me ha llegado",
        "出金が処理中のままです",
        "出金申請が進みません",
        "سحبي ما زال معلقًا",
    ),
    "WDR-NOTRECV": (
        "Withdrawal completed but I did not receive it in my wallet",
        "提币显示成功但是钱包没收到",
        "出金は完了になっていますが届いていません",
        "السحب مكتمل لكن لم يصل إلى محفظتي",
    ),
    "DEP-NOCRED": (
        "I sent USDT yesterday and it has not arrived",
        "我充的币没到账",
        "Mi depósito no ha llegado",
        "入金が反映されません",
        "昨日USDTを送りましたがまだ届いていません",
        "لم يصل إيداعي",
        "لم يظهر إيداعي في حسابي",
    ),
    "KYC-REJ": (
        "my verification was rejected",
        "实名认证没通过",
        "Rechazaron mi verificación",
        "本人確認が却下されました",
        "تم رفض توثيق حسابي",
    ),
    "KYC-PEND": (
        "my KYC has been pending for five days",
        "我的身份认证一直在审核中",
        "Mi verificación sigue en revisión",
        "本人確認がまだ終わりません",
        "توثيق حسابي قيد المراجعة منذ أسبوع",
    ),
    "ACC-LOGIN": (
        "I cannot sign in",
        "I can't log in to my account",
        "我无法登录",
        "登不上去了",
        "No puedo iniciar sesión",
        "ログインできません",
        "لا أستطيع تسجيل الدخول",
    ),
    "ACC-2FA": (
        "I lost my authenticator",
        "my google authenticator is on my old phone which broke",
        "换手机了，谷歌验证器没了",
        "Perdí mi autenticador",
        "認証アプリを紛失しました",
        "فقدت تطبيق المصادقة",
    ),
    "ACC-CODE": (
        "I don't receive the verification code by SMS",
        "收不到验证码",
        "No me llega el código",
        "認証コードが届きません",
        "لا يصلني رمز التحقق",
    ),
    "TRD-ORDER": (
        "my order was not filled",
        "my limit order never executed",
        "我的订单没有成交",
        "Mi orden no se ejecutó",
        "注文が約定しません",
        "لم يتم تنفيذ طلبي",
    ),
    "FEE-Q": (
        "I was charged too much fee",
        "手续费多扣了",
        "Me cobraron demasiada comisión",
        "手数料を取られすぎました 二重に引かれています",
        "خصمتم رسوم أكثر من المعلن",
    ),
    "WDR-FEE": (
        "you charged me a wrong fee for my withdrawal",
        "提现手续费扣了两次",
    ),
    "CRD-DECL": (
        "my card was declined",
        "我的卡被拒了",
        "Rechazaron mi tarjeta",
        "カードが拒否されました",
        "تم رفض بطاقتي",
    ),
    "FIA-CARDBUY": ("I paid with my card but the purchase failed and I was charged",),
    "FIA-DEPNC": (
        "my bank transfer has not been credited",
        "银行转账没到账",
        "Mi transferencia bancaria no ha llegado",
        "銀行振込が反映されません",
        "لم تصل حوالتي البنكية",
    ),
    "FIA-WDNR": ("my withdrawal to my bank has not arrived",),
    "P2P-NOREL": (
        "the seller has not released my coins on P2P",
        "卖家不放币",
    ),
}
OTHERWISE = (
    "how long does a withdrawal take?",
    "How high are the trading fees?",
    "what is an authenticator app?",
    "提现要多久",
    "手续费是多少",
    "¿Cuánto tarda un retiro?",
    "出金にはどのくらいかかりますか",
    "كم يستغرق السحب؟",
    "how do I verify my identity",
    "which cards can I add",
    "what happens if a withdrawal is stuck?",
    "where can I see my orders",
    "thank you",
    "Which museums accept paintings by mail?",
    "how do I reset my password",
    "充值要几个确认",
    "is there a fee for withdrawals",
    "怎么完成实名认证",
    "how do I cancel an order",
    "I want to change my phone number",
    "what happens if I deposit on the wrong network?",
    "如果充值选错网络会怎样",
    "which memo do I need for a deposit",
    "メモは必要ですか",
    "qué red uso para depositar",
)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TOLD.items() for text in texts])
def test_what_goes_wrong_for_somebody_is_a_case(code: str, text: str):
    assert case_of(text) == code


@pytest.mark.parametrize("text", OTHERWISE)
def test_how_something_works_is_no_case(text: str):
    assert case_of(text) == ""


def test_each_case_is_the_taxonomys_and_has_something_to_ask_for():
    assert set(TOLD) == CODES
    taxonomy = house()
    for code in CODES:
        assert asked_for_case(taxonomy.category(code), taxonomy), code


def test_of_several_questions_the_gravest_names_the_intent():
    assert intent_of(["my order was not filled", "my withdrawal is still pending"]) == "withdrawal"
    assert intent_of(["I was charged a wrong fee for my withdrawal"]) == "fees"
    assert intent_of(["my card was declined", "my account was hacked"]) == "security"
    assert intent_of(["how do I reset my password"]) == "question"
    assert intent_of(["充值选错网络了"]) == "deposit_missing"


@pytest.mark.parametrize("piece", ["my withdrawal ", "提现", "not ", "no ", "n't ", "السحب ", "注文", "card buy bank "])
def test_no_message_is_read_for_long(piece: str):
    started = time.process_time()
    case_of((piece * 1000)[:4000])
    assert time.process_time() - started < 0.5
