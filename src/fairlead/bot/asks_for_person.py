"""Whether a message asks for a person, in English, Chinese, Spanish, Japanese or Arabic, and is not merely about one; in other
languages short ones, see `asks_in_other_tongues.py`."""

import re
import unicodedata

from fairlead.bot import arabic
from fairlead.bot.asks_in_other_tongues import asks_elsewhere
from fairlead.infra.words import fold

MOST = 4000  # characters that are looked at

_TARGET = (
    r"(?:human(?:\s+being)?|person|people|agent|representative|rep|operator|advisor|adviser|consultant|supervisor|manager|"
    r"specialist|employee|staff(?:\s+member)?|team\s+member|customer\s+(?:service|support|care)|support\s+(?:team|staff|guy)|live\s+(?:chat|support))"
)
_SOMEONE = r"(?:some\s?one|some\s?body|any\s?one|any\s?body)"
_KIND = r"(?:real|live|living|actual|human|proper|support|service|customer|different|another|physical)"
# After these an agent or a human is a matter, not somebody to talk to.
_MATTER = (
    r"(?!\s*(?:fees?|commissions?|program(?:me)?s?|ids?|numbers?|codes?|accounts?|banks?|strings?|keys?|networks?|levels?|"
    r"plans?|rates?|bonus|model|wallets?|verification|errors?|checks?|readable|rights|tests?|recruit\w*|referrals?|links?|"
    r"hours?|policy|tracking)\b)"
)
_LEAD = (
    r"(?:want|wanna|need|like|would\s+love|let\s+me|can|could|may|able|how\s+(?:do|can|to)|please|pls|plz|prefer|must|have\s+to|"
    r"gotta|got\s+to|trying|allow|possible|way|asking|wish|rather|demand|insist)"
)
_TALK = r"(?:talk|speak|spk|chat|text|converse)"

