"""Where a text leads its reader: addresses with their true hosts, mail addresses, and accounts with a messenger.

Agents' replies are held to a brand's list by it (`hold_back.py`). What the faces make a link of, web/shared/links.ts finds;
tests/shield/links.json holds both readers to the same hosts. Beyond that it finds what people type into a browser by hand.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

import idna

from fairlead.kit.text import AnyOf


class Lead(NamedTuple):
    """`text` is what stands there. `host` is where it leads, in ASCII and with its port unless that is the usual one; of a mail
    address its domain; of a messenger's account `@name`, or the messenger's name. `plain`: by http, which anybody between can
    change."""

    kind: str
    text: str
    host: str
    plain: bool = False


LINK, MAIL, CONTACT = "link", "mail", "contact"

# As links.ts has it, but for what cannot be seen: `_seen` cuts there.
_END = "\\s<>\"'“”‘’「」『』【】《》〈〉（），。；！？、()\\[\\]"
_ADDRESS = re.compile(rf"h(?:tt|xx)ps?:[\\/]{{2,}}(?:[^{_END}]|\([^{_END}]*\)|\[[^{_END}]*\])+", re.IGNORECASE)
_LAST = ".,:;!?*"
_CJK = (
    "\u1100-\u11ff\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3041-\u318e\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufad9\U00020000-\U000323af"
)
# Chinese and Japanese go on without a space.
_GOES_ON = re.compile(rf"(?i)(https?://[\w.-]*\.[a-z]{{2,}}(?::\d+)?)[{_CJK}][^/?#.]*(?:[/?#].*)?$")
_AUTHORITY = re.compile(r"(?i)(h(?:tt|xx)ps?):[\\/]*([^\\/?#]*)")

# Letters that pass for Latin ones are letters of a name too.
_L = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f"
_NAME = rf"(?:[{_L}](?:[{_L}_-]{{0,61}}[{_L}])?\.)+"
# Names people type and clients make links of; none that is an ending of files or a word that follows a forgotten blank.
_TOP = (
    "com|net|org|io|info|biz|xyz|app|dev|online|site|website|store|shop|top|club|vip|icu|fun|live|space|tech|cloud|click|link|"
    "finance|exchange|support|help|wallet|trade|trading|pro|one|world|chat|center|money|cash|market|markets|network|digital|"
    "email|group|team|services|solutions|systems|agency|capital|fund|gold|investments|live|today|win|bid|loan|review|work|"
    "page|web|wiki|blog|news|social|sbs|cfd|cyou|lol|bond|rest|monster|quest|buzz|host|press|name|mobi|asia|eu|ai|co|cc|tv|ws|"
    "pw|gg|gd|ly|gl|fm|st|sh|vc|cn|ru|su|uk|fr|jp|kr|hk|tw|br|mx|ar|cl|pe|pl|cz|nl|ch|tr|ua|by|kz|ir|ae|sa|vn|th|ph|au|nz|"
    "za|ng|ke|ca|ga|tk|ml|cf|gq|li|lu|lv|lt|ee|fi|dk|pt|gr|ro|hu|bg|hr|rs|sk|ge|am|az|il|pk|bd|lk|np|pa|ec|ve|uy|ma|eg"
)
# Words in one language or another ("ok.it is done"): only where something shows that a name is meant.
_WORDS = "is|it|so|in|to|me|my|no|at|be|us|as|do|es|de|la|se|al|si|id"
_TAIL = rf"(?![{_L}_-])(?:[:/?#][^{_END}]*)?"
_BARE = re.compile(
    rf"(?<![{_L}@._/-])(?:www\.{_NAME}[a-z{_L}]{{2,24}}|{_NAME}(?:{_TOP}|xn--[a-z0-9-]+)|{_NAME}(?:{_WORDS})(?=[:/?#][^\s])|"
    rf"(?:[{_L}-]+\.){{2,}}(?:{_WORDS})|(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?=[:/])){_TAIL}",
    re.IGNORECASE,
)
_MAIL = re.compile(
    rf"(?<![\w.+%-])([\w.+%-]{{1,64}})@((?:[{_L}](?:[{_L}-]{{0,61}}[{_L}])?\.)+[a-z{_L}-]{{2,24}})(?![{_L}])",
    re.IGNORECASE,
)
# "evil [.] example", "evil (dot) example", a dot of another width.
_DOTS = re.compile(
    rf"(?<=[{_L}])\s*(?:\[\s*(?:\.|dot|点|點|punto)\s*\]|\(\s*(?:\.|dot|点|點|punto)\s*\)|[。．｡])\s*(?=[{_L}])"
)
# Nothing of the three above is found in a text without it.
_WORTH_A_LOOK = re.compile(
    rf"[{_L}](?:[.．。｡][^\W\d_]|\s?[\[(]\s?(?:[.．。]|dot|点|點|punto))|\.\d+[:/]|www|@[{_L}]", re.IGNORECASE
)
# The same of ASCII, where it begins with one of few signs: several times as fast.
_WORTH_A_LOOK_ASCII = re.compile(r"\.(?:[A-Z]|\d+[:/])|[\[(]\s?(?:\.|dot|punto)|@[A-Z0-9]", re.IGNORECASE)
# No name, no mail address and no address in numbers goes without.
_DOTTED = re.compile(r"\.(?:[^\W\d_]|\d+[:/])")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)

_MESSENGERS = (
    ("Telegram", r"telegram|tele\s?gram|(?<![a-z])tg(?![a-z])|电报|電報|纸飞机|飞机号|テレグラム|テレグラ"),
    ("WhatsApp", r"what'?s\s?app|(?<![a-z])wsp(?![a-z])|ワッツアップ"),
    ("WeChat", r"we\s?chat|weixin|微信|(?<![a-z])vx(?![a-z])|ウィーチャット|微x"),
    (
        "LINE",
        r"(?<![a-z])line(?=\s?(?:id|app|account)\b)|@line(?![a-z])|ライン(?:id|アカウント)|LINEで|LINEの?(?:ID|アカウント)",
    ),
    ("QQ", r"(?<![a-z])qq(?=[\s:：号]*\d{5})|QQ号|扣扣"),
    ("Signal", r"(?<![a-z])signal\s(?:app|messenger|number|chat)|(?:on|via|over|por|en)\s+signal(?![a-z])"),
    ("Viber", r"(?<![a-z])viber(?![a-z])"),
    ("Discord", r"(?<![a-z])discord(?![a-z])"),
    ("Skype", r"(?<![a-z])skype(?![a-z])"),
    ("KakaoTalk", r"kakao\s?talk|카카오톡"),
)
_NAMES = AnyOf(
    *(
        "telegram",
        "tele gram",
        "tg",
        "电报",
        "電報",
        "纸飞机",
        "飞机号",
        "テレグラ",
        "what",
        "wsp",
        "ワッツアップ",
        "chat",
        "weixin",
        "微信",
        "vx",
    ),
    *(
        "微x",
        "ウィーチャット",
        "line",
        "ライン",
        "qq",
        "扣扣",
        "signal",
        "viber",
        "discord",
        "skype",
        "kakao",
        "카카오",
    ),
)
_MESSENGER = re.compile("|".join(f"(?P<m{at}>{words})" for at, (_, words) in enumerate(_MESSENGERS)), re.IGNORECASE)
_SENTENCE = re.compile(r"[^!?。！？؟\n]+")
_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z][A-Za-z0-9_.-]{2,31})(?![\w@])")
# Directly behind the messenger's name: "WeChat ID: fairlead_help", "微信号 abc123", "WhatsApp +1 555 010 9988".
_ACCOUNT = re.compile(
    r" ?(?:support ?)?(?P<named>(?:number|no\.?(?![a-z])|n[úu]mero|account|user(?:name)?|usuario|id\b|号码|号碼|号|號|"
    r"アカウント|のid|の)(?: ?id)?)?"
    r" ?(?:is|es|是|は|为|為)? ?[:：=]? ?"
    r"(?P<account>(?=(?P<marked>[\w.-]{0,31}[\d_])?)[A-Za-z_][A-Za-z0-9_.-]{4,31}|\+?\d[\d ().-]{5,18}\d)",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\b(?:add|contact|message|text|write(?:\s+to)?|reach|ping|call|find|dm)\s+(?:me|us|him|her|our|my)\b"
    r"|(?:加|添加|联系|聯繫|找)(?:一下)?(?:我|我们|我們|他|她|客服|老师|经理)"
    r"|\b(?:escr[ií]b[ae]?(?:me|nos)|escr[ií]ba(?:me|nos)|cont[aá]cte(?:me|nos)|cont[aá]cta(?:me|nos)|agr[eé]g(?:ue|a)(?:me|nos)|ll[aá]me(?:me|nos))"
    r"|(?:ご?連絡(?:して)?(?:ください|下さい|お願い)|追加(?:して)?(?:ください|下さい|お願い))",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\b(?:never|not|don'?t|no\s+one|nobody|scam\w*|fake|nunca|jam[aá]s|no|nadie|estaf\w*)\b|n't\b|不|别|別|勿|没有|沒有|骗|詐|诈|假|ません|ないで|詐欺|偽",
    re.IGNORECASE,
)


def find_leads(text: str) -> list[Lead]:
    """In the order in which they are looked for: addresses, mail addresses, names of hosts, messengers."""
    found: list[Lead] = []
    if "://" in text or ":\\" in text:
        text = _ADDRESS.sub(lambda match: _address(match, found), text)
    if text.isascii():
        worth = _WORTH_A_LOOK_ASCII.search(text)
    else:
        text = _UNSEEN.sub("", text)
        worth = _WORTH_A_LOOK.search(text)
    if worth:
        text = _bare(text, found)
    if _NAMES.stands_in(text.lower()):
        found += _contacts(text)
    return found


def _address(match: re.Match[str], found: list[Lead]) -> str:
    """What is left of the text in its place: nothing of what was read."""
    written = whole = _seen(match[0])
    written = written.rstrip(_LAST)
    if goes_on := _GOES_ON.match(written):
        written = goes_on[1]
    if host := true_host(written):
        found.append(Lead(LINK, written, host, plain=written[4:5] == ":"))
        return " " + match[0][len(whole) :]
    return match[0]


def _seen(text: str) -> str:
    """Up to the first character that cannot be seen."""
    for at, character in enumerate(text):
        if character > "~" and (unicodedata.category(character)[0] == "C" or _ignorable(character)):
            return text[:at]
    return text


def _ignorable(character: str) -> bool:
    """Unicode's Default_Ignorable_Code_Point, but for those of category C."""
    return character in "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" or (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )


