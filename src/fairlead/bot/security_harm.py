"""Whether a message says that harm is being done: somebody is in the account, money went, or a secret was given away."""

import re
import unicodedata

from fairlead.bot import arabic
from fairlead.infra.words import fold

MOST = 4000  # characters that are looked at

_MINE = (
    r"(?:account|acct|wallet|e-?mail|mail|phone|sim|money|funds?|coins?|crypto|btc|bitcoins?|eth|usdt|tokens?|balance|assets?|"
    r"everything|savings|api\s+keys?|password|identity)"
)
_DONE = (
    r"(?:hacked|stolen|compromised|drained|emptied|hijacked|taken\s+over|robbed|breached|cracked|swapped|cloned|wiped|"
    r"phished|scammed|cleaned\s+out)"
)
_GIVEN = (
    r"(?:(?:verification|security|sms|email|2fa|auth\w*|google|login|one[- ]time|confirmation)\s+codes?|codes?|otp|password|"
    r"passphrase|seed(?:\s+phrase)?|(?:recovery|secret|backup)\s+(?:phrase|words?|key)|mnemonic|private\s+keys?|"
    r"api\s+(?:secret|key)s?|2fa|pin)"
)
_HARM = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_MINE}\b[^.?!]{{0,30}}\b(?:was|were|been|is|are|got|gets|getting|has|have|just)\b[^.?!]{{0,20}}\b{_DONE}\b",
        rf"\b(?:i\s+|i'?ve\s+|i'?m\s+|we\s+)(?:was|got|were|have\s+been|been|am|being|think\s+i\s+(?:was|got|am))\s*(?:just\s+|being\s+|been\s+)*{_DONE}\b",
        r"\b(?:hacked|hijacked|drained|emptied|stole|cracked|phished|got\s+into|broke\s+into|took\s+over|breached)\s+(?:all\s+|into\s+)?(?:of\s+)?(?:my|me|our)\b",
        r"\b(?:some\s?(?:one|body)|a?\s*hackers?|a?\s*thie(?:f|ves)|a?\s*scammers?|a?\s*strangers?|they|he|she|people)\s+(?:else\s+)?(?:has\s+|have\s+|is\s+|just\s+|may\s+have\s+|might\s+have\s+)*(?:withdrew|withdrawn|withdrawing|stole|stolen|took|taken|taking|transferred|moved|drained|emptied|sold|logged\s+(?:in|on)|signed\s+in|logging\s+in|accessed|using|used|hacked|changed|got\s+(?:in|access)|gained\s+access|access\s+to|entered|is\s+in)\b[^.?!]{0,40}\b(?:my|from\s+me|our|account)\b",
        r"\bsome\s?(?:one|body)\s+(?:else\s+)?(?:withdrew|stole|hacked|drained|is\s+in\s+my|has\s+(?:my|access))\b",
        r"\bsome\s?(?:one|body)(?:'?s|\s+(?:is|was|got|went|broke|has\s+(?:been|got)))\s+(?:in|inside|into|on)\s+my\s+(?:\w+\s+)?(?:account|acc|wallet|email|phone)\b",
        r"\b(?:unauthori[sz]ed|fraudulent|unknown|suspicious|unrecogni[sz]ed|strange)\s+(?:withdrawals?|transactions?|transfers?|log-?ins?|sign-?ins?|access|device|orders?|trades?|activity)\b",
        r"\b(?:withdrawals?|transactions?|transfers?|log-?ins?|sign-?ins?|orders?|trades?)\b[^.?!]{0,30}\b(?:i\s+(?:did(?:n'?t|\s+not)|never|have\s*n'?t)\s+(?:make|made|do|did|authori[sz]ed?|approved?|request(?:ed)?|recogni[sz]e|start|place|create)|(?:was|is)\s*(?:n'?t|\s+not)\s+me|not\s+by\s+me|not\s+mine)\b",
        r"\b(?:i\s+did(?:n'?t|\s+not)|i\s+never)\s+(?:make|made|do|did|authori[sz]ed?|approved?|request(?:ed)?|start|place)\s+(?:this|that|the|these|those|any|a)\s+(?:withdrawal|transaction|transfer|log-?in|order|trade|payment)",
        rf"\b(?:i|we|my\s+\w+)\s+(?:\w+\s+){{0,2}}?(?:gave|shared|told|sent|entered|typed|read|showed|disclosed|revealed|leaked|handed|pasted|forwarded|provided|submitted|put|exposed|have\s+given|given)\b[^.?!]{{0,40}}\b{_GIVEN}\b(?!\s+(?:to\s+(?:the|your)\s+(?:app|page|site|form|login)|but\s+(?:it|nothing|i))\b)(?=[^.?!]{{0,60}}\b(?:to|him|her|them|someone|somebody|scammer|stranger|website|site|link|caller|telegram|whatsapp|phone|fake|admin|support|agent|guy|man|woman|person|away|out|on|by|in)\b|\s*$|[.!])",
        rf"\b(?:gave|told|sent|shared|showed|handed)\s+(?:him|her|them|someone|somebody|a\s+\w+|the\s+\w+|some\s+\w+)\b[^.?!]{{0,25}}\b{_GIVEN}\b",
        rf"\b(?:some\s?(?:one|body)|a\s+scammer|scammers?|hackers?|they|he|she)\s+(?:has|have|got|knows?|stole|took)\s+my\s+(?:\w+\s+)?{_GIVEN}\b",
        r"\b(?:clicked|opened|followed|fell\s+for|logged\s+in\s+(?:on|to|at)|connected\s+my\s+wallet)\b[^.?!]{0,25}\b(?:phishing|fake|scam|malicious|suspicious)\b",
        r"\b(?:all\s+)?my\s+(?:money|funds?|coins?|crypto|btc|usdt|eth|balance|assets)\s+(?:is|are|has|have|just)?\s*(?:all\s+)?(?:gone|disappeared|vanished|missing\s+from\s+my\s+account|been\s+taken)\b",
        r"\bsim[\s-]?swap(?:ped|ping)?\b",
        r"^\W*(?:help\W+)?(?:i(?:'?ve)?\s+)?(?:been\s+|was\s+|got\s+)?hacked\b(?![^.?!]*\?)",
        r"\b(?:freeze|lock|block)\s+my\s+account\b(?=.*\b(?:now|immediately|asap|quick\w*|urgent\w*|please|pls|hack\w*|stol\w*|!))",
    )
)
# What may be asked with nothing having happened.
_IN_GENERAL = re.compile(
    r"\b(?:protect|prevent|avoid|keep|secure|stop)\b[^.?!]{0,40}\b(?:from\s+)?(?:being\s+|getting\s+)?(?:hacked|stolen|hacking|hackers?|scammed|phish\w*|compromised)\b"
    r"|\b(?:what\s+if|what\s+happens\s+(?:if|when)|in\s+case|if)\b[^.?!]{0,30}\b(?:is|gets?|are|were\s+to\s+be|becomes?|should\s+be)\s+(?:ever\s+)?(?:hacked|stolen|compromised|hijacked)\b"
    r"|\b(?:can|could|will|would|may|might|has|was|were|is|did)\s+(?:the|your|this|an?)\s+(?:exchange|platform|site|company|app|hot\s+wallet)\b[^.?!]{0,30}\b(?:hacked|compromised|stolen|breached)\b"
    r"|\bcan\s+(?:my|someone|anyone|hackers?|you|an?|i)\b[^.?!]{0,30}\b(?:hacked|hack|stolen|steal|scammed)\b"
    r"|\b(?:not|never|wasn'?t|isn'?t|haven'?t)\s+(?:been\s+|got\s+|yet\s+)?(?:hacked|stolen|compromised|scammed)\b"
)

