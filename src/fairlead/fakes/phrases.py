"""What the translator's stand-in knows: a few sentences in five languages. `*` stands for any values."""

LANGUAGES = ("en", "zh", "es", "ja", "ar")

# In the order of LANGUAGES.
PHRASES = (
    (
        "Where is my withdrawal of *?",
        "我提的 * 在哪里?",
        "¿Dónde está mi retiro de *?",
        "* の出金はどこにありますか?",
        "أين سحبي بقيمة *؟",
    ),
    (
        "Where is my deposit of *? The transaction is *.",
        "我充的 * 在哪里?交易是 *。",
        "¿Dónde está mi depósito de *? La transacción es *.",
        "* の入金はどこですか?取引は * です。",
        "أين إيداعي بقيمة *؟ المعاملة هي *.",
    ),
    (
        "I cannot sign in.",
        "我无法登录。",
        "No puedo iniciar sesión.",
        "ログインできません。",
        "لا أستطيع تسجيل الدخول.",
    ),
    (
        "I have found your withdrawal of *. It arrives within * minutes.",
        "我查到您提的 * 了,* 分钟内到账。",
        "He encontrado su retiro de *. Llega en * minutos.",
        "* の出金を確認しました。* 分以内に届きます。",
        "وجدت سحبك بقيمة *. يصل خلال * دقيقة.",
    ),
    (
        "Please send me the transaction ID.",
        "请把交易编号发给我。",
        "Envíeme el identificador de la transacción, por favor.",
        "取引番号を送ってください。",
        "من فضلك أرسل لي رقم المعاملة.",
    ),
    ("Thank you very much!", "非常感谢!", "¡Muchas gracias!", "ありがとうございます!", "شكرًا جزيلًا!"),
    (
        "Is there anything else I can do for you?",
        "请问还有什么可以帮您?",
        "¿Puedo ayudarle en algo más?",
        "ほかにお手伝いできることはありますか?",
        "هل هناك شيء آخر يمكنني فعله لك؟",
    ),
)