_WHOLE = re.compile(
    rf"(?:(?:i|we|to|a|an|the|me|my|please|pls|plz|now|hi|hello|hey|ok|okay|yes|no|just|want|wanna|need|get|give|can|could|would|you|"
    rf"like|with|for|right|asap|thanks|thank|ask|real|live|living|actual|human|support|service|customer|talk|speak|chat|call|"
    rf"connect|transfer|one|some|any|not|bot|robot|this|is|there|here|help|urgent|immediately|again|only|and|then|so|"
    rf"{_TARGET})\s*)+"
)
_BARE = re.compile(
    r"\b(?:humans?|agents?|representatives?|operators?|real\s+persons?|live\s+(?:person|agent|chat|support)|person|"
    r"customer\s+service|customer\s+support|supervisor)\b"
)
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_LEAD}\b[^.?!]{{0,25}}\b{_TALK}\s+(?:to|with)\s+(?:\w+\s+){{0,3}}?(?:{_TARGET}|{_SOMEONE}){_MATTER}\b",
        rf"^(?:\W|\b(?:ok|please|pls|hi|hello|no|just|so|then|and)\b)*{_TALK}\s+(?:to|with)\s+(?:\w+\s+){{0,3}}?(?:{_TARGET}|{_SOMEONE}){_MATTER}\b",
        rf"\b(?:connect|transfer|put|pass|hand|forward|switch|escalate|route|redirect|direct|refer)\s+(?:me|us|this|it|my\s+\w+)\b[^.?!]{{0,25}}\b(?:to|with|through|over|on)\b[^.?!]{{0,20}}\b(?:{_TARGET}|{_SOMEONE}){_MATTER}\b",
        rf"\b(?:want|wanna|need|get|give|find|send|bring|show|prefer|request(?:ing)?|demand|reach|contact|call|ask\s+for|looking\s+for|where\s+is|where\s+are|is\s+there)\s+(?:me\s+|us\s+|to\s+(?:get|have|see|reach|contact)\s+)?(?:a|an|the|some|any|your|one\s+of\s+your)?\s*(?:{_KIND}\s+){{1,2}}(?:{_TARGET}){_MATTER}\b",
        rf"\b(?:i\s+|we\s+|just\s+|really\s+)(?:want|wanna|need|prefer|demand|request)\s+(?:a|an|the|some|any)?\s*(?:human|person|agent|representative|rep|operator|supervisor|manager)\b{_MATTER}(?!\s+(?:to\s+person|who|that|with|in|for\s+my|is|was|has))",
        rf"\b(?:reach|contact|get\s+(?:hold\s+of|in\s+touch\s+with)|message)\s+(?:a|an|the|some|any|your)?\s*(?:human|person|agent|representative|rep|operator|{_SOMEONE})\b{_MATTER}",
        rf"\b(?:get|give|find|send|bring|call|fetch)\s+me\s+(?:a|an|the|some|any|your)?\s*(?:human|person|agent|representative|rep|operator|supervisor|manager|{_SOMEONE})\b{_MATTER}",
        rf"\b(?:can|could|will|would)\s+(?:a|an|some|any)\s*(?:{_KIND}\s+)*(?:human|person|agent|representative|rep|operator|{_SOMEONE})\s+(?:please\s+)?(?:help|assist|talk|speak|call|answer|contact|look|reply)\b",
        rf"\b(?:can|could|will|would)\s+{_SOMEONE}\s+(?:real|human|from\s+(?:your|the)\s+(?:team|support|staff)|please\s+)?\s*(?:help|assist|talk|speak|call|answer|contact)\s+(?:to\s+|with\s+)?me\b",
        rf"\b(?:is|are)\s+(?:there\s+)?(?:{_SOMEONE}|any\s+(?:humans?|people|agents?|staff))\s+(?:there|here|available|online|awake|real|alive|i\s+can\s+(?:talk|speak|chat))\b",
        r"\b(?:real|live|actual)\s+(?:human|person|agent)s?\b\s*(?:please|pls|plz|now|asap|!|$)",
        r"\b(?:agent|human|representative|operator)\s*,?\s*(?:please|pls|plz|now|asap)\b",
        r"\b(?:no|not\s+(?:a|another|this|the|with\s+a|to\s+a)|stop\s+(?:the|this)?|don'?t\s+want\s+(?:to\s+(?:talk|speak|chat)\s+(?:to|with)\s+)?(?:a|an|this|the|any)?|hate\s+(?:this|the|talking\s+to\s+a)?|useless|stupid|dumb|enough\s+of\s+(?:this|the)?|sick\s+of\s+(?:this|the)?|tired\s+of\s+(?:this|the)?)\s*(?:more\s+)?(?:ro|chat)?bots?\b",
        r"\bno\s+more\s+(?:robot|chatbot|bot|ai|machine)s?\b",
        r"\b(?:don'?t|do\s+not)\s+want\s+(?:to\s+)?(?:talk|speak|chat|deal)\s*(?:to|with)?\s+(?:a|an|this|the)?\s*(?:ai|machine|computer|automat\w+)\b",
        r"\bspeak\s+to\s+(?:your\s+)?(?:manager|supervisor|boss)\b",
        r"\bescalate\s+(?:this|it|my\s+(?:case|issue|ticket|problem))\b",
        r"\bhuman\s+(?:agent|support|help|assistance|being)\s*(?:please|pls|needed|required|now|$)",
    )
)
# "I do not need a human", "without talking to an agent"
_DECLINED = re.compile(
    rf"\b(?:don'?t|do\s+not|no|never|without|instead\s+of|rather\s+than)\s+(?:(?:need|want|have|like|to|having|wish|care)\s+)*(?:{_TALK}(?:ing)?\s+(?:to|with)\s+)?(?:a|an|the|any|another)?\s*(?:{_KIND}\s+)*(?:{_TARGET}|{_SOMEONE})\b"
)
_ABOUT = re.compile(
    r"\b(?:become|becoming|apply|register|work|hiring|job)\b[^.?!]{0,20}\b(?:agent|representative|staff|operator)\b"
    r"|\b(?:prove|verify|verifying|confirm|am|i'?m)\b[^.?!]{0,12}\b(?:a\s+)?(?:human|real\s+person)\b"
)