_GIVEN_ZH = (
    r"(?:验证码|驗證碼|动态码|短信码|密码|密碼|助记词|助記詞|私钥|私鑰|种子|谷歌码|谷歌验证码?|2fa|api密钥|密钥|身份证)"
)
_HARM_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        r"被(?:人|他人|别人|黑客|骗子)?(?:给)?(?:盗|盜|黑(?!钱|名单|洞)|骗|騙|偷|转走|轉走|提走|提现了|提光|转光|清空|卖光|洗劫|入侵|劫持|挪走|刷走|薅走)",
        r"(?:号|账号|账户|帐号|帐户|邮箱)(?:给|让)(?:人)?(?:给)?(?:黑|盗|偷)了?",
        r"盗(?:了)?我|盜(?:了)?我|偷(?:了|走)我|骗(?:了|走)我|騙(?:了|走)我",
        r"(?:号|账号|账户|帐号|帐户|钱包|邮箱|手机|币|资产|资金|钱|u|usdt).{0,4}(?:被盗|被盜|被黑(?!钱)|丢了吗?$|没了|不见了|不翼而飞|全没|消失了)",
        r"(?:有人|别人|他人|黑客|骗子|陌生人|不明).{0,6}(?:登录|登陆|登入|登上|改了|改掉|提走|提现|提币|转走|转出|操作|用了|盗|偷|进了).{0,12}(?:我|账|号|币|钱|密码|手机|邮箱|资产)?",
        r"(?:不是|并非|非)(?:我|本人)(?:本人|自己|亲自)*(?:操作|提|登|转|弄|下的?单|发起|做|干|点|交易|申请|改|绑)",
        r"(?:提现|提币|转账|登录|交易|操作|订单|划转).{0,8}(?:不是我|不是本人|非本人|并非本人)",
        r"(?:陌生|异地|可疑|未知|不明|异常)(?:的)?(?:设备|ip|地点|地址|城市)?(?:登录|登陆|登入|提现|提币|转账|交易|操作)(?!提醒是|是什么|保护)",
        rf"(?:把|将|將).{{0,10}}{_GIVEN_ZH}.{{0,10}}(?:给|給|告诉|告訴|发|發|说|說|念|报|泄|透露|输|填|截图)",
        rf"(?:告诉|告訴|给|給|发给|發給|说给|念给|报给|泄露给?)了?(?:他|她|它|对方|骗子|别人|人家|客服|陌生人|假客服|他们|那个人|管理员).{{0,8}}{_GIVEN_ZH}",
        rf"{_GIVEN_ZH}.{{0,4}}(?:给|給|告诉|告訴|发给|發給|念给|说给|泄露|泄漏|透露|外泄|被骗|被套|暴露|被知道|被看)(?:了|给|他|她|对方|骗子|别人|人家|假客服|陌生人)+",
        r"(?:点|點|点击|打开|登录|进|扫)了?.{0,8}(?:钓鱼|釣魚|假|诈骗|可疑)(?:的)?(?:链接|鏈接|网站|網站|网页|二维码|app|客服)",
        r"(?:上当|受骗|中招)了?|遇到?(?:骗子|诈骗|詐騙)了|遭(?:遇)?(?:诈骗|盗|黑)",
        r"(?:马上|立刻|立即|快|赶紧|紧急|先|帮我).{0,6}(?:冻结|凍結|锁)(?:我的?)?(?:账|帐|号|賬|帳)",
    )
)
_IN_GENERAL_ZH = re.compile(
    r"(?:防止|防范|避免|预防|怎么防|如何防|以防|防).{0,8}(?:被盗|被盜|盗号|被黑|被骗|盗|钓鱼|诈骗)"
    r"|(?:会不会|會不會|会被|容易|可能会?|能不能|担心|害怕|怕|如果|假如|万一|要是|倘若).{0,10}(?:被盗|被盜|被黑|被骗|盗|偷)(?!了)"
    r"|(?:没有?|沒有?|未|并未|不会)被(?:盗|盜|黑|骗)|(?:平台|交易所|你们).{0,6}(?:被黑|被盗)过?(?:吗|嗎|么|没)"
)


