"""Made-up questions about five matters in three scripts, a few hundred of them, for tests that train."""

import itertools

from fairlead.bot.train import Example

_ASKED = {
    "en": {
        "deposit": ("my deposit has not arrived", "coins I sent are missing", "when is a deposit credited"),
        "password": ("I forgot my password", "reset my password please", "cannot log in any more"),
        "fees": ("what does a trade cost", "how high are the fees", "which commission do you take"),
        "cancel": ("cancel my withdrawal", "stop the payout I asked for", "can I undo a withdrawal"),
        "card": ("link a new bank card", "my card was declined", "which cards can I add"),
    },
    "zh-CN": {
        "deposit": ("我的充值没有到账", "充币多久到账", "转的币不见了"),
        "password": ("忘记密码怎么办", "重置登录密码", "登录不上去了"),
        "fees": ("手续费是多少", "交易费率怎么算", "收多少佣金"),
        "cancel": ("取消提现申请", "提币可以撤销吗", "停止我的提款"),
        "card": ("绑定新的银行卡", "银行卡被拒绝", "可以添加哪些卡"),
    },
    "ar": {
        "deposit": ("لم يصل الإيداع", "متى يضاف الإيداع", "العملات المرسلة مفقودة"),
        "password": ("نسيت كلمة المرور", "إعادة تعيين كلمة المرور", "لا أستطيع تسجيل الدخول"),
        "fees": ("كم رسوم التداول", "ما هي العمولة", "كم تكلف الصفقة"),
        "cancel": ("إلغاء السحب", "أوقفوا عملية السحب", "هل يمكن التراجع عن السحب"),
        "card": ("ربط بطاقة بنكية", "تم رفض بطاقتي", "أي بطاقة يمكن إضافتها"),
    },
}
_AROUND = {
    "en": (("", "hello, ", "hi there "), ("", " please", " today", " since monday")),
    "zh-CN": (("", "你好，", "请问"), ("", "，谢谢", "，急", "，从昨天开始")),
    "ar": (("", "مرحبا ", "من فضلك "), ("", " اليوم", " شكرا", " منذ أمس")),
}


def asked(locale: str) -> list[Example]:
    """180 of one locale."""
    before, after = _AROUND[locale]
    return [
        Example(f"{first}{text}{last}", label, locale)
        for label, texts in _ASKED[locale].items()
        for first, text, last in itertools.product(before, texts, after)
    ]