_PEOPLE_ZH = r"(?:人工|真人|活人)"
_NOT_MATTER_ZH = (
    r"(?!智能|智慧|审核|審核|审查|复核|核实|核查|认证|認證|识别|識別|验证|驗證|"
    r"核验|成本|处理中|干预|操作|录入|费|头像|照)"
)
_ASK_ZH = (
    r"(?:[找要叫接换換喊求呼]|联系|聯繫|呼叫|召唤|请求|需要|想要|希望|帮我[接找叫转]?|给我[来接找转换]?|切换到?|切到|连线|连接|接入|"
    r"接通|进入|有没有|有沒有|有无|[和跟与同]|能不能|可以|可不可以|能否|来)"
    r"(?:一?[个個位名下]|你们|你們|您们|你|您|的|到|有|是|真正的|真的|换|换成|用|点|请|在线|在線)*"
)
_ASKS_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[转轉](?:接|到|去|给|給|成|为|為|一下|个|個|回|至|我|入)*(?:{_PEOPLE_ZH}{_NOT_MATTER_ZH}|客服|在[线線]客服|专员|專員)",
        rf"{_ASK_ZH}{_PEOPLE_ZH}{_NOT_MATTER_ZH}",
        r"真人(?:客服|服务|服務|坐席|在线|在線)",
        r"人工(?:客服|服务|服務|坐席|座席|专员|專員|台|在线|在線|接待|热线|通道|帮助|支持)(?!费|費)",
        r"(?<!时候)(?<!时候需)(?<!何时)(?:找|叫|呼叫|接|[转轉]|换|喊|(?<!需)要|(?<!要)联系|聯繫|来个)(?:一?[下个個位])?(?:你们|你們|您们)?(?:的)?(?:在[线線])?客服(?!电话|電話|邮箱|郵箱|热线|[说問问要让的号码]|才|联系|时|以后|之后|之前)",
        r"(?:不要|不想|不用|別|别|拒绝|讨厌|受够|烦死|什么破|垃圾|傻[逼bB]?)(?:再|了|和|跟|与|用|让|给我|来|你这个|这个|个|这种|说话)*(?:智能|自动)?(?:机器人|機器人|[Aa][Ii]客服|[Aa][Ii]|智能客服|自动回复|机器)",
        r"(?:[跟和与同]|想|要|让|讓|来|找)(?:一?[个個位])?(?:你们|你們)?的?(?:真实的|真正的|真)?(?:人|员工|工作人员|负责人|主管|经理|领导)(?:来)?(?:说话|說話|聊聊?|沟通|溝通|谈|談|讲|講|对话|對話|交流|回复|帮我|处理|解决|接|服务)",
        r"(?:有没有人|有沒有人)(?:在|理|管|回|处理|帮|吗|啊)",
        r"(?:找|叫|让|联系)(?:一?[下个位])?(?:你们|你們)?的?(?:主管|经理|经理人|领导|负责人|工作人员)(?:来|过来|出来|给我|跟我|[\W_]|$)",
    )
)
# The whole of a short message.
_BARE_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^[\W_]*(?:我|请|快|要|就要|的|给我|我要|请给我|麻烦)*{_PEOPLE_ZH}+(?:吧|呢|啊|呀|在吗|在嗎|在么|在不在|谢谢|来|!|！|\s)*[\W_]*$",
        r"^[\W_]*(?:在[线線])?客服(?:人员|小姐姐|小哥|妹妹|姐姐|大哥|经理)?(?:在吗|在嗎|在么|在不在|呢|啊|吧|在哪|在哪里|人呢|出来|你好|您好|[\W_])*$",
        r"^[\W_]*(?:请问|喂|你好)?[\W_]*有(?:没有|沒有)?(?:真)?人(?:在|吗|嗎|么|啊|理我|管|回复|回答|帮我)+[\W_]*$",
    )
)
BARE_CHARS = 24
_DECLINED_ZH = re.compile(
    rf"(?:不用|不要|不需要|无需|無需|没必要|先不|先别|别给我?|不想)(?:再|先|帮我|给我|来|去)*(?:[转轉找接要叫联系]|换)?(?:接|到)*{_PEOPLE_ZH}"
)