def true_host(address: str) -> str | None:
    """Where a browser goes: what stands before an `@` is not the host, and a backslash ends it as a slash does (WHATWG URL).
    None where no browser goes anywhere."""
    read = _AUTHORITY.match(address)
    if read is None:
        return None
    scheme, authority = read[1].lower(), read[2].rpartition("@")[2]
    if authority.startswith("["):
        name, _, port = authority.partition("]")
        name, port = f"{name}]", port.lstrip(":")
    else:
        name, _, port = authority.partition(":")
        name = ascii_host(name)
    if not name or not re.fullmatch(r"\d{0,5}", port) or int(port or 0) > 65535:
        return None
    usual = 443 if scheme.endswith("s") else 80
    return f"{name}:{int(port)}" if port and int(port) != usual else name


def ascii_host(name: str) -> str:
    """The name in ASCII and small letters (UTS 46), as name servers know it; as it is where it is no name they could know."""
    name = unquote(name)
    if not name.isascii():
        try:
            return idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return unicodedata.normalize("NFKC", name).lower()
    name = name.lower()
    return (
        _number(name)
        if name[:1].isdigit() and re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", name)
        else name
    )


def _number(name: str) -> str:
    """An IPv4 address in any of its forms as four numbers; as it is where it is none."""
    parts = name.rstrip(".").split(".")
    try:
        values = [
            int(part[2:] or "0", 16) if part.startswith("0x") else int(part, 8 if part[0] == "0" else 10)
            for part in parts
        ]
    except ValueError:
        return name
    last = values.pop()
    if any(value > 255 for value in values) or last >= 256 ** (4 - len(values)):
        return name
    return ".".join(str(part) for part in (*values, *last.to_bytes(4 - len(values), "big")))


