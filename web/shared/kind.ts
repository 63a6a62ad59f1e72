/**
 * Words a customer may be sorry for: he is asked once, kindly, before they are sent. Nothing is refused for them, and nobody who
 * is being robbed is asked. The server's mirror is src/fairlead/conduct/ask_kindly.py. Pure.
 */
const WORDS = String.raw`f[u*]+[c*]*k[\p{L}\p{N}_]*|motherf[\p{L}\p{N}_]+|asshole[\p{L}\p{N}_]*|bitch(?:es)?|bastards?|idiots?|morons?|imbeciles?|retard(?:s|ed)?|cunts?|dickheads?|shitheads?|scumbags?|piece of shit|go to hell|kill yourself|drop dead|you(?:'re| are) (?:all |so |just )*(?:stupid|dumb|useless|worthless|pathetic)|you (?:stupid|dumb|useless)|put[ao]s?|hijueputa|gilipollas|cabr[oó]n(?:es)?|imb[eé]cil(?:es)?|idiotas?|pendej[oa]s?|malparid[oa]s?|vete a la mierda|غبي|أغبياء|اغبياء|حقير|عاهرة|شرموطة?|تبا لكم|يا حمار|يا كلب|ابن (?:ال)?كلب|كس [أا]مك`
const PARTS = '傻逼|傻b|煞笔|沙比|去死|滚蛋|王八蛋|混蛋|白痴|脑残|狗屎|废物|贱人|婊子|真他妈|你他妈|操你|去你妈|你妈逼|死ね|くたばれ|バカ野郎|馬鹿野郎|クソ野郎|くそ野郎|くそったれ|ふざけるな|クズ野郎'
const UNKIND = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${WORDS})(?![\p{L}\p{N}_])|${PARTS}`, 'u')
/** Who writes of harm is not to be held up, by whatever he calls those who do it. */
const HARM = /hack|stol|steal|thie[fv]|robb|scam|fraud|phish|drain|unauthori[sz]ed|compromised|盗|偷|被骗|诈骗|黑客|robad|robar|estaf|ladron|fraude|盗ま|詐欺|ハッキング|乗っ取|不正|سرق|اختر|احتيال|نصب/
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g

export function isUnkind(text: string): boolean {
  const plain = text.normalize('NFKC').replace(UNSEEN, '').toLowerCase().replaceAll('’', "'")
  return UNKIND.test(plain) && !HARM.test(plain)
}