_TARGET_ES = (
    r"(?:(?:otra\s+|alguna\s+)?personas?|human[oa]s?|ser(?:es)?\s+humanos?|agentes?|asesor(?:a|es)?|operador(?:a|es)?|ejecutiv[oa]|representantes?|"
    r"supervisor(?:a)?|gerente|jefe|jefa|encargad[oa]|responsable|emplead[oa]|tecnico|especialista|alguien|"
    r"(?:atencion|servicio)\s+al\s+(?:cliente|usuario)|(?:el\s+)?(?:equipo\s+de\s+)?soporte)"
)
_TALK_ES = (
    r"(?:hablar(?:le)?|chatear|comunicar(?:me|nos)?|conversar|platicar|charlar|contactar(?:me|nos)?|"
    r"poner(?:me|nos)\s+en\s+contacto|que\s+hablar|ser\s+atendid[oa]|"
    r"(?<=como\s)(?:hablo|contacto|chateo)|(?<=como\sme\s)(?:comunico|contacto))"
)
_LEAD_ES = (
    r"(?:quiero|quisiera|queria|querria|necesito|deseo|deseria|me\s+gustaria|puedo|podria|podemos|puede|prefiero|dejame|dejeme|dejenme|"
    r"exijo|pido|solicito|tengo\s+que|debo|hay\s+(?:forma|manera)|es\s+posible|se\s+puede|por\s*favor|porfa|como|donde|ocupo|"
    r"intento|trato\s+de|pueda|permita\w*|quiere|queremos|necesitamos)"
)
_HAND_ES = (
    r"(?:pas|comuni(?:c|qu)|conect|transf(?:er|ier|ir)|deriv|deri|pon|pong|contact|enlaz|enlac|redirig|redirij|remit)"
)
_ONE_ES = r"(?:un|una|algun|alguna|el|la|los|las|su|tu|otro|otra|vuestro)"
_MATTER_ES = (
    r"(?!\s*(?:p2p|de\s+(?:bolsa|seguros|viajes|aduanas?|p2p|usuario|retencion)|inmobiliari[oa]|comercial\s+de|"
    r"fisica\s+o\s+(?:moral|juridica)|juridica|moral|politicamente|expuesta)\b)"
)
_WHOLE_ES = re.compile(
    rf"(?:(?:yo|con|a|un|una|el|la|al|por|favor|porfa|porfavor|quiero|quisiera|necesito|deseo|hola|buenas|buenos|dias|tardes|"
    rf"noches|ya|ahora|mismo|urgente|urgentemente|si|no|de|verdad|real|humano|humana|fisica|viva|vivo|en|linea|cliente|servicio|"
    rf"atencion|gracias|ayuda|hablar|chatear|pasame|paseme|dame|deme|bot|robot|maquina|solo|es|eso|esto|otra|vez|alguna|"
    rf"soporte|tecnico|{_TARGET_ES})\s+)+"
)
_BARE_ES = re.compile(
    r"\b(?:person[ao]|human[oa]|agente|asesora?|operadora?|ejecutiv[oa]|representante|supervisora?|gerente|encargad[oa]|"
    r"atencion\s+al\s+cliente|servicio\s+al\s+cliente|soporte\s+(?:humano|en\s+vivo|en\s+linea))\b"
)
_ASKS_ES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_LEAD_ES}\b[^.?!]{{0,25}}\b{_TALK_ES}\s+(?:con\s+|a\s+)(?:\w+\s+){{0,3}}?{_TARGET_ES}{_MATTER_ES}\b",
        rf"^(?:\W|\b(?:ok|por|favor|porfa|hola|no|si|solo|pues|entonces|y)\b)*{_TALK_ES}\s+(?:con|a)\s+(?:\w+\s+){{0,3}}?{_TARGET_ES}{_MATTER_ES}\b",
        rf"\b{_HAND_ES}\w*(?:me|nos)\s+(?:\w+\s+){{0,2}}?(?:con|a)\s+(?:{_ONE_ES}\s+)?{_TARGET_ES}{_MATTER_ES}\b",
        rf"\b(?:me|nos)\s+(?:puede[sn]?|podria[sn]?|podeis|pod[ea]s)?\s*{_HAND_ES}\w*\s+(?:en\s+contacto\s+)?(?:con|a)\s+(?:{_ONE_ES}\s+)?{_TARGET_ES}{_MATTER_ES}\b",
        (
            rf"\b(?:quiero|queremos|necesito|quisiera|deseo|prefiero|exijo|pido|solicito|ocupo|dame|deme|denme|busco|hay|quiero\s+ver\s+a)\s+(?:a\s+)?(?:{_ONE_ES}\s+)?"
            rf"(?:persona|human[oa]|ser\s+humano|agente|asesora?|operadora?|ejecutiv[oa]|representante|supervisora?|encargad[oa]|atencion\s+(?:humana|personal\w*|al\s+cliente)|soporte\s+(?:humano|en\s+vivo)|ayuda\s+humana)"
            rf"\b{_MATTER_ES}(?!\s+(?:que\s+me\s+(?:env|deb|vend|compr)|para\s+que\s+(?:mi|su)))"
        ),
        r"\b(?:hay|esta|estara)\s+(?:alguien|algun\s+(?:human[oa]|agente|asesor)|alguna\s+persona)\s*(?:ahi|aqui|alli|disponible|en\s+linea|conectad[oa]|real|humano|de\s+verdad|que\s+(?:me|nos)|con\s+quien|con\s+el\s+que|\?|$)",
        rf"\b(?:puede[sn]?|podria[sn]?|quiero\s+que|necesito\s+que|quisiera\s+que)?\s*(?:me\s+)?(?:at[ie]+nd|ayud|respond|contest|llam|asist)\w*\s+(?:por\s+favor\s+)?(?:{_ONE_ES}\s+)?(?:persona|human[oa]|agente|asesora?|operadora?|representante|ejecutiv[oa]|supervisora?|alguien\s+(?:real|humano|de\s+(?:verdad|soporte|su\s+equipo)|por\s+favor|\?|$))\b",
        rf"\b(?:puede|podria|pueden|que|ojala)\s+(?:{_ONE_ES}\s+)?(?:alguien|persona|human[oa]|agente|asesora?|operadora?|representante)\s+(?:real\s+|humano\s+|por\s+favor\s+|de\s+\w+\s+)?(?:me\s+)?(?:atend|atiend|ayud|respond|contest|llam|asist|revis)\w*",
        r"\b(?:puede|podria|pueden|podrian)\s+(?:atender|ayudar|responder|contestar)me\s+(?:alguien|(?:un|una)\s+\w+)",
        r"\b(?:no\s+(?:quiero|mas|deseo|me\s+sirve)|basta\s+de|odio|hart[oa]\s+de|cansad[oa]\s+de|deja\s+de\s+ser)\s+(?:a\s+|de\s+)?(?:seguir\s+)?(?:hablar|hablando|chatear|chateando|tratar|lidiar)?\s*(?:a\s+|con\s+)?(?:un|una|el|la|este|esta|estos|los|mas|otro)?\s*(?:ro|chat)?(?:bots?|maquinas?|ia|inteligencia\s+artificial|contestador)\b(?!\s+de\s+(?:trading|grid|comercio))",
        r"\b(?:ro|chat)?bot\s+(?:inutil|estupido|tonto|no\s+(?:me\s+)?(?:sirve|entiende|ayuda))|\b(?:inutil|estupido|maldito|tonto)\s+(?:ro|chat)?bot\b",
        r"\b(?:agente|human[oa]|persona|operadora?|asesora?|representante|ejecutiv[oa])\s*(?:real|humano|en\s+vivo|de\s+verdad)?\s*,?\s*(?:por\s*favor|porfa\w*|pls|ya|ahora|urgente)\b",
        r"\bpersona\s+(?:real|de\s+verdad|de\s+carne\s+y\s+hueso)\s*(?:!|$)|\b(?:agente|asesor|operador|soporte)\s+(?:human[oa]|en\s+vivo)\s*(?:!|$)",
        r"\bescal(?:ar|e|en|a|es|ame|eme)\s+(?:esto|esta|este|mi\s+(?:caso|problema|ticket|consulta|reclamo)|el\s+(?:caso|problema|ticket|reclamo))",
    )
)
_DECLINED_ES = re.compile(
    rf"\b(?:no|sin|nunca|tampoco|en\s+(?:vez|lugar)\s+de|ni)\s+(?:me\s+|le\s+|hace\s+)?(?:(?:quiero|quisiera|necesito|deseo|queria|falta|hay|tengo|que|prefiero|gustaria|requiero|ocupo|me|nadie|es|necesario|pas\w+|comuni\w+|transf\w+|deriv\w+|conect\w+|pon\w+|atiend\w+)\s+)*"
    rf"(?:{_TALK_ES}\s+)?(?:con\s+|a\s+)?(?:{_ONE_ES}\s+|ningun\s+|ninguna\s+)?(?:{_TARGET_ES}|nadie)\b"
)
_ABOUT_ES = re.compile(
    r"\b(?:ser|hacerme|convertirme\s+en|trabajar\s+(?:como|de)|postularme|registrarme\s+como|volverme)\b[^.?!]{0,20}\b(?:agente|asesor|operador|representante|empleado)\b"
    r"|\b(?:verificar|verifico|comprobar|demostrar|confirmar|saber\s+si|soy|eres|es)\b[^.?!]{0,15}\b(?:human[oa]|persona\s+real)\b(?![^.?!]*\b(?:hablar|quiero|necesito)\b)"
)

