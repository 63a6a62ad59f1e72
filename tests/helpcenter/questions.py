"""What traders ask in Spanish, Japanese and Arabic, as they type it; none of it stands in an article's own questions."""

_SPANISH = {
    "withdrawal-pending": "mi retiro no sale | llevo 5 horas esperando mi retiro | retiro en revision hace rato | porque mi retiro "
    "sigue en proceso | quiero sacar mi plata y no me deja | el retiro dice completado pero no llego a mi wallet | retirro "
    "pendiente ayuda | cuanto demora un retiro de btc | mi retiro esta trabado",
    "deposit-not-credited": "mi deposito no llega | hice un deposito de usdt y no se refleja | deposite por trc20 y no aparece "
    "el saldo | no me cayo el deposito | cuantas confirmaciones pide bitcoin | el depósito tiene confirmaciones pero no esta en mi "
    "cuenta | deposito no acreditado en ethereum | donde veo el txid de mi deposito",
    "lost-authenticator": "perdi el autenticador | se me rompio el telefono y no tengo el 2fa | cambie de celular y perdi el "
    "autenticador | como reseteo el 2fa | borre google authenticator | perdí mi teléfono con el autenticador | el codigo del "
    "autenticador no funciona | no tengo acceso a mi autenticador",
    "account-hacked-freeze-now": "hackearon mi cuenta que hago | me robaron las criptos de la cuenta | alguien entro a mi cuenta y "
    "retiro todo | como congelo mi cuenta | me jaquearon la cuenta | hay un retiro que yo no hice en mi cuenta | quiero congelar "
    "mi cuenta urgente | mi cuenta fue hackeada",
    "identity-verification-failed": "me rechazaron la verificacion | porque fallo mi verificacion de identidad | no pasa la "
    "verificación facial | mi documento fue rechazado | kyc fallido que hago | dice documento ya utilizado | la foto de mi "
    "documento sale borrosa y la rechazan | puedo verificarme con la licencia de conducir",
    "trading-and-withdrawal-fees": "cuanto cobran de comision | que comision tiene retirar usdt | comisiones de futuros | cual es "
    "la red mas barata para retirar usdt | cuanto cuesta hacer trading spot | que es maker y taker | comicion por retiro | "
    "como convierto saldos pequeños",
    "why-was-i-liquidated": "porque me liquidaron la posicion | me liquidaron y el precio no llego | mi posicion se liquido sola | "
    "que es precio de marca | como se calcula el precio de liquidacion | perdi todo mi margen en futuros porque | liquidacion "
    "injusta de mi posicion | que diferencia hay entre margen cruzado y aislado",
    "p2p-seller-not-releasing": "el vendedor no me libera los usdt | pague en p2p y no recibo las monedas | como abro una apelacion "
    "p2p | vendedor p2p no contesta | ya pague y el vendedor no libera | se cancelo mi orden p2p y ya habia pagado | el "
    "vendedor me pide mas dinero en p2p | cuanto tarda una apelación de p2p",
}
_JAPANESE = {
    "withdrawal-pending": "出金がまだ届きません | 出金申請したのに処理中のままです | 引き出しが遅いです | 出金の審査はいつ終わりますか | 出金が完了になっているのに"
    "ウォレットに届いていない | 出金が止まっています | 出金できない理由を教えてください | btcの出金が来ない | 引出しが保留になっている",
    "deposit-not-credited": "入金が反映されません | 入金したのに残高が増えない | USDTを入金したが未反映です | 入金が届かない | ビットコインの入金に必要な承認数は | "
    "イーサリアムの入金がまだです | 入金の最低額はいくらですか | 承認されたのに入金が口座に入っていない",
    "lost-authenticator": "認証アプリをなくしました | スマホが壊れて認証アプリが使えない | 機種変更で認証アプリのコードが出せません | 2段階認証をリセットしたい | "
    "Google認証を削除してしまいました | 二段階認証のコードが合わない 認証アプリ | 認証アプリの再設定にどのくらいかかりますか | 携帯を紛失して2FAが使えません",
    "account-hacked-freeze-now": "アカウントがハッキングされました | 乗っ取られたので凍結したい | 知らない出金があります 乗っ取られたかも | アカウントを凍結する方法 | "
    "誰かにログインされてコインを盗まれた | 不正アクセスされたので止めて | 口座を凍結してほしい | アカウントを乗っとられた",
    "identity-verification-failed": "本人確認が否認されました | 本人確認に失敗しました なぜですか | 顔認証が通りません | 身分証が拒否された | KYCが通らない | "
    "書類がすでに使用済みと表示される | 写真が不鮮明と言われました | 運転免許証で本人確認できますか",
    "trading-and-withdrawal-fees": "取引手数料はいくらですか | 出金手数料を教えてください | 先物の手数料が高い | メイカーとテイカーの違いは | USDTの出金手数料が安いネットワークは | "
    "手数料を安くしたい | 資金調達料って何 | 少額の残高を両替したい",
    "why-was-i-liquidated": "なぜ強制決済されたのですか | ロスカットされた理由を知りたい | 価格が届いていないのにロスカットされました | マーク価格って何ですか | "
    "ポジションが勝手に清算された | ロスカット価格が変わった | クロスマージンと分離の違い | ロスカット手数料はいくら",
    "p2p-seller-not-releasing": "P2Pで売り手が送ってくれない | 支払ったのに売り手がリリースしてくれません | P2Pの異議申し立てをしたい | 売り手が返信しない P2P | "
    "P2Pで支払い後に注文がキャンセルされました | 売り手が追加のお金を要求してくる | P2P 申し立ては何時間かかる | 買い手からお金が届かない P2P",
}
_ARABIC = {
    "withdrawal-pending": "السحب لسه معلق | ليش السحب متأخر | سحبي قيد المراجعه من امس | لماذا لم يصل سحبي | السحب عالق ساعدوني | "
    "سحبت بيتكوين وما وصل | كم يستغرق السحب | السَّحْبُ مُعَلَّق منذ ٥ ساعات | حاله السحب مكتمل لكن لم يصلني شيء",
    "deposit-not-credited": "ايداعي لم يصل | وين الايداع ما وصل | أودعت usdt ولم يظهر في رصيدي | الإيداع ما نزل في حسابي | كم تأكيد "
    "يحتاج الايداع | اودعت على شبكه trc20 ولم يضاف | إيداع البيتكوين متأخر | الحد الادنى للايداع كم",
    "lost-authenticator": "فقدت تطبيق المصادقه | ضاع جوالي وفيه المصادقة الثنائية | كيف اعيد تعيين 2fa | غيرت هاتفي وفقدت رموز المصادقة | "
    "حذفت جوجل اوثنتيكيتور | رمز المصادقة خطأ دائما | انكسر هاتفي ولا استطيع استخدام تطبيق المصادقة | إعادة تعيين المصادقه كم تستغرق",
    "account-hacked-freeze-now": "حسابي مخترق | تم تهكير حسابي | اخترقوا حسابي وسرقوا العملات | اريد تجميد حسابي فورا | سرقت عملاتي من "
    "الحساب | كيف اجمد الحساب | احد دخل حسابي وسحب اموالي | جمّدوا الحساب بسرعة",
    "identity-verification-failed": "رفض التحقق من هويتي | ليش انرفض التوثيق | فشل التحقق من الوجه | الوثيقه مرفوضه | صورة الهوية غير "
    "واضحة ورفضت | kyc مرفوض | الوثيقة مستخدمه من قبل | هل رخصه القياده مقبوله للتحقق",
    "trading-and-withdrawal-fees": "كم رسوم التداول | كم رسوم السحب | عمولة السحب usdt | رسوم العقود الآجلة عالية | ارخص شبكه لسحب usdt | "
    "ما هي رسوم التمويل | كيف اقلل الرسوم | تحويل الارصده الصغيره الى usdt",
    "why-was-i-liquidated": "ليش تصفى مركزي | لماذا تمت تصفيه مركزي | تمت تصفيتي والسعر ما وصل | ما هو سعر العلامه | كيف يحسب سعر "
    "التصفية | الهامش المعزول والمتقاطع ما الفرق | انغلق مركزي وحده تصفية | رسوم التصفية كم",
    "p2p-seller-not-releasing": "البائع لا يحرر العملات | دفعت في p2p والبائع ما حرر | كيف افتح اعتراض p2p | البايع ما يرد p2p | دفعت "
    "للبائع ولم استلم usdt | الغي طلب p2p وانا دفعت | البائع يريد مبلغ زياده | كم ياخذ الاعتراض في p2p",
}
QUESTIONS = [
    (locale, slug, question.strip())
    for locale, by_article in (("es", _SPANISH), ("ja", _JAPANESE), ("ar", _ARABIC))
    for slug, questions in by_article.items()
    for question in questions.split("|")
]

# Nothing that an exchange's help center has to say anything about.
STRANGE = {
    "es": (
        "¿qué tiempo hará mañana en Bogotá? | receta de arepas con queso | quién ganó el partido de ayer | cómo se cuida un "
        "cactus | recomiéndame una película de terror | a qué hora sale el tren a Sevilla"
    ),
    "ja": (
        "明日の東京の天気は？ | カレーの作り方を教えて | 昨日の野球の結果は | おすすめの映画はありますか | 猫が餌を食べません | 京都のホテルを予約したい"
    ),
    "ar": (
        "كيف الطقس غدا في الرياض | طريقة عمل الكبسة بالدجاج | من فاز في مباراة امس | رشح لي فيلم رعب | كيف اعتني بالقطط | "
        "افضل فندق في دبي"
    ),
}