_MINE_ES = (
    r"(?:cuentas?|billetera|cartera|wallet|monedero|correo|e-?mail|telefono|celular|movil|sim|chip|dinero|plata|fondos?|saldo|monedas|"
    r"criptos?|criptomonedas|bitcoins?|btc|usdt|eth|tokens?|activos|ahorros|todo|contrasena|clave|identidad|perfil)"
)
_DONE_ES = (
    r"(?:hackead[oa]s?|jaquead[oa]s?|robad[oa]s?|comprometid[oa]s?|vaciad[oa]s?|vulnerad[oa]s?|clonad[oa]s?|intervenid[oa]s?|"
    r"secuestrad[oa]s?|estafad[oa]s?|enganad[oa]s?)"
)
_DID_ES = (
    r"(?:hacke(?:aron|ado|ando|o)|jaque(?:aron|ado|o)|rob(?:aron|ado|ando|o)|estaf(?:aron|ado|ando|o)|vaci(?:aron|ado|ando|o)|"
    r"clon(?:aron|ado|o)|sustra(?:jeron|ido|jo)|engan(?:aron|ado|o))"
)
_GIVEN_ES = (
    r"(?:codigos?|contrasenas?|claves?|frase(?:\s+(?:semilla|secreta|de\s+\w+))?|semilla|palabras|"
    r"llaves?\s+privadas?|otp|2fa|pin|mnemonic\w*)"
)
_TRADE_ES = (
    r"(?:retir[oa]s?|retirada|transaccion(?:es)?|transferencias?|inicios?\s+de\s+sesion|accesos?|ordenes|orden|operacion(?:es)?|movimientos?|"
    r"compras?|ventas?|dispositivos?|actividad)"
)
_STRANGER_ES = (
    r"(?:alguien|(?:un\s+|unos\s+|los\s+)?(?:hackers?|ladron(?:es)?|estafador(?:es)?|desconocidos?|delincuentes?)|"
    r"otra\s+persona|(?:un\s+)?terceros?)"
)
_FALSE_ES = r"(?:phishing|fals[oa]s?|fraudulent[oa]s?|malicios[oa]s?|sospechos[oa]s?|de\s+estafa)"
_HARM_ES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:me|nos)\s+(?:(?:han\s+|ha\s+|estan\s+|esta\s+)?{_DID_ES}|acaban\s+de\s+(?:hackear|robar|estafar|vaciar))\b",
        rf"\b(?:mi|mis|nuestr[oa]s?|la|los)\s+{_MINE_ES}\b[^.?!]{{0,15}}\b(?:fue|fueron|ha\s+sido|han\s+sido|esta|estan|estaba|ser)\b[^.?!]{{0,12}}\b{_DONE_ES}\b",
        rf"\b(?:fui|he\s+sido|hemos\s+sido|fuimos)\s+(?:victimas?|{_DONE_ES})\b|\bvictima\s+de\s+(?:un\s+|una\s+)?(?:estafa|phishing|robo|fraude|hackeo|sim)",
        rf"\b(?:hackearon|jaquearon|robaron|vaciaron|entraron\s+(?:a|en)|accedieron\s+a|se\s+metieron\s+(?:a|en)|retiraron|sacaron|tomaron|cambiaron|clonaron|duplicaron)\s+(?:\w+\s+){{0,2}}?(?:mi|mis|nuestr[oa]s?|de\s+mi)\s+{_MINE_ES}\b",
        rf"\b{_STRANGER_ES}\s+(?:mas\s+)?(?:(?:me|se|ha|han|esta|estan|que)\s+)*(?:{_DID_ES}|retiro|retirado|retirando|saco|sacado|sacando|entro|entrado|accedio|accedido|inicio\s+sesion|iniciado\s+sesion|cambio|cambiado|usando|uso|metio|metido|tiene\s+acceso|tienen\s+acceso|movio)\b[^.?!]{{0,30}}\b(?:mi|mis|nuestr[oa]s?)\b",
        rf"\b{_STRANGER_ES}\s+(?:tiene|sabe|conoce|consiguio|obtuvo)\s+mi\s+(?:\w+\s+)?{_GIVEN_ES}\b",
        rf"\b{_TRADE_ES}\s+(?:\w+\s+){{0,2}}?(?:no\s+(?:autorizad|reconocid)[oa]s?|sospechos[oa]s?|desconocid[oa]s?|fraudulent[oa]s?|extran[oa]s?)\b",
        rf"\b{_TRADE_ES}\b[^.?!]{{0,30}}\b(?:que\s+)?(?:yo\s+)?(?:no\s+(?:hice|he\s+hecho|realice|he\s+realizado|autorice|he\s+autorizado|reconozco|solicite|pedi|aprobe|fui\s+yo|he\s+sido\s+yo|era\s+yo|soy\s+yo)|nunca\s+(?:hice|realice|autorice|solicite|pedi))\b",
        rf"\b(?:yo\s+no|no|nunca)\s+(?:hice|realice|autorice|solicite|reconozco|aprobe)\s+(?:este|ese|esta|esa|estos|esos|estas|esas|el|la|ningun|ninguna)\s+{_TRADE_ES}\b",
        rf"\b(?:le|les|se\s+l[oa]s?|les?)\s+(?:he\s+)?(?:di|dije|dado|envie|enviado|mande|comparti|compartido|pase|entregue|revele|mostre|dicte)\b[^.?!]{{0,25}}\b{_GIVEN_ES}\b",
        rf"\b(?:di|dije|envie|mande|comparti|pase|entregue|revele|mostre|dicte|facilite|proporcione|he\s+(?:dado|dicho|compartido|enviado|pasado))\b[^.?!]{{0,20}}\b{_GIVEN_ES}\b[^.?!]{{0,25}}\b(?:a|al|por|con)\s+(?:alguien|un|una|el|ella|ellos|otra|desconocid|estafador|extran|telegram|whatsapp|telefono|supuest|fals)",
        rf"\b(?:ingrese|puse|introduje|escribi|meti|coloque|he\s+(?:puesto|ingresado|introducido))\b[^.?!]{{0,25}}\b{_GIVEN_ES}\b[^.?!]{{0,30}}\b{_FALSE_ES}",
        rf"\b(?:clic|click|abri|entre|pinche|cai|inicie\s+sesion|conecte\s+mi\s+(?:billetera|wallet|cartera))\b[^.?!]{{0,30}}\b{_FALSE_ES}",
        r"\b(?:mi|mis|tod[oa]s?\s+mis?)\s+(?:dinero|plata|fondos|saldo|monedas|criptos?|criptomonedas|bitcoins?|btc|usdt|eth|activos|ahorros)\s+(?:ya\s+no\s+estan?|desaparecio|desaparecieron|ha\s+desaparecido|han\s+desaparecido|se\s+esfum\w+)",
        r"\b(?:desaparecio|desaparecieron|se\s+esfum\w+)\s+(?:tod[oa]s?\s+)?(?:mi|mis)\s+(?:dinero|plata|fondos|saldo|monedas|criptos?|criptomonedas|bitcoins?|btc|usdt|eth|activos)",
        r"\b(?:congel(?:en|e|a|ar)|bloque(?:en|a|ar)|bloquee)\s+(?:ya\s+|por\s+favor\s+|urgente\w*\s+)?mi\s+cuenta\b(?=.*\b(?:ya|ahora|urgente\w*|inmediat\w+|por\s+favor|hack\w*|rob\w+)|[^?]*!)",
    )
)
_IN_GENERAL_ES = re.compile(
    r"\b(?:proteg\w+|evit\w+|preven\w+|asegur\w+|impedi\w+|cuidar\w*)\b[^.?!]{0,50}\b(?:hack\w+|jaque\w+|rob\w+|estaf\w+|phishing|vaci\w+|fraud\w+)"
    r"|\b(?:pueden?|podrian?|es\s+posible)\b[^.?!]{0,30}\b(?:hackear\w*|hackead\w+|robar\w*|robad\w+|estafar\w*|comprometid\w+)"
    r"|\b(?:si|cuando|en\s+caso\s+de\s+que)\b[^.?!]{0,20}\b(?:hackean|hackeen|hackearan|roban|roben|robaran|estafan|(?:es|fuera|fuese|resulta|esta)\s+(?:hackead|robad|comprometid)\w+)"
    r"|\b(?:exchange|plataforma|sitio|empresa)\b[^.?!]{0,20}\b(?:hackead|robad|comprometid|vulnerad)\w+"
    r"|\b(?:no|nunca)\s+(?:me\s+|nos\s+)?(?:han|ha|fui|fue|he|esta)\s+(?:sido\s+)?(?:hackead|robad|estafad|comprometid)\w+"
)