_BUSINESS_JA = (
    r"(?:オペレーター?|担当(?:者|の方|の人|の者)?|スタッフ|(?:カスタマー)?サポート(?:スタッフ|センター|担当者?|の方|の人|窓口|デスク)?|"
    r"係(?:の(?:人|方|者)|員)|カスタマーサービス|エージェント|責任者|上司|店員|中の人|社員|有人(?:チャット|対応|サポート|窓口|オペレーター?)?)"
)
_PEOPLE_JA = (
    rf"(?:{_BUSINESS_JA}|(?<![他本別個友])(?:生身の|本物の|実際の|リアルな)?(?:人間|ヒト|人)(?:の方)?|誰か|どなたか)"
)
# The wish itself: telling that one talked to somebody yesterday has none.
_WISH_JA = (
    r"(?:たい|させて|せろ|ください|下さい|いただけ|頂け|もらえ|貰え|くれ|ほしい|欲しい|願い|できますか|できませんか|できない(?:の|ん|です)|可能|希望|"
    r"られますか|れますか|ますか|ないの(?:です)?か|方法|には(?:$|[?？]|どう)|どうすれば|[てで](?:よ|$|[!！。]))"
)
_ASKS_JA = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PEOPLE_JA}(?:さん)?(?:と|に|へ)(?:直接|すぐに?|今すぐ|電話で|チャットで|一度|早く|お)*(?:話|はな|喋|しゃべ|相談|チャット|会話|やり取り|やりとり|代わ|替わ|変わ|かわ|替え|変え|繋|つな|引き?継|取り次|転送|対応|応対)[^。.!！?？]{{0,8}}{_WISH_JA}",
        rf"{_BUSINESS_JA}(?:さん)?(?:と|に|へ)(?:直接|すぐに?|電話で)*(?:連絡|問い?合わせ|質問|聞)(?!(?:先|が))[^。.!！?？]{{0,6}}(?:を取り|し)?{_WISH_JA}",
        rf"(?:{_BUSINESS_JA}|人間)(?:の方|さん)?(?:を|に)?(?:呼んで|呼び出して|出して|よこして|寄こして|お願い|希望|求む|頼む|つけて)",
        rf"(?:{_BUSINESS_JA}|人間|(?<![他本])人)(?:の方)?(?:が|による|の)(?:直接)?(?:対応|応対|回答|返信|サポート|返事)(?:を|は|で)?(?:し)?{_WISH_JA}",
        r"有人(?:チャット|対応|サポート|窓口|オペレーター?)?(?:に|を|で|へ|は)?(?:切り?替え|変更|希望|お願い|つな|繋|して|回し|話|あり(?:ます|ませ)|でき|どこ)",
        r"(?:(?<!取引)(?<!売買)(?<!グリッド)ボット|(?<![a-z])bot|チャットボット|ロボット|(?<![a-z])ai|自動(?:応答|返信)|機械)(?:と|じゃ|では)(?:は|なく|なくて|もう|なんか)*(?:話(?:したくない|すの|しても)|嫌|いや|だめ|ダメ|無理|埒|人|駄目|なく)",
        r"(?:自動(?:応答|返信)|チャットボット|ロボット)(?:は)?(?:もう)?(?:不要|いらない|要らない|やめて|嫌|結構)",
        r"(?:誰か|どなたか|だれか|人間?)(?:は)?(?:い(?:ます|ません)か|いない(?:の|ん|です)|いらっしゃい|いる[?？]|対応して|助けて|返事して|返信して|出て)",
    )
)
_BARE_JA = re.compile(
    rf"[\W_]*(?:すみません|あの|はい|今すぐ|早く|至急|とにかく)?[\W_]*(?:{_BUSINESS_JA}|人間|本物の人|生身の人)(?:の方)?(?:と|を|に|で|へ)?"
    r"(?:お?話|話したい(?:です)?|お願い(?:いた)?します|おねがいします|お願い|希望(?:です|します)?|ください|下さい|プリーズ|出せ|は(?:いますか|いませんか|どこ(?:ですか)?)|はよ|まだ)?[\W_]*"
)
_DECLINED_JA = re.compile(
    rf"{_PEOPLE_JA}(?:さん)?(?:と|に|へ|を|は|の|が)?[^。、.!！?？]{{0,10}}?(?:たくない|たくありません|なくて(?:も)?(?:いい|良い|よい|大丈夫|結構|構)|必要(?:は|も)?(?:ない|ありません|なし)|"
    r"不要|いらない|要らない|いりません|要りません|結構です|(?:しない|つながない|繋がない|呼ばない|代わらない|かわらない)で)"
)