def _bare(text: str, found: list[Lead]) -> str:
    def mail(match: re.Match[str]) -> str:
        found.append(Lead(MAIL, match[0], ascii_host(match[2])))
        return " "

    def name(match: re.Match[str]) -> str:
        written = match[0].rstrip(_LAST)
        if host := true_host(f"https://{written}"):
            found.append(Lead(LINK, written, host))
        return " "

    text = _DOTS.sub(".", text)
    if not _DOTTED.search(text):
        return text
    return _BARE.sub(name, _MAIL.sub(mail, text) if "@" in text else text)


def _contacts(text: str) -> list[Lead]:
    return [lead for sentence in _SENTENCE.findall(text) if (lead := _contact(" ".join(sentence.split())))]


def _contact(sentence: str) -> Lead | None:
    messenger = _MESSENGER.search(sentence)
    if messenger is None:
        return None
    name = next(_MESSENGERS[int(group[1:])][0] for group, words in messenger.groupdict().items() if words)
    if handle := _HANDLE.search(sentence):
        return Lead(CONTACT, handle[0], f"@{handle[1].rstrip('.-').lower()}")
    if _NEVER.search(sentence):
        return None
    account = _ACCOUNT.match(sentence, messenger.end())
    if account and (account["named"] or account["marked"] or account["account"][0] in "+0123456789"):
        return Lead(CONTACT, f"{messenger[0]} {account['account']}", f"{name} {account['account']}")
    return Lead(CONTACT, messenger[0], name) if _CALLS.search(sentence) else None
