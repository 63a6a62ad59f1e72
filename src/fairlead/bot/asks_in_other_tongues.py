"""Whether a short message asks for a person in a language the bot does not speak: it is handed over all the same.

Portuguese, French, German, Italian, Russian, Korean, Vietnamese, Turkish and Indonesian; the bot's own languages are in
`asks_for_person.py`.
"""

import re

# What is longer is about more than that.
MOST = 120
_SOMEONE = {
    "pt": r"(?:atendentes?|humanos?|pessoas?|agentes?|operador(?:a|es)?|consultor(?:a|es)?|alguém|alguem|suporte humano)",
    "fr": r"(?:humains?|conseill(?:er|ère|ere)s?|agents?(?: humains?)?|personne|opérat(?:eur|rice)|operateur|"
    r"quelqu['’]un|vrai[e]? \w+)",
    "de": r"(?:menschen?|mitarbeiter(?:in)?|person|berater(?:in)?|jemand(?:em|en)?|support(?:er)?|kundendienst)",
    "it": r"(?:operat(?:ore|rice)|umano|persona|agente|consulente|qualcuno|assistente umano)",
    "ru": r"(?:человек\w*|оператор\w*|сотрудник\w*|специалист\w*|менеджер\w*|консультант\w*|поддержк\w*)",
    "ko": r"(?:상담원|상담사|상담 ?직원|직원|담당자|사람)",
    "vi": r"(?:nhân viên|người thật|tư vấn viên|tổng đài viên|con người)",
    "tr": r"(?:müşteri (?:temsilcisi|hizmetleri)|(?:canlı )?temsilci|canlı destek|yetkili|"
    r"gerçek (?:bir )?(?:kişi|insan)|insan|operatör)",
    "id": r"(?:petugas|manusia|agen|orang|admin|operator|staf|cs)",
}
_ASKS = (
    rf"\b(?:falar|conversar|ser atendid[oa])\b.{{0,12}}\b(?:com|por)\b.{{0,12}}\b{_SOMEONE['pt']}\b",
    rf"\b(?:parler|discuter|échanger|joindre|contacter)\b.{{0,20}}\b{_SOMEONE['fr']}",
    rf"\bmit\b.{{0,20}}\b{_SOMEONE['de']}\b.{{0,12}}\b(?:sprechen|reden|schreiben|chatten|verbinden|verbunden)\b",
    rf"\b(?:sprechen|reden|chatten|verbinden)\b.{{0,16}}\bmit\b.{{0,20}}\b{_SOMEONE['de']}\b",
    rf"\bparlare\b.{{0,8}}\bcon\b.{{0,14}}\b{_SOMEONE['it']}\b",
    rf"(?:поговорить|связаться|общаться|соедин\w+|переключ\w+|переведите|позов\w+|нужен|дайте).{{0,16}}\b{_SOMEONE['ru']}",
    rf"{_SOMEONE['ko']}(?:과|와|이랑|랑|하고|을|를|에게|한테)? ?(?:\w{{1,4}} ?)?(?:연결|상담|대화|얘기|이야기|통화|바꿔|불러)",
    rf"\b(?:gặp|nói chuyện với|chat với|trò chuyện với|kết nối(?: với)?|liên hệ(?: với)?)\b.{{0,12}}{_SOMEONE['vi']}",
    rf"\b{_SOMEONE['tr']}\w*\b.{{0,8}}\b(?:görüş|konuş|bağla|iletiş)\w*",
    rf"\b(?:bicara|berbicara|ngobrol|chat|hubungkan|sambungkan)\b.{{0,14}}\b(?:dengan|ke|sama)\b.{{0,12}}\b{_SOMEONE['id']}\b",
)
_PATTERNS = tuple(re.compile(pattern) for pattern in _ASKS)
# The whole of a message.
_BARE = re.compile(
    r"[\W_]*(?:um |uma |un |une |une? vrai[e]? |ein(?:en)? |echter? |живой |живого )?"
    r"(?:atendente|humano|conseill(?:er|ère)|humain|agent humain|mitarbeiter(?:in)?|mensch|kundendienst|operat(?:ore|rice)|umano|"
    r"оператор|человек|상담원|상담사|상담원 ?연결|nhân viên|tư vấn viên|müşteri temsilcisi|temsilci|canlı destek|petugas|"
    r"admin manusia|agen manusia)"
    r"(?: humano| por favor| s['’]il vous pla[iî]t| svp| bitte| per favore| пожалуйста| 부탁\w*| 주세요| lütfen| tolong)?[\W_]*"
)
# "Ich möchte nicht mit einem Mitarbeiter sprechen": what stands close before, or behind in Turkish and Korean.
_NOT_BEFORE = re.compile(
    r"(?:\b(?:não|nao|ne|pas|sans|nicht|ohne|kein\w*|non|senza|не|без|không|tidak|tanpa|jangan)\b)[^.,;!?]{0,20}$"
)
_NOT_BEHIND = re.compile(r"(?:istemiyorum|gerek yok|필요 ?없|안 해도|싫)")


def asks_elsewhere(flat: str) -> bool:
    """`flat`: lower case, compatibility forms composed."""
    if len(flat) > MOST:
        return False
    if _BARE.fullmatch(flat):
        return True
    found = (pattern.search(flat) for pattern in _PATTERNS)
    return any(one and not _NOT_BEFORE.search(flat[: one.start()]) and not _denied(flat, one) for one in found)


def _denied(flat: str, one: re.Match[str]) -> bool:
    """Also where the refusal stands within: `nicht mit einem Mitarbeiter sprechen`."""
    return _NOT_BEHIND.search(flat, one.start()) is not None