_FILLERS_AR, _BARE_AR = frozenset(arabic.PERSON_FILLERS.split()), frozenset(arabic.PERSON_BARE.split())


def wants_person(text: str) -> bool:
    """True for any wording of "let me talk to a person"; false for "is there an agent fee" or "人工智能"."""
    flat = re.sub(r"\s+", " ", text[:MOST].replace("’", "'")).strip().lower()
    dense = flat.replace(" ", "")
    own = _in_chinese(dense) or _in_japanese(dense) or _in_english(flat) or _in_spanish(flat) or _in_arabic(flat)
    return own or asks_elsewhere(unicodedata.normalize("NFKC", flat))


def _in_japanese(dense: str) -> bool:
    dense = unicodedata.normalize("NFKC", dense)
    bare = len(dense) <= BARE_CHARS and _BARE_JA.fullmatch(dense)
    return bool(bare or any(pattern.search(dense) for pattern in _ASKS_JA)) and not _DECLINED_JA.search(dense)


def _in_spanish(flat: str) -> bool:
    if not re.search(r"[a-z]", flat):
        return False
    plain = fold(flat)
    words = re.sub(r"[^a-z0-9 ]+", " ", plain).strip()
    if _DECLINED_ES.search(words) and not re.search(r"bots?\b|\bmaquina\b", words):
        return False
    if words and len(words) <= 80 and _WHOLE_ES.fullmatch(re.sub(r"\s+", " ", words) + " ") and _BARE_ES.search(words):
        return True
    return not _ABOUT_ES.search(plain) and any(pattern.search(plain) for pattern in _ASKS_ES)


def _in_arabic(flat: str) -> bool:
    if not re.search(r"[ء-ي]", flat):
        return False
    plain = fold(flat)
    words = re.findall(r"\w+", plain)
    if arabic.PERSON_DECLINED.search(plain):
        return False
    if _FILLERS_AR.issuperset(words) and _BARE_AR.intersection(words):
        return True
    return any(pattern.search(plain) for pattern in arabic.PERSON)


def _in_chinese(flat: str) -> bool:
    bare = len(flat) <= BARE_CHARS and any(pattern.search(flat) for pattern in _BARE_ZH)
    return (bare or any(pattern.search(flat) for pattern in _ASKS_ZH)) and not _DECLINED_ZH.search(flat)


def _in_english(flat: str) -> bool:
    if not re.search(r"[a-z]", flat):
        return False
    words = re.sub(r"[^a-z' ]+", " ", flat).strip()
    if _DECLINED.search(words) and not re.search(r"\bbots?\b", words):
        return False
    if words and len(words) <= 80 and _WHOLE.fullmatch(re.sub(r"\s+", " ", words) + " ") and _BARE.search(words):
        return True
    return not _ABOUT.search(flat) and any(pattern.search(flat) for pattern in _ASKS)
