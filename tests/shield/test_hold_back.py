"""No agent asks for what support never asks for; to warn of those who do stays possible."""

import pytest

from fairlead.shield.hold_back import asks_for_secret
from tests.shield import corpus

ASKED = {
    "en": [
        *(
            "Please send me your password.",
            "Can you tell me the verification code you got?",
            "What is your seed phrase?",
        ),
        *(
            "Could you share your private key with us so that I can check?",
            "I need your 2FA code to go on.",
            "Reply with the SMS code please",
        ),
        *(
            "Give me your full card number and CVV",
            "Please provide your recovery phrase to verify the wallet",
            "forward us the email code",
        ),
        *(
            "Let me know your login password",
            "Hello,\nkindly send us the 12 words of your wallet.",
            "show me your API secret",
        ),
        *(
            "Please install AnyDesk so that I can look",
            "Send a small test payment to this address",
            "You have to pay a fee to unlock your account",
        ),
        *("Add me on Telegram please", "paste your private key here", "we will need the Google code"),
    ],
    "zh": [
        *(
            "请把验证码发给我",
            "麻烦提供一下您的密码",
            "告诉我你的助记词",
            "请发送您的私钥",
            "您的谷歌码报给我",
            "把短信码发给客服",
        ),
        *("请下载AnyDesk，我来帮您操作", "给我你的验证码", "请提供您的API密钥"),
    ],
    "es": [
        *(
            "Envíeme su contraseña por favor",
            "Necesito el código de verificación",
            "¿Cuál es su frase de recuperación?",
        ),
        *("Indique su clave privada para continuar", "Comparta el código SMS con nosotros"),
    ],
    "ja": [
        *(
            "パスワードを教えてください。",
            "認証コードをこちらに送ってください",
            "秘密鍵をお送りいただけますか",
            "リカバリーフレーズを共有してください。",
        ),
    ],
}
HARMLESS = [
    *(
        "We never ask for your password.",
        "Please do not send me your seed phrase.",
        "Never share your private key with anyone.",
        "Did you get the verification code?",
    ),
    *(
        "Please enter the verification code in the app.",
        "I will send you the password reset link.",
        "You can change your password in the settings.",
    ),
    *(
        "Please send me the TxID and the network.",
        "What is your UID?",
        "Which error code do you see?",
        "If someone asks you to share your password, it is a scam.",
    ),
    *(
        "Could you tell me the last four digits of the card?",
        "Please send a screenshot without your codes.",
        "Nobody will ask you to tell them your code.",
    ),
    *(
        "我们不会向您索要密码。",
        "请不要把验证码发给任何人。",
        "系统会发送验证码到您的手机。",
        "请在页面输入验证码。",
        "请提供您的UID和交易哈希。",
        "密码已经重置成功。",
    ),
    *(
        "Nunca envíe su contraseña a nadie.",
        "Envíe el TxID, por favor.",
        "No comparta su frase de recuperación.",
        "Le enviamos un correo.",
    ),
    *(
        "パスワードを誰にも教えないでください。",
        "TxIDを送ってください。",
        "認証コードはアプリに入力してください。",
        "秘密鍵をお尋ねすることはありません。",
    ),
]

# Said by support every day in Spanish and Chinese: words near each other that ask for nothing, and warnings of thieves.
HONEST = [
    "El restablecimiento de la contraseña tarda unos minutos.",
    "Puede cambiar su contraseña en Seguridad, dentro de la app.",
    "Cualquiera que le pida que envíe su código de verificación es un ladrón.",
    "Desconfíe de quien le pida que comparta su frase de recuperación.",
    "Si le piden que dé su contraseña, cuelgue.",
    "Hemos recibido su solicitud de código de verificación.",
    "El enlace de cambio de contraseña caduca en una hora.",
    "Escriba su contraseña en la página de inicio de sesión oficial.",
    "Al iniciar sesión, indique el código de Google en la pantalla de la app.",
    "Evite compartir su contraseña con terceros.",
    "Quien le pide que mande su pin es un impostor.",
    "La copia de la frase de recuperación solo la tiene usted.",
    "Un empleado de soporte que pida el código de seguridad es falso: cuelgue.",
    "El restablecimiento de código 2FA requiere 24 horas.",
    "如果有人要求您提供验证码，请立即挂断。",
    "请警惕要求您提供助记词的假冒客服。",
    "向您索要密码、让您说出验证码的都是冒充者。",
    "请说明是密码错误还是验证码错误。",
    "我们提供密码重置服务。",
    "请点击发送验证码按钮。",
    "点击“发送验证码”后，请在60秒内输入。",
    "请提供密码重置邮件的截图。",
    "谨防有人让您发送助记词。",
    "凡是让您提供私钥的，一律拒绝。",
    "请说明您收到验证码的时间。",
    "请告诉我您最后一次修改密码的时间。",
    "验证码会发送到您的手机，给您10分钟时间输入。",
    "冒充客服的人会让您把验证码发给他。",
    "请报告密码泄露的情况。",
    "您的密码已重置，说明见邮件。",
    "如对方让您分享验证码，请立即报警。",
]
# A warning, a hurry or a please around it makes it no better.
DRESSED_UP = [
    "Envíeme su contraseña.",
    "Dime tu código de verificación",
    "¿Cuál es su frase de recuperación?",
    "Necesito su código 2fa para seguir.",
    "Deme su pin, por favor.",
    "Envíe su contraseña sin demora.",
    "Por favor, dé su contraseña para verificar.",
    "请把验证码发给我",
    "请提供您的密码",
    "告诉我助记词",
    "发一下短信码",
    "请给我您的谷歌码",
    "把私钥发过来",
    "说一下验证码",
    "请点击发送，然后把验证码告诉我",
    "拍一下助记词发来",
    "请小心，提供您的密码给我们",
    "有人在盗您的账户，请提供验证码给我",
    "请提供密码",
    "请发送验证码给我",
    "报一下验证码",
    "Si le piden un código, es un fraude: envíeme su contraseña y lo compruebo.",
    "有人要求您转账？请把验证码告诉我，我来处理。",
    "对方让您提供密码，请告诉我密码，我来核实。",
]


@pytest.mark.parametrize("text", [text for texts in ASKED.values() for text in texts] + DRESSED_UP)
def test_who_asks_for_it_is_stopped(text: str):
    assert asks_for_secret(text)


@pytest.mark.parametrize("text", HARMLESS + HONEST)
def test_who_warns_of_it_or_asks_for_something_else_is_not(text: str):
    assert not asks_for_secret(text)


def test_of_what_customers_write_to_a_bank_hardly_anything_would_be_stopped():
    """They speak of cards, PINs and passwords all the time, and most do not ask us for ours."""
    said = [text for language, text in corpus.talk() if language == "en"]
    stopped = [text for text in said if asks_for_secret(text)]
    assert len(said) > 20_000
    assert len(stopped) <= len(said) * 0.003, stopped[:40]