_MINE_JA = (
    r"(?:アカウント|口座|資産|お金|資金|仮想通貨|暗号資産|コイン|ビットコイン|btc|usdt|eth|残高|ウォレット|"
    r"メール(?:アドレス)?|スマホ|携帯|sim|全額|全部|パスワード)"
)
_GIVEN_JA = (
    r"(?:コード|認証番号|確認番号|パスワード|暗証番号|秘密鍵|シードフレーズ|リカバリーフレーズ|"
    r"(?:復元|秘密の?|ニーモニック)フレーズ|ニーモニック|apiキー)"
)
_MOVE_JA = r"(?:出金|送金|ログイン|サインイン|取引|注文|アクセス|引き出し|操作|パスワード変更)"
_HARM_JA = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_MINE_JA}[^。!?]{{0,8}}(?:乗っ?取られ|のっとられ|ハッキングされ|ハックされ|盗まれ|盗られ|抜かれ|抜き取られ|奪われ|侵害され|引き出され|勝手に)",
        rf"(?<!入金した)(?<!出金した)(?<!送金した){_MINE_JA}(?:が|も)(?:全部|すべて|全て|急に|突然)?(?:消え(?:た|て|まし)|なくなっ|無くなっ)",
        r"(?:乗っ?取られ|のっとられ|ハッキングされ|ハックされ|盗まれ|騙され|だまされ|詐欺(?:被害)?に(?:遭|あ(?:い|っ)|引っ|ひっ)|盗難に|フィッシング(?:詐欺)?に(?:遭|あ(?:い|っ)|引っ|ひっ|かか))",
        r"不正(?:な)?(?:アクセス|ログイン|出金|送金|利用|取引|引き出し)(?:が|を|に)?(?:され|あり|あっ|受け|遭|あい|発生|確認|です|行わ|$|[!。])",
        rf"(?:知らない|(?:身に)?覚えの?(?:が)?(?:ない|無い)|心当たりの?(?:が)?(?:ない|無い)|見覚えの?(?:が)?ない|不審な|怪しい|勝手に)[^。!?]{{0,8}}(?:{_MOVE_JA}|端末|デバイス)",
        rf"{_MOVE_JA}[^。!?]{{0,10}}(?:身に覚えが|心当たりが|覚えが)(?:ない|無い|ありません|あり?ませ)",
        rf"{_MOVE_JA}[^。!?]{{0,8}}(?:私|わたし|自分|僕|俺|本人)(?:では|じゃ)(?:ない|ありません|なく)",
        r"(?:誰か|第三者|他人|ハッカー|何者か|詐欺師|知らない人)が[^。!?]{0,15}(?:ログイン|アクセス|出金|送金|引き出|侵入|変更|操作|使用|盗)(?:し(?:た|て|ま)|ん(?:だ|で)|み)",
        r"(?:誰か|第三者|他人|ハッカー|何者か|詐欺師|知らない人)に[^。!?]{0,15}(?:ログイン|アクセス|出金|送金|引き出|侵入|変更|操作|使用)(?:され|さ)",
        rf"{_GIVEN_JA}(?:を|も|まで)[^。!?]{{0,14}}(?:教え|伝え|渡|送(?:っ|信し)?|入力し|見せ|共有し|話し)(?:て|し|っ)*(?:しま(?:い|っ)|ちゃ)",
        rf"(?:詐欺|偽|他人|知らない人|誰か|サポートを名乗|相手)[^。!?]{{0,16}}{_GIVEN_JA}を[^。!?]{{0,8}}(?:教え(?:た|まし)|伝え(?:た|まし)|渡し(?:た|まし)|送(?:った|りまし|信し)|入力し(?:た|まし)|見せ(?:た|まし))",
        rf"{_GIVEN_JA}(?:が|を)[^。!?]{{0,8}}(?:漏れ(?:た|て|まし)|漏洩し|流出し|知られ|見られ)",
        r"(?:フィッシング|偽の?|詐欺|怪しい|不審な)(?:の)?(?:サイト|リンク|url|メール|アプリ|ページ)[^。!?]{0,12}(?:クリックし|開い|開き|押し|踏|入力し|ログインし|接続し)(?:て|た|まし|ん|み)",
        r"(?:今すぐ|すぐに?|至急|早く|緊急|直ちに|大至急)[^。!?]{0,12}(?:凍結|ロック|停止)(?:し|を|お願い)|(?:アカウント|口座)を?(?:凍結|ロック|停止)して(?:ください|下さい|くれ|ほしい|!)",
    )
)
_IN_GENERAL_JA = re.compile(
    r"(?:乗っ?取られ|盗まれ|騙され|だまされ|ハッキングされ|不正[^。!?]{1,8}され|詐欺に遭)(?:た(?:場合|ら|とき|時)|る(?:こと|の|可能性|か(?!も)|場合|と)|な(?:い|く)|ません|ますか|そう)"
    r"|(?:フィッシング|詐欺|不正(?:アクセス|ログイン|出金|送金|利用)|乗っ取り|盗難|ハッキング)(?:の|を|から|に対する|は)?[^。!?]{0,8}(?:防|対策|避|守|予防|とは|保護)"
    r"|(?:取引所|御社|貴社|プラットフォーム|サイト)(?:は|が)[^。!?]{0,14}(?:ハッキング|不正アクセス|盗まれ)[^。!?]{0,10}(?:ますか|ましたか|ことは|ことが)"
)


def is_security_harm(text: str) -> bool:
    """True for "someone withdrew my funds" or "我把验证码给了别人"; false for "how do I keep my account from being hacked"."""
    flat = re.sub(r"\s+", " ", text[:MOST].replace("’", "'")).strip().lower()
    dense = flat.replace(" ", "")
    plain = fold(flat)
    wide = unicodedata.normalize("NFKC", dense)
    return (
        _says(dense, _HARM_ZH, _IN_GENERAL_ZH)
        or _says(wide, _HARM_JA, _IN_GENERAL_JA)
        or _says(flat, _HARM, _IN_GENERAL)
        or _says(plain, _HARM_ES, _IN_GENERAL_ES)
        or _says(plain, arabic.HARM, arabic.HARM_IN_GENERAL)
    )


def _says(text: str, harm: tuple[re.Pattern[str], ...], in_general: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for pattern in harm) and not in_general.search(text)
